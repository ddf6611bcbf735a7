/* remarks.h - what is wrong or doubtful in a configuration.  SPDX-License-Identifier: ISC
 *
 * A growing list, so that one run reports everything.  Each remark prints as `file:line: message`.
 * A remark that is there already is not added again; beyond REMARKS_MAX they are only counted.
 */
#ifndef REMARKS_H
#define REMARKS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#define REMARKS_MAX 200

/* Where something was written; line 0: the file as a whole. */
struct remark_place {
	const char *file;
	int line;
};

struct remark {
	bool warning;  /* else an error: the configuration is refused */
	size_t number; /* in the order in which they were added */
	int line;
	char *file; /* owned; "" when it is nowhere in particular */
	char *text; /* owned; the message alone */
};

struct remarks {
	struct remark list[REMARKS_MAX];
	size_t count;  /* in list */
	size_t errors; /* all of them, those that found no room included */
	size_t left;   /* remarks that found no room in list */
};

/* remarks_new - an empty list, NULL when there is no memory; free it with remarks_free. */
struct remarks *remarks_new(void);

/* remarks_free - frees the list and its texts; NULL is allowed. */
void remarks_free(struct remarks *remarks);

/* remarks_error - adds what makes the configuration unusable; place NULL: nowhere in particular. */
void remarks_error(struct remarks *remarks, const struct remark_place *place, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

/* remarks_warning - adds what a person should know and may leave as it is; place may be NULL. */
void remarks_warning(struct remarks *remarks, const struct remark_place *place, const char *fmt,
		     ...) __attribute__((format(printf, 3, 4)));

/* remarks_sort - by file and line, so that they read like the files. */
void remarks_sort(struct remarks *remarks);

/* remarks_format - one remark as a line without its newline, cut to fit; text is always
 * terminated. */
void remarks_format(const struct remark *remark, char *text, size_t bytes);

/* remarks_print - a line each, then how many were left out. */
void remarks_print(const struct remarks *remarks, FILE *out);

#endif
