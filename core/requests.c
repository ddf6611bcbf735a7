/* requests.c - see requests.h.  SPDX-License-Identifier: ISC */
#include "requests.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "alerts.h"
#include "clock.h"
#include "history.h"
#include "hold.h"
#include "intake.h"
#include "maintenance.h"
#include "reach.h"
#include "roster.h"
#include "save.h"
#include "status.h"
#include "tell.h"
#include "text.h"
#include "units.h"
#include "why.h"
#include "why_text.h"

#define HOLD_DEFAULT_MS (INT64_C(3600) * 1000)
#define HOLD_MAX_MS (INT64_C(365) * 24 * 3600 * 1000)
#define REFUSED_BYTES 101 /* of a name that is no target's */

/* A question or command; the target is NULL where none is named. */
struct request {
	struct supervise *s;
	struct json_object *json;
	struct target *target;
};

typedef struct json_object *answer(const struct request *request);

static struct json_object *status(const struct request *request)
{
	const struct supervise *s = request->s;
	int64_t now_ms = clock_boot_ms();
	const char *wished = request->target ? roster_name(request->target) : NULL;
	struct json_object *status = status_describe(s->roster, s->notes, now_ms, wished);
	struct json_object *holds = tell_list(status, "holds");

	tell_text(status, "version", MUZZLE_VERSION);
	tell_number(status, "wall_ms", clock_wall_ms());
	for (const struct target *target = roster_engine(s->roster)->first; target;
	     target = target->next_all)
		if (history_is_wished(wished, roster_name(target)) ||
		    history_is_wished(roster_name(target), wished))
			hold_describe(holds, s->notes, target, now_ms);
	self_describe(status, &s->self, s->fleet, now_ms);
	vitals_describe(status, s);
	if (s->outbox)
		alerts_describe(status, s->outbox, (struct outbox_now){ now_ms, clock_wall_ms() });
	return status;
}

/* The configuration in use, to be compared with the file. */
static struct json_object *configuration(const struct request *request)
{
	const struct supervise *s = request->s;
	struct json_object *answered = json_object_new_object();
	char *path = realpath(s->file, NULL);

	tell_number(answered, "pid", getpid());
	tell_text(answered, "file", path);
	tell_number(answered, "wall_ms", s->file_wall_ms);
	free(path);
	return answered;
}

/* Of our own memory, what is in RAM; 0: not known. */
static int64_t resident_bytes(void)
{
	FILE *file = fopen("/proc/self/statm", "re");
	long long pages = 0;

	if (file && fscanf(file, "%*s %lld", &pages) != 1)
		pages = 0;
	if (file)
		fclose(file);
	return pages * sysconf(_SC_PAGESIZE);
}

/* A number that stands, as an alert on an increase misses a fault of the first second. */
static void add_setup_faults(struct json_object *metrics, const struct engine *engine)
{
	struct json_object *list = tell_list(metrics, "setup_faults");

	for (const struct gateway *gateway = engine->gateways; gateway; gateway = gateway->next) {
		struct json_object *object = tell_entry(list);

		tell_text(object, "gateway", roster_gateway_name(&gateway->target));
		tell_number(object, "count", reach_setup_faults(gateway));
	}
}

static struct json_object *metrics(const struct request *request)
{
	const struct supervise *s = request->s;
	const struct self_record *self = &s->self;
	struct json_object *metrics = json_object_new_object(), *loop;

	counts_describe(metrics, &s->counts);
	loop = tell_object(metrics, "loop");
	tell_number(loop, "lags", (int64_t)self->lag.times);
	tell_number(loop, "lag_worst_ms", self->lag.worst_ms);
	tell_number(loop, "resumes", (int64_t)self->resume.times);
	self_describe_plugins(metrics, s->fleet, clock_boot_ms());
	tell_number(metrics, "memory_bytes", resident_bytes());
	tell_flag(metrics, "journal_failing", journal_fails(s->journal));
	tell_flag(metrics, "ledger_failing", s->ledger_down);
	tell_flag(metrics, "reload_successful", !s->vitals.refused_wall_ms);
	tell_number(metrics, "file_wall_ms", s->file_wall_ms);
	add_setup_faults(metrics, roster_engine(s->roster));
	if (s->outbox)
		alerts_describe_all(metrics, s->outbox, clock_boot_ms());
	return metrics;
}

