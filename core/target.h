/* target.h - all that the engine remembers.  SPDX-License-Identifier: ISC
 *
 * Pure data.  What one life of a target taught stands in struct epoch and is zeroed as a whole when
 * the next begins; what outlives it (charges, incidents, holds ...) stands beside it.
 *
 * Times are milliseconds of CLOCK_BOOTTIME plus TARGET_TIME_BASE, so that 0 is "never" and lies
 * longer ago than any window reaches.
 */
#ifndef TARGET_H
#define TARGET_H

#include <stdbool.h>
#include <stdint.h>

#include "budget.h"
#include "cost.h"
#include "law.h"
#include "leak.h"
#include "policy.h"
#include "words.h"

#define TARGET_TIME_BASE (INT64_C(1) << 41)
#define TARGET_FOREVER INT64_MAX
#define TARGET_SOURCES_MAX 8 /* per gateway; evidence of further ones counts, their faults do not */
#define TARGET_SWITCHES_MAX 48 /* bad to good and back, remembered of one run */
#define TARGET_DIES_MAX 4      /* so many in CONTAINER_LOOP_MS are a crash loop */
#define TARGET_PROBE_HOURS 25
#define TARGET_LESSONS_MAX 15 /* harmless runs kept until health has lasted */

enum target_begun { BEGUN_FIRST_LINE = 1, BEGUN_ACT, BEGUN_START };

/* An unbroken bad stretch.  `counted` time is time since the start without that spent in faults. */
struct run {
	bool open;
	bool bad;             /* the present claim is bad, as of the last switch */
	bool shared;          /* its gateway has a run that stands for this one too */
	bool tainted;         /* it teaches nothing: faults, or its clock was restarted */
	enum law_class class; /* of the last bad claim */
	uint32_t patience_ms; /* of that class, as its law gave it when the class began */
	uint32_t oldest_ms[LAW_CLASSES - 1]; /* what its clock became under each class */
	int64_t start_ms;                    /* `at` of the first bad claim */
	int64_t uncounted_ms;                /* time between a fault and the next claim, summed */
	int64_t gap_until_ms;                /* the claim that ended the last such time */
	int64_t clock_ms;                    /* counted: where patience is measured from */
	uint32_t bad_claims;                 /* with different `at` */
	uint32_t switches;                   /* entries of switch_ms in use */
	uint32_t switch_ms[TARGET_SWITCHES_MAX]; /* counted; even entries turn bad, odd ones good */
};

struct silence {
	int64_t next_ms;         /* when the next probe is due; 0: not waiting */
	int64_t good_ms;         /* last good probe */
	int64_t failed_ms;       /* last failed probe */
	int64_t first_failed_ms; /* of the unbroken row */
	uint32_t failures;       /* in a row */
};

/* One life of a target. */
struct epoch {
	enum target_begun begun; /* 0: no line about it yet */
	bool confirmed;
	bool revivable; /* an act or a container start is known and it was not up since */
	int64_t start_ms;
	enum words_state claim; /* the present claim; 0: none yet */
	uint32_t claim_source;
	int64_t claim_ms;        /* its `at` */
	int64_t blind_ms;        /* sessions: first fault since then; 0: none */
	int64_t up_since_ms;     /* present claim is up: `at` of the first of the row */
	int64_t not_up_since_ms; /* present claim is not up: `at` of the first of the row */
	int64_t good_since_ms;   /* before the open run: up, without a run, since */
	int64_t bad_ms;          /* `at` of the last bad claim */
	int64_t absent_since_ms;
	int64_t proof_ms;      /* `at` of the newest proof */
	int64_t heard_ms;      /* gateway: `at` of the newest proof of any of its sessions */
	int64_t alive_ms;      /* last up or proven */
	int64_t well_since_ms; /* health; 0: not healthy */
	int64_t well_spent_ms; /* health already rewarded by a lower cooldown */
	int64_t watched_from_ms[LAW_CLASSES -
				1];         /* since the last run that was learnt; 0: the start */
	uint8_t lessons;                    /* entries of lesson in use */
	uint8_t lesson[TARGET_LESSONS_MAX]; /* runs to be learnt when health has lasted */
	struct run run;
	struct silence silence;
};

