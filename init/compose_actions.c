/* compose_actions.c - see compose_actions.h.  SPDX-License-Identifier: ISC */
#include "compose_actions.h"

#include <string.h>

#include "compose_sources.h"

#define CONTAINER "restart-container"

static bool has_ladder(const struct compose *c)
{
	return c->survey->in_box || c->survey->kind->rungs[0].name;
}

static void put_names(const struct compose *c, const char *names, FILE *out)
{
	for (size_t n; *names; names += n) {
		names += *names == ' ';
		n = strcspn(names, " ");
		fprintf(out, " %s%.*s", c->prefix, (int)n, names);
	}
}

static void put_rungs(const struct compose *c, FILE *out)
{
	const struct kinds_kind *kind = c->survey->kind;

	fputs("ladder =", out);
	if (kind->ladder)
		put_names(c, kind->ladder, out);
	for (int i = 0; !kind->ladder && i < KINDS_RUNGS && kind->rungs[i].name; i++)
		put_names(c, kind->rungs[i].name, out);
	if (c->survey->in_box)
		put_names(c, CONTAINER, out);
	fputc('\n', out);
}

void compose_actions_put_ladder(const struct compose *c, FILE *out)
{
	if (!has_ladder(c)) {
		fputs("# Nothing is known that restarts it, so it is only watched.  Once you have an [action] like\n"
		      "# the one below, this line makes muzzle use it:\n"
		      ";ladder = restart-service\n",
		      out);
		return;
	}
	if (c->spare)
		fputs("# muzzle acts on other gateways already, so the mode stays as it is.  Look at\n"
		      "# `muzzle status` and `muzzle history` for a day before you switch this line on:\n;",
		      out);
	else
		fputs("# Tried in this order, each once.  What none of them cures is quarantined: a person is told, and\n"
		      "# the first is tried again after an hour, whatever is left of `restarts`.\n",
		      out);
	put_rungs(c, out);
}

static void write_rung(const struct compose *c, const struct kinds_rung *rung, FILE *out)
{
	const struct kinds_kind *kind = c->survey->kind;

	fprintf(out, "\n[action %s%s]\nplugin  = restart\npreset  = %s\n", c->prefix, rung->name,
		kind->preset);
	compose_sources_put_access(c, rung->path, out);
	if (kind->rung_header)
		compose_sources_put(out, "header", kind->rung_header);
}

static void write_container(const struct compose *c, FILE *out)
{
	const char *preset = c->survey->kind->container;

	fprintf(out,
		"\n# The whole container: muzzle waits with it while other sessions are well.\n"
		"[action %s" CONTAINER
		"]\nplugin  = restart\npreset  = %s\nvia     = docker\nscope   = gateway\n",
		c->prefix, preset ? preset : "docker-health");
	compose_sources_put_socket(c, out);
}

static void write_example(FILE *out)
{
	fputs("\n# What may restart it: a unit of systemd, or any command (via = exec, command = ...).\n"
	      ";[action restart-service]\n"
	      ";plugin = restart\n"
	      ";via    = systemd\n"
	      ";unit   = my-gateway.service\n",
	      out);
}

static void write_command(const struct compose *c, FILE *out)
{
	const struct kinds_kind *kind = c->survey->kind;

	fprintf(out,
		"\n# One %s, by a command of %s; it must be in the PATH of muzzle.\n"
		";[action %srestart-%s]\n"
		";plugin  = restart\n"
		";via     = exec\n"
		";command = %s\n",
		kind->noun, kind->family, c->prefix, kind->noun, kind->command);
}

static void write_alert(const struct compose *c, FILE *out)
{
	if (c->to) {
		fprintf(out,
			"\n# Who is told what no restart cures.\n[action %spage]\nplugin  = alert\n",
			c->standing->page ? c->prefix : "");
		compose_sources_put(out, "to", c->to);
		fprintf(out, "format  = %s\n", c->format);
		return;
	}
	if (c->standing->page)
		return;
	fputs("\n# Somebody should hear of what no restart cures: switch this on, and `notify = page` above.\n"
	      "# Other forms: muzzle plugins alert.\n"
	      ";[action page]\n"
	      ";plugin = alert\n"
	      ";to     = https://ntfy.sh/your-topic\n"
	      ";format = ntfy\n",
	      out);
}

void compose_actions_write(const struct compose *c, FILE *out)
{
	const struct kinds_kind *kind = c->survey->kind;

	for (int i = 0; i < KINDS_RUNGS && kind->rungs[i].name; i++)
		write_rung(c, &kind->rungs[i], out);
	if (kind->command)
		write_command(c, out);
	if (c->survey->in_box)
		write_container(c, out);
	if (!has_ladder(c))
		write_example(out);
	write_alert(c, out);
}
