/* address.h - a URL as a person typed it, judged and completed.  SPDX-License-Identifier: ISC */
#ifndef ADDRESS_H
#define ADDRESS_H

#include <stdbool.h>
#include <stdint.h>

#define ADDRESS_BYTES 512
#define ADDRESS_WHY_BYTES 200

struct address {
	char url[ADDRESS_BYTES];  /* with a scheme, without a slash at its end */
	char host[ADDRESS_BYTES]; /* "" for none */
	uint16_t port;
	bool local; /* the host is this box, by its name or its address */
	bool bare;  /* it has neither path nor query: paths of a kind may be added */
};

/* address_parse - without a scheme it is http://.  0, or -EINVAL with the reason in why, without
 * any password. */
int address_parse(const char *text, struct address *address, char why[ADDRESS_WHY_BYTES]);

#endif
