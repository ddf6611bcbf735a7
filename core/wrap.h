/* wrap.h - sentences in lines of 80 columns.  SPDX-License-Identifier: ISC */
#ifndef WRAP_H
#define WRAP_H

#include <stdio.h>

#define WRAP_COLUMNS 80
#define WRAP_BYTES 1200 /* of a sentence; what is longer is cut */

/* wrap_say - a formatted sentence and its newline: broken at blanks, continued with an indentation. */
void wrap_say(FILE *out, const char *format, ...) __attribute__((format(printf, 2, 3)));

#endif
