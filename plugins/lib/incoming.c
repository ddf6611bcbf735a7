/* incoming.c - see incoming.h.  SPDX-License-Identifier: ISC */
#include "incoming.h"

#include <arpa/inet.h>
#include <microhttpd.h>
#include <stdbool.h>

const char *incoming_header(const struct incoming *request, const char *name)
{
	return MHD_lookup_connection_value(request->connection, MHD_HEADER_KIND, name);
}

const char *incoming_argument(const struct incoming *request, const char *name)
{
	return MHD_lookup_connection_value(request->connection, MHD_GET_ARGUMENT_KIND, name);
}

struct walk {
	incoming_each_header *call;
	void *arg;
};

static enum MHD_Result walk_header(void *arg, enum MHD_ValueKind kind, const char *name,
				   const char *value)
{
	const struct walk *walk = arg;

	(void)kind;
	walk->call(walk->arg, name, value ? value : "");
	return MHD_YES;
}

void incoming_walk_headers(const struct incoming *request, incoming_each_header *call, void *arg)
{
	struct walk walk = { call, arg };

	MHD_get_connection_values(request->connection, MHD_HEADER_KIND, walk_header, &walk);
}

void incoming_print_peer(char *out, size_t out_bytes, const struct incoming *request)
{
	const union dial_address *from = request->from;
	bool v6 = from->any.sa_family == AF_INET6;

	inet_ntop(from->any.sa_family, v6 ? (const void *)&from->v6.sin6_addr : &from->v4.sin_addr,
		  out, (socklen_t)out_bytes);
}
