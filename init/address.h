/* address.h - a URL as a person typed it, made one that can be asked.  SPDX-License-Identifier: ISC */
#ifndef ADDRESS_H
#define ADDRESS_H

#include <stdbool.h>
#include <stdint.h>

#define ADDRESS_BYTES 512
#define ADDRESS_WHY_BYTES 200

struct address {
	char url[ADDRESS_BYTES];  /* whole, without a slash at its end */
	char host[ADDRESS_BYTES]; /* "" for none */
	uint16_t port;
	bool local; /* this box itself, by its name or number */
	bool bare;  /* neither path nor query: a kind's own paths may follow */
};

/* address_parse - http:// is meant when no scheme is said.  0; -EINVAL with what is wrong, and nothing of
 * a password, in why. */
int address_parse(const char *text, struct address *address, char why[ADDRESS_WHY_BYTES]);

#endif
