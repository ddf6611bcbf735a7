/* tape.c - see tape.h.  SPDX-License-Identifier: ISC */
#include "tape.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "state.h"

#define ROOM_FIRST 1024

/* items grown so that one more fits; NULL: no memory, and they are as they were. */
static void *grow(void *items, size_t count, size_t *room, size_t bytes)
{
	size_t more = *room ? 2 * *room : ROOM_FIRST;
	void *grown;

	if (count < *room)
		return items;
	grown = realloc(items, more * bytes);
	if (grown)
		*room = more;
	return grown;
}

/* The same string as last time, so that a year of lines needs a dozen of them. */
static const char *keep_name(struct tape *tape, const char *name)
{
	struct tape_names *names = &tape->names;
	char **grown;

	if (!name)
		return NULL;
	for (size_t i = 0; i < names->count; i++)
		if (strcmp(names->all[i], name) == 0)
			return names->all[i];
	grown = grow(names->all, names->count, &names->room, sizeof(*names->all));
	if (grown) {
		names->all = grown;
		grown[names->count] = strdup(name);
	}
	if (!grown || !grown[names->count]) {
		tape->rc = -ENOMEM;
		return NULL;
	}
	return names->all[names->count++];
}

static void note_state(void *ctx, struct json_object *line)
{
	fprintf(ctx, "%s\n", json_object_to_json_string_ext(line, TRACE_JSON_FLAGS));
}

static char *take_snapshot(struct tape *tape, struct roster *roster)
{
	char *text = NULL;
	size_t bytes;
	FILE *file = open_memstream(&text, &bytes);

	if (file) {
		state_write(roster, STATE_DEPTH_ALL, note_state, file);
		fclose(file);
	}
	if (!text)
		tape->rc = -ENOMEM;
	return text;
}

static void free_part(struct tape_part *part)
{
	free(part->start);
	free(part->lines);
	*part = (struct tape_part){ NULL };
}

static void add_line(struct tape *tape, const struct tape_line *line)
{
	struct tape_part *part = &tape->newer;
	struct tape_line *grown = grow(part->lines, part->count, &part->room, sizeof(*grown));

	if (!grown) {
		tape->rc = -ENOMEM;
		return;
	}
	part->lines = grown;
	part->lines[part->count++] = *line;
}

/* What was recorded long ago is forgotten. */
static void turn(struct tape *tape, struct roster *roster)
{
	if (tape->newer.start && tape->newer.count < tape->keep)
		return;
	free_part(&tape->older);
	tape->older = tape->newer;
	tape->newer = (struct tape_part){ .start = take_snapshot(tape, roster),
					  .acts = roster_engine(roster)->acts };
}

static void forget(struct tape *tape)
{
	free_part(&tape->older);
	free_part(&tape->newer);
	free(tape->blank);
	tape->blank = NULL;
}

static void hear_header(void *ctx, struct roster *roster, int64_t t_ms)
{
	struct tape *tape = ctx;
	struct tape_line line = { .evidence = { .t_ms = t_ms }, .header = true };

	if (tape->stopped)
		return;
	if (tape->ended)
		forget(tape);
	tape->ended = false;
	tape->roster = roster;
	if (tape->blank) {
		add_line(tape, &line);
		return;
	}
	tape->blank = take_snapshot(tape, roster);
	turn(tape, roster);
}

static void hear_evidence(void *ctx, const struct engine_evidence *evidence,
			  const struct trace_words *words)
{
	struct tape *tape = ctx;
	struct tape_line line = { .evidence = *evidence };

	if (tape->stopped)
		return;
	turn(tape, tape->roster);
	line.evidence.target = NULL;
	line.evidence.source = 0;
	line.words = (struct trace_words){
		.target = evidence->target ? keep_name(tape, roster_name(evidence->target)) : NULL,
		.source = keep_name(tape, words->source),
		.raw = keep_name(tape, words->raw),
		.why = keep_name(tape, words->why),
		.id = keep_name(tape, words->id),
		.by = keep_name(tape, words->by),
	};
	add_line(tape, &line);
}

