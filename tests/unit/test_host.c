/* test_host.c - sections opened, ordered and closed, with real plugins.
 * SPDX-License-Identifier: ISC
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <errno.h>

#include <cmocka.h>

#include "hosted.h"

static struct muzzle_inst *open_doer(struct hosted *f, struct hosted_section *s, const char *how)
{
	struct muzzle_inst *inst;

	hosted_write_section(f, s, "doer", "hand");
	hosted_write_key(s, "how", how);
	assert_int_equal(hosted_open_inst(f, s, &inst), 0);
	return inst;
}

static const struct muzzle_order order = { .size = sizeof(order),
					   .id = 7,
					   .target = "waha/omer",
					   .gateway = "waha",
					   .session = "omer",
					   .state = "down",
					   .why = "" };

static void an_open_that_fails_is_said_with_its_place_and_leaves_nothing(void **state)
{
	struct hosted *f = *state;
	struct hosted_section s;
	struct muzzle_inst *inst;

	hosted_write_section(f, &s, "talker", "voice");
	hosted_write_key(&s, "what", "fail");
	assert_int_equal(hosted_open_inst(f, &s, &inst), -EACCES);
	assert_null(inst);
	assert_int_equal(f->remarks->count, 1);
	assert_non_null(strstr(f->remarks->list[0].text, "talker cannot start: Permission denied"));
	assert_int_equal(f->remarks->list[0].line, 7);
	loop_turn(&f->loop, 20);
	assert_string_equal(f->heard, "");
	assert_string_equal(hosted_read_log(f), ""); /* close() is not called */
}

static void a_callback_that_blocks_is_counted_and_logged(void **state)
{
	struct hosted *f = *state;
	struct hosted_section s;
	struct muzzle_inst *inst = hosted_open_talker(f, &s, "block", NULL);

	assert_int_equal(host_stats_of(inst)->slow, 1);
	assert_int_equal(host_stats_of(inst)->blocked, 1);
	assert_true(host_stats_of(inst)->worst_ms >= 120);
	assert_ptr_equal(strstr(hosted_read_log(f),
				"voice: warning: plugin blocked the loop plugin=talker ms="),
			 f->logged);
	host_close(inst);
}

static void an_order_is_answered_at_once_or_later_and_only_once(void **state)
{
	struct hosted *f = *state;
	struct hosted_section s, t;
	struct muzzle_inst *twice = open_doer(f, &s, "twice"), *later = open_doer(f, &t, "later");

	assert_int_equal(host_act(twice, &order), 0);
	assert_string_equal(f->heard, "hand: result 7 is 1 why=\n");
	assert_int_equal(host_act(later, &order), 0);
	hosted_wait_for(f, "hand: result 7 is 1 why=\nhand: result 7 is 2 why=HTTP 500\n");
	host_close(twice);
	host_close(later);
}

static void what_an_action_adds_to_its_result_is_heard_before_it_and_only_of_its_own(void **state)
{
	struct hosted *f = *state;
	struct hosted_section s;
	struct muzzle_inst *chatty = open_doer(f, &s, "chatty");

	assert_int_equal(host_act(chatty, &order), 0);
	assert_ptr_equal(strstr(f->heard, "hand: retry 7 after 2500 ms\nhand: act 7 printed >xxx"),
			 f->heard);
	assert_non_null(strstr(f->heard, "xxx it came up now\nhand: result 7 is 1 why=\n"));
	assert_in_range(strlen(f->heard), MUZZLE_OUTPUT_MAX - 100, MUZZLE_OUTPUT_MAX + 100);
	assert_null(strstr(f->heard, "too late"));
	host_close(chatty);
}

static void a_refused_order_has_no_result_unless_it_had_one_already(void **state)
{
	struct hosted *f = *state;
	struct hosted_section s, t;
	struct muzzle_inst *refuse = open_doer(f, &s, "refuse"), *both = open_doer(f, &t, "both");

	assert_int_equal(host_act(refuse, &order), -EINVAL);
	assert_string_equal(f->heard, "");
	assert_string_equal(hosted_read_log(f),
			    "hand: error: order refused place=muzzle.ini:7 plugin=doer "
			    "target=waha/omer error=Invalid argument\n");
	assert_int_equal(host_act(both, &order), 0);
	assert_string_equal(f->heard, "hand: result 7 is 1 why=\n");
	host_close(refuse);
	host_close(both);
}

static void a_cancelled_order_has_no_result(void **state)
{
	struct hosted *f = *state;
	struct hosted_section s;
	struct muzzle_inst *inst = open_doer(f, &s, "never");

	assert_int_equal(host_act(inst, &order), 0);
	assert_false(host_cancel(inst, 8));
	assert_true(host_cancel(inst, 7));
	assert_string_equal(f->heard, "");
	assert_string_equal(hosted_read_log(f), "hand: cancelled id=7\n");
	host_close(inst);
}

static void who_is_closed_is_told_that_no_result_is_due_any_more(void **state)
{
	struct hosted *f = *state;
	struct hosted_section s;
	struct muzzle_inst *inst = open_doer(f, &s, "never");
	struct muzzle_order second = order;

	second.id = 9;
	assert_int_equal(host_act(inst, &order), 0);
	assert_int_equal(host_act(inst, &second), 0);
	host_close(inst);
	assert_string_equal(f->heard, "");
	assert_string_equal(hosted_read_log(f), "hand: cancelled id=7\nhand: cancelled id=9\n");
}

