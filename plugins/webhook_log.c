/* webhook_log.c - source: proofs and claims out of a gateway's log.  SPDX-License-Identifier: ISC
 *
 * Busy sessions prove their life a hundred times a second.  One proof a session and `proof_every`
 * is told at once; of those that follow within it the last is told at its end, by its own date.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "muzzle_plugin.h"
#include "lib/evidence.h"
#include "lib/template.h"
#include "lib/wordmap.h"

#define ESCAPE '\x1b'
#define NAME_BYTES 65
#define DOCKER_ARGS 7
#define PROVEN_MAX 1024 /* sessions; proofs of more are all told */

/* The proofs of one session. */
struct proven {
	char session[NAME_BYTES];
	bool held;
	bool wall;
	int64_t told_ms, at_ms; /* at_ms: of the one held, as .wall says */
};

struct webhook_log {
	const char *file, *docker, *session;
	const char *const *command, *const *match, *const *proof, *const *claim;
	int64_t line_bytes_max, proof_every_ms;
	struct wordmap words;
	const struct muzzle_host *host;
	struct muzzle_inst *inst;
	struct template **templates; /* owned; NULL-terminated, in the order of .match */
	char *plain;                 /* owned; a line without its colours */
	struct proven *proven;       /* owned; grows by doubling */
	size_t proven_count, proven_room;
	uint32_t timer; /* runs while a proof is held */
};

#define OPTION(key_, member, type_) \
	.key = key_, .type = MUZZLE_TYPE_##type_, .offset = offsetof(struct webhook_log, member)

static const struct muzzle_option options[] = {
	{ OPTION("file", file, STR), .help = "the log file; rotation is followed" },
	{ OPTION("docker", docker, STR), .help = "the container whose `docker logs` are followed" },
	{ OPTION("command", command, WORDS),
	  .help = "a command that prints the log for ever, as words; there is no shell" },
	{ OPTION("match", match, LIST), .flags = MUZZLE_OPT_MANDATORY,
	  .help = "line template with * gaps, {session} {event} {status} {time}; may be repeated" },
	{ OPTION("proof", proof, WORDS),
	  .help = "events that only a live session makes; a trailing * is a gap" },
	{ OPTION("claim", claim, WORDS),
	  .help = "events that carry a {status}; a trailing * is a gap" },
	WORDMAP_OPTIONS(struct webhook_log, words),
	{ OPTION("session", session, STR), .help = "the session's name, if the log names none" },
	{ OPTION("proof_every", proof_every_ms, MSEC), .def = "1s", .min = 0, .max = 60000,
	  .help = "of more proofs of a session within this time only the first and last are told" },
	{ OPTION("max_line", line_bytes_max, BYTES), .def = "16k", .min = 256, .max = 1048576,
	  .help = "a longer line is cut" },
	MUZZLE_OPT_END
};

/* Length of a terminal's escape sequence (ECMA-48 CSI) at s, which is an ESC. */
static size_t escape_bytes(const char *s, const char *end)
{
	const char *at = s + 1;

	if (at == end || *at != '[')
		return 1;
	for (at++; at < end && *at >= 0x20 && *at < 0x40; at++)
		;
	return (size_t)(at - s) + (at < end);
}

/* The line without its colours, in .plain. */
static struct template_line strip(struct webhook_log *w, struct template_line line)
{
	const char *s = line.text, *end = s + line.bytes, *escape;
	size_t used = 0;

	for (; s < end; s = escape + escape_bytes(escape, end)) {
		escape = memchr(s, ESCAPE, (size_t)(end - s));
		if (!escape)
			escape = end;
		memcpy(w->plain + used, s, (size_t)(escape - s));
		used += (size_t)(escape - s);
		if (escape == end)
			break;
	}
	return (struct template_line){ w->plain, used };
}

/* Without colours, and without what stands at its end and cannot be seen. */
static struct template_line plain_line(struct webhook_log *w, const char *text, size_t bytes)
{
	struct template_line line = { text, bytes };

