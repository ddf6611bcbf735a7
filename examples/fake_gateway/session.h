/* session.h - one session of the fake gateway: what it shows and what is true.  SPDX-License-Identifier: ISC
 *
 * The fate is the truth (is the account connected?), the status is what the API says of it.  Time comes
 * in as an argument, in milliseconds of one steady clock.
 */
#ifndef SESSION_H
#define SESSION_H

#include <stdbool.h>
#include <stdint.h>

#include "wahalog.h"

#define SESSION_NAME_BYTES 64
#define SESSION_CALLS_MAX 16
#define SESSION_PAST_MAX 3

enum session_status {
	SESSION_STOPPED = 1,
	SESSION_STARTING,
	SESSION_SCAN_QR_CODE,
	SESSION_WORKING,
	SESSION_FAILED
};

enum session_fate {
	SESSION_ALIVE = 1,
	SESSION_OFFLINE,   /* no way upstream: STARTING every retry_ms, then FAILED for good */
	SESSION_STUCK,     /* STARTING every retry_ms and talking of it for ever, until restarted */
	SESSION_HUNG,      /* upstream answers nothing: STARTING for ever */
	SESSION_DEAD,      /* FAILED until somebody restarts it */
	SESSION_INCURABLE, /* FAILED, restarted or not */
	SESSION_BANNED,    /* needs its QR scanned */
	SESSION_ZOMBIE     /* WORKING, nothing comes from upstream, until restarted */
};

/* Calls that hold the session's lock, one after the other. */
enum session_call_kind {
	SESSION_START = 1,
	SESSION_STOP,
	SESSION_RESTART,
	SESSION_LOGOUT,
	SESSION_PUT
};

/* What is common to all sessions: how long things take, and now. */
struct session_world {
	int64_t stop_ms;    /* a stop, and so a restart and a PUT */
	int64_t start_ms;   /* STARTING to WORKING */
	int64_t lock_ms;    /* a call that waited longer is refused */
	int64_t retry_ms;   /* between attempts to connect */
	int64_t traffic_ms; /* between real events of a living session */
	int starting_limit; /* STARTING in a row, then FAILED */
	int64_t wait_ms;    /* how long a question waits for WORKING */
	int64_t query_ms;   /* and for its upstream */
	int64_t online_ms;  /* shown online after what goes upstream; 0: never */
	int64_t leak_bytes; /* each start keeps so much memory for good */
	int64_t now_ms;
	struct wahalog *log; /* borrowed */
};

struct session_call {
	enum session_call_kind kind;
	uint32_t conn; /* whom to answer */
	int64_t asked_ms;
};

struct session_past {
	enum session_status status;
	int64_t wall_ms;
};

struct session {
	char name[SESSION_NAME_BYTES];
	enum session_status status;
	enum session_fate fate;
	bool quiet;           /* alive, without traffic */
	int64_t activity_ms;  /* Unix time of the last API use, 0: never */
	int64_t lie_ms;       /* flapping: how long each lie lasts, 0: honest */
	int64_t lie_every_ms; /* and from which to which */
	int64_t lie_from_ms;
	int64_t relapse_ms; /* dies again so long after each cure, 0: never */
	int refuse_status;  /* restarts are refused with it, 0: not */
	int refuse_times;
	int64_t working_since_ms;
	int64_t next_ms; /* the next attempt to connect */
	int64_t traffic_at_ms;
	struct session_past past[SESSION_PAST_MAX]; /* of this object: a start begins anew */
	int past_count;
	int streak;              /* STARTING in a row */
	unsigned connected;      /* how often it was */
	bool overlimit;          /* upstream answers "too many questions" */
	int64_t online_until_ms; /* what contacts see */
	unsigned onlines;        /* how often they saw it come online */
	unsigned proofs, restarts, refused, puts;
	struct session_call calls[SESSION_CALLS_MAX];
	int call_count;
	int64_t begun_ms; /* calls[0] holds the lock since, 0: not yet */
	int64_t call_ms;  /* for so long */
	bool start_after; /* and then the session starts */
	bool leaks;       /* when its start has loaded, long after its call was answered */
};

/* What ended in a step, for the one who answers. */
struct session_end {
	uint32_t conn;
	int status; /* of HTTP */
};

/* session_init - a new session, WORKING and alive. */
void session_init(struct session *s, const char *name, const struct session_world *world);

/* session_shown - the status that the API gives, which may be a lie. */
enum session_status session_shown(const struct session *s, const struct session_world *world);

/* session_status_name - as WAHA writes it. */
const char *session_status_name(enum session_status status);

/* session_fate_name, session_fate_value - the truth's names; 0 for a name that is none. */
const char *session_fate_name(enum session_fate fate);
enum session_fate session_fate_value(const char *name);

/* session_call - queues a call; -EBUSY if there are too many. */
int session_call(struct session *s, enum session_call_kind kind, uint32_t conn,
		 const struct session_world *world);

/* session_set_fate - the truth changes now; status and log follow. */
void session_set_fate(struct session *s, enum session_fate fate, const struct session_world *world);

/* session_heal - alive, honest and WORKING at once, as no restart does it. */
void session_heal(struct session *s, const struct session_world *world);

/* session_use - the API goes upstream for it: it comes online, for contacts and its own phone to see. */
void session_use(struct session *s, const struct session_world *world, int64_t wall_ms);

/* session_step - does what is due; true if a call ended, which `end` tells.  Call again until false. */
bool session_step(struct session *s, const struct session_world *world, struct session_end *end);

#endif
