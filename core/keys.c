/* keys.c - see keys.h.  SPDX-License-Identifier: ISC */
#include "keys.h"

#include <assert.h>
#include <string.h>

#define SECOND INT64_C(1000)
#define MINUTE (60 * SECOND)
#define HOUR (60 * MINUTE)
#define DAY (24 * HOUR)
#define KIB INT64_C(1024)

/* OPTION_TYPE_MSECS and _INTS write their count right behind their numbers. */
static_assert(offsetof(struct policy, cooldowns) ==
		      offsetof(struct policy, cooldown_ms) + POLICY_COOLDOWNS_MAX * sizeof(int64_t),
	      "cooldowns follows cooldown_ms");
static_assert(offsetof(struct policy_gateway, human_exits) ==
		      offsetof(struct policy_gateway, human_exit) +
			      POLICY_HUMAN_EXITS_MAX * sizeof(int64_t),
	      "human_exits follows human_exit");
static_assert(sizeof(enum policy_notify_on) == sizeof(int), "OPTION_TYPE_ENUM writes an int");

/* Helps are short sentences: they are printed by `muzzle check` when a mandatory key is missing. */
#define MAIN(t, field) .type = (t), .offset = offsetof(struct conf_main, field)
const struct muzzle_option keys_main[] = {
	{ .key = "state_dir",
	  MAIN(OPTION_TYPE_PATH, state_dir),
	  .def = "/var/lib/muzzle",
	  .help = "ledger and laws: what must outlive a restart; written on actions and hourly" },
	{ .key = "run_dir",
	  MAIN(OPTION_TYPE_PATH, run_dir),
	  .def = "/run/muzzle",
	  .help = "control socket and journal; a tmpfs is fine" },
	{ .key = "plugin_dir",
	  MAIN(OPTION_TYPE_PATH, plugin_dir),
	  .def = KEYS_PLUGIN_DIR,
	  .help = "where plugins lie, NAME.so" },
	{ .key = "preset_dir",
	  MAIN(OPTION_TYPE_PATH, preset_dir),
	  .def = KEYS_PRESET_DIR,
	  .help = "where presets lie, NAME.ini" },
	{ .key = "mode",
	  MAIN(OPTION_TYPE_CHOICE, observe),
	  .def = "enforce",
	  .words = "enforce observe",
	  .help = "observe does everything but the acting" },
	{ .key = "restarts",
	  MAIN(OPTION_TYPE_RATE, restarts),
	  .def = "6/1h",
	  .min = 1,
	  .max = POLICY_ACTS_MAX,
	  .help = "how many actions the whole box may have in a window" },
	{ .key = "journal_size",
	  MAIN(MUZZLE_TYPE_BYTES, journal_bytes),
	  .def = "512k",
	  .min = 64 * KIB,
	  .max = 64 * KIB * KIB,
	  .help = "both journal files together" },
	{ .key = "log_level",
	  MAIN(MUZZLE_TYPE_WORD, log_level),
	  .def = "info",
	  .words = "err warn info debug",
	  .help = "what goes to the log: this and what is graver" },
	{ .key = "heartbeat",
	  MAIN(MUZZLE_TYPE_STR, heartbeat),
	  .flags = MUZZLE_OPT_SECRET,
	  .help = "URL of a dead-man service that is told we live, as Healthchecks.io has it" },
	{ .key = "heartbeat_every",
	  MAIN(MUZZLE_TYPE_MSEC, heartbeat_ms),
	  .def = "1m",
	  .min = SECOND,
	  .max = DAY,
	  .help = "how often it is told" },
	{ .key = "watchdog",
	  MAIN(OPTION_TYPE_PATH, watchdog),
	  .help = "hardware that resets the box when muzzle hangs, as /dev/watchdog" },
	{ .key = "watchdog_timeout",
	  MAIN(MUZZLE_TYPE_MSEC, watchdog_ms),
	  .def = "60s",
	  .min = 3 * SECOND,
	  .max = HOUR,
	  .help = "how long it waits; it is fed three times as often" },
	MUZZLE_OPT_END,
};

