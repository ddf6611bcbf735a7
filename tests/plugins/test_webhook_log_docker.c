/* test_webhook_log_docker.c - the built webhook_log.so reads a container's log.
 * SPDX-License-Identifier: ISC */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <string.h>

#include "fake_dockerlog.h"

static void lines_are_dated_by_the_engine(void **state)
{
	struct muzzle_inst *inst = fake_dockerlog_follow();

	(void)state;
	fake_frame(inst, 1, AT("03:06.250000000") "omer message\n");
	fake_frame(inst, 2, AT("03:04.999999999") "mia message\n"); /* before we came */
	assert_told(inst, "proof omer +250\n");
	fake_advance(inst, 2000);
	fake_frame(inst, 2, AT("03:07.500000001") "mia message\n");
	fake_frame(inst, 1, AT("03:08.000000000") "omer nothing\n");
	assert_told(inst, "proof mia +-500\n");
	assert_int_equal(fake_gauge(inst, "lines"), 3);
	fake_close(inst);
}

static void a_terminal_s_log_comes_without_frames(void **state)
{
	struct muzzle_inst *inst = fake_dockerlog_begin(NULL);

	(void)state;
	fake_answer(inst, 200, INSPECTED(ID_A, "running", "true", "01:00"));
	fake_say(inst, AT("03:06.000000000") "omer message\r\n" AT("03:06.000000000") "mia mess");
	fake_say(inst, "age\r\n");
	assert_told(inst, "proof omer +0\nproof mia +0\n");
	fake_close(inst);
}

static void a_stream_that_was_lost_goes_on_where_it_stopped(void **state)
{
	struct muzzle_inst *inst = fake_dockerlog_follow();

	(void)state;
	fake_frame(inst, 1, AT("03:06.000000001") "a m\n");
	fake_frame(inst, 1, AT("03:06.000000001") "b m\n");
	fake_frame(inst, 1, AT("03:06.000000002") "c m");
	assert_told(inst, "proof a +0\nproof b +0\n");
	fake_dockerlog_lose(inst);
	fake_answer(inst, 200, LIVES(ID_A));
	assert_follows(inst, "aaaaaaaaaaaa", "1795302185.000000001");
	fake_frame(inst, 1, AT("03:06.000000001") "a m\n");
	fake_frame(inst, 1, AT("03:06.000000001") "b m\n");
	fake_frame(inst, 1, AT("03:06.000000001") "d m\n");
	fake_frame(inst, 1, AT("03:06.000000002") "c m\n");
	assert_told(inst, "proof d +-7000\nproof c +-7000\n");
	fake_close(inst);
}

static void so_it_does_in_another_process(void **state)
{
	struct muzzle_inst *inst = fake_dockerlog_follow(), *next;

	(void)state;
	fake_frame(inst, 1, AT("03:06.000000001") "a m\n");
	fake_frame(inst, 2, AT("03:07.000000000") "b m\n");
	fake_frame(inst, 1, AT("03:06.500000000") "c m");
	next = fake_dockerlog_begin(inst->memory);
	fake_close(inst);
	fake_answer(next, 200, LIVES(ID_A));
	assert_follows(next, "aaaaaaaaaaaa", "1795302185.500000000");
	fake_frame(next, 1, AT("03:06.000000001") "a m\n");
	fake_frame(next, 1, AT("03:06.500000000") "c m\n");
	fake_frame(next, 2, AT("03:07.000000000") "b m\n");
	assert_told(next, "proof c +500\n");
	fake_close(next);
}

static void what_a_silent_container_says_while_nobody_listens_is_heard(void **state)
{
	struct muzzle_inst *inst = fake_dockerlog_follow(), *next = fake_dockerlog_new();

	(void)state;
	next->memory = inst->memory;
	next->wall_ms += MINUTE_MS;
	assert_int_equal(fake_start(next), 0);
	fake_advance(next, 0);
	fake_answer(next, 200, LIVES(ID_A));
	assert_follows(next, "aaaaaaaaaaaa", "1795302185.000000000");
	fake_frame(next, 1, AT("03:07.000000000") "a m\n");
	assert_told(next, "proof a +-59000\n");
	fake_close(inst);
	fake_close(next);
}

static void a_memory_of_something_else_is_none(void **state)
{
	struct muzzle_inst *inst = fake_dockerlog_begin("64769 131 5120 77aa");

	(void)state;
	fake_answer(inst, 200, LIVES(ID_A));
	assert_follows(inst, "aaaaaaaaaaaa", "1795302185.000000000");
	fake_close(inst);
}

