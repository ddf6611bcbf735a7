/* webhook_log.c - source: proofs and claims out of a gateway's log.  SPDX-License-Identifier: ISC
 *
 * What a line says is evidence of the moment when it was written: that is what it captures as {time},
 * else what the carrier says, else its arrival.  A line that stood there before we looked, and that
 * nobody dates, is none.
 */
#include <errno.h>
#include <stdlib.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "muzzle_plugin.h"
#include "lib/command.h"
#include "lib/dockerlog.h"
#include "lib/evidence.h"
#include "lib/plain.h"
#include "lib/proven.h"
#include "lib/sieve.h"
#include "lib/sight.h"
#include "lib/template.h"
#include "lib/wordmap.h"

#define MS_NS INT64_C(1000000)

struct webhook_log {
	const char *file, *docker, *socket, *session;
	const char *const *command, *const *match, *const *proof, *const *claim;
	int64_t line_bytes_max, proof_every_ms, expect_ms;
	struct wordmap words;
	struct evidence by;
	struct template **templates; /* owned; NULL-terminated, in the order of .match */
	struct sieve sieve;
	char *plain; /* owned; a line without its colours */
	struct proven proven;
	struct sight sight;
	uint32_t lines; /* of .file and .command */
	struct dockerlog dockerlog;
};

/* A line as its carrier gives it, or several that came together. */
struct log_line {
	struct template_line text;
	int64_t wall_ms;    /* when it was written, says the carrier; 0: it does not */
	int64_t arrived_ms; /* Unix time when it was read; of a late one as .wall_ms */
	bool late;          /* it stood there before we looked */
};

#define OPTION(key_, member, type_) \
	.key = key_, .type = MUZZLE_TYPE_##type_, .offset = offsetof(struct webhook_log, member)

static const struct muzzle_option options[] = {
	{ OPTION("file", file, STR),
	  .help = "the log file; rotation is followed, and a restart goes on where it stopped" },
	{ OPTION("docker", docker, STR),
	  .help = "the container whose log is followed, whatever becomes of it; a restart goes on" },
	{ OPTION("socket", socket, STR), .def = "/var/run/docker.sock",
	  .help = "path of the Docker daemon's socket, or of a proxy for inspect and logs" },
	{ OPTION("command", command, WORDS),
	  .help = "a command that prints the log for ever, as words; there is no shell" },
	{ OPTION("match", match, LIST), .flags = MUZZLE_OPT_MANDATORY,
	  .help = "line template with * gaps, {session} {event} {status} and {time}, {time:s}, "
		  "{time:ms} or {time:iso}; may be repeated" },
	{ OPTION("proof", proof, WORDS),
	  .help = "events that only a live session makes; a trailing * is a gap" },
	{ OPTION("claim", claim, WORDS), .help = "events that carry a {status}" },
	WORDMAP_OPTIONS(struct webhook_log, words),
	{ OPTION("session", session, STR), .help = "the session's name, if the log names none" },
	{ OPTION("proof_every", proof_every_ms, MSEC), .def = "1s", .min = 0, .max = 60000,
	  .help = "of a session's proofs within this time the first and last are told" },
	SIGHT_OPTION(struct webhook_log, expect_ms),
	{ OPTION("max_line", line_bytes_max, BYTES), .def = "16k", .min = 256, .max = 1048576,
	  .help = "a longer line is cut" },
	MUZZLE_OPT_END
};

/* False: nobody knows when the line was written, so that it is no evidence. */
static bool date(const struct log_line *line, const struct template_match *match,
		 struct muzzle_report *what)
{
	const char *time = match->text[TEMPLATE_TIME];

	what->wall = time[0] && moment_read(match->form, time, line->arrived_ms, &what->at_ms);
	if (!what->wall) {
		what->at_ms = line->wall_ms;
		what->wall = line->wall_ms != 0;
	}
	return what->wall || !line->late;
}

static void report(struct webhook_log *w, const struct log_line *line,
		   const struct template_match *match, struct muzzle_report what)
{
	what.size = sizeof(what);
	what.session =
		match->text[TEMPLATE_SESSION][0] ? match->text[TEMPLATE_SESSION] : w->session;
	if (!what.session || !wordmap_name_valid(what.session) || !date(line, match, &what))
		return;
	if (what.kind == MUZZLE_PROOF)
		proven_take(&w->proven, &what);
	else
		w->by.host->report(w->by.inst, &what);
}

/* A template that names a status and no event is all claims; without an event nothing is proven. */
static void take_match(struct webhook_log *w, const struct log_line *line, const struct template *t,
		       const struct template_match *match)
{
	const char *event = match->text[TEMPLATE_EVENT], *status = match->text[TEMPLATE_STATUS];

	if (event[0] && wordmap_lists(w->proof, event))
		report(w, line, match, (struct muzzle_report){ .kind = MUZZLE_PROOF });
	if (status[0] && (wordmap_lists(w->claim, event) || !template_has(t, TEMPLATE_EVENT)))
		report(w, line, match,
		       (struct muzzle_report){ .kind = MUZZLE_CLAIM,
					       .what = wordmap_state(&w->words, status),
					       .raw = status });
}

