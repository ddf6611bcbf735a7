/* porter.h - what all ways to carry a message have in common: one order, one try, one result.
 * SPDX-License-Identifier: ISC
 */
#ifndef PORTER_H
#define PORTER_H

#include "format.h"
#include "letter.h"

#define PORTER_ERRANDS_MAX 8    /* at once; more are refused */
#define PORTER_HEADERS_MAX 16   /* the user's */
#define PORTER_BODY_BYTES 32768 /* of any message in any format, escapes and all */
#define PORTER_LABEL_BYTES 65   /* a label's name */

/* A message on its way. */
struct porter_errand {
	uint64_t id;     /* of the order; 0: this place is free */
	uint32_t handle; /* of the request or child */
};

struct porter_end {
	enum muzzle_result result;
	char why[CLEAN_TEXT_BYTES];
};

struct porter;

struct porter_kind {
	bool spawns;                    /* handles are those of children, not of requests */
	int (*check)(struct porter *p); /* what the table of options cannot: 0 or -EINVAL, told */
	/* starts it; its handle, or 0 and how it ended instead */
	uint32_t (*begin)(struct porter *p, struct porter_errand *errand,
			  const struct letter *letter, struct porter_end *end);
};

/* One section. */
struct porter {
	const struct muzzle_host *host;
	struct muzzle_inst *inst;
	const struct porter_kind *kind;
	const struct format *as;
	int64_t format, timeout_ms, tls, facility;
	const char *from, *to, *key, *title, *text, *body, *token;
	const char *const *header, *const *label, *const *recipient, *const *command;
	struct muzzle_transport transport;
	char hostname[65];
	struct porter_errand errands[PORTER_ERRANDS_MAX];
};

/* Where a filled template goes, and in which form. */
struct porter_print {
	char *out;
	size_t out_bytes;
	unsigned escape;      /* FILL_* */
	const char *line_put; /* between two lines */
	bool one_line;        /* the user's: no line is left out */
};

/* porter_act - takes an order; its result follows, or precedes the return.  0, or -ENOTSUP: it is a
 * digest, for which there is no form. */
int porter_act(struct porter *p, const struct muzzle_order *order);

/* porter_cancel - no result is due any more. */
void porter_cancel(struct porter *p, uint64_t id);

/* porter_finish - frees the place and tells the host how it ended. */
void porter_finish(struct porter *p, struct porter_errand *errand, const struct porter_end *end);

/* porter_print_body - the letter in the section's format; -ENOSPC: more than PORTER_BODY_BYTES. */
int porter_print_body(const struct porter *p, const struct letter *letter,
		      char out[PORTER_BODY_BYTES]);

/* porter_makes_json - whether what is sent is one JSON value, tried with a letter that is made up. */
bool porter_makes_json(const struct porter *p);

/* porter_print - a template of the format, with a letter's values.  0, or -ENOSPC: it did not fit. */
int porter_print(const struct porter *p, const struct letter *letter, const char *template,
		 const struct porter_print *to);

/* porter_refuse - logs what is wrong with the section; -EINVAL. */
int porter_refuse(const struct porter *p, const char *message);

#endif
