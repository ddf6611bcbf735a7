/* compose_sources.h - the sections that say where evidence comes from.  SPDX-License-Identifier: ISC */
#ifndef COMPOSE_SOURCES_H
#define COMPOSE_SOURCES_H

#include "compose.h"

/* compose_sources_write - status, traffic, container and line. */
void compose_sources_write(const struct compose *c, FILE *out);

/* compose_sources_put_access - url, key and authority, as source and action have them alike. */
void compose_sources_put_access(const struct compose *c, const char *path, FILE *out);

#endif
