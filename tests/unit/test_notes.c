/* test_notes.c - the newest of each kind and source.  SPDX-License-Identifier: ISC */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "notes.h"

static struct engine_evidence claim_of(uint32_t source, enum words_state state, int64_t at_ms)
{
	return (struct engine_evidence){ .kind = EVIDENCE_CLAIM,
					 .source = source,
					 .what = (int)state,
					 .t_ms = at_ms,
					 .at_ms = at_ms };
}

static int count(const struct notes_target *on)
{
	int n = 0;

	for (const struct notes_evidence *entry = on->evidence; entry; entry = entry->next)
		n++;
	return n;
}

static void the_newest_takes_the_place_of_its_source_and_kind(void **state)
{
	const struct target target = { .ordinal = 40 };
	struct notes *notes = notes_new();
	struct notes_target *on = notes_of(notes, &target);
	struct engine_evidence evidence = claim_of(1, STATE_UP, 10);

	(void)state;
	notes_add_evidence(on, &evidence, &(struct trace_words){ .raw = "WORKING" });
	evidence = claim_of(2, STATE_UP, 11);
	notes_add_evidence(on, &evidence, &(struct trace_words){ .raw = "OPEN" });
	evidence = claim_of(1, STATE_DOWN, 12);
	notes_add_evidence(on, &evidence, &(struct trace_words){ .raw = "FA\nILED" });
	evidence.kind = EVIDENCE_PROOF;
	notes_add_evidence(on, &evidence, &(struct trace_words){ NULL });
	assert_int_equal(count(on), 3);
	assert_int_equal(notes_find_claim(on, 1)->what, STATE_DOWN);
	assert_int_equal(notes_find_claim(on, 1)->at_ms, 12);
	assert_string_equal(notes_find_claim(on, 1)->text, "FA ILED");
	assert_string_equal(notes_find_claim(on, 2)->text, "OPEN");
	assert_null(notes_find_claim(on, 3));
	assert_ptr_equal(notes_of(notes, &target), on);
	notes_free(notes);
}

static void evidence_without_a_source_leaves_no_note(void **state)
{
	const struct target target = { .ordinal = 0 };
	struct notes *notes = notes_new();
	struct engine_evidence command = { .kind = EVIDENCE_COMMAND };

	(void)state;
	assert_null(notes_add_evidence(notes_of(notes, &target), &command,
				       &(struct trace_words){ NULL }));
	assert_int_equal(count(notes_of(notes, &target)), 0);
	notes_free(notes);
}

static void words_are_cleaned_and_cut(void **state)
{
	const struct target target = { .ordinal = 3 };
	struct notes *notes = notes_new();
	struct notes_target *on = notes_of(notes, &target);
	char word[400];

	(void)state;
	memset(word, 'w', sizeof(word) - 1);
	word[sizeof(word) - 1] = '\0';
	notes_set_hold(on, word, NULL);
	assert_int_equal(strlen(on->hold.by), NOTES_TEXT_BYTES - 1);
	assert_string_equal(on->hold.why, "");
	notes_free(notes);
	notes_free(NULL);
}

static void prove(struct notes_target *on, int64_t at_ms)
{
	const struct engine_evidence proof = {
		.kind = EVIDENCE_PROOF, .source = 1, .t_ms = at_ms + 500, .at_ms = at_ms
	};

	notes_add_evidence(on, &proof, &(struct trace_words){ NULL });
}

static void the_usual_gap_of_proofs_follows_the_newest_by_an_eighth(void **state)
{
	const struct target target = { .ordinal = 0 }, other = { .ordinal = 1 };
	struct notes *notes = notes_new();
	struct notes_target *on = notes_of(notes, &target), *moved = notes_of(notes, &other);

	(void)state;
	prove(on, 1000);
	assert_int_equal(on->proof_gap_ms, 0);
	prove(on, 9000);
	assert_int_equal(on->proof_gap_ms, 8000);
	prove(on, 25000);
	assert_int_equal(on->proof_gap_ms, 9000);
	prove(on, 25000); /* again */
	prove(on, 20000); /* late */
	assert_int_equal(on->proof_gap_ms, 9000);
	prove(on, 26000);
	assert_int_equal(on->proof_gap_ms, 8000);
	notes_move(moved, on);
	prove(moved, 34000);
	assert_int_equal(moved->proof_gap_ms, 8000);
	notes_free(notes);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_newest_takes_the_place_of_its_source_and_kind),
		cmocka_unit_test(evidence_without_a_source_leaves_no_note),
		cmocka_unit_test(words_are_cleaned_and_cut),
		cmocka_unit_test(the_usual_gap_of_proofs_follows_the_newest_by_an_eighth),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