/* The first template that matches decides, so that an earlier one can hide lines from a later. */
static void take_line(struct webhook_log *w, const struct log_line *line)
{
	struct template_line plain = line->text;
	struct template_match match;

	if (plain.bytes > (size_t)w->line_bytes_max)
		plain.bytes = (size_t)w->line_bytes_max;
	plain = plain_line(plain, w->plain);
	for (struct template **t = w->templates; *t; t++)
		if (template_match_line(*t, plain, &match)) {
			take_match(w, line, *t, &match);
			return;
		}
}

static void take_lines(struct webhook_log *w, const struct log_line *lines)
{
	struct log_line line = *lines;

	line.arrived_ms = line.wall_ms;
	if (!line.late) {
		line.arrived_ms = w->by.host->wall(w->by.inst);
		sight_note(&w->sight, w->by.host->now(w->by.inst));
	}
	sieve_begin(&w->sieve, lines->text);
	while (sieve_next(&w->sieve, &line.text))
		take_line(w, &line);
}

/* A log that cannot be read says nothing of the gateway; one that never can is a mistake to mend. */
static void on_trouble(void *arg, enum muzzle_fault kind, const char *why)
{
	struct webhook_log *w = arg;

	if (!why)
		sight_find(&w->sight);
	else if (kind == MUZZLE_SETUP)
		evidence_fault(&w->by, kind, why);
	else
		sight_lose(&w->sight, why);
}

static void on_line(void *self, void *arg, const char *text, size_t bytes, enum muzzle_fault kind,
		    const char *why)
{
	struct webhook_log *w = self;
	struct log_line lines = { .text = { text, bytes } };

	(void)arg;
	if (!text) {
		on_trouble(w, kind, why);
		return;
	}
	lines.late =
		MUZZLE_HAS(w->by.host, lines_late) && w->by.host->lines_late(w->by.inst, w->lines);
	take_lines(w, &lines);
}

static void on_docker_line(void *arg, const struct dockerlines_line *line, bool late)
{
	take_lines(arg, &(struct log_line){ .text = { line->text, line->bytes },
					    .wall_ms = line->unix_ns / MS_NS,
					    .late = late });
}

static int refuse(const struct webhook_log *w, const char *why)
{
	w->by.host->log(w->by.inst, MUZZLE_ERR, "webhook_log: %s", why);
	return -EINVAL;
}

static int refuse_template(const struct webhook_log *w, const char *why, const char *text)
{
	w->by.host->log(w->by.inst, MUZZLE_ERR, "`match`: %s: %s", why, text);
	return -EINVAL;
}

/* What all templates together capture. */
struct captured {
	bool event, both; /* both: {event} and {status} in one */
	bool status;      /* without {event} */
};

/* A mistake in a template is found here, not when the line comes at night. */
static int check_template(const struct webhook_log *w, const char *text, struct captured *all)
{
	const char *why;
	struct template *template = template_new(text, &why);
	bool named, event, status;

	if (!template)
		return why ? refuse_template(w, why, text) : -ENOMEM;
	named = w->session || template_has(template, TEMPLATE_SESSION);
	event = template_has(template, TEMPLATE_EVENT);
	status = template_has(template, TEMPLATE_STATUS);
	template_free(template);
	all->event |= event;
	all->both |= event && status;
	all->status |= status && !event;
	return named ? 0
		     : refuse_template(w, "it captures no {session}, and `session` is not set",
				       text);
}

static bool is_caught(const struct webhook_log *w, const char *key, const char *what, bool caught)
{
	if (!caught)
		w->by.host->log(w->by.inst, MUZZLE_WARN, "`%s`: no `match` captures %s", key, what);
	return caught;
}

/* A source that can take nothing for evidence would be silent for ever. */
static int check_evidence(const struct webhook_log *w, const struct captured *all)
{
	const struct wordmap *words = &w->words;
	bool proof = *w->proof && is_caught(w, "proof", "{event}", all->event);
	bool claim = *w->claim && is_caught(w, "claim", "{event} and {status}", all->both);

	if (!proof && !claim && !all->status)
		return refuse(w, "no line is evidence: set `proof` or `claim`");
	if (*w->claim && !*words->up)
		return refuse(w, "`up` names no status word, but `claim` is set");
	if (all->status && !*words->up && !*words->starting && !*words->down && !*words->off &&
	    !*words->human)
		return refuse(w, "`up`, `down` ... name no word of {status}");
	return 0;
}

