/* mail.h - a message as mail: its headers and text, fit for any server (RFC 5322, MIME).
 * SPDX-License-Identifier: ISC
 */
#ifndef MAIL_H
#define MAIL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct mail {
	const char *from;
	const char *const *to;      /* NULL-terminated */
	const char *subject, *text; /* UTF-8; text in lines */
	const char *id;             /* the same for the same message, whenever it is sent */
	const char *thread;         /* what it belongs to; NULL: to nothing */
	const char *host;           /* whose both of these are */
	bool urgent;
	int64_t wall_ms;
};

/* mail_is_address - one address, in the plain form that every server takes. */
bool mail_is_address(const char *address);

/* mail_write - headers, an empty line and the text, quoted-printable, its lines ended by CRLF.  Nothing
 * of the values can end a header.  0, or -ENOSPC. */
int mail_write(char *out, size_t out_bytes, const struct mail *mail);

#endif
