/* slurp.h - a trusted file as a whole.  SPDX-License-Identifier: ISC */
#ifndef SLURP_H
#define SLURP_H

#include <stddef.h>

#define SLURP_WHY_BYTES 512

struct slurp {
	char *text; /* owned; with a NUL behind it that is not counted */
	size_t bytes;
	char why[SLURP_WHY_BYTES]; /* what was wrong, with the path; never the content */
};

/* slurp_file - reads a file that trust_check_file accepts.  0, to be ended by slurp_fini; -E2BIG
 * when it is longer than max_bytes, else the -errno of trust_check_file or of reading: then why
 * is set and nothing is owned. */
int slurp_file(struct slurp *slurp, const char *path, size_t max_bytes);

/* slurp_fini - wipes and frees the text. */
void slurp_fini(struct slurp *slurp);

#endif
