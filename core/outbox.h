/* outbox.h - messages that wait until those whom they are for have got them.  SPDX-License-Identifier: ISC
 *
 *     owed: ordered, in memory and with the ledger -> accepted: an entry for each action, in the spool
 *     -> postman: when each goes, and to whom -> an action's one attempt -> answered
 *
 * An entry leaves when it was told, moved on or given up, never because the process ended.  All times are
 * given: no clock is read here.
 */
#ifndef OUTBOX_H
#define OUTBOX_H

#include <stdbool.h>
#include <stdint.h>

#include "conf.h"
#include "log.h"
#include "message.h"
#include "units.h"

#define OUTBOX_EACH 256               /* entries of an action ... */
#define OUTBOX_MAX 1024               /* ... and of all of them ... */
#define OUTBOX_OWN 32                 /* ... but so many of each in any case ... */
#define OUTBOX_LIMIT 1280             /* ... as far as this */
#define OUTBOX_OWED 1024              /* what is owed to an action until there is room */
#define OUTBOX_KNOWN_MAX OUTBOX_LIMIT /* accepted ones that the ledger does not know of yet */
#define OUTBOX_MOVES_MAX 64           /* streams that another action was given */
#define OUTBOX_WORD_BYTES 9
#define OUTBOX_FOREVER INT64_MAX
#define OUTBOX_REPEAT_MS 3600000 /* after a start: what may be told again is the last life's */
#define OUTBOX_ATTEMPT (UINT64_C(1) << 62) /* ids of attempts, beside those of acts */

/* Both clocks, as they are now. */
struct outbox_now {
	int64_t boot_ms, wall_ms;
};

/* What an entry waited for, so that it may be told together with others; 0: nothing. */
enum outbox_wait { OUTBOX_HELD = 1, OUTBOX_GATHERED, OUTBOX_WAITS };

/* One action and how its messages fare. */
struct outbox_channel {
	struct outbox_channel *next; /* owned */
	char name[UNITS_NAME_MAX + 1];
	uint32_t flying;        /* attempts */
	uint32_t failures;      /* in a row; 0: it works */
	int64_t failing_ms;     /* since when */
	int64_t due_ms;         /* failing: the next attempt */
	int64_t tried_ms;       /* the last one */
	int64_t quiet_ms;       /* what its receiver asked for: no attempt before */
	bool setup;             /* failing until a person mends it */
	char error[TEXT_BYTES]; /* of the last failure */
	bool no_digests;        /* it has no form for them, so far as this configuration goes */
	int64_t recent_ms[CONF_DIGEST_MAX]; /* a ring: when the last ones were accepted */
	uint64_t accepted;
	int64_t gather_ms;    /* until then further ones are gathered */
	int64_t held_wall_ms; /* the end of the window that holds some; 0: none is held */
	uint32_t owed;        /* what found no room when it was last looked for */
	bool crowded;         /* until half of the room is free */
	uint64_t lost, moved; /* since the start */
	const char *moved_to; /* a name of the configuration */
};

/* One message to one action. */
struct outbox_entry {
	struct outbox_entry *next; /* owned; older ones first */
	struct outbox_channel *to;
	struct outbox_channel
		*heir; /* when its action is gone: who is named now and was not before */
	struct message message;
	uint64_t number; /* with the outbox's word its id; of no other */
	uint64_t digest; /* number of the digest that it is told in; 0: by itself */
	uint64_t stream; /* what must keep its order */
	int64_t at_ms;   /* accepted, BOOTTIME */
	enum outbox_wait wait;
	uint64_t attempt, landed; /* in flight; 0: none.  The last one that was answered */
	int64_t sent_ms;
	uint32_t tries;
	int64_t due_ms, failed_ms; /* next attempt at the earliest; first failure */
	int64_t free_ms;           /* when a window let go of it */
	bool held;                 /* by a window */
	bool gone;                 /* to be freed */
};

/* Ordered, not accepted yet: by that action, whose room was taken, or ("") by all of its gateway. */
struct outbox_owed {
	struct outbox_owed *next; /* owned */
	struct message message;
	char action[UNITS_NAME_MAX + 1];
	int64_t at_ms; /* since when; 0: nobody has looked yet */
};

struct outbox_known {
	uint64_t key, number;
	bool repeats; /* of no incident, or a reminder: may well be told another time */
	bool taken;   /* ordered again in this life; kept until the ledger has that */
};

/* Later messages of that stream go to another action: names as sums. */
struct outbox_move {
	uint64_t stream, from, to;
};

