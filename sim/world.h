/* world.h - the truth about one gateway with sessions, and how it moves.  SPDX-License-Identifier: ISC
 *
 * All that happens is an event of the queue; nothing happens because somebody looks.  Scenarios post
 * events, turn knobs and bend what is read.
 */
#ifndef SIM_WORLD_H
#define SIM_WORLD_H

#include "chance.h"
#include "sim.h"

#define WORLD_EVENTS_MAX 4096
#define WORLD_MAILS_MAX 2048
#define WORLD_READS_MAX 8
#define WORLD_NEVER INT64_MAX

/* What chance is asked for, and the order of events of one moment. */
enum world_process {
	WORLD_TRAFFIC = 1,
	WORLD_BURST,
	WORLD_USE,
	WORLD_LOOK,
	WORLD_LIE,
	WORLD_SESSION_END,
	WORLD_BOOT,
	WORLD_CURE,
	WORLD_LINE_DOWN,
	WORLD_LINE_UP,
	WORLD_LINE_NEWS,
	WORLD_CRASH,
	WORLD_REVIVE,
	WORLD_GATEWAY_STEP,
	WORLD_OWNER,
	WORLD_PROBE,
	WORLD_ACT,
	WORLD_BOX,
	WORLD_LOUD,
	WORLD_ZOMBIE,
	WORLD_POST, /* + enum words_evidence */
	WORLD_MAIL = WORLD_POST +
		     16, /* last of the world's own: the news of a moment come when all is done */
	WORLD_SCENARIO = WORLD_MAIL + 1 /* + 8 * its number + 0 .. 7 */
};

/* What a session is doing. */
enum world_mode {
	WORLD_WORKING = 1,
	WORLD_CONFIG,   /* STARTING for a moment, with traffic */
	WORLD_REINIT,   /* STARTING for a moment, without */
	WORLD_RETRY,    /* a re-initialisation that failed, and is tried again */
	WORLD_DEAF,     /* WORKING: it has not yet noticed that nobody is there */
	WORLD_OFFLINE,  /* STARTING: there is no line, or it is just back */
	WORLD_STOPPING, /* of a restart */
	WORLD_BOOTING,  /* of a restart */
	WORLD_FAILED,
	WORLD_STUCK,  /* STARTING for ever */
	WORLD_MUTE,   /* WORKING, and does nothing */
	WORLD_SCAN,   /* waits for a QR code to be scanned */
	WORLD_PARKED, /* a person stopped it */
	WORLD_MODES
};

enum world_power { WORLD_ON = 1, WORLD_DIED, WORLD_HALTED, WORLD_RESTARTING };

struct world;
struct world_event;

/* sim.h's handle to a world. */
struct sim_hand {
	struct world *world;
};

typedef void world_fire(struct world *world, const struct world_event *event);
typedef void world_read(struct world *world, int who, struct sim_look *look);

struct world_event {
	int64_t t_ms;
	world_fire *fire;
	uint64_t index; /* of its process: which one; or what it was posted for */
	uint32_t process;
	int who;
};

struct world_session {
	enum world_mode mode;
	enum world_mode ill;    /* what it falls back to after a start; 0: it is well */
	bool incurable;         /* no act cures it; a person does, or time */
	bool emits;             /* traffic flows and can be seen */
	bool quiet;             /* nobody writes */
	enum sim_death down_of; /* what its gateway or the line did to it, until it works again */
	enum sim_death told;    /* what the witness knows */
	uint64_t life;          /* counts changes of mode: an event for an older one is void */
	uint64_t deaths, boots, tries;
	int64_t emits_changed_ms;
	int64_t used_ms;    /* by the wall: last use of its API since its start; or NEVER */
	int64_t traffic_ms; /* the next event's own time */
	bool burst;
	uint64_t bursts;
	int64_t burst_until_ms;
};

struct world_gateway {
	enum world_power power;
	bool hangs;
	bool reviving; /* Docker's policy is about to start it */
	enum sim_death told;
	uint64_t life; /* counts changes of power */
	uint64_t deaths, starts;
	uint64_t container; /* id */
	int64_t started_ms;
	double leaked_mb; /* by restarts, since its start */
};

struct world_line {
	bool down;
	bool deaf; /* lost without a word: sessions notice late */
	bool news_down;
	uint64_t losses;
};

/* The box that watches. */
struct world_box {
	bool asleep;
	bool killed;
	int64_t deaf_until_ms; /* nothing is heard before, all of it then */
	int64_t wall_ms;       /* of the wall clock at 0 */
	uint64_t kills;
};

/* What scenarios turn. */
struct world_knobs {
	double cure;   /* the share of curable deaths that one act cures */
	double revive; /* the share of crashes after which Docker starts the container again */
	double leak_mb_per_hour, leak_mb_per_restart;
	double loss, copy; /* the share of news lost, and that comes twice */
	double delay_ms;   /* mean; 0: none */
	int64_t receiver_down_until_ms;
	int64_t log_silent_until_ms;
	int64_t slow_until_ms;
	int slow_kind;         /* of requests until then */
	int64_t lies_until_ms; /* a webhook consumer has just restarted */
	double lies;           /* the share of reads that lie until then */
	bool activity_absent;
	bool weekends;
	double trouble;      /* the share of acts that fail, hang or are refused */
	double kills_at_act; /* the share of acts during which the watcher is killed */
};

struct world {
	struct sim_hand hand;
	struct sim_setup setup;
	const struct sim_decider *decider;
	struct sim_shape shape;
	void *self; /* owned: the decider's */
	sim_witness *witness;
	void *witness_ctx;
	int rc; /* what .begin gave when it began anew */
	int64_t now_ms;
	int64_t wake_ms;
	uint64_t acts;
	int64_t looked_ms,
		answer_ms; /* the last moment in which somebody looked, and what it took */
	struct world_session sessions[SIM_SESSIONS_MAX];
	struct world_gateway gateway;
	struct world_line line;
	struct world_box box;
	struct world_knobs knobs;
	world_read *reads[WORLD_READS_MAX];
	int reads_count;
	uint32_t mails_free_count;
	uint16_t mails_free[WORLD_MAILS_MAX];
	struct sim_news mails[WORLD_MAILS_MAX];
	uint64_t mails_posted;
	uint32_t events_count;
	struct world_event events[WORLD_EVENTS_MAX];
};

/* world_chance - chance of this world. */
struct chance world_chance(const struct world *world, uint32_t process, int who, uint64_t index);

#endif
