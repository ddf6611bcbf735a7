/* noted.h - a story with the notes that the daemon takes of it, in invented time.  SPDX-License-Identifier: ISC */
#ifndef NOTED_H
#define NOTED_H

#include "notes.h"
#include "watched.h"

#define SECOND INT64_C(1000)
#define MINUTE (60 * SECOND)
#define HOUR (60 * MINUTE)

struct story {
	struct fixture *fixture;
	struct roster *roster;
	struct notes *notes;
	int64_t now_ms;
	uint64_t act;      /* id of the newest act */
	engine_emit *take; /* who is given its orders */
};

static void ignore(void *ctx, const struct engine_order *order)
{
	(void)ctx;
	(void)order;
}

static void begin(struct story *story, struct fixture *fixture)
{
	configure(fixture,
		  "[gateway waha]\nsessions = omer dana\nladder = again all\n"
		  "[action again]\nplugin = noop\n[action all]\nplugin = noop\nscope = gateway\n"
		  "[policy default]\npatience = 30s\n");
	*story = (struct story){ .fixture = fixture,
				 .roster = roster_new(fixture->conf),
				 .notes = notes_new(),
				 .now_ms = 100 * HOUR,
				 .take = ignore };
}

static void end(struct story *story)
{
	notes_free(story->notes);
	roster_free(story->roster);
}

/* What `status` says of target, in that word; target NULL: of nobody. */
static void feed(struct story *story, struct engine_evidence evidence, const char *target,
		 const char *word)
{
	const struct trace_words words = { .raw = word };

	evidence.t_ms = evidence.at_ms = story->now_ms;
	evidence.target = target ? roster_get(story->roster, target) : NULL;
	evidence.source = target ? roster_source(story->roster, "status") : 0;
	engine_step(roster_engine(story->roster), &evidence, story->take, story);
	if (target)
		notes_add_evidence(notes_of(story->notes, evidence.target), &evidence, &words);
}

static void claim(struct story *story, const char *target, enum words_state state, const char *word)
{
	feed(story, (struct engine_evidence){ .kind = EVIDENCE_CLAIM, .what = (int)state }, target,
	     word);
}

#endif