enum incident_phase { INCIDENT_OPEN = 1, INCIDENT_FLYING, INCIDENT_VERIFY, INCIDENT_MENDED };

/* From conviction to lasting recovery, quarantine or human. */
struct incident {
	uint64_t id; /* 0: none */
	enum incident_phase phase;
	enum words_cause cause;
	uint32_t acts;
	uint32_t order;   /* of the ladder, fixed when it opened: see cost.h; 0: as it is */
	uint8_t rung;     /* place in that order of the next act */
	uint8_t failures; /* failed results of that rung */
	uint8_t tried; /* 1 + the rung of its last act, while that flies, is verified or has mended;
			   * 0: its outcome is not to be counted */
	uint8_t cut;   /* the run that its last act ended, for the law: see learn.c; 0: none */
	bool wide;     /* its last act was gateway-wide */
	bool unhelped; /* its first rung did not help */
	bool told_opened;
	bool told_quarantined;
	bool told_setup;
	bool interrupted; /* the process ended before its last act was verified */
	bool crash_loop;  /* opened by a crash loop, without a conviction */
	int64_t opened_ms;
	int64_t convicted_ms; /* the standing conviction; 0: must convict again */
	int64_t acted_ms;     /* last act ordered */
	int64_t verify_ms;    /* where verification is measured from */
	int64_t waited_ms;    /* waits for the blast radius since */
	int64_t told_ms;      /* last message: when the next reminder is due */
};

struct quarantine {
	bool on;
	uint32_t tries;
	int64_t next_ms; /* first rung once more at */
};

/* Orders of the present step, given in one go when it ends. */
struct pending {
	uint32_t orders;   /* bit set of enum words_order */
	uint32_t notifies; /* bit set of enum words_notify */
	enum words_guard held_by;
	uint32_t rung; /* of the act; its id stands in the flight */
	enum words_cause cause;
	int64_t held_until_ms; /* 0: not known */
	uint64_t incident;
	uint64_t setup_of; /* incident of a setup message; 0: a source's */
};

struct gateway;

/* A session, or the gateway itself.  The caller owns the memory; the engine links it. */
struct target {
	struct gateway *gateway;
	struct target *next;         /* session of the same gateway */
	struct target *next_all;     /* in order of first appearance */
	struct target *next_pending; /* orders to give */
	struct target *next_touched; /* to be judged again in this step */
	const struct policy *policy; /* borrowed */
	void *owner;                 /* the caller's */
	int64_t due_ms;              /* next deadline, TARGET_FOREVER: none */
	uint32_t heap_index;         /* 0: not in the heap */
	uint32_t ordinal;            /* by first appearance, gateway before its sessions */
	bool is_gateway;
	bool configured; /* listed by name: absent counts as down */
	bool offers_probe;
	bool touched;

	struct epoch epoch;
	struct pending pending;
	enum words_guard held_by;              /* last reported */
	int64_t grace_from_ms, grace_until_ms; /* runs to its end across epochs */
	uint8_t probes[TARGET_PROBE_HOURS];    /* asked, by hour of time */
	int64_t probe_hour;

	/* the ledger */
	struct budget budget;
	uint32_t cooldown; /* charges that the cooldown still remembers */
	int64_t last_act_ms;
	uint32_t budget_held_total; /* budget.total when its budget last held it */
	int64_t budget_held_ms;     /* when; 0: never */
	int64_t hold_until_ms;      /* 0: none */
	bool human;
	bool human_stopped; /* because somebody stopped it */
	int64_t human_ms;
	struct quarantine quarantine;
	struct incident incident;
	int64_t closed_ms; /* last incident closed, helped */
	uint32_t closed_order;
	uint8_t closed_rung;
};

