/* exec_check.c - source: runs a check of the kind that Nagios runs.  SPDX-License-Identifier: ISC
 *
 * What OK, WARNING and CRITICAL mean the configuration says; a check that could not look is blind.
 * There is never a second one before the first has ended.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "muzzle_plugin.h"
#include "lib/activity.h"
#include "lib/asking.h"
#include "lib/command.h"
#include "lib/evidence.h"
#include "lib/nagios.h"
#include "lib/pace.h"
#include "lib/perfdata.h"
#include "lib/sight.h"
#include "lib/wordmap.h"

#define ITSELF "-" /* the name of the gateway's own activity */

struct exec_check {
	const char *const *command, *const *env, *const *probe_command;
	const char *session, *label;
	int64_t timeout_ms, ok, warning, critical;
	struct evidence by;
	struct nagios_check check;
	struct sight sight;
	bool known;               /* it has looked, or a person was told that it never did */
	muzzle_spawn_done *ended; /* ours */
	uint32_t child;
	struct pace pace;
	struct activity activity;
	struct asking asking;
};

#define OPTION(key_, member, type_) \
	.key = key_, .type = MUZZLE_TYPE_##type_, .offset = offsetof(struct exec_check, member)
#define STATES "up starting down off human" /* as in enum muzzle_state, less one */

static const struct muzzle_option options[] = {
	{ OPTION("command", command, WORDS), .flags = MUZZLE_OPT_MANDATORY,
	  .help = "the check and its arguments; there is no shell" },
	{ OPTION("env", env, LIST), .flags = MUZZLE_OPT_SECRET,
	  .help = "\"NAME=value\" added to an environment of PATH and LANG; may be repeated" },
	{ OPTION("every", pace.every_ms, MSEC), .def = "30s", .min = 1000, .max = 86400000,
	  .help = "time between two checks" },
	{ OPTION("timeout", timeout_ms, MSEC), .def = "30s", .min = 100, .max = 600000,
	  .help = "how long a check may take" },
	{ OPTION("session", session, STR),
	  .help = "the session that it looks at, if not the gateway itself" },
	{ OPTION("ok", ok, WORD), .def = "up", .words = STATES, .help = "what OK (0) means" },
	{ OPTION("warning", warning, WORD), .def = "up", .words = STATES,
	  .help = "what WARNING (1) means" },
	{ OPTION("critical", critical, WORD), .def = "down", .words = STATES,
	  .help = "what CRITICAL (2) means" },
	{ OPTION("activity", label, STR),
	  .help = "label of a number in the performance data that grows only with traffic" },
	{ OPTION("probe_command", probe_command, WORDS),
	  .help = "a command with {session} that only its upstream can answer: 0 good, 2 bad" },
	MUZZLE_OPT_END
};

/* Missing it says nothing, and neither does the first one after that. */
static void read_activity(struct exec_check *x, const char *output)
{
	const char *name = x->session ? x->session : ITSELF;
	int64_t value;

	if (!x->label)
		return;
	if (!perfdata_find(output, x->label, &value))
		activity_forget(&x->activity, name);
	else if (activity_advance(&x->activity, name, value))
		evidence_proof(&x->by, x->session);
}

static void claim(struct exec_check *x, enum nagios_end end, const char *output)
{
	const int64_t words[] = {
		[NAGIOS_OK] = x->ok,
		[NAGIOS_WARNING] = x->warning,
		[NAGIOS_CRITICAL] = x->critical,
	};

	x->known = true;
	sight_find(&x->sight);
	evidence_claim(&x->by, x->session, (enum muzzle_state)(words[end] + 1), x->check.said);
	read_activity(x, output);
}

/* After a fault nobody knows what happened meanwhile: an activity read before it proves nothing. */
static void fault(struct exec_check *x, enum muzzle_fault kind)
{
	activity_forget_all(&x->activity);
	sight_find(&x->sight);
	evidence_fault(&x->by, kind, x->check.said);
}

/* What could not look says nothing of the gateway.  One that never has is written wrongly, most likely: a
 * person is told so once. */
static void lose(struct exec_check *x)
{
	char why[CLEAN_TEXT_BYTES];

	activity_forget_all(&x->activity);
	sight_lose(&x->sight, x->check.said);
	snprintf(why, sizeof(why), "%.140s; it has never looked yet: mend `command`",
		 x->check.said);
	if (!x->known)
		evidence_fault(&x->by, MUZZLE_SETUP, why);
	x->known = true;
}

static void on_due(void *self, void *arg)
{
	struct exec_check *x = self;

	(void)arg;
	pace_begin(&x->pace);
	x->child = nagios_start(&x->check, &x->by, x->ended, NULL);
	if (x->child)
		return;
	fault(x, MUZZLE_SETUP);
	pace_next(&x->pace, x->pace.every_ms);
}

