/* courier.h - what all ways to carry a message have in common: one order, one try, one result.
 * SPDX-License-Identifier: ISC
 */
#ifndef COURIER_H
#define COURIER_H

#include "format.h"
#include "letter.h"

#define COURIER_ERRANDS_MAX 8    /* at once; more are refused */
#define COURIER_HEADERS_MAX 16   /* the user's */
#define COURIER_BODY_BYTES 32768 /* of any message in any format, escapes and all */
#define COURIER_LABEL_BYTES 65   /* a label's name */

/* A message on its way. */
struct courier_errand {
	uint64_t id;     /* of the order; 0: this place is free */
	uint32_t handle; /* of the request or child */
};

struct courier_end {
	enum muzzle_result result;
	char why[CLEAN_TEXT_BYTES];
};

struct courier;

struct courier_kind {
	bool spawns;                     /* handles are those of children, not of requests */
	int (*check)(struct courier *c); /* what the table of options cannot: 0 or -EINVAL, told */
	/* starts it; its handle, or 0 and how it ended instead */
	uint32_t (*begin)(struct courier *c, struct courier_errand *errand,
			  const struct letter *letter, struct courier_end *end);
};

/* One section. */
struct courier {
	const struct muzzle_host *host;
	struct muzzle_inst *inst;
	const struct courier_kind *kind;
	const struct format *as;
	int64_t format, timeout_ms, tls, facility;
	const char *from, *to, *key, *title, *text, *body, *token;
	const char *const *header, *const *label, *const *recipient, *const *command;
	struct muzzle_transport transport;
	char hostname[65];
	struct courier_errand errands[COURIER_ERRANDS_MAX];
};

/* Where a filled template goes, and in which form. */
struct courier_print {
	char *out;
	size_t out_bytes;
	unsigned escape;      /* FILL_* */
	const char *line_put; /* between two lines */
	bool one_line;        /* the user's: no line is left out */
};

/* courier_act - takes an order; its result follows, or precedes the return.  0, or -ENOTSUP: it is a
 * digest, for which there is no form. */
int courier_act(struct courier *c, const struct muzzle_order *order);

/* courier_cancel - no result is due any more. */
void courier_cancel(struct courier *c, uint64_t id);

/* courier_finish - frees the place and tells the host how it ended. */
void courier_finish(struct courier *c, struct courier_errand *errand,
		    const struct courier_end *end);

/* courier_print_body - the letter in the section's format; -ENOSPC: more than COURIER_BODY_BYTES. */
int courier_print_body(const struct courier *c, const struct letter *letter,
		       char out[COURIER_BODY_BYTES]);

/* courier_print - a template of the format, with a letter's values.  0, or -ENOSPC: it did not fit. */
int courier_print(const struct courier *c, const struct letter *letter, const char *template,
		  const struct courier_print *to);

/* courier_refuse - logs what is wrong with the section; -EINVAL. */
int courier_refuse(const struct courier *c, const char *message);

#endif
