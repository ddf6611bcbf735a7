/* paging.h - which page of an answer is asked for next.  SPDX-License-Identifier: ISC
 *
 * Pages are numbered by {page} in the path, until one has no items; or the answer itself says where the
 * next one is, in a field or by RFC 8288 in its header Link.  Headers with keys go along to every page:
 * a page on another scheme, host or port is never asked for.
 */
#ifndef PAGING_H
#define PAGING_H

#include <stddef.h>
#include <stdint.h>

#define PAGING_URL_BYTES 2048

enum paging_step { PAGING_LAST = 1, PAGING_MORE, PAGING_FLAW };

/* What the page in hand tells of the next one. */
struct paging_seen {
	size_t items;
	const char *next; /* an address in its body; "": none */
	const char *link; /* the header; "": none */
};

struct paging {
	int64_t pages_max, first;   /* options; .first is the number of the first page */
	const char *base;           /* http(s)://host:port, perhaps with a path; borrowed */
	const char *path;           /* with {session} and {page}; borrowed */
	const char *session;        /* for {session}; NULL: none; borrowed */
	int64_t page;               /* how many were asked for in this round */
	const char *flaw;           /* after PAGING_FLAW: what is wrong, and its remedy */
	char url[PAGING_URL_BYTES]; /* to be asked now */
};

/* paging_check - to be called first: what is wrong with .base, .path and .session, and its remedy;
 * NULL: nothing. */
const char *paging_check(struct paging *p);

/* paging_begin - a round: .url is that of its first page. */
void paging_begin(struct paging *p);

/* paging_turn - after PAGING_MORE .url is that of the next page. */
enum paging_step paging_turn(struct paging *p, const struct paging_seen *seen);

#endif
