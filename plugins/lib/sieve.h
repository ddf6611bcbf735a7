/* sieve.h - out of many lines those that a template may match.  SPDX-License-Identifier: ISC
 *
 * A line that matches has the longest text of its template in it, in one piece or with colours in
 * between.  Nearly all lines of a log have not; they cost one search for a byte of that text, over all
 * of them.
 */
#ifndef SIEVE_H
#define SIEVE_H

#include "needle.h"
#include "template.h"

struct sieve_needle {
	struct needle needle;
	const char *next; /* where it may stand first, at or behind .at; .end: nowhere */
};

struct sieve {
	struct sieve_needle *needles; /* owned */
	size_t count;
	const char *at, *end; /* what is still to be looked through */
	bool coloured;        /* there is an escape sequence in it */
};

/* sieve_init - templates is NULL-terminated and borrowed.  0 or -ENOMEM. */
int sieve_init(struct sieve *sieve, struct template *const *templates);

void sieve_fini(struct sieve *sieve); /* a zeroed one is allowed */

/* sieve_begin - lines, with newlines between them, valid until the last sieve_next(). */
void sieve_begin(struct sieve *sieve, struct template_line lines);

/* sieve_next - the next line that may match, without its newline; false: there is none. */
bool sieve_next(struct sieve *sieve, struct template_line *line);

#endif
