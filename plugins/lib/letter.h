/* letter.h - one message, worded: what all carriers take their parts from.  SPDX-License-Identifier: ISC */
#ifndef LETTER_H
#define LETTER_H

#include "fill.h"
#include "order.h"
#include "wording.h"

#define LETTER_TITLE_BYTES 251
#define LETTER_TEXT_BYTES 4097

/* What may stand in templates; the help of the options names them. */
#define LETTER_KNOWN                                                                    \
	"{target} {gateway} {session} {container} {state} {why} {what} {title} {text} " \
	"{incident} {since} {time} {host} {id} {priority}"

/* Behind the priority for formats only: {event} is trigger or resolve, {ends} when an alert is over if
 * nothing more is heard of it. */
enum letter_value {
	LETTER_TARGET,
	LETTER_GATEWAY,
	LETTER_SESSION,
	LETTER_CONTAINER,
	LETTER_STATE,
	LETTER_WHY,
	LETTER_WHAT,
	LETTER_TITLE,
	LETTER_TEXT,
	LETTER_INCIDENT,
	LETTER_SINCE,
	LETTER_TIME,
	LETTER_HOST,
	LETTER_ID,
	LETTER_PRIORITY,
	LETTER_TAGS,
	LETTER_SUBJECT,
	LETTER_EVENT,
	LETTER_ENDS,
	LETTER_RECIPIENT,
	LETTER_VALUES
};

/* How it is to be worded. */
struct letter_style {
	const char *title, *text;      /* templates */
	size_t text_bytes;             /* at most; longer ones are cut between characters */
	const char *const *priorities; /* by wording_urgency */
	const char *hostname, *recipient;
};

/* Points into itself: it is not to be copied. */
struct letter {
	const struct wording *words;
	const char *const *lines; /* of a digest, borrowed from the order; else NULL */
	struct order order;
	int64_t since_ms; /* Unix time; 0: not known */
	struct fill_value values[LETTER_VALUES + 1];
	char id[64], time[24], since[24], ends[24];
	char title[LETTER_TITLE_BYTES], text[LETTER_TEXT_BYTES];
};

/* letter_write - words the order, which must outlive the letter only if it has lines. */
void letter_write(struct letter *letter, const struct muzzle_order *order,
		  const struct letter_style *style);

/* letter_unknown - the first placeholder of a user's template that no letter has, or NULL. */
const char *letter_unknown(const char *template);

/* letter_misspelt - the first that some letter has, but in capitals, or without its closing brace; or NULL. */
const char *letter_misspelt(const char *template);

/* letter_join - a digest's lines, each on its own, or (json) as the strings of an array without its brackets:
 * as many as fit, then how many more there are. */
void letter_join(const struct letter *letter, char *out, size_t out_bytes, bool json);

#endif
