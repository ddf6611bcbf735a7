/* moment.h - the time that a text names.  SPDX-License-Identifier: ISC
 *
 * Pure.  ISO 8601 as RFC 3339 has it, and as logs write it: a blank for the T, a comma before the
 * fraction, a zone without its colon or none at all.  A time without a zone is one of the gateway's
 * wall: the zone is the whole quarter of an hour that brings it nearest to its arrival.  That holds
 * through summer time and in a container whose zone is not ours, if the line comes within seven
 * minutes; one that comes later is dated too young, but never younger than its arrival.
 */
#ifndef MOMENT_H
#define MOMENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum moment_form {
	MOMENT_EPOCH = 1, /* milliseconds; ten digits or less are seconds */
	MOMENT_S,         /* with or without a fraction */
	MOMENT_MS,
	MOMENT_ISO,
	MOMENT_FORMS
};

/* moment_form_named - of "", "s", "ms", "iso"; 0 for another name. */
enum moment_form moment_form_named(const char *name, size_t bytes);

/* moment_bytes - how much of what stands at s has the form; 0: it has not. */
size_t moment_bytes(enum moment_form form, const char *s, const char *end);

/* moment_read - the Unix time that the whole text names, in ms.  arrived_ms, likewise, is when it was
 * read; 0: nobody knows, so that a time needs its zone.  False: it is no such time. */
bool moment_read(enum moment_form form, const char *text, int64_t arrived_ms, int64_t *wall_ms);

#endif