/* What `muzzle why` prints, for those who show it elsewhere; left out where there is no memory. */
static void add_words(struct json_object *why)
{
	char *text = NULL;
	size_t bytes = 0;
	FILE *out = open_memstream(&text, &bytes);

	if (!out)
		return;
	why_text_print(why, out);
	if (fclose(out) == 0)
		tell_text(why, "words", text);
	free(text);
}

/* That a message was ordered is not that somebody has it. */
static void add_told(struct json_object *incident, const struct request *request)
{
	const struct supervise *s = request->s;
	const struct conf_gateway *gateway =
		conf_find_gateway(s->fleet->conf, roster_gateway_name(request->target));
	bool waits = s->outbox && alerts_wait(s->outbox, request->target->incident.id);

	if (!tell_get_flag(incident, "told") || (gateway && *gateway->notify && !waits))
		return;
	tell_flag(incident, "told", false);
	tell_text(incident, "untold",
		  waits ? "a message to a person waits (see muzzle status)"
			: "nobody is told: its gateway has no `notify`");
}

static struct json_object *why(const struct request *request)
{
	const struct supervise *s = request->s;
	const struct why_subject subject = {
		.roster = s->roster,
		.notes = s->notes,
		.target = request->target,
		.now_ms = clock_boot_ms(),
	};
	struct json_object *why = why_describe(&subject);

	add_told(tell_get(why, "incident"), request);
	if (tell_get_flag(request->json, "words"))
		add_words(why);
	return why;
}

/* What was understood, so that a person sees a misunderstanding. */
static struct json_object *done(const struct request *request, enum words_command what)
{
	struct json_object *object = json_object_new_object();

	tell_flag(object, "ok", true);
	tell_text(object, "target", roster_name(request->target));
	tell_text(object, "what", words_name(&words_command, (int)what));
	return object;
}

/* Who asks, by his own word or by the number of his user: a name might have to be asked of the network.
 * "" when neither is known. */
static void name_peer(const struct request *request, char by[TEXT_BYTES])
{
	const char *said = tell_get_text(request->json, "by");
	int64_t uid = tell_get_number(request->json, "uid");
	char number[sizeof("uid 4294967295")] = "";

	if (tell_get(request->json, "uid") && uid)
		snprintf(number, sizeof(number), "uid %u", (unsigned)uid);
	else if (tell_get(request->json, "uid"))
		snprintf(number, sizeof(number), "root");
	text_clean(by, TEXT_BYTES, *said ? said : number);
}

/* What a person said is in the ledger before it is confirmed. */
static struct json_object *command(const struct request *request, struct engine_evidence *evidence)
{
	struct supervise *s = request->s;
	char by[TEXT_BYTES], reason[TEXT_BYTES];

	name_peer(request, by);
	text_clean(reason, sizeof(reason), tell_get_text(request->json, "why"));
	evidence->target = request->target;
	intake_command(s, evidence, by, reason);
	maintenance_heed(s, evidence);
	if (save_now(s))
		return control_error("done, but the ledger cannot be written: it may be forgotten");
	return done(request, (enum words_command)evidence->what);
}

/* A list of none or one. */
static struct json_object *held(const struct request *request)
{
	struct json_object *list = json_object_new_array();

	hold_describe(list, request->s->notes, request->target, clock_boot_ms());
	return list;
}

/* Whether it is held by somebody else than who asks. */
static bool is_anothers(const struct request *request, int64_t left_ms)
{
	char by[TEXT_BYTES];

	name_peer(request, by);
	return left_ms > 0 && hold_is_anothers(notes_of(request->s->notes, request->target), by);
}

/* Whose hold lasts longer keeps it; "ended" is what another had before. */
static struct json_object *hold_for(const struct request *request, struct engine_evidence *evidence)
{
	int64_t left_ms = hold_left_ms(request->target, clock_boot_ms());
	struct json_object *ended, *answered;
	bool other = is_anothers(request, left_ms), kept = other && left_ms > evidence->for_ms;

