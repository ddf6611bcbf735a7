/* words.c - see words.h.  SPDX-License-Identifier: ISC */
#include "words.h"

#include <stddef.h>
#include <string.h>

#include "law.h"

#define TABLE(vocabulary, last) const struct words_table vocabulary = { vocabulary##_names, (last) }

static const char *const words_evidence_names[EVIDENCE_KINDS] = {
	[EVIDENCE_CLAIM] = "claim",   [EVIDENCE_PROOF] = "proof",     [EVIDENCE_FAULT] = "fault",
	[EVIDENCE_EVENT] = "event",   [EVIDENCE_PROBE] = "probe",     [EVIDENCE_SELF] = "self",
	[EVIDENCE_RESULT] = "result", [EVIDENCE_COMMAND] = "command", [EVIDENCE_TICK] = "tick",
	[EVIDENCE_MEMORY] = "memory",
};
TABLE(words_evidence, EVIDENCE_KINDS);

static const char *const words_state_names[STATES] = {
	[STATE_UP] = "up",   [STATE_STARTING] = "starting", [STATE_DOWN] = "down",
	[STATE_OFF] = "off", [STATE_HUMAN] = "human",       [STATE_ABSENT] = "absent",
};
TABLE(words_state, STATES);

static const char *const words_fault_names[FAULTS] = {
	[FAULT_PATH] = "path",
	[FAULT_SETUP] = "setup",
};
TABLE(words_fault, FAULTS);

static const char *const words_event_names[EVENTS] = {
	[EVENT_START] = "start",     [EVENT_DIE] = "die",
	[EVENT_OOM] = "oom",         [EVENT_STOP] = "stop",
	[EVENT_PAUSE] = "pause",     [EVENT_UNPAUSE] = "unpause",
	[EVENT_HEALTHY] = "healthy", [EVENT_UNHEALTHY] = "unhealthy",
};
TABLE(words_event, EVENTS);

static const char *const words_self_names[SELVES] = {
	[SELF_LAG] = "lag",
	[SELF_RESUME] = "resume",
	[SELF_UPLINK_DOWN] = "uplink-down",
	[SELF_UPLINK_UP] = "uplink-up",
	[SELF_LEDGER_DOWN] = "ledger-down",
	[SELF_LEDGER_UP] = "ledger-up",
	[SELF_RELOAD_REFUSED] = "reload-refused",
};
TABLE(words_self, SELVES);

static const char *const words_result_names[RESULTS] = {
	[RESULT_FAILED] = "failed",
	[RESULT_SETUP] = "setup",
	[RESULT_TIMEOUT] = "timeout",
};
TABLE(words_result, RESULTS);

static const char *const words_command_names[COMMANDS] = {
	[COMMAND_HOLD] = "hold",
	[COMMAND_RELEASE] = "release",
	[COMMAND_RESET] = "reset",
};
TABLE(words_command, COMMANDS);

static const char *const words_order_names[ORDERS] = {
	[ORDER_RELAX] = "relax", [ORDER_HURRY] = "hurry", [ORDER_PROBE] = "probe",
	[ORDER_HELD] = "held",   [ORDER_ACT] = "act",     [ORDER_NOTIFY] = "notify",
};
TABLE(words_order, ORDERS);

static const char *const words_notify_names[NOTIFIES] = {
	[NOTIFY_OPENED] = "opened",
	[NOTIFY_SETUP] = "setup",
	[NOTIFY_QUARANTINED] = "quarantined",
	[NOTIFY_HUMAN] = "human",
	[NOTIFY_REMINDER] = "reminder",
	[NOTIFY_CLOSED] = "closed",
	[NOTIFY_LEAK] = "leak",
};
TABLE(words_notify, NOTIFIES);

static const char *const words_guard_names[GUARDS] = {
	[GUARD_HOLD] = "hold",
	[GUARD_STOPPED] = "stopped",
	[GUARD_HUMAN] = "human",
	[GUARD_QUARANTINE] = "quarantine",
	[GUARD_UNWELL] = "unwell",
	[GUARD_UPLINK] = "uplink",
	[GUARD_SHARED_CAUSE] = "shared-cause",
	[GUARD_IN_FLIGHT] = "in-flight",
	[GUARD_VERIFY] = "verify",
	[GUARD_GRACE] = "grace",
	[GUARD_BLAST_RADIUS] = "blast-radius",
	[GUARD_COOLDOWN] = "cooldown",
	[GUARD_BUDGET_SESSION] = "budget-session",
	[GUARD_BUDGET_GATEWAY] = "budget-gateway",
	[GUARD_BUDGET_GLOBAL] = "budget-global",
	[GUARD_LEDGER] = "ledger",
	[GUARD_OBSERVE] = "observe",
};
TABLE(words_guard, GUARDS);

static const char *const words_cause_names[CAUSES] = {
	[CAUSE_RUN] = "run",
	[CAUSE_SILENCE] = "silence",
	[CAUSE_DIE] = "die",
	[CAUSE_UNREACHABLE] = "unreachable",
	[CAUSE_SHARED] = "shared-cause",
};
TABLE(words_cause, CAUSES);

static const char *const words_class_names[LAW_CLASSES] = {
	[LAW_STARTING] = "starting",
	[LAW_DOWN] = "down",
};
TABLE(words_class, LAW_CLASSES);

const char *words_name(const struct words_table *table, int value)
{
	if (value < 1 || value >= table->count)
		return "invalid";
	return table->names[value];
}

int words_value(const struct words_table *table, const char *name)
{
	if (!name)
		return 0;
	for (int i = 1; i < table->count; i++)
		if (strcmp(table->names[i], name) == 0)
			return i;
	return 0;
}
