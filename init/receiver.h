/* receiver.h - what an alert's URL understands.  SPDX-License-Identifier: ISC */
#ifndef RECEIVER_H
#define RECEIVER_H

/* receiver_format - the format of `alert`: the one that is said, else the one that the URL looks like.  NULL:
 * what is said needs more than a URL, or there is no such format; pure. */
const char *receiver_format(const char *to, const char *said);

#endif
