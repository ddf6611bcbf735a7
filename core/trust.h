/* trust.h - may a file be believed?  SPDX-License-Identifier: ISC */
#ifndef TRUST_H
#define TRUST_H

#include <stddef.h>

/* trust_check_file - 0 if path is a regular file that belongs to root or to us, that nobody else may
 * write, and that nobody else may swap for another: the same holds for every directory on the way,
 * save that a sticky one (/tmp) is good enough where root or we own what lies in it.  Symbolic links
 * are judged at their end and on their way.  Else -errno, and why names the place, its owner and
 * mode, and the remedy. */
int trust_check_file(const char *path, char *why, size_t why_bytes);

#endif
