/* notes.c - see notes.h.  SPDX-License-Identifier: ISC */
#include "notes.h"

#include <stdlib.h>

#include "text.h"

#define GAP_WEIGHT 8 /* the newest gap counts an eighth */

/* By the target's ordinal, which is dense. */
struct notes {
	struct notes_target **list; /* owned, and each entry */
	uint32_t room;
};

struct notes *notes_new(void)
{
	return calloc(1, sizeof(struct notes));
}

static void free_target(struct notes_target *on)
{
	while (on && on->evidence) {
		struct notes_evidence *entry = on->evidence;

		on->evidence = entry->next;
		free(entry);
	}
	if (on)
		free(on->act.output);
	free(on);
}

void notes_free(struct notes *notes)
{
	if (!notes)
		return;
	for (uint32_t i = 0; i < notes->room; i++)
		free_target(notes->list[i]);
	free(notes->list);
	free(notes);
}

static bool make_room(struct notes *notes, uint32_t ordinal)
{
	uint32_t room = notes->room ? notes->room : 16;
	struct notes_target **list;

	while (room <= ordinal)
		room *= 2;
	if (room == notes->room)
		return true;
	list = realloc(notes->list, room * sizeof(struct notes_target *));
	if (!list)
		return false;
	for (uint32_t i = notes->room; i < room; i++)
		list[i] = NULL;
	notes->list = list;
	notes->room = room;
	return true;
}

struct notes_target *notes_of(struct notes *notes, const struct target *target)
{
	if (!notes || !make_room(notes, target->ordinal))
		return NULL;
	if (!notes->list[target->ordinal])
		notes->list[target->ordinal] = calloc(1, sizeof(struct notes_target));
	return notes->list[target->ordinal];
}

void notes_move(struct notes_target *to, struct notes_target *from)
{
	*to = *from;
	*from = (struct notes_target){ .evidence = NULL };
}

/* At most one entry per kind and source, so the list stays short. */
static struct notes_evidence *find(struct notes_target *on, enum words_evidence kind,
				   uint32_t source)
{
	struct notes_evidence **end = &on->evidence;

	for (; *end; end = &(*end)->next)
		if ((*end)->kind == kind && (*end)->source == source)
			return *end;
	*end = calloc(1, sizeof(**end));
	return *end;
}

/* Gaps between the times of the proofs themselves; a late or repeated proof does not count. */
static void note_proof(struct notes_target *on, int64_t at_ms)
{
	int64_t gap_ms = at_ms - on->proof_ms;

	if (gap_ms <= 0)
		return;
	if (on->proof_ms && on->proof_gap_ms)
		on->proof_gap_ms += (gap_ms - on->proof_gap_ms) / GAP_WEIGHT;
	else if (on->proof_ms)
		on->proof_gap_ms = gap_ms;
	on->proof_ms = at_ms;
}

struct notes_evidence *notes_add_evidence(struct notes_target *on,
					  const struct engine_evidence *evidence,
					  const struct trace_words *words)
{
	struct notes_evidence *entry = NULL;

	if (on && evidence->source)
		entry = find(on, evidence->kind, evidence->source);
	if (!entry)
		return NULL;
	entry->kind = evidence->kind;
	entry->source = evidence->source;
	entry->what = evidence->what;
	entry->ok = evidence->ok;
	entry->at_ms = evidence->at_ms ? evidence->at_ms : evidence->t_ms;
	if (entry->kind == EVIDENCE_PROOF)
		note_proof(on, entry->at_ms);
	text_clean(entry->text, sizeof(entry->text), words->raw ? words->raw : words->why);
	return entry;
}

const struct notes_evidence *notes_find_claim(const struct notes_target *on, uint32_t source)
{
	for (const struct notes_evidence *entry = on->evidence; entry; entry = entry->next)
		if (entry->kind == EVIDENCE_CLAIM && entry->source == source)
			return entry;
	return NULL;
}

void notes_set_hold(struct notes_target *on, const char *by, const char *why)
{
	if (!on)
		return;
	text_clean(on->hold.by, sizeof(on->hold.by), by);
	text_clean(on->hold.why, sizeof(on->hold.why), why);
	on->hold.window_ms = 0;
}