	if (bytes > (size_t)w->line_bytes_max)
		line.bytes = (size_t)w->line_bytes_max;
	if (memchr(line.text, ESCAPE, line.bytes))
		line = strip(w, line);
	while (line.bytes && strchr(" \t\r\n", line.text[line.bytes - 1]))
		line.bytes--;
	return line;
}

static void report_proof(struct webhook_log *w, struct proven *p)
{
	const struct muzzle_report proof = {
		.size = sizeof(proof),
		.kind = MUZZLE_PROOF,
		.session = p->session,
		.wall = p->wall,
		.at_ms = p->at_ms,
	};

	p->held = false;
	p->told_ms = w->host->now(w->inst);
	w->host->report(w->inst, &proof);
}

/* One timer for all: a proof that is held less long than it might be does no harm. */
static void on_proof_due(void *self, void *arg)
{
	struct webhook_log *w = self;

	(void)arg;
	w->timer = 0;
	for (size_t i = 0; i < w->proven_count; i++)
		if (w->proven[i].held)
			report_proof(w, &w->proven[i]);
}

/* The entry of a session, made if there is none; NULL without room. */
static struct proven *find_proven(struct webhook_log *w, const char *session)
{
	size_t room = w->proven_room ? w->proven_room * 2 : 8;
	struct proven *larger;

	for (size_t i = 0; i < w->proven_count; i++)
		if (strcmp(w->proven[i].session, session) == 0)
			return &w->proven[i];
	if (w->proven_count == PROVEN_MAX)
		return NULL;
	if (w->proven_count == w->proven_room) {
		larger = realloc(w->proven, room * sizeof(*larger));
		if (!larger)
			return NULL;
		w->proven = larger;
		w->proven_room = room;
	}
	larger = &w->proven[w->proven_count++];
	*larger = (struct proven){ .told_ms = INT64_MIN / 2 };
	snprintf(larger->session, sizeof(larger->session), "%s", session);
	return larger;
}

/* A held proof waits for the end of the time that began with the one told. */
static void take_proof(struct webhook_log *w, const struct muzzle_report *what)
{
	struct proven *p = find_proven(w, what->session);
	int64_t now_ms = w->host->now(w->inst);

	if (!p) {
		w->host->report(w->inst, what);
		return;
	}
	p->wall = what->wall;
	p->at_ms = what->wall ? what->at_ms : now_ms;
	if (now_ms - p->told_ms >= w->proof_every_ms) {
		report_proof(w, p);
		return;
	}
	p->held = true;
	if (!w->timer)
		w->timer = w->host->timer_start(w->inst, p->told_ms + w->proof_every_ms - now_ms,
						on_proof_due, NULL);
}

/* Dated by the line if it captures its time, else by its arrival here. */
static void report(struct webhook_log *w, const struct template_match *match,
		   struct muzzle_report what)
{
	what.size = sizeof(what);
	what.session =
		match->text[TEMPLATE_SESSION][0] ? match->text[TEMPLATE_SESSION] : w->session;
	if (!what.session || !wordmap_name_valid(what.session))
		return;
	if (match->text[TEMPLATE_TIME][0]) {
		what.wall = true;
		what.at_ms = strtoll(match->text[TEMPLATE_TIME], NULL, 10);
	}
	if (what.kind == MUZZLE_PROOF)
		take_proof(w, &what);
	else
		w->host->report(w->inst, &what);
}

/* A template that names a status and no event is all claims; without an event nothing is proven. */
static void take_match(struct webhook_log *w, const struct template *t,
		       const struct template_match *match)
{
	const char *event = match->text[TEMPLATE_EVENT], *status = match->text[TEMPLATE_STATUS];

	if (event[0] && wordmap_lists(w->proof, event))
		report(w, match, (struct muzzle_report){ .kind = MUZZLE_PROOF });
	if (status[0] && (wordmap_lists(w->claim, event) || !template_has(t, TEMPLATE_EVENT)))
		report(w, match,
		       (struct muzzle_report){ .kind = MUZZLE_CLAIM,
					       .what = wordmap_state(&w->words, status),
					       .raw = status });
}

