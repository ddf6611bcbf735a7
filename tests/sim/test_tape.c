/* test_tape.c - recorded evidence, played to a fresh engine.  SPDX-License-Identifier: ISC */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "lived.h"

/* Orders in short, and how many lines were heard. */
struct notes {
	char *text; /* owned */
	size_t bytes;
	FILE *file;
	int64_t from_ms; /* orders before are not noted */
	size_t lines, headers;
};

static void note_order(void *ctx, const struct engine_order *order)
{
	struct notes *notes = ctx;

	if (order->t_ms >= notes->from_ms)
		fprintf(notes->file, "%lld %s %s %llu\n", (long long)order->t_ms,
			words_name(&words_order, (int)order->kind), roster_name(order->target),
			(unsigned long long)order->id);
}

static void note_line(void *ctx, const struct engine_evidence *evidence,
		      const struct trace_words *words)
{
	struct notes *notes = ctx;

	(void)evidence;
	(void)words;
	notes->lines++;
}

static void note_header(void *ctx, struct roster *roster, int64_t t_ms)
{
	struct notes *notes = ctx;

	(void)roster;
	(void)t_ms;
	notes->headers++;
}

static struct watcher_tap begin(struct notes *notes, int64_t from_ms)
{
	*notes = (struct notes){ .from_ms = from_ms };
	notes->file = open_memstream(&notes->text, &notes->bytes);
	assert_non_null(notes->file);
	return (struct watcher_tap){
		.ctx = notes, .header = note_header, .evidence = note_line, .order = note_order
	};
}

/* Lives through a world with a tape, and notes what was ordered since from_ms. */
struct both {
	struct watcher_tap tape, notes;
};

static void both_header(void *ctx, struct roster *roster, int64_t t_ms)
{
	struct both *both = ctx;

	both->tape.header(both->tape.ctx, roster, t_ms);
	both->notes.header(both->notes.ctx, roster, t_ms);
}

static void both_evidence(void *ctx, const struct engine_evidence *evidence,
			  const struct trace_words *words)
{
	struct both *both = ctx;

	both->tape.evidence(both->tape.ctx, evidence, words);
	both->notes.evidence(both->notes.ctx, evidence, words);
}

static void both_order(void *ctx, const struct engine_order *order)
{
	struct both *both = ctx;

	both->notes.order(both->notes.ctx, order);
}

static void both_end(void *ctx, struct roster *roster, int64_t t_ms)
{
	struct both *both = ctx;

	both->tape.end(both->tape.ctx, roster, t_ms);
}

static void nobody(void *ctx, const struct sim_fact *fact)
{
	(void)ctx;
	(void)fact;
}

static void live(struct tape *tape, struct notes *notes, uint32_t scenarios, int64_t from_ms)
{
	struct sim_setup setup = lived_setup(scenarios);
	struct both both = { tape_tap(tape), begin(notes, from_ms) };
	struct watcher_config config;
	struct sim_decider decider;

	watcher_config_default(&config);
	config.tap = (struct watcher_tap){ .ctx = &both,
					   .header = both_header,
					   .evidence = both_evidence,
					   .order = both_order,
					   .end = both_end };
	decider = watcher_decider(&config);
	assert_int_equal(sim_run(&setup, &decider, nobody, NULL), 0);
	fclose(notes->file);
	assert_int_equal(tape->rc, 0);
}

static void play(const struct tape *tape, const struct tape_cut *cut, struct notes *notes,
		 int64_t from_ms)
{
	struct watcher_tap tap = begin(notes, from_ms);

	assert_int_equal(tape_play(tape, cut, &tap), 0);
	fclose(notes->file);
}

static void a_whole_tape_gives_the_same_orders_again(void **state)
{
	struct notes lived, played;
	struct tape tape;

	(void)state;
	tape_init(&tape, 1000000);
	live(&tape, &lived, LIVED_BIT(6) | LIVED_BIT(16) | LIVED_BIT(20), 0);
	play(&tape, &(struct tape_cut){ TAPE_BLANK, NULL, tape_count(&tape) }, &played, 0);
	assert_non_null(strstr(lived.text, " act "));
	assert_string_equal(played.text, lived.text);
	assert_int_equal(played.lines, lived.lines);
	assert_int_equal(played.headers, lived.headers);
	assert_true(lived.headers > 1);
	free(lived.text);
	free(played.text);
	tape_fini(&tape);
}

static void a_tape_that_forgot_goes_on_from_what_was_known(void **state)
{
	struct notes lived, played;
	struct tape tape;
	int64_t from_ms = LIVED_MS - SIM_HOUR_MS; /* kept in 4000 lines */

	(void)state;
	tape_init(&tape, 4000);
	live(&tape, &lived, LIVED_BIT(4) | LIVED_BIT(16), from_ms);
	assert_true(tape_count(&tape) >= 4000 && tape_count(&tape) <= 8000);
	assert_true(tape_line(&tape, 0)->evidence.t_ms < from_ms);
	play(&tape, &(struct tape_cut){ TAPE_SNAPSHOT, NULL, tape_count(&tape) }, &played, from_ms);
	assert_true(lived.bytes > 0);
	assert_string_equal(played.text, lived.text);
	free(lived.text);
	free(played.text);
	tape_fini(&tape);
}

static void only_the_picked_lines_are_played(void **state)
{
	static const uint32_t picks[] = { 0, 3, 77 };
	struct notes lived, played;
	struct tape tape;

	(void)state;
	tape_init(&tape, 1000000);
	live(&tape, &lived, 0, 0);
	play(&tape, &(struct tape_cut){ TAPE_BLANK, picks, 3 }, &played, 0);
	assert_int_equal(played.lines, 3);
	assert_int_equal(played.headers, 1);
	free(lived.text);
	free(played.text);
	tape_fini(&tape);
}

static void who_begins_without_a_ledger_begins_a_new_tape(void **state)
{
	struct notes lived, played;
	struct tape tape;

	(void)state;
	tape_init(&tape, 1000000);
	live(&tape, &lived, LIVED_BIT(6) | LIVED_BIT(25), 0);
	assert_true(lived.headers > 1);
	assert_true(tape_count(&tape) < lived.lines);
	play(&tape, &(struct tape_cut){ TAPE_BLANK, NULL, tape_count(&tape) }, &played, 0);
	assert_string_equal(played.text, lived.text + lived.bytes - played.bytes);
	free(lived.text);
	free(played.text);
	tape_fini(&tape);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_whole_tape_gives_the_same_orders_again),
		cmocka_unit_test(a_tape_that_forgot_goes_on_from_what_was_known),
		cmocka_unit_test(only_the_picked_lines_are_played),
		cmocka_unit_test(who_begins_without_a_ledger_begins_a_new_tape),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
