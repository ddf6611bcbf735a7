/* compose_actions.c - see compose_actions.h.  SPDX-License-Identifier: ISC */
#include "compose_actions.h"

#include <string.h>

#include "compose_sources.h"

#define CONTAINER "restart-container"

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
	if (!compose_has_ladder(c)) {
		fputs("# Nothing is known that restarts it, so that it is only watched.  With an [action] as\n"
		      "# shown below this line tells muzzle to use it:\n"
		      ";ladder = restart-service\n",
		      out);
		return;
	}
	if (c->spare)
		fputs("# Other gateways of this box are acted on, so that the mode stays as it is.  Have a look at\n"
		      "# `muzzle status` and `muzzle history` for a day before you switch this line on:\n;",
		      out);
	else
		fputs("# What is tried, mildest first, each once: what none of them cures is quarantined, a person is\n"
		      "# told, and it is tried again after an hour, whatever is left of `restarts`.\n",
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
		compose_put(out, "header", kind->rung_header);
}

/* OpenClaw has times of its own for a stop; the others stop as any container does. */
static void write_container(const struct compose *c, FILE *out)
{
	const char *own = compose_is_openclaw(c) ? "openclaw" : "docker-health";

	fprintf(out,
		"\n# The whole container: muzzle waits with it while other sessions are well.\n"
		"[action %s" CONTAINER
		"]\nplugin  = restart\npreset  = %s\nvia     = docker\nscope   = gateway\n",
		c->prefix, own);
	compose_put_socket(c, out);
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

static void write_channel(const struct compose *c, FILE *out)
{
	fprintf(out,
		"\n# One channel, by OpenClaw's own command; it must be in the PATH of muzzle.\n"
		";[action %srestart-channel]\n"
		";plugin  = restart\n"
		";via     = exec\n"
		";command = openclaw gateway call channels.start --params "
		"\"{\\\"channel\\\":\\\"{session}\\\",\\\"accountId\\\":\\\"default\\\"}\"\n",
		c->prefix);
}

static void write_alert(const struct compose *c, FILE *out)
{
	if (c->to) {
		fprintf(out,
			"\n# Who is told what no restart cures.\n[action %spage]\nplugin  = alert\n",
			c->standing->page ? c->prefix : "");
		compose_put(out, "to", c->to);
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
	if (compose_is_openclaw(c))
		write_channel(c, out);
	if (c->survey->in_box)
		write_container(c, out);
	if (!compose_has_ladder(c))
		write_example(out);
	write_alert(c, out);
}
