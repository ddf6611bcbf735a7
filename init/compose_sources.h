/* compose_sources.h - the sections that say where evidence comes from.
 * SPDX-License-Identifier: ISC */
#ifndef COMPOSE_SOURCES_H
#define COMPOSE_SOURCES_H

#include "compose.h"

/* compose_sources_write - status, traffic, container and uplink. */
void compose_sources_write(const struct compose *c, FILE *out);

/* compose_sources_put - one line, the value in quotes if it needs them. */
void compose_sources_put(FILE *out, const char *key, const char *value);

/* compose_sources_put_socket - the Docker daemon's, if it is not the usual one. */
void compose_sources_put_socket(const struct compose *c, FILE *out);

/* compose_sources_put_access - url, key and authority, the same for a source and an action. */
void compose_sources_put_access(const struct compose *c, const char *path, FILE *out);

#endif
