/* test_init_dialogue.c - questions on a terminal, and none without.
 * SPDX-License-Identifier: ISC */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#include "dialogue.h"

/* Somebody who types that. */
static struct dialogue typing(const char *text)
{
	return (struct dialogue){
		.in = fmemopen((void *)(uintptr_t)text, strlen(text), "r"),
		.out = fopen("/dev/null", "w"),
		.asks = true,
	};
}

static void end(struct dialogue *dialogue)
{
	fclose(dialogue->in);
	fclose(dialogue->out);
}

static void an_empty_line_takes_the_proposal(void **state)
{
	struct dialogue dialogue = typing("\n  mine \n\nn\n");
	char answer[16] = "proposed";

	(void)state;
	assert_true(dialogue_ask(&dialogue, "?", answer, sizeof(answer)));
	assert_string_equal(answer, "proposed");
	assert_true(dialogue_ask(&dialogue, "?", answer, sizeof(answer)));
	assert_string_equal(answer, "mine");
	assert_true(dialogue_confirm(&dialogue, "?", true));
	assert_false(dialogue_confirm(&dialogue, "?", true));
	end(&dialogue);
}

static void what_is_neither_yes_nor_no_is_asked_again(void **state)
{
	struct dialogue dialogue = typing("next line\nYes\ncat >>x <<END\nNO\nnay\n");

	(void)state;
	assert_true(dialogue_confirm(&dialogue, "?", false));
	assert_false(dialogue_confirm(&dialogue, "?", true));
	assert_false(dialogue_confirm(&dialogue, "?", true));
	assert_true(dialogue.ended);
	end(&dialogue);
}

static void the_rest_of_a_long_line_does_not_answer_the_next_question(void **state)
{
	char text[2048], answer[16] = "";
	struct dialogue dialogue;

	(void)state;
	memset(text, 'x', sizeof(text));
	memcpy(text + sizeof(text) - sizeof("\nnext\n"), "\nnext\n", sizeof("\nnext\n"));
	dialogue = typing(text);
	assert_true(dialogue_ask(&dialogue, "?", answer, sizeof(answer)));
	assert_true(dialogue_ask(&dialogue, "?", answer, sizeof(answer)));
	assert_string_equal(answer, "next");
	end(&dialogue);
}

static void the_end_of_input_ends_it(void **state)
{
	struct dialogue dialogue = typing("y");
	char answer[16] = "proposed";

	(void)state;
	assert_true(dialogue_confirm(&dialogue, "?", false));
	assert_false(dialogue_ask(&dialogue, "?", answer, sizeof(answer)));
	assert_true(dialogue.ended);
	assert_false(dialogue_confirm(&dialogue, "?", true));
	end(&dialogue);
}

static void without_a_terminal_the_proposal_is_the_answer(void **state)
{
	struct dialogue dialogue = { .asks = false };
	char answer[16] = "proposed";

	(void)state;
	assert_true(dialogue_ask(&dialogue, "?", answer, sizeof(answer)));
	assert_string_equal(answer, "proposed");
	assert_true(dialogue_confirm(&dialogue, "?", true));
	assert_false(dialogue_confirm(&dialogue, "?", false));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_empty_line_takes_the_proposal),
		cmocka_unit_test(what_is_neither_yes_nor_no_is_asked_again),
		cmocka_unit_test(the_rest_of_a_long_line_does_not_answer_the_next_question),
		cmocka_unit_test(the_end_of_input_ends_it),
		cmocka_unit_test(without_a_terminal_the_proposal_is_the_answer),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
