/* sim.h - where a world with ground truth and one who judges it meet.  SPDX-License-Identifier: ISC
 *
 * A world is one gateway with sessions, in invented time (milliseconds from 0, as CLOCK_BOOTTIME gives
 * them), and knows at every moment who is alive.  A decider sees what a watchdog would see of it and
 * may act on it.  A witness is told the truth of both.  Nobody but the world knows the truth.
 *
 * What chance decides about the world depends on the seed and on what the decider has done, never on
 * how often it looks: all deciders live in the same world until they touch it.
 */
#ifndef SIM_H
#define SIM_H

#include <stdbool.h>
#include <stdint.h>

#include "words.h"

#define SIM_SESSIONS_MAX 16
#define SIM_GATEWAY (-1) /* instead of a session's number: the gateway itself */

#define SIM_SECOND_MS INT64_C(1000)
#define SIM_MINUTE_MS (60 * SIM_SECOND_MS)
#define SIM_HOUR_MS (60 * SIM_MINUTE_MS)
#define SIM_DAY_MS (24 * SIM_HOUR_MS)
#define SIM_YEAR_MS (365 * SIM_DAY_MS)

enum sim_traffic { SIM_BUSY = 1, SIM_MEDIUM, SIM_QUIET, SIM_VERY_QUIET, SIM_TRAFFICS };

/* What one poll of one session gives. */
struct sim_look {
	bool answered;          /* false: a path fault */
	enum words_state state; /* what the status claims */
	const char *raw;        /* the gateway's own word for it, static */
	bool has_activity;      /* timestamps.activity is a number */
	int64_t activity_ms;    /* by the wall clock */
	int64_t took_ms;        /* the answer, or the fault, comes so long after the question */
};

/* What comes by itself; kinds and words are those of a trace (claims and faults come by sim_look only). */
struct sim_news {
	enum words_evidence kind; /* proof event probe self result command memory */
	int64_t t_ms;             /* now */
	int64_t at_ms;            /* proof: the event's own time, as the gateway dates it */
	int who;                  /* number of a session, SIM_GATEWAY */
	int what;                 /* enum words_event, _self, _result or _command */
	bool ok;                  /* probe, result */
	int32_t code;             /* die: exit code */
	uint64_t id;              /* result: of the act; event: container */
	int64_t for_ms;           /* hold: how long; self lag: how much */
	int64_t bytes;            /* memory: of the gateway */
	int64_t limit_bytes;      /* memory: where it is killed */
};

enum sim_act { SIM_RESTART_SESSION = 1, SIM_RESTART_GATEWAY, SIM_ACTS };

/* How a decider reaches the world; made by the world, valid while it runs. */
struct sim_hand;

/* sim_now_ms - the present moment. */
int64_t sim_now_ms(const struct sim_hand *hand);

/* sim_wall_ms - the wall clock of the watching box, as far as somebody would still trust one: it jumps. */
int64_t sim_wall_ms(const struct sim_hand *hand);

/* sim_look - poll one session (or the gateway: is the process there?) at this moment. */
void sim_look(struct sim_hand *hand, int who, struct sim_look *look);

/* sim_probe - ask a session to reach its upstream; a probe comes as news, or nothing. */
void sim_probe(struct sim_hand *hand, int who);

/* sim_act - order an act; its result comes as news under the id given back (from 1). */
uint64_t sim_act(struct sim_hand *hand, int who, enum sim_act act);

/* sim_notify - tell a person. */
void sim_notify(struct sim_hand *hand, int who, enum words_notify what);

/* sim_wake - call .wake at t_ms; the later call replaces the earlier one. */
void sim_wake(struct sim_hand *hand, int64_t t_ms);

/* What a decider may know beforehand. */
struct sim_shape {
	int sessions;
	int64_t poll_ms;    /* P */
	bool offers_probe;  /* the sessions can be probed */
	bool has_container; /* docker events come */
	uint64_t seed;      /* for deciders that jitter */
	const void *config; /* the decider's own */
};

/* One who judges.  All state is in self: zeroed, self_bytes of it, by the runner. */
struct sim_decider {
	const char *name;
	uint32_t self_bytes;
	int (*begin)(void *self, struct sim_hand *hand,
		     const struct sim_shape *shape); /* 0, -errno */
	void (*news)(void *self, struct sim_hand *hand, const struct sim_news *news);
	void (*wake)(void *self, struct sim_hand *hand);
	void (*end)(void *self); /* NULL: nothing to free */
	/* Its process was killed and begins again now; what it had not saved is lost.  NULL: nothing was
	 * saved, it ends and begins with zeroed memory. */
	void (*killed)(void *self, struct sim_hand *hand);
	const void *config; /* given to .begin in its shape */
};

/* Why a session, or the gateway, is not alive. */
enum sim_death {
	SIM_LOUD = 1, /* FAILED, or stuck in STARTING: the status says so */
	SIM_ZOMBIE,   /* WORKING, mute */
	SIM_HUMAN,    /* logged out, QR, conflict: no restart helps */
	SIM_CRASH,    /* the gateway's container died */
	SIM_HANGS,    /* the gateway answers nothing any more */
	SIM_LINE,     /* the uplink is down: no restart helps */
	SIM_STOPPED,  /* a person stopped it */
	SIM_DEATHS
};

enum sim_fact_kind {
	SIM_DIED = 1, /* who is dead from now on, of death */
	SIM_LIVES,    /* who is alive again */
	SIM_ACTED,    /* the decider acted on who */
	SIM_TOLD,     /* the decider told a person */
	SIM_ASKED,    /* the decider probed who */
	SIM_FACTS
};

/* The truth, for the witness.  A death may follow a death: who was FAILED when the line went is dead of
 * the line until it is back.  A dead gateway takes its sessions with it: each is told of. */
struct sim_fact {
	enum sim_fact_kind kind;
	int64_t t_ms;
	int who;
	enum sim_death death; /* died, lives: of what; acted: what who is dead of now, 0 alive */
	enum sim_act act;
	bool false_act;         /* acted: truth alive, or dead of what this act cannot cure */
	enum words_notify what; /* told */
	int interrupted;        /* acted: healthy sessions that it takes down */
	int64_t down_ms;        /* acted: how long it takes them down */
};

typedef void sim_witness(void *ctx, const struct sim_fact *fact);

/* How long harmless re-initialisations of a session last. */
enum sim_law {
	SIM_LOGNORMAL = 1,  /* median 4 s, sigma 0.6: the study's */
	SIM_LOGNORMAL_WIDE, /* sigma 1.0 */
	SIM_WEIBULL,        /* shape 0.6, median 4 s */
	SIM_BIMODAL,        /* one in ten about 40 s instead of 4 s */
	SIM_PARETO,         /* index 2.5, median 4 s */
	SIM_UPDATED,        /* log-normal, median 4 s, and 8 s from the middle of the run on */
	SIM_LAWS
};

/* One world to run. */
struct sim_setup {
	uint64_t seed;
	uint32_t scenarios; /* bit n: scenario n of the study, 1 .. 25 */
	enum sim_traffic traffic;
	enum sim_law law;
	bool bursty;      /* traffic comes in bursts */
	bool base_faults; /* the study's base rates of faults besides */
	bool no_probe;    /* sessions cannot be probed */
	int sessions;
	int64_t poll_ms;
	int64_t length_ms;
};

/* sim_run - live through a whole world.  0, or what .begin gave, -EINVAL: no such world can be, -ENOBUFS:
 * more went on at once than one holds, -ENOMEM. */
int sim_run(const struct sim_setup *setup, const struct sim_decider *decider, sim_witness *witness,
	    void *ctx);

#endif