static int check_file(const struct webhook_log *w)
{
	struct stat st;

	if (*w->file != '/')
		return refuse(w, "`file` must be a whole path, as /var/log/waha.log");
	return stat(w->file, &st) == 0 && S_ISDIR(st.st_mode) ? refuse(w, "`file` is a directory")
							      : 0;
}

/* Docker may not run yet: that is only said. */
static int check_docker(const struct webhook_log *w)
{
	if (*w->docker == '.' || strpbrk(w->docker, "/?#% "))
		return refuse(w, "`docker` is no name of a container");
	if (access(w->socket, R_OK | W_OK))
		w->by.host->log(w->by.inst, MUZZLE_WARN, "`socket`: %s: %s; `docker` needs it",
				w->socket, strerror(errno));
	return 0;
}

static int check_origin(const struct webhook_log *w)
{
	bool file = w->file && *w->file, docker = w->docker && *w->docker;

	if (file + docker + (*w->command != NULL) != 1)
		return refuse(w, "set exactly one of `file`, `docker` and `command`");
	if (file)
		return check_file(w);
	return docker ? check_docker(w) : command_check(w->command[0], "command", &w->by);
}

static int webhook_log_check(void *self, const struct muzzle_host *host, struct muzzle_inst *inst)
{
	struct webhook_log *w = self;
	struct captured all = { .event = false };
	int rc;

	w->by = (struct evidence){ host, inst };
	rc = check_origin(w);
	if (!rc && w->session && !wordmap_name_valid(w->session))
		rc = refuse(w, "`session` is no session name");
	for (const char *const *text = w->match; *text && !rc; text++)
		rc = check_template(w, *text, &all);
	if (!rc)
		rc = check_evidence(w, &all);
	return rc ? rc : wordmap_check(&w->words, &w->by);
}

static int compile_templates(struct webhook_log *w)
{
	const char *why;
	size_t count = 0;

	while (w->match[count])
		count++;
	w->templates = calloc(count + 1, sizeof(struct template *));
	w->plain = malloc((size_t)w->line_bytes_max);
	if (!w->templates || !w->plain)
		return -ENOMEM;
	for (size_t i = 0; i < count; i++) {
		w->templates[i] = template_new(w->match[i], &why);
		if (!w->templates[i])
			return -ENOMEM;
	}
	return sieve_init(&w->sieve, w->templates);
}

static int open_lines(struct webhook_log *w, const char *file, const char *const *argv)
{
	const struct muzzle_lines from = {
		.size = sizeof(from),
		.file = file,
		.argv = argv,
		.max_line_bytes = (size_t)w->line_bytes_max,
		.resume = file != NULL,
		.together = true,
	};

	w->lines = w->by.host->lines_open(w->by.inst, &from, on_line, NULL);
	return w->lines ? 0 : -EIO;
}

static int open_docker(struct webhook_log *w)
{
	const struct dockerlog_from from = {
		.name = w->docker,
		.socket = w->socket,
		.line_bytes_max = (size_t)w->line_bytes_max,
		.cb = on_docker_line,
		.trouble = on_trouble,
		.arg = w,
	};

	return dockerlog_open(&w->dockerlog, w->by, &from);
}

static int open_origin(struct webhook_log *w)
{
	if (w->docker && *w->docker)
		return open_docker(w);
	return w->file && *w->file ? open_lines(w, w->file, NULL) : open_lines(w, NULL, w->command);
}

static void webhook_log_close(void *self)
{
	struct webhook_log *w = self;

	for (struct template **t = w->templates; t && *t; t++)
		template_free(*t);
	free(w->templates);
	sieve_fini(&w->sieve);
	free(w->plain);
	proven_fini(&w->proven);
	dockerlog_close(&w->dockerlog);
}

static int webhook_log_open(void *self, const struct muzzle_host *host, struct muzzle_inst *inst)
{
	struct webhook_log *w = self;
	int rc;

	w->by = (struct evidence){ host, inst };
	proven_init(&w->proven, w->by, w->proof_every_ms);
	rc = compile_templates(w);
	if (!rc)
		rc = open_origin(w);
	if (rc)
		webhook_log_close(self);
	else
		sight_open(&w->sight, w->by, w->expect_ms, "line");
	return rc;
}

MUZZLE_EXPORT const struct muzzle_plugin muzzle_plugin_v1 = {
	MUZZLE_PLUGIN(MUZZLE_SOURCE),
	.name = "webhook_log",
	.summary = "reads proofs and claims out of a gateway's log",
	.needs = MUZZLE_CAP_REPORT | MUZZLE_CAP_LINES | MUZZLE_CAP_TIMER | MUZZLE_CAP_MEMORY |
		 MUZZLE_CAP_HTTP,
	.self_size = sizeof(struct webhook_log),
	.options = options,
	.open = webhook_log_open,
	.close = webhook_log_close,
	.check = webhook_log_check,
};
