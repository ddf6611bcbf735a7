/* incoming.h - a request that has come in, as libmicrohttpd has it.  SPDX-License-Identifier: ISC */
#ifndef INCOMING_H
#define INCOMING_H

#include <stddef.h>

#include "dial.h"
#include "sign.h"

struct MHD_Connection;

/* Borrowed for the call. */
struct incoming {
	struct MHD_Connection *connection;
	const union dial_address *from;
	size_t place; /* of the connection: it keeps it as long as it lasts */
	const char *method, *path;
	const char *query; /* as it came, without `?`; "": none */
	struct sign_bytes body;
};

/* incoming_header - NULL: it has none of that name. */
const char *incoming_header(const struct incoming *request, const char *name);

/* incoming_argument - of the query, decoded; NULL: it has none of that name. */
const char *incoming_argument(const struct incoming *request, const char *name);

typedef void incoming_each_header(void *arg, const char *name, const char *value);

/* incoming_walk_headers - in the order in which they came. */
void incoming_walk_headers(const struct incoming *request, incoming_each_header *call, void *arg);

/* incoming_print_peer - the address of the sender, for people; 46 bytes are enough. */
void incoming_print_peer(char *out, size_t out_bytes, const struct incoming *request);

#endif
