/* compose_sources.c - see compose_sources.h.  SPDX-License-Identifier: ISC */
#include "compose_sources.h"

#include <string.h>

/* A blank and a semicolon would begin a comment, and quotes would be taken off. */
void compose_sources_put(FILE *out, const char *key, const char *value)
{
	bool quoted = value[strcspn(value, " \t\"\\;")];

	fprintf(out, "%-7s = %s", key, quoted ? "\"" : "");
	for (; *value; value++)
		fprintf(out, quoted && (*value == '"' || *value == '\\') ? "\\%c" : "%c", *value);
	fputs(quoted ? "\"\n" : "\n", out);
}

void compose_sources_put_socket(const struct compose *c, FILE *out)
{
	if (strcmp(c->docker, DOCKER_LIST_SOCKET) != 0)
		compose_sources_put(out, "socket", c->docker);
}

void compose_sources_put_access(const struct compose *c, const char *path, FILE *out)
{
	const char *header = c->survey->kind->key_header;

	fprintf(out, "url     = %s%s\n", c->survey->address.url, path);
	if (c->key && header)
		fprintf(out, *header ? "header  = %s%s\n" : "bearer  = %s%s\n", header, c->key);
	if (c->ca)
		compose_sources_put(out, "ca", c->ca);
}

static void put_known(const struct claims *claims, const char *noun, FILE *out)
{
	fprintf(out, "# Its %ss, as it names only those that fail.\n", noun);
	fputs(claims->count ? "known   =" : ";known   = whatsapp telegram", out);
	for (size_t i = 0; i < claims->count; i++)
		fprintf(out, " %s", claims->list[i].name);
	fputc('\n', out);
}

/* The sessions that a person must name, as the preset takes them. */
static void put_sessions(const struct compose *c, FILE *out)
{
	const struct kinds_kind *kind = c->survey->kind;

	if (kind->lists == KINDS_ONE && c->wish->sessions)
		fprintf(out, "session = %s\n", c->wish->sessions);
	if (kind->lists == KINDS_FAILING)
		put_known(&c->survey->claims, kind->noun, out);
}

static void write_status(const struct compose *c, FILE *out)
{
	fprintf(out,
		"\n# What it says of itself: claims, which proofs overrule.\n"
		"[source %s-status]\nplugin  = status_poll\ngateway = %s\npreset  = %s\n",
		c->name, c->name, c->survey->kind->preset);
	compose_sources_put_access(c, "", out);
	put_sessions(c, out);
	fputs(";every   = 5s\n", out);
}

static void write_log(const struct compose *c, FILE *out)
{
	fprintf(out,
		"\n# Its log shows traffic, by which a lie is told from a death.  If it has no such lines,\n"
		"# `muzzle status` calls this source blind: then have the webhooks posted to muzzle.\n"
		"[source %s-log]\nplugin  = webhook_log\ngateway = %s\npreset  = %s\n",
		c->name, c->name, c->survey->kind->preset);
	if (c->log) {
		compose_sources_put(out, "file", c->log);
		return;
	}
	compose_sources_put(out, "docker", c->survey->box.name);
	compose_sources_put_socket(c, out);
}

static void write_posts(const struct compose *c, FILE *out)
{
	fprintf(out,
		"\n# Its webhooks, if it can post them here; `forward` passes them on to where they went before.\n"
		"# If it runs in a container: listen on an address that it can reach, and set a `key`.\n"
		";[source %s-posts]\n;plugin  = webhook_recv\n;gateway = %s\n;preset  = %s\n"
		";listen  = 127.0.0.1:8099\n;forward = http://127.0.0.1:8080/webhooks\n",
		c->name, c->name, c->survey->kind->posts);
}

static void write_docker(const struct compose *c, FILE *out)
{
	fprintf(out,
		"\n# Its container: whether it died, was killed for memory or stopped by somebody, or is unhealthy.\n"
		"[source %sdocker]\nplugin  = docker_events\n",
		c->prefix);
	if (*c->prefix)
		fprintf(out, "gateway = %s\n", c->name);
	compose_sources_put_socket(c, out);
}

static void write_uplink(const struct compose *c, FILE *out)
{
	const char *off = c->outward ? "" : ";";

	fputs("\n# The box's own line: while it is down nothing is restarted.\n", out);
	if (!c->outward)
		fputs("# Switched off, as this box has no default route now.\n", out);
	fprintf(out, "%s[source uplink]\n%splugin  = uplink\n", off, off);
}

void compose_sources_write(const struct compose *c, FILE *out)
{
	const struct kinds_kind *kind = c->survey->kind;

	if (*c->survey->address.url)
		write_status(c, out);
	if (kind->logs && (c->log || c->survey->in_box))
		write_log(c, out);
	if (kind->posts)
		write_posts(c, out);
	if (c->survey->in_box && !c->standing->docker)
		write_docker(c, out);
	if (!c->standing->uplink)
		write_uplink(c, out);
}
