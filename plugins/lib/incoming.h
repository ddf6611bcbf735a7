/* incoming.h - a request that has come in.  SPDX-License-Identifier: ISC */
#ifndef INCOMING_H
#define INCOMING_H

#include <stddef.h>

#include "dial.h"
#include "sign.h"

struct MHD_Connection;

/* All borrowed, for the time of the callback. */
struct incoming {
	struct MHD_Connection *connection;
	const union dial_address *from;
	size_t place; /* of the connection, for as long as it lasts: see callers.h */
	const char *method, *path;
	const char *query; /* encoded as it came, without `?`; "": none */
	struct sign_bytes body;
};

/* incoming_header - the value of a header; NULL: there is none of that name. */
const char *incoming_header(const struct incoming *request, const char *name);

/* incoming_argument - the value of an argument of the query, decoded; NULL: there is none. */
const char *incoming_argument(const struct incoming *request, const char *name);

typedef void incoming_each_header(void *arg, const char *name, const char *value);

/* incoming_walk_headers - call it for each header, in the order in which they came. */
void incoming_walk_headers(const struct incoming *request, incoming_each_header *call, void *arg);

/* incoming_print_peer - the sender's address as text; INET6_ADDRSTRLEN bytes are enough. */
void incoming_print_peer(char *out, size_t out_bytes, const struct incoming *request);

#endif