/* What the outbox asks of the world. */
struct outbox_calls {
	/* 0: postman_answered follows once, maybe from inside; -errno: it does not */
	int (*send)(void *arg, const char *action, const struct muzzle_order *order);
	void (*cancel)(void *arg, uint64_t attempt); /* no answer is waited for any more */
	bool (*takes_digests)(void *arg, const char *action);
	/* the end of the maintenance, Unix ms, that a gateway was in then; 0: in none */
	int64_t (*maintenance)(void *arg, const struct conf_gateway *gateway, int64_t wall_ms);
	void (*save)(void *arg); /* what has changed is to be in the spool now */
	void *arg;
};

struct outbox {
	const struct conf *conf; /* borrowed; NULL: not yet */
	struct log *log;         /* borrowed */
	struct outbox_calls calls;
	struct outbox_channel *channels; /* owned */
	struct outbox_entry *first;      /* owned */
	uint32_t entries;
	struct outbox_owed *owed; /* owned; older ones first */
	bool ordered;             /* some of it since it was last looked at */
	struct outbox_known known[OUTBOX_KNOWN_MAX];
	uint32_t known_count, known_last_life;      /* the first ones are of the last life */
	struct outbox_move moves[OUTBOX_MOVES_MAX]; /* a ring */
	uint64_t moves_count;
	char word[OUTBOX_WORD_BYTES]; /* of its birth; "": none yet */
	uint64_t number;              /* the last one given */
	uint64_t told;     /* the ledger knows of all up to this; UINT64_MAX: there was none */
	uint64_t attempts; /* ids given */
	uint64_t former_attempts; /* the last one under a former configuration */
	int64_t start_ms, next_ms;
	bool changed; /* since it was last saved */
	bool unsaved; /* the spool cannot be written */
};

/* outbox_new - log is borrowed, calls are copied.  NULL: no memory. */
struct outbox *outbox_new(struct log *log, const struct outbox_calls *calls);

/* outbox_free - saves nothing; NULL is allowed. */
void outbox_free(struct outbox *outbox);

/* outbox_configure - conf holds from now on; entries of an action that is gone go to those that their
 * gateway names now.  What a person may have mended is tried at once. */
void outbox_configure(struct outbox *outbox, const struct conf *conf, struct outbox_now now);

/* outbox_channel - that action's, made when it is not there; NULL: no memory. */
struct outbox_channel *outbox_channel(struct outbox *outbox, const char *action);

/* outbox_waits - it is there and not in flight. */
bool outbox_waits(const struct outbox_entry *entry);

/* outbox_is_beside - of one stream to one action: their order is kept. */
bool outbox_is_beside(const struct outbox_entry *entry, const struct outbox_entry *other);

/* outbox_free_since - since when it might have been told: accepted, and let go of by the last window. */
int64_t outbox_free_since(const struct outbox_entry *entry);

/* outbox_is_due - that moment has come; if not, the outbox wants to be looked at then. */
bool outbox_is_due(struct outbox *outbox, int64_t at_ms, int64_t now_ms);

/* outbox_add - an entry to that channel behind all others, with nothing but message, number and stream
 * set.  NULL: no memory. */
struct outbox_entry *outbox_add(struct outbox *outbox, struct outbox_channel *to,
				const struct message *message);

/* outbox_drop - it is told, or given up; freed at the next sweep. */
void outbox_drop(struct outbox *outbox, struct outbox_entry *entry);

/* outbox_sweep - free what was dropped. */
void outbox_sweep(struct outbox *outbox);

/* outbox_move - all of the entry's stream, now and later, go to that action of the configuration. */
void outbox_move(struct outbox *outbox, struct outbox_entry *entry,
		 const struct conf_instance *action);

/* outbox_readdress - its action is gone: to its heir; without one it is dropped. */
void outbox_readdress(struct outbox *outbox, struct outbox_entry *entry);

/* outbox_follow - whom that action's messages of a stream go to by now. */
const struct conf_instance *outbox_follow(const struct outbox *outbox, uint64_t stream,
					  const struct conf_instance *action);

/* outbox_drop_owed - nothing is owed any more. */
void outbox_drop_owed(struct outbox *outbox);

/* outbox_delivery - when that channel is told; NULL: its action is gone. */
const struct conf_delivery *outbox_delivery(const struct outbox *outbox,
					    const struct outbox_channel *channel);

/* outbox_gateway - whose message it is; NULL: it is watched no longer. */
const struct conf_gateway *outbox_gateway(const struct outbox *outbox,
					  const struct message *message);

#endif