static void orders_go_to_actions_and_probes_to_those_that_offer_them(void **state)
{
	struct hosted *f = *state;
	struct hosted_section s, t;
	struct muzzle_inst *source = hosted_open_talker(f, &s, "idle", NULL),
			   *action = open_doer(f, &t, "now");

	assert_int_equal(host_act(source, &order), -ENOTSUP);
	assert_false(host_offers_probe(action));
	assert_int_equal(host_probe(action, "omer"), -ENOTSUP);
	host_hurry(action, true);
	host_close(source);
	host_close(action);
}

static void two_sections_of_one_plugin_share_nothing(void **state)
{
	struct hosted *f = *state;
	struct hosted_section s, t;
	struct muzzle_inst *a = hosted_open_talker(f, &s, "idle", NULL), *b;

	hosted_write_section(f, &t, "talker", "other");
	t.instance.gateway = "openclaw";
	assert_int_equal(hosted_open_inst(f, &t, &b), 0);
	host_hurry(b, true);
	host_close(b);
	host_hurry(a, true);
	assert_string_equal(f->heard, "other: claim openclaw/ raw=hurry why=\n"
				      "voice: claim waha/ raw=hurry why=\n");
	host_close(a);
}

static void wrong_options_and_plugins_are_remarked_without_running_anything(void **state)
{
	struct hosted *f = *state;
	struct hosted_section s;
	struct host_wish wish = { f->scratch.dir, &s.instance, f->remarks };

	hosted_write_section(f, &s, "talker", "voice");
	hosted_write_key(&s, "waht", "claim");
	assert_int_equal(host_check(&wish), -EINVAL);
	assert_non_null(strstr(f->remarks->list[0].text, "what"));
	hosted_write_section(f, &s, "doer", "hand");
	assert_int_equal(host_check(&wish), -EINVAL);
	hosted_write_key(&s, "how", "now");
	assert_int_equal(host_check(&wish), 0);
	hosted_write_section(f, &s, "nobody", "voice");
	assert_int_equal(host_check(&wish), -EINVAL);
	assert_non_null(strstr(f->remarks->list[f->remarks->count - 1].text, "nobody"));
	hosted_write_section(f, &s, "doer", "hand");
	s.instance.kind = MUZZLE_SOURCE;
	assert_int_equal(host_check(&wish), -EINVAL);
	assert_string_equal(f->heard, "");
	assert_string_equal(hosted_read_log(f), "");
}

static void write_doer(struct hosted *f, struct hosted_section *s, const char *word)
{
	hosted_write_section(f, s, "doer", "hand");
	hosted_write_key(s, "how", "now");
	hosted_write_key(s, "key", word);
}

/* Each word to the check of doer, and the remark that follows: in line 7 stands the section, in 8 its
 * keys. */
static void assert_judged_at(struct hosted *f, const char *word, const char *text, int line)
{
	struct hosted_section s;
	struct host_wish wish = { f->scratch.dir, &s.instance, f->remarks };
	size_t count = f->remarks->count, errors = f->remarks->errors;

	write_doer(f, &s, word);
	host_check(&wish);
	assert_int_equal(f->remarks->count, count + 1);
	assert_string_equal(f->remarks->list[count].text, text);
	assert_string_equal(f->remarks->list[count].file, "muzzle.ini");
	assert_int_equal(f->remarks->list[count].line, line);
	assert_int_equal(f->remarks->list[count].warning, f->remarks->errors == errors);
}

static void assert_judged(struct hosted *f, const char *word, const char *text)
{
	assert_judged_at(f, word, text, 7);
}

static void what_a_plugin_says_of_its_options_is_a_remark_with_its_place(void **state)
{
	struct hosted *f = *state;

	assert_judged(f, "loud", "word loud is too loud");
	assert_judged(f, "quiet", "plugin doer refuses its options: Invalid argument");
	assert_int_equal(f->remarks->errors, 2);
	assert_judged(f, "doubt", "word doubt is doubtful");
	assert_judged(f, "greedy", "nothing is lent");
	assert_judged_at(f, "named", "`missing` without `key` is nothing", 8);
	assert_int_equal(f->remarks->errors, 2);
	assert_string_equal(hosted_read_log(f), "");
}

static void options_that_a_plugin_refuses_are_not_opened(void **state)
{
	struct hosted *f = *state;
	struct hosted_section s;
	struct muzzle_inst *inst;

	write_doer(f, &s, "loud");
	assert_int_equal(hosted_open_inst(f, &s, &inst), -EINVAL);
	assert_null(inst);
	assert_int_equal(f->remarks->count, 1);
	assert_string_equal(f->remarks->list[0].text, "word loud is too loud");
	write_doer(f, &s, "doubt");
	assert_int_equal(hosted_open_inst(f, &s, &inst), 0);
	assert_int_equal(f->remarks->errors, 1);
	host_close(inst);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, hosted_make, hosted_end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(an_open_that_fails_is_said_with_its_place_and_leaves_nothing),
		TEST(a_callback_that_blocks_is_counted_and_logged),
		TEST(an_order_is_answered_at_once_or_later_and_only_once),
		TEST(what_an_action_adds_to_its_result_is_heard_before_it_and_only_of_its_own),
		TEST(a_refused_order_has_no_result_unless_it_had_one_already),
		TEST(a_cancelled_order_has_no_result),
		TEST(who_is_closed_is_told_that_no_result_is_due_any_more),
		TEST(orders_go_to_actions_and_probes_to_those_that_offer_them),
		TEST(two_sections_of_one_plugin_share_nothing),
		TEST(wrong_options_and_plugins_are_remarked_without_running_anything),
		TEST(what_a_plugin_says_of_its_options_is_a_remark_with_its_place),
		TEST(options_that_a_plugin_refuses_are_not_opened),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