#define NAMED(t, field) .type = (t), .offset = offsetof(struct keys_gateway, field)
#define LIMIT(t, field) .type = (t), .offset = offsetof(struct keys_gateway, gateway.limits.field)
const struct muzzle_option keys_gateway[] = {
	{ .key = "container",
	  NAMED(OPTION_TYPE_NAME, gateway.container),
	  .help = "name of the container that it runs in; ties docker events and restarts to it" },
	{ .key = "sessions",
	  NAMED(MUZZLE_TYPE_WORDS, sessions),
	  .def = "*",
	  .help = "sessions to watch; * takes every session that a source reports" },
	{ .key = "policy",
	  NAMED(OPTION_TYPE_NAME, policy),
	  .def = "default",
	  .help = "the [policy NAME] that holds" },
	{ .key = "ladder",
	  NAMED(OPTION_TYPE_NAMES, ladder),
	  .help = "actions to try, mildest first, at most 8; none: it is only watched" },
	{ .key = "ladder_order",
	  LIMIT(OPTION_TYPE_CHOICE, ladder_learned),
	  .def = "fixed",
	  .words = "fixed learned",
	  .help = "learned: what was seen to help rarely is tried after the others" },
	{ .key = "notify", NAMED(OPTION_TYPE_NAMES, notify), .help = "actions that tell a person" },
	{ .key = "die_settle",
	  LIMIT(MUZZLE_TYPE_MSEC, die_settle_ms),
	  .def = "10s",
	  .min = 100,
	  .max = HOUR,
	  .help = "how long a container that died may take to be started by somebody else" },
	{ .key = "human_exit",
	  LIMIT(OPTION_TYPE_INTS, human_exit),
	  .def = "78",
	  .max = POLICY_HUMAN_EXITS_MAX,
	  .help = "exit codes that need a person, at most 8" },
	{ .key = "start_max",
	  LIMIT(MUZZLE_TYPE_MSEC, start_max_ms),
	  .def = "300s",
	  .min = SECOND,
	  .max = DAY,
	  .help = "how long it may take to start until it answers" },
	{ .key = "unreachable",
	  LIMIT(MUZZLE_TYPE_MSEC, unreachable_ms),
	  .def = "180s",
	  .min = SECOND,
	  .max = DAY,
	  .help = "how long it may give no answer before it counts as dead" },
	{ .key = "maintenance",
	  NAMED(OPTION_TYPE_CALENDAR, gateway.maintenance),
	  .help = "when it is left alone, in local time, as Sun 02:00-04:00: no acts, messages wait" },
	{ .key = "preset",
	  NAMED(OPTION_TYPE_NAME, preset),
	  .help = "preset whose [gateway] section holds what is not said here" },
	MUZZLE_OPT_END,
};

#define POLICY(t, field) .type = (t), .offset = offsetof(struct policy, field)
const struct muzzle_option keys_policy[] = {
	{ .key = "patience",
	  POLICY(OPTION_TYPE_PATIENCE, patience_ms),
	  .def = "auto",
	  .help = "how long a session may look bad before it is acted on; auto learns it" },
	{ .key = "false_restarts",
	  POLICY(OPTION_TYPE_RATE, false_restarts),
	  .def = "1/730d",
	  .min = 1,
	  .max = 1000,
	  .help = "for patience = auto: needless restarts of a session that are accepted" },
	{ .key = "grace",
	  POLICY(MUZZLE_TYPE_MSEC, grace_ms),
	  .def = "60s",
	  .min = 0,
	  .max = HOUR,
	  .help = "time after a start in which only certain evidence leads to an action" },
	{ .key = "verify",
	  POLICY(MUZZLE_TYPE_MSEC, verify_ms),
	  .def = "90s",
	  .min = 500,
	  .max = HOUR,
	  .help = "how long an action has to show that it helped" },
	{ .key = "settle",
	  POLICY(MUZZLE_TYPE_MSEC, settle_ms),
	  .def = "10s",
	  .min = 100,
	  .max = HOUR,
	  .help = "how long a session must be up to count as well" },
	{ .key = "cooldown",
	  POLICY(OPTION_TYPE_MSECS, cooldown_ms),
	  .def = "30s 1m 2m 4m 8m 15m 30m",
	  .min = 1,
	  .max = POLICY_COOLDOWNS_MAX,
	  .help = "time between actions on one target: after the first, the second, ..." },
	{ .key = "restarts",
	  POLICY(OPTION_TYPE_RATE, restarts),
	  .def = "3/30m",
	  .min = 1,
	  .max = POLICY_ACTS_MAX,
	  .help = "how many actions a session may have in a window" },
	{ .key = "restarts_day",
	  POLICY(OPTION_TYPE_RATE, restarts_day),
	  .def = "12/24h",
	  .min = 1,
	  .max = POLICY_ACTS_MAX,
	  .help = "the same for a long window; spent, it ends in quarantine" },
	{ .key = "gateway_restarts",
	  POLICY(OPTION_TYPE_RATE, gateway_restarts),
	  .def = "3/2h",
	  .min = 1,
	  .max = POLICY_ACTS_MAX,
	  .help = "how many actions a gateway may have in a window" },
	{ .key = "silence",
	  POLICY(OPTION_TYPE_CHOICE, silence_probe),
	  .def = "probe",
	  .words = "off probe",
	  .help = "probe looks deeper at a session that is up without traffic; off only shows it" },
	{ .key = "stopped",
	  POLICY(OPTION_TYPE_CHOICE, stopped_restart),
	  .def = "human",
	  .words = "human restart",
	  .help = "a session that somebody stopped: left to a person, or restarted" },
	{ .key = "escalate",
	  POLICY(OPTION_TYPE_CHOICE, escalate_always),
	  .def = "wait",
	  .words = "wait always",
	  .help = "a whole gateway for one session: waits while others are well, or never waits" },
	{ .key = "notify_on",
	  POLICY(OPTION_TYPE_ENUM, notify_on),
	  .def = "unhelped",
	  .words = "unhelped opened",
	  .help = "tell a person when the first action did not help, or at once" },
	MUZZLE_OPT_END,
};