static void on_end(void *self, void *arg, const struct muzzle_exit *how)
{
	struct exec_check *x = self;
	enum nagios_end end = nagios_read(&x->check, how);

	(void)arg;
	x->child = 0;
	x->pace.took_ms = x->by.host->now(x->by.inst) - x->pace.begun_ms;
	if (end == NAGIOS_LOST)
		lose(x);
	else if (end == NAGIOS_LATE || end == NAGIOS_BROKEN)
		fault(x, end == NAGIOS_LATE ? MUZZLE_PATH : MUZZLE_SETUP);
	else
		claim(x, end, how->output);
	pace_next(&x->pace, PACE_REST_MS);
}

static void exec_check_hurry(void *self, bool hurry)
{
	struct exec_check *x = self;

	x->pace.hurried = hurry;
	if (!x->child)
		pace_next(&x->pace, 0);
}

static void exec_check_probe(void *self, const char *session)
{
	struct exec_check *x = self;

	if (x->probe_command && (!x->session || strcmp(x->session, session) == 0))
		asking_ask(&x->asking, session);
}

static int refuse(const struct exec_check *x, const char *key, const char *why)
{
	x->by.host->log(x->by.inst, MUZZLE_ERR, "exec_check: `%s`: %s", key, why);
	return -EINVAL;
}

static bool names_session(const char *const *command)
{
	while (*command && !strstr(*command, "{session}"))
		command++;
	return *command;
}

static int check_probe(const struct exec_check *x)
{
	const char *flaw = asking_flaw(x->probe_command);

	if (!flaw && !x->session && !names_session(x->probe_command))
		flaw = "it names no {session}, and `session` is not set: it must look at one";
	return flaw ? refuse(x, "probe_command", flaw)
		    : command_check(x->probe_command[0], "probe_command", &x->by);
}

/* What the option table cannot say. */
static int exec_check_check(void *self, const struct muzzle_host *host, struct muzzle_inst *inst)
{
	struct exec_check *x = self;
	int rc;

	x->by = (struct evidence){ host, inst };
	if (x->probe_command && !*x->probe_command)
		x->probe_command = NULL; /* unset comes in both forms */
	if (!x->command[0])
		return refuse(x, "command", "it begins with a program");
	if (names_session(x->command))
		return refuse(x, "command", "it looks at one session: write its name");
	if (!nagios_env_valid(x->env))
		return refuse(x, "env", "each is NAME=value, and there are 60 at most");
	if (x->session && !wordmap_name_valid(x->session))
		return refuse(x, "session", "that is no session name");
	rc = command_check(x->command[0], "command", &x->by);
	return rc || !x->probe_command ? rc : check_probe(x);
}

static void exec_check_close(void *self)
{
	struct exec_check *x = self;

	activity_fini(&x->activity);
	asking_fini(&x->asking);
}

static int offer_probe(struct exec_check *x)
{
	x->asking.by = &x->by;
	x->asking.command = x->probe_command;
	x->asking.check.env = x->env;
	x->asking.check.timeout_ms = x->timeout_ms;
	x->by.host->offer_probe(x->by.inst);
	return asking_init(&x->asking);
}

static int exec_check_open(void *self, const struct muzzle_host *host, struct muzzle_inst *inst)
{
	struct exec_check *x = self;
	int rc = 0;

	x->by = (struct evidence){ host, inst };
	x->sight.by = x->by;
	x->check.argv = x->command;
	x->check.env = x->env;
	x->check.timeout_ms = x->timeout_ms;
	x->ended = on_end;
	x->pace.by = x->by;
	x->pace.due = on_due;
	if (x->label)
		rc = activity_init(&x->activity, 1);
	if (!rc && x->probe_command)
		rc = offer_probe(x);
	if (!rc)
		x->pace.timer = host->timer_start(inst, 0, on_due, NULL);
	else
		exec_check_close(x);
	return rc;
}

MUZZLE_EXPORT const struct muzzle_plugin muzzle_plugin_v1 = {
	MUZZLE_PLUGIN(MUZZLE_SOURCE),
	.name = "exec_check",
	.summary = "runs a Nagios or monitoring-plugins check",
	.needs = MUZZLE_CAP_REPORT | MUZZLE_CAP_TIMER | MUZZLE_CAP_SPAWN,
	.self_size = sizeof(struct exec_check),
	.options = options,
	.open = exec_check_open,
	.close = exec_check_close,
	.hurry = exec_check_hurry,
	.probe = exec_check_probe,
	.check = exec_check_check,
};
