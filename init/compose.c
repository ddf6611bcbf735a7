/* compose.c - see compose.h.  SPDX-License-Identifier: ISC */
#include "compose.h"

#include <string.h>

#include "compose_actions.h"
#include "compose_sources.h"

#define SHOWN_MAX 12 /* sessions in a comment */
#define JOURNAL_LEAST_MB 8
#define JOURNAL_MOST_MB 32 /* of the memory of a small box */

/* A blank and a semicolon would begin a comment, quotes would be taken off. */
void compose_put(FILE *out, const char *key, const char *value)
{
	bool quoted = value[strcspn(value, " \t\"\\;")];

	fprintf(out, "%-7s = %s", key, quoted ? "\"" : "");
	for (; *value; value++)
		fprintf(out, quoted && (*value == '"' || *value == '\\') ? "\\%c" : "%c", *value);
	fputs(quoted ? "\"\n" : "\n", out);
}

bool compose_is_openclaw(const struct compose *c)
{
	return strcmp(c->survey->kind->family, "openclaw") == 0;
}

void compose_put_socket(const struct compose *c, FILE *out)
{
	if (strcmp(c->docker, DOCKER_LIST_SOCKET) != 0)
		compose_put(out, "socket", c->docker);
}

bool compose_has_ladder(const struct compose *c)
{
	return c->survey->in_box || c->survey->kind->rungs[0].name;
}

static const char *file_name(const struct compose *c)
{
	const char *slash = strrchr(c->shelf->file, '/');

	return slash ? slash + 1 : c->shelf->file;
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
}

static void put_dir(FILE *out, const char *key, const char *dir)
{
	if (*dir)
		fprintf(out, "%-10s = %s\n", key, dir);
}

/* Both files together, of which one half may have just been emptied: polled every 5 s a session tells some
 * 2 MB a day, traffic not counted. */
static void write_journal_size(const struct compose *c, FILE *out)
{
	size_t megabytes = 4 * c->survey->claims.count;

	megabytes = megabytes < JOURNAL_LEAST_MB ? JOURNAL_LEAST_MB : megabytes;
	megabytes = megabytes > JOURNAL_MOST_MB ? JOURNAL_MOST_MB : megabytes;
	fprintf(out,
		"# Room for a day of history: it lies in memory on many boxes.  Without this line it is 512k.\n"
		"journal_size = %zuM\n",
		megabytes);
}

static void write_mode(const struct compose *c, FILE *out)
{
	if (!c->observe) {
		fputs("mode       = enforce\n", out);
		return;
	}
	fputs("# With `observe` all is done but the acting: for the first day.  Then look at\n"
	      "#	muzzle status      every session in one line, and what is wrong with it\n"
	      "#	muzzle history     what came and went, and each restart that would have been\n"
	      "#	muzzle why TARGET  one of them: the evidence, and what holds muzzle back\n"
	      "# Do you agree with it?  `muzzle init --enforce` makes it `enforce`; then a SIGHUP.\n"
	      "mode       = observe\n",
	      out);
	write_journal_size(c, out);
}

static void write_muzzle(const struct compose *c, FILE *out)
{
	if (c->shelf->joins && *c->standing->file)
		return;
	fputs("\n[muzzle]\n", out);
	if (!c->shelf->joins || !c->standing->gateways)
		write_mode(c, out);
	if (c->shelf->joins)
		return;
	put_dir(out, "state_dir", c->shelf->state);
	put_dir(out, "run_dir", c->shelf->run);
	put_dir(out, "plugin_dir", c->shelf->plugins);
	put_dir(out, "preset_dir", c->shelf->preset_line);
}

/* OpenClaw mends its channels itself, every five minutes and ten behind a restart: patience outlasts that. */
static void write_policy(const struct compose *c, FILE *out)
{
	if (compose_is_openclaw(c)) {
		fprintf(out,
			"\n# It mends its channels itself, which takes 10 min: who restarts it before that undoes it.\n"
			"[policy %s]\npatience         = 15m\nrestarts         = 3/4h\n"
			"gateway_restarts = 3/4h\n",
			c->name);
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

static void put_sessions(const struct compose *c, FILE *out)
{
	if (!c->wish->sessions || compose_is_openclaw(c))
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
	if (compose_is_openclaw(c))
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
		"\n# A page, an API and metrics on this box, to look at only.\n"
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