static void a_container_made_anew_is_read_from_its_beginning(void **state)
{
	struct muzzle_inst *inst = fake_dockerlog_follow();

	(void)state;
	fake_frame(inst, 1, AT("03:06.000000001") "a m\n");
	fake_answer(inst, 200, "");
	assert_waits(inst, 1000);
	fake_answer(inst, 404, GONE); /* it is being made */
	assert_waits(inst, 2000);
	fake_answer(inst, 200, INSPECTED(ID_B, "running", "true", "03:07"));
	assert_follows(inst, "bbbbbbbbbbbb", "0.000000000");
	fake_say(inst, AT("03:06.000000001") "b m\r\n");
	assert_told(inst, "proof a +0\nproof b +-3000\n");
	fake_close(inst);
}

static void a_container_that_has_ended_is_read_once(void **state)
{
	struct muzzle_inst *inst = fake_dockerlog_begin(NULL);

	(void)state;
	fake_answer(inst, 200, ENDED(ID_A));
	fake_frame(inst, 1, AT("03:06.000000001") "a m\n");
	fake_answer(inst, 200, "");
	for (int s = 1; s <= 64; s *= 2) {
		assert_waits(inst, s > 30 ? 30000 : s * 1000);
		fake_answer(inst, 200, ENDED(ID_A));
	}
	assert_waits(inst, 30000);
	fake_answer(inst, 200, INSPECTED(ID_A, "running", "false", "04:00"));
	assert_follows(inst, "aaaaaaaaaaaa", "1795302185.000000001");
	fake_frame(inst, 1, AT("03:06.000000001") "a m\n");
	fake_frame(inst, 1, AT("05:00.000000000") "b m\n");
	assert_told(inst, "proof a +0\nproof b +-7000\n");
	fake_close(inst);
}

static void a_life_that_ended_while_it_was_read_is_read_to_its_end(void **state)
{
	struct muzzle_inst *inst = fake_dockerlog_follow();

	(void)state;
	fake_answer(inst, 200, "");
	assert_waits(inst, 1000);
	fake_answer(inst, 200, ENDED(ID_A));
	assert_follows(inst, "aaaaaaaaaaaa", "1795302185.000000000");
	fake_close(inst);
}

static void an_engine_that_sends_its_header_with_the_first_line_is_no_trouble(void **state)
{
	struct muzzle_inst *inst = fake_dockerlog_follow();

	(void)state;
	assert_true(fake_pending(inst, 0)->req.timeout_ms > 2 * 5 * MINUTE_MS - 1);
	fake_answer(inst, 0, "timeout");
	assert_told(inst, "");
	assert_waits(inst, 1000);
	fake_close(inst);
}

static void what_was_written_before_is_no_delivery(void **state)
{
	const struct fake_setting expecting[] = { { "docker", "gw" },
						  { "match", "{session} {event}" },
						  { "expect", "10m" },
						  { "proof", "x" },
						  { NULL, NULL } };
	struct muzzle_inst *inst = fake_open("webhook_log", expecting);

	(void)state;
	fake_advance(inst, 0);
	fake_answer(inst, 404, GONE);
	fake_advance(inst, 25 * MINUTE_MS);
	assert_non_null(strstr(fake_told(inst), "blind no line for"));
	fake_answer(inst, 200, LIVES(ID_A));
	fake_frame(inst, 1, AT("03:07.000000000") "a m\n");
	assert_told(inst, "");
	fake_frame(inst, 1, AT("28:06.000000000") "a m\n");
	assert_told(inst, "seeing\n");
	fake_close(inst);
}

static void two_instances_keep_to_themselves(void **state)
{
	struct muzzle_inst *one = fake_dockerlog_follow(), *other = fake_dockerlog_follow();

	(void)state;
	fake_frame(one, 1, AT("03:06.000000001") "a m");
	fake_frame(other, 1, AT("03:06.000000001") "b m\n");
	fake_answer(one, 200, "");
	assert_follows(other, "aaaaaaaaaaaa", "1795302185.000000000");
	fake_close(one);
	fake_frame(other, 1, AT("03:06.000000002") "c m\n");
	assert_told(other, "proof b +0\nproof c +0\n");
	fake_close(other);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(lines_are_dated_by_the_engine),
		cmocka_unit_test(a_terminal_s_log_comes_without_frames),
		cmocka_unit_test(a_stream_that_was_lost_goes_on_where_it_stopped),
		cmocka_unit_test(so_it_does_in_another_process),
		cmocka_unit_test(what_a_silent_container_says_while_nobody_listens_is_heard),
		cmocka_unit_test(a_memory_of_something_else_is_none),
		cmocka_unit_test(a_container_made_anew_is_read_from_its_beginning),
		cmocka_unit_test(a_container_that_has_ended_is_read_once),
		cmocka_unit_test(a_life_that_ended_while_it_was_read_is_read_to_its_end),
		cmocka_unit_test(an_engine_that_sends_its_header_with_the_first_line_is_no_trouble),
		cmocka_unit_test(what_was_written_before_is_no_delivery),
		cmocka_unit_test(two_instances_keep_to_themselves),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