/* Who begins after an end knows nothing of what was before. */
static void hear_end(void *ctx, struct roster *roster, int64_t t_ms)
{
	struct tape *tape = ctx;

	(void)roster;
	(void)t_ms;
	tape->ended = true;
}

void tape_init(struct tape *tape, size_t keep)
{
	*tape = (struct tape){ .keep = keep };
}

void tape_fini(struct tape *tape)
{
	forget(tape);
	for (size_t i = 0; i < tape->names.count; i++)
		free(tape->names.all[i]);
	free(tape->names.all);
}

struct watcher_tap tape_tap(struct tape *tape)
{
	return (struct watcher_tap){
		.ctx = tape, .header = hear_header, .evidence = hear_evidence, .end = hear_end
	};
}

size_t tape_count(const struct tape *tape)
{
	return tape->older.count + tape->newer.count;
}

const struct tape_line *tape_line(const struct tape *tape, size_t index)
{
	return index < tape->older.count ? &tape->older.lines[index]
					 : &tape->newer.lines[index - tape->older.count];
}

/* One who plays a tape. */
struct player {
	struct roster *roster; /* owned */
	const struct watcher_tap *tap;
	char why[160];
};

static int restore_line(struct player *player, const char *text)
{
	struct json_object *json = json_tokener_parse(text);
	int rc =
		json ? state_read(player->roster, json, player->why, sizeof(player->why)) : -ENOMEM;

	json_object_put(json);
	return rc;
}

/* state_read takes one line at a time. */
static int restore(struct player *player, const char *start)
{
	char *copy = strdup(start), *rest = copy, *line;
	int rc = copy ? 0 : -ENOMEM;

	while (!rc && (line = strsep(&rest, "\n")) && *line)
		rc = restore_line(player, line);
	free(copy);
	return rc;
}

static void play_header(struct player *player, const struct tape_line *line)
{
	engine_restart(roster_engine(player->roster));
	if (player->tap->header)
		player->tap->header(player->tap->ctx, player->roster, line->evidence.t_ms);
}

static void give_order(void *ctx, const struct engine_order *order)
{
	const struct player *player = ctx;

	if (player->tap->order)
		player->tap->order(player->tap->ctx, order);
}

static int play_evidence(struct player *player, const struct tape_line *line)
{
	struct engine_evidence evidence = line->evidence;
	const struct trace_words *words = &line->words;

	if (words->target)
		evidence.target = roster_get(player->roster, words->target);
	if (words->source)
		evidence.source = roster_source(player->roster, words->source);
	if ((words->target && !evidence.target) || (words->source && !evidence.source))
		return -ENOMEM;
	if (player->tap->evidence)
		player->tap->evidence(player->tap->ctx, &evidence, words);
	engine_step(roster_engine(player->roster), &evidence, give_order, player);
	return 0;
}

static int play_lines(struct player *player, const struct tape *tape, const struct tape_cut *cut)
{
	int rc = 0;

	for (size_t i = 0; i < cut->count && !rc; i++) {
		const struct tape_line *line = tape_line(tape, cut->picks ? cut->picks[i] : i);

		if (line->header)
			play_header(player, line);
		else
			rc = play_evidence(player, line);
	}
	return rc;
}

/* A trace begins with a header; its time is that of the first line. */
static void begin(struct player *player, const struct tape *tape, const struct tape_cut *cut)
{
	size_t first = cut->count && cut->picks ? cut->picks[0] : 0;

	if (player->tap->header && tape_count(tape))
		player->tap->header(player->tap->ctx, player->roster,
				    tape_line(tape, first)->evidence.t_ms);
}

int tape_play(const struct tape *tape, const struct tape_cut *cut, const struct watcher_tap *tap)
{
	const struct tape_part *part = tape->older.start ? &tape->older : &tape->newer;
	struct player player = { .roster = roster_new(NULL), .tap = tap };
	int rc = -ENOMEM;

	if (player.roster)
		rc = restore(&player, cut->start == TAPE_BLANK ? tape->blank : part->start);
	if (!rc) {
		roster_engine(player.roster)->acts = part->acts; /* recorded results name them */
		begin(&player, tape, cut);
		rc = play_lines(&player, tape, cut);
	}
	roster_free(player.roster);
	return rc;
}
