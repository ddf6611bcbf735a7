/* words.h - the vocabulary of evidence and orders, and their names.  SPDX-License-Identifier: ISC
 *
 * Pure.  Every name is the word that traces, journals, logs and documents use.  Zero is no word.
 */
#ifndef WORDS_H
#define WORDS_H

enum words_evidence {
	EVIDENCE_CLAIM = 1,
	EVIDENCE_PROOF,
	EVIDENCE_FAULT,
	EVIDENCE_EVENT,
	EVIDENCE_PROBE,
	EVIDENCE_SELF,
	EVIDENCE_RESULT,
	EVIDENCE_COMMAND,
	EVIDENCE_TICK,
	EVIDENCE_MEMORY,
	EVIDENCE_KINDS
};

enum words_state {
	STATE_UP = 1,
	STATE_STARTING,
	STATE_DOWN,
	STATE_OFF,
	STATE_HUMAN,
	STATE_ABSENT,
	STATES
};

enum words_fault { FAULT_PATH = 1, FAULT_SETUP, FAULTS };

enum words_event {
	EVENT_START = 1,
	EVENT_DIE,
	EVENT_OOM,
	EVENT_STOP,
	EVENT_PAUSE,
	EVENT_UNPAUSE,
	EVENT_HEALTHY,
	EVENT_UNHEALTHY,
	EVENTS
};

/* ledger-down, ledger-up: the shell could not, or again can, write the ledger. */
enum words_self {
	SELF_LAG = 1,
	SELF_RESUME,
	SELF_UPLINK_DOWN,
	SELF_UPLINK_UP,
	SELF_LEDGER_DOWN,
	SELF_LEDGER_UP,
	SELF_RELOAD_REFUSED,
	SELVES
};

enum words_result { RESULT_FAILED = 1, RESULT_SETUP, RESULT_TIMEOUT, RESULTS };

enum words_command { COMMAND_HOLD = 1, COMMAND_RELEASE, COMMAND_RESET, COMMANDS };

/* In the order in which one target's orders of one step are given. */
enum words_order {
	ORDER_RELAX = 1,
	ORDER_HURRY,
	ORDER_PROBE,
	ORDER_HELD,
	ORDER_ACT,
	ORDER_NOTIFY,
	ORDERS
};

/* In the order in which one target's messages of one step are given. */
enum words_notify {
	NOTIFY_OPENED = 1,
	NOTIFY_SETUP,
	NOTIFY_QUARANTINED,
	NOTIFY_HUMAN,
	NOTIFY_REMINDER,
	NOTIFY_CLOSED,
	NOTIFY_LEAK,
	NOTIFIES
};

/* In the order in which they are asked; the first that holds is reported. */
enum words_guard {
	GUARD_HOLD = 1,
	GUARD_STOPPED,
	GUARD_HUMAN,
	GUARD_QUARANTINE,
	GUARD_UNWELL,
	GUARD_UPLINK,
	GUARD_SHARED_CAUSE,
	GUARD_IN_FLIGHT,
	GUARD_VERIFY,
	GUARD_GRACE,
	GUARD_BLAST_RADIUS,
	GUARD_COOLDOWN,
	GUARD_BUDGET_SESSION,
	GUARD_BUDGET_GATEWAY,
	GUARD_BUDGET_GLOBAL,
	GUARD_LEDGER,
	GUARD_OBSERVE,
	GUARDS
};

/* What convicted a target. */
enum words_cause {
	CAUSE_RUN = 1,
	CAUSE_SILENCE,
	CAUSE_DIE,
	CAUSE_UNREACHABLE,
	CAUSE_SHARED,
	CAUSES
};

/* One table of names a vocabulary; names[i] is the name of value i, names[0] is NULL. */
struct words_table {
	const char *const *names;
	int count; /* the enumeration's last member: values are 1 .. count - 1 */
};

extern const struct words_table words_evidence, words_state, words_fault, words_event, words_self,
	words_result, words_command, words_order, words_notify, words_guard, words_cause,
	words_class; /* enum law_class */

/* words_name - the static name of a value; "invalid" for none, never NULL. */
const char *words_name(const struct words_table *table, int value);

/* words_value - the value with that name, 0 if there is none (name may be NULL). */
int words_value(const struct words_table *table, const char *name);

#endif
