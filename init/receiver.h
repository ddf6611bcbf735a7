/* receiver.h - what an alert's URL understands.  SPDX-License-Identifier: ISC */
#ifndef RECEIVER_H
#define RECEIVER_H

#include <stddef.h>

/* receiver_format - the format of `alert`: the one that is said, else the one that the URL looks like.  NULL:
 * what is said needs more than a URL, or there is no such format; pure. */
const char *receiver_format(const char *to, const char *said);

/* receiver_address - what a person called the URL as one that `alert` takes: https:// is meant where nothing is
 * said.  0, or -EINVAL: it is none; pure. */
int receiver_address(const char *said, char *to, size_t bytes);

#define RECEIVER_FORM "no URL of an alert: https://HOST/PATH, or http:// mqtt:// mqtts:// syslog://"

#endif
