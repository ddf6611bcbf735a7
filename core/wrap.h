/* wrap.h - breaks sentences into lines of 80 columns.  SPDX-License-Identifier: ISC */
#ifndef WRAP_H
#define WRAP_H

#include <stdio.h>

#define WRAP_COLUMNS 80
#define WRAP_BYTES 1200 /* of a sentence; what is longer is cut */

/* wrap_say - print a formatted sentence and a newline: broken at blanks, later lines indented. */
void wrap_say(FILE *out, const char *format, ...) __attribute__((format(printf, 2, 3)));

#endif
