/* compose_sources.c - see compose_sources.h.  SPDX-License-Identifier: ISC */
#include "compose_sources.h"

#include <string.h>

void compose_sources_put_access(const struct compose *c, const char *path, FILE *out)
{
	const char *header = c->survey->kind->key_header;

	fprintf(out, "url     = %s%s\n", c->survey->address.url, path);
	if (c->key && header)
		fprintf(out, *header ? "header  = %s%s\n" : "bearer  = %s%s\n", header, c->key);
	if (c->ca)
		compose_put(out, "ca", c->ca);
}

/* The sessions as the preset wants to hear of them. */
static void put_sessions(const struct compose *c, FILE *out)
{
	const struct kinds_kind *kind = c->survey->kind;

	if (kind->each && c->wish->sessions)
		fprintf(out, "session = %s\n", c->wish->sessions);
	if (strcmp(kind->preset, "openclaw") != 0)
		return;
	fputs("# Channels that there are: only failing ones are told.\n", out);
	fputs(c->survey->claims.count ? "known   =" : ";known   = whatsapp telegram", out);
	for (size_t i = 0; i < c->survey->claims.count; i++)
		fprintf(out, " %s", c->survey->claims.list[i].name);
	fputc('\n', out);
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
		"\n# Its log, which tells of traffic: what lies from what is dead.  Lines that were never seen\n"
		"# show as a blind source in `muzzle status`; then the webhooks are to be posted to muzzle.\n"
		"[source %s-log]\nplugin  = webhook_log\ngateway = %s\npreset  = %s\n",
		c->name, c->name, c->survey->kind->preset);
	if (c->log) {
		compose_put(out, "file", c->log);
		return;
	}
	compose_put(out, "docker", c->survey->box.name);
	compose_put_socket(c, out);
}

static void write_posts(const struct compose *c, FILE *out)
{
	fprintf(out,
		"\n# The webhooks themselves, if the gateway can post them here; `forward` passes them on to who\n"
		"# had them before.  From a container: an address that it reaches this box by, and a `key`.\n"
		";[source %s-posts]\n;plugin  = webhook_recv\n;gateway = %s\n;preset  = %s\n"
		";listen  = 127.0.0.1:8099\n;forward = http://127.0.0.1:8080/webhooks\n",
		c->name, c->name, c->survey->kind->posts);
}

static void write_docker(const struct compose *c, FILE *out)
{
	fprintf(out,
		"\n# Its container: died, killed for memory, stopped by somebody, unhealthy.\n"
		"[source %sdocker]\nplugin  = docker_events\n",
		c->prefix);
	if (*c->prefix)
		fprintf(out, "gateway = %s\n", c->name);
	compose_put_socket(c, out);
}

static void write_uplink(const struct compose *c, FILE *out)
{
	const char *off = c->outward ? "" : ";";

	fputs("\n# The box's own line: while it is down nobody is restarted.\n", out);
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