/* What one source of a gateway last gave. */
struct source {
	uint32_t id;   /* 0: unused */
	bool answered; /* it gave something else than faults under this header */
	bool claims;   /* it is one of those that look: it gave claims, probes or path faults */
	bool setup;    /* in a setup fault, which was told */
	uint32_t path_faults;       /* since the last answer */
	int64_t answer_ms;          /* last answer */
	int64_t answering_since_ms; /* first answer after the last fault */
	int64_t fault_from_ms;      /* first fault since the last answer; 0: answering */
	int64_t fault_ms;           /* last fault */
	enum words_fault fault;     /* and its kind */
};

struct container {
	uint64_t id;            /* adopted; 0: none */
	bool running;           /* a start is known */
	bool dead;              /* a die without a start */
	bool die_judged;        /* and it convicted */
	bool stopped;           /* a person did it; ledger */
	bool unhealthy;         /* a standing down claim */
	uint32_t health_source; /* who made it */
	bool oom;               /* reason text of the die that follows */
	bool loop_told;
	int32_t code;
	uint32_t dies;                      /* entries of die_at_ms in use */
	int64_t die_at_ms[TARGET_DIES_MAX]; /* oldest first */
	int64_t die_ms;
	int64_t start_ms; /* last start seen */
};

struct shared {
	bool open;
	uint32_t sessions; /* n, fixed when it opened */
	uint32_t need;     /* max(2, ceil(n / 2)) */
	int64_t from_ms;   /* the earliest run of its members */
	int64_t clock_ms;  /* where its patience is measured from */
};

struct flight {
	uint64_t id; /* of the newest act; 0: none yet */
	bool flying;
	bool timed_out; /* a late result is still used */
	bool wide;
	struct target *incident_of;
	struct target *acts_on;
	int64_t from_ms, until_ms;
	int64_t own_until_ms; /* container events up to then are ours */
};

struct gateway {
	struct target target; /* first, so that the gateway's own target can be cast back */
	struct gateway *next;
	struct policy_gateway conf;
	struct target *sessions, *sessions_tail;
	bool hurried;
	bool held;          /* one of them, or itself, may have been reported held */
	bool whole_fault;   /* all its sources that look are faulting */
	uint32_t open_runs; /* of its sessions */
	struct source sources[TARGET_SOURCES_MAX];
	struct container container;
	struct shared shared;
	struct flight flight;
	struct law laws[LAW_CLASSES - 1]; /* of its sessions' runs, by class */
	struct cost costs[POLICY_RUNGS_MAX];
	struct leak leak;
};

struct engine {
	struct target **heap; /* by due_ms; heap[0] unused; the caller's memory */
	uint32_t heap_size, heap_cap;
	struct target *first, *last; /* all targets */
	struct gateway *gateways;    /* newest first */
	struct target *pending;      /* those with orders */
	struct target *touched;
	uint32_t targets;
	bool observe;
	struct policy_rate restarts; /* the whole box */
	struct budget budget;
	uint64_t acts, incidents; /* ids given so far */
	bool running;             /* a line came since the header */
	bool ledger_down;
	int64_t pretended_ms; /* first act that observe mode only pretended; 0: none */
	bool uplink_down;
	int64_t now_ms;
	int64_t start_ms;                       /* first line after the header */
	int64_t restarted_ms;                   /* every clock was last restarted: uplink, unwell */
	int64_t uplink_lost_ms, uplink_back_ms; /* back: 0, or forgiving is due 30 s later */
	int64_t unwell_until_ms;
	int64_t lag_ms, company_ms;    /* what last made us unwell, each at most every 10 min */
	struct gateway *fault_gateway; /* the last that began to fault as a whole */
	int64_t fault_gateway_ms;
};

/* target_later - the later of two times. */
static inline int64_t target_later(int64_t a_ms, int64_t b_ms)
{
	return a_ms > b_ms ? a_ms : b_ms;
}

/* target_label_ms - a time as the outside knows it; 0 and never stay 0. */
static inline int64_t target_label_ms(int64_t time_ms)
{
	return time_ms ? time_ms - TARGET_TIME_BASE : 0;
}

#endif