#define SESSION(t, field) .type = (t), .offset = offsetof(struct keys_session, field)
const struct muzzle_option keys_session[] = {
	{ .key = "target",
	  SESSION(MUZZLE_TYPE_STR, target),
	  .flags = MUZZLE_OPT_MANDATORY,
	  .help = "which session, as GATEWAY/NAME" },
	{ .key = "policy",
	  SESSION(OPTION_TYPE_NAME, policy),
	  .help = "the [policy NAME] that holds, if not that of its gateway" },
	MUZZLE_OPT_END,
};

#define INSTANCE(t, field) .type = (t), .offset = offsetof(struct keys_instance, field)
#define KEY_PLUGIN                                                       \
	{                                                                \
		.key = "plugin", INSTANCE(OPTION_TYPE_NAME, plugin),     \
		.flags = MUZZLE_OPT_MANDATORY,                           \
		.help = "the plugin that does it, NAME.so of plugin_dir" \
	}
#define KEY_PRESET                                                                        \
	{                                                                                 \
		.key = "preset", INSTANCE(OPTION_TYPE_NAME, preset),                      \
		.help = "preset whose section for the plugin holds what is not said here" \
	}

const struct muzzle_option keys_source[] = {
	KEY_PLUGIN,
	{ .key = "gateway",
	  INSTANCE(OPTION_TYPE_NAME, gateway),
	  .help = "the [gateway NAME] that it reports on; docker_events needs none" },
	KEY_PRESET,
	MUZZLE_OPT_END,
};

const struct muzzle_option keys_action[] = {
	KEY_PLUGIN,
	KEY_PRESET,
	{ .key = "scope",
	  INSTANCE(MUZZLE_TYPE_WORD, scope),
	  .def = "auto",
	  .words = "auto session gateway",
	  .help = "what it ends; auto: a gateway with via = docker systemd procd, else a session" },
	{ .key = "timeout",
	  INSTANCE(MUZZLE_TYPE_MSEC, timeout_ms),
	  .min = 0,
	  .max = HOUR,
	  .help = "when it is hung; unset: http 20s, docker 60s + stop_timeout, others 60s" },
	{ .key = "fallback",
	  INSTANCE(OPTION_TYPE_NAME, delivery.fallback),
	  .help = "action that is told instead what this one cannot tell" },
	{ .key = "fallback_after",
	  INSTANCE(MUZZLE_TYPE_MSEC, delivery.fallback_after_ms),
	  .def = "5m",
	  .min = SECOND,
	  .max = DAY,
	  .help = "how long a message fails before the fallback is told" },
	{ .key = "keep",
	  INSTANCE(MUZZLE_TYPE_MSEC, delivery.keep_ms),
	  .def = "24h",
	  .min = MINUTE,
	  .max = 7 * DAY,
	  .help = "how long a message that cannot be told is tried again" },
	{ .key = "digest",
	  INSTANCE(OPTION_TYPE_RATE, delivery.digest),
	  .def = "5/1m",
	  .min = 0,
	  .max = CONF_DIGEST_MAX,
	  .help = "more messages than this are told as one; off: never" },
	{ .key = "quiet",
	  INSTANCE(OPTION_TYPE_CALENDAR, delivery.quiet),
	  .help = "windows of local time in which only what is urgent is told" },
	{ .key = "urgent",
	  INSTANCE(MUZZLE_TYPE_WORDS, urgent),
	  .def = "quarantined human",
	  .help = "messages that quiet does not hold: opened closed quarantined human setup reminder leak" },
	MUZZLE_OPT_END,
};

const struct muzzle_option keys_exporter[] = {
	KEY_PLUGIN,
	MUZZLE_OPT_END,
};

const struct muzzle_option *keys_of_kind(const char *kind)
{
	static const struct {
		const char *kind;
		const struct muzzle_option *keys;
	} tables[] = {
		{ "muzzle", keys_main },       { "gateway", keys_gateway },
		{ "policy", keys_policy },     { "session", keys_session },
		{ "source", keys_source },     { "action", keys_action },
		{ "exporter", keys_exporter },
	};

	for (size_t i = 0; i < sizeof(tables) / sizeof(tables[0]); i++)
		if (strcmp(tables[i].kind, kind) == 0)
			return tables[i].keys;
	return NULL;
}