	ended = other && !kept ? held(request) : json_object_new_array();
	answered = kept ? done(request, COMMAND_HOLD) : command(request, evidence);
	tell_number(answered, "for_ms", evidence->for_ms);
	tell_flag(answered, "kept", kept);
	json_object_object_add(answered, "holds", held(request));
	json_object_object_add(answered, "ended", ended);
	return answered;
}

static struct json_object *hold(const struct request *request)
{
	struct engine_evidence evidence = { .what = COMMAND_HOLD, .for_ms = HOLD_DEFAULT_MS };
	struct json_object *value;

	if (json_object_object_get_ex(request->json, "for_ms", &value)) {
		evidence.for_ms = json_object_get_int64(value);
		if (!json_object_is_type(value, json_type_int) || evidence.for_ms <= 0 ||
		    evidence.for_ms > HOLD_MAX_MS)
			return control_error("the duration must be at least 1ms and at most 365d");
	}
	return hold_for(request, &evidence);
}

/* A script that ends its own hold must not end that of who is still at work. */
static struct json_object *release(const struct request *request)
{
	struct engine_evidence evidence = { .what = COMMAND_RELEASE };
	int64_t left_ms = hold_left_ms(request->target, clock_boot_ms());
	bool kept = tell_get_flag(request->json, "own") && is_anothers(request, left_ms);
	struct json_object *before = held(request), *answered;

	answered = left_ms && !kept ? command(request, &evidence) : done(request, COMMAND_RELEASE);
	tell_flag(answered, "kept", kept);
	json_object_object_add(answered, kept ? "holds" : "ended", before);
	return answered;
}

static struct json_object *reset(const struct request *request)
{
	struct engine_evidence evidence = {
		.what = COMMAND_RESET,
		.charges = tell_get_flag(request->json, "charges"),
		.law = tell_get_flag(request->json, "law"),
	};
	struct json_object *answered = command(request, &evidence);

	if (evidence.law && save_laws(request->s)) {
		json_object_put(answered);
		return control_error("done, but the laws cannot be written: they may come back");
	}
	return answered;
}

static const struct {
	const char *cmd;
	answer *answer;
	bool commands, needs_target;
} known[] = {
	{ "status", status, false, false },
	{ "metrics", metrics, false, false },
	{ "why", why, false, true },
	{ "hold", hold, true, true },
	{ "release", release, true, true },
	{ "reset", reset, true, true },
	{ "configuration", configuration, false, false },
};

/* A session without its gateway, or a slip of the fingers. */
static const char *nearest(const struct supervise *s, const char *name)
{
	for (const struct target *target = roster_engine(s->roster)->first; target;
	     target = target->next_all)
		if (units_may_mean(name, roster_name(target)))
			return roster_name(target);
	return NULL;
}

/* Their word comes back clean: it may stand on a terminal. */
static struct json_object *refuse_target(const struct supervise *s, const char *name)
{
	char text[TEXT_BYTES], clean[REFUSED_BYTES];
	const char *near = *name ? nearest(s, name) : NULL;

	text_clean(clean, sizeof(clean), name);
	snprintf(text, sizeof(text), "no target %s: %s%s%s", *clean ? clean : "is named",
		 near ? "did you mean " : "see muzzle status", near ? near : "", near ? "?" : "");
	return control_error(text);
}

struct json_object *requests_answer(void *arg, struct json_object *json, bool may_command)
{
	struct request request = { .s = arg, .json = json };
	const char *cmd = tell_get_text(json, "cmd"), *name = tell_get_text(json, "target");

	if (!request.s->journal)
		return control_error("not yet: muzzle is starting");
	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++) {
		if (strcmp(known[i].cmd, cmd) != 0)
			continue;
		/* a plugin may still pass a request on while all the rest is closed already */
		if (known[i].commands && !request.s->outbox)
			return control_error("too late: muzzle is ending");
		if (known[i].commands && !may_command)
			return control_error(
				"not allowed: only root and the daemon's user may command");
		request.target = roster_find(request.s->roster, name);
		if ((*name || known[i].needs_target) && !request.target)
			return refuse_target(request.s, name);
		return known[i].answer(&request);
	}
	return control_error(
		"unknown \"cmd\": status metrics why hold release reset configuration are known");
}
