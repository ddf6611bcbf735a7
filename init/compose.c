/* compose.c - see compose.h.  SPDX-License-Identifier: ISC */
#include "compose.h"

#include <string.h>

#include "compose_actions.h"
#include "compose_sources.h"

#define SHOWN_MAX 12 /* sessions in a comment */
#define JOURNAL_LEAST_MB 8
#define JOURNAL_MOST_MB 32 /* it lies in the memory of a small box */

static const char *file_name(const struct compose *c)
{
	const char *slash = strrchr(c->shelf->file, '/');

	return slash ? slash + 1 : c->shelf->file;
}

static void write_hints(FILE *out)
{
	fputs("#	muzzle status      every session in one line, and what is wrong with it\n"
	      "#	muzzle history     what came and went, and each restart that would have been\n"
	      "#	muzzle why TARGET  one of them: the evidence, and what holds muzzle back\n"
	      "# Do you agree with it?  `muzzle init --enforce` makes it `enforce`; then send a SIGHUP.\n",
	      out);
}

/* The mode stands in a file that others wrote: its reasons stand here. */
static void write_mode_of_box(const struct compose *c, FILE *out)
{
	if (!c->shelf->joins || !*c->standing->file || !c->observe || c->spare)
		return;
	fprintf(out,
		"#\n# %s has `mode = observe`: all but the acting, for the first day.  Then look at\n",
		c->standing->file);
	write_hints(out);
}

static void write_head(const struct compose *c, FILE *out)
{
	const struct survey *s = c->survey;

	fprintf(out, "# %s - made by `muzzle init`.\n#\n# Found: %s", file_name(c), s->kind->title);
	if (*s->version)
		fprintf(out, " %s", s->version);
	if (*s->engine)
		fprintf(out, " (%s)", s->engine);
	if (*s->address.url)
		fprintf(out, " at %s", s->address.url);
	if (s->in_box)
		fprintf(out, ", in the container %s", s->box.name);
	fputs(".\n# `muzzle plugins NAME` shows every option of a plugin.  After a change: `muzzle check`, then\n"
	      "# `systemctl reload muzzle`, or a SIGHUP.\n",
	      out);
	write_mode_of_box(c, out);
}

static void put_dir(FILE *out, const char *key, const char *dir)
{
	if (*dir)
		fprintf(out, "%-10s = %s\n", key, dir);
}

/* A session that is polled every 5 s makes about 2 MB a day, without its traffic.  Twice that, as
 * the journal has two files and one of them may have just been emptied. */
unsigned compose_journal_mb(const struct survey *survey)
{
	size_t megabytes = 4 * survey->claims.count;

	megabytes = megabytes < JOURNAL_LEAST_MB ? JOURNAL_LEAST_MB : megabytes;
	return (unsigned)(megabytes > JOURNAL_MOST_MB ? JOURNAL_MOST_MB : megabytes);
}

static void write_journal_size(const struct compose *c, FILE *out)
{
	fprintf(out,
		"# Room for a day of history, which many boxes keep in memory.  The default is 512k.\n"
		"journal_size = %uM\n",
		compose_journal_mb(c->survey));
}

static void write_mode(const struct compose *c, FILE *out)
{
	if (!c->observe) {
		fputs("mode       = enforce\n", out);
		return;
	}
	fputs("# `observe` does everything but act: for the first day.  Then look at\n", out);
	write_hints(out);
	fputs("mode       = observe\n", out);
	write_journal_size(c, out);
}

static void write_muzzle(const struct compose *c, FILE *out)
{
	bool first = !c->shelf->joins || !c->standing->gateways;

	if ((c->shelf->joins && *c->standing->file) || (!first && !c->observe))
		return;
	fputs("\n[muzzle]\n", out);
	if (first)
		write_mode(c, out);
	else
		write_journal_size(c, out);
	if (c->shelf->joins)
		return;
	put_dir(out, "state_dir", c->shelf->state);
	put_dir(out, "run_dir", c->shelf->run);
	put_dir(out, "plugin_dir", c->shelf->plugins);
	put_dir(out, "preset_dir", c->shelf->preset_line);
}

static void write_policy(const struct compose *c, FILE *out)
{
	const struct kinds_kind *kind = c->survey->kind;

	if (kind->policy) {
		fprintf(out, "\n%s[policy %s]\n%s", kind->policy_reason, c->name, kind->policy);
		return;
	}
	if (c->shelf->joins)
		return;
	fputs("\n# How sessions are judged; these are the defaults.\n"
	      ";[policy default]\n"
	      ";patience         = auto\n"
	      ";restarts         = 3/30m\n"
	      ";restarts_day     = 12/24h\n"
	      ";gateway_restarts = 3/2h\n",
	      out);
}

/* Sessions that the gateway does not name itself would count as absent. */
static void put_sessions(const struct compose *c, FILE *out)
{
	enum kinds_lists lists = c->survey->kind->lists;

	if (!c->wish->sessions || lists == KINDS_FAILING || lists == KINDS_NONE)
		return;
	fputs("sessions = ", out);
	for (const char *at = c->wish->sessions; *at; at++)
		fputc(*at == ',' ? ' ' : *at, out);
	fputc('\n', out);
}

static void write_found(const struct compose *c, FILE *out)
{
	const struct claims *claims = &c->survey->claims;

	if (!claims->count)
		return;
	fprintf(out, "# Its %ss when this was written:", c->survey->kind->noun);
	for (size_t i = 0; i < claims->count && i < SHOWN_MAX; i++)
		fprintf(out, "%s %s", i ? "," : "", claims->list[i].name);
	fputs(claims->count > SHOWN_MAX ? " ...\n" : ".\n", out);
}

static void write_gateway(const struct compose *c, FILE *out)
{
	const struct kinds_kind *kind = c->survey->kind;

	fputc('\n', out);
	write_found(c, out);
	fprintf(out, "[gateway %s]\npreset = %s\n", c->name,
		kind->gateway ? kind->gateway : kind->preset);
	if (c->survey->in_box)
		fprintf(out, "container = %s\n", c->survey->box.name);
	if (kind->policy)
		fprintf(out, "policy = %s\n", c->name);
	put_sessions(c, out);
	compose_actions_put_ladder(c, out);
	if (c->to)
		fprintf(out, "notify = %spage\n", c->standing->page ? c->prefix : "");
	else
		fprintf(out, "%snotify = page\n", c->standing->page ? "" : ";");
}

static void write_web(const struct compose *c, FILE *out)
{
	const char *off = c->wish->web ? "" : ";";

	if (c->standing->web)
		return;
	fprintf(out,
		"\n# A page, an API and metrics for this box, to look at only.\n"
		"%s[exporter web]\n%splugin = web\n%slisten = 127.0.0.1:8377\n",
		off, off, off);
}

void compose_write(const struct compose *c, FILE *out)
{
	write_head(c, out);
	write_muzzle(c, out);
	write_policy(c, out);
	write_gateway(c, out);
	compose_sources_write(c, out);
	compose_actions_write(c, out);
	write_web(c, out);
}