/* The first template that matches decides, so that an earlier one can hide lines from a later. */
static void on_line(void *self, void *arg, const char *line, size_t bytes, enum muzzle_fault kind,
		    const char *why)
{
	struct webhook_log *w = self;
	struct template_match match;
	struct template_line plain;

	(void)arg;
	if (!line) {
		evidence_fault(&(struct evidence){ w->host, w->inst }, kind, why);
		return;
	}
	plain = plain_line(w, line, bytes);
	for (struct template **t = w->templates; *t; t++)
		if (template_match_line(*t, plain, &match)) {
			take_match(w, *t, &match);
			return;
		}
}

static int refuse(const struct webhook_log *w, const char *why, const char *what)
{
	w->host->log(w->inst, MUZZLE_ERR, "webhook_log: %s%s%s", why, what ? " " : "",
		     what ? what : "");
	return -EINVAL;
}

/* A mistake in a template is found here, not when the line comes at night. */
static int check_template(const struct webhook_log *w, const char *text)
{
	const char *why;
	struct template *template = template_new(text, &why);
	bool named = w->session || (template && template_has(template, TEMPLATE_SESSION));

	template_free(template);
	if (!template)
		return why ? refuse(w, why, text) : -ENOMEM;
	return named ? 0 : refuse(w, "set `session`, or let it capture {session}:", text);
}

static int webhook_log_check(void *self, const struct muzzle_host *host, struct muzzle_inst *inst)
{
	struct webhook_log *w = self;
	int given = (w->file && *w->file) + (w->docker && *w->docker) + (w->command && *w->command);
	int rc = 0;

	w->host = host;
	w->inst = inst;
	if (given != 1)
		return refuse(w, "set exactly one of `file`, `docker` and `command`", NULL);
	if (w->claim && *w->claim && !(w->words.up && *w->words.up))
		return refuse(w, "`up` names no status word, but `claim` is set", NULL);
	for (const char *const *text = w->match; *text && !rc; text++)
		rc = check_template(w, *text);
	return rc;
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
	return 0;
}

/* `--tail 0`: what was logged before us is no evidence, as its time is not known. */
static int follow(struct webhook_log *w)
{
	const char *const docker[DOCKER_ARGS] = { "docker", "logs", "--follow",
						  "--tail", "0",    w->docker };
	const struct muzzle_lines from = {
		.size = sizeof(from),
		.file = w->file,
		.argv = w->file     ? NULL
			: w->docker ? docker
				    : w->command,
		.max_line_bytes = (size_t)w->line_bytes_max,
	};

	return w->host->lines_open(w->inst, &from, on_line, NULL) ? 0 : -EIO;
}

static void webhook_log_close(void *self)
{
	struct webhook_log *w = self;

	for (struct template **t = w->templates; t && *t; t++)
		template_free(*t);
	free(w->templates);
	free(w->plain);
	free(w->proven);
}

static int webhook_log_open(void *self, const struct muzzle_host *host, struct muzzle_inst *inst)
{
	struct webhook_log *w = self;
	int rc;

	w->host = host;
	w->inst = inst;
	rc = compile_templates(w);
	if (!rc)
		rc = follow(w);
	if (rc)
		webhook_log_close(self);
	return rc;
}

MUZZLE_EXPORT const struct muzzle_plugin muzzle_plugin_v1 = {
	MUZZLE_PLUGIN(MUZZLE_SOURCE),
	.name = "webhook_log",
	.summary = "reads proofs and claims out of a gateway's log",
	.needs = MUZZLE_CAP_REPORT | MUZZLE_CAP_LINES | MUZZLE_CAP_TIMER,
	.self_size = sizeof(struct webhook_log),
	.options = options,
	.open = webhook_log_open,
	.close = webhook_log_close,
	.check = webhook_log_check,
};
