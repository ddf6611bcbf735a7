/* footprint.h - how much memory a gateway uses, and how much it may.  SPDX-License-Identifier: ISC
 *
 * In use is what the kernel would have to take from it: without the pages of files that it has not
 * used of late, as `docker stats` counts.
 */
#ifndef FOOTPRINT_H
#define FOOTPRINT_H

#include <stdint.h>

struct json_object;

struct footprint {
	int64_t bytes;
	int64_t limit_bytes; /* where it is killed; 0: nowhere before the machine itself is full */
};

/* footprint_of_cgroup - of a directory of version 1 or 2, with the smallest limit from there up.  -ENOENT: there
 * is no such cgroup; -ENOTSUP: the kernel does not count its memory; or what reading it gave. */
int footprint_of_cgroup(struct footprint *use, const char *dir);

/* footprint_of_process - of the one process whose id stands in the file, its children not counted.
 * -ESRCH: it does not run; or what reading the file gave. */
int footprint_of_process(struct footprint *use, const char *pid_file);

/* footprint_of_stats - of a container, out of what GET /containers/NAME/stats said.  -ESRCH: it does not run;
 * -ENOTSUP: the kernel does not count its memory; -EPROTO: that is something else. */
int footprint_of_stats(struct footprint *use, struct json_object *stats);

#endif
