/* receiver.h - the format and the URL of alerts.  SPDX-License-Identifier: ISC */
#ifndef RECEIVER_H
#define RECEIVER_H

#include <stddef.h>

/* receiver_format - the format that was given, else the one that the URL looks like; pure.  NULL:
 * the one that was given does not exist, or needs more than a URL. */
const char *receiver_format(const char *to, const char *said);

/* receiver_address - complete a URL as `alert` wants it: without a scheme it is https://, or
 * http:// for localhost and an address in numbers, whose certificate nobody has; pure.  0, or
 * -EINVAL: it is not one. */
int receiver_address(const char *said, char *to, size_t bytes);

#define RECEIVER_FORM                                                                                  \
	"not the URL of an alert: https://HOST/PATH, or http:// mqtt:// mqtts:// syslog://; for mail " \
	"write an [action] with format = smtp, `muzzle plugins alert` shows how"

#endif
