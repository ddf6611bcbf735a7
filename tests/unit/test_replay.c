/* test_replay.c - a trace through the engine, as a program in any language would drive it.
 * SPDX-License-Identifier: ISC */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "replay.h"

#include <errno.h>

#define HEADER "{\"muzzle\":1,\"boot\":\"b0\",\"wall\":\"2026-01-01T00:00:00Z\"}\n"

/* What a replay of these bytes says; rc is its result.  Owned by the caller. */
static char *replay_bytes(const char *trace, size_t bytes, bool sync, int *rc)
{
	struct replay replay = { .sync = sync,
				 .in = fmemopen((void *)(uintptr_t)trace, bytes, "r") };
	char *out = NULL;
	size_t size = 0;

	replay.out = open_memstream(&out, &size);
	*rc = replay_run(&replay);
	fclose(replay.in);
	fclose(replay.out);
	return out;
}

static char *replay_text(const char *trace, bool sync, int *rc)
{
	return replay_bytes(trace, strlen(trace), sync, rc);
}

static unsigned count(const char *text, const char *word)
{
	unsigned times = 0;

	for (; (text = strstr(text, word)); text++)
		times++;
	return times;
}

static void each_input_line_is_answered(void **state)
{
	static const char trace[] = HEADER
		"{\"t\":5,\"ev\":\"tick\"}\n"
		"\n"
		"{\"t\":6,\"order\":\"act\",\"id\":1,\"target\":\"g\"}\n"
		"{\"t\":7,\"ev\":\"claim\",\"target\":\"g/a\",\"source\":\"s\",\"state\":\"down\",\"new\":[{}]}\n"
		"{\"t\":7,\"ev\":\"tick\"}";
	int rc;
	char *out = replay_text(trace, true, &rc);

	(void)state;
	assert_int_equal(rc, 0);
	assert_string_equal(out, "{\"t\":0,\"done\":true}\n"
				 "{\"t\":5,\"done\":true}\n"
				 "{\"t\":5,\"done\":true}\n"
				 "{\"t\":5,\"done\":true}\n"
				 "{\"t\":7,\"order\":\"hurry\",\"target\":\"g\"}\n"
				 "{\"t\":7,\"done\":true}\n"
				 "{\"t\":7,\"done\":true}\n");
	free(out);
}

static void bad_lines_are_named_and_passed_over(void **state)
{
	static const char trace[] = HEADER
		"{\"t\":5,\"ev\":\"tick\"}\n"
		"nonsense\n"
		"{\"t\":4,\"ev\":\"tick\"}\n"
		"{\"t\":5,\"ev\":\"sneeze\"}\n"
		"{\"t\":5,\"ev\":\"claim\",\"target\":\"g/a/b\",\"source\":\"s\",\"state\":\"up\"}\n"
		"{\"ev\":\"ledger\",\"what\":\"nothing\"}\n"
		"{\"t\":5,\"ev\":\"claim\",\"target\":\"g/a\",\"source\":\"s\",\"state\":\"down\"}\n";
	int rc;
	char *out = replay_text(trace, false, &rc);

	(void)state;
	assert_int_equal(rc, -EINVAL);
	assert_int_equal(count(out, "{\"error\":\""), 5);
	for (int line = 3; line <= 7; line++) {
		char text[32];

		snprintf(text, sizeof(text), "\"line\":%d}\n", line);
		assert_int_equal(count(out, text), 1);
	}
	assert_int_equal(count(out, "\"order\":\"hurry\""), 1);
	free(out);
	out = replay_text(trace, true, &rc);
	assert_int_equal(count(out, "\"done\":true"), 8);
	free(out);
}

static void bytes_that_are_no_text_do_no_harm(void **state)
{
	static const char trace[] = HEADER "{\"t\":1,\"ev\":\"ti\0ck\"}\n"
					   "{\"t\":1,\"ev\":\"\xff\xfe\"}\n"
					   "{\"t\":1,\"ev\":\"\\u001b[31m\"}\n"
					   "\x01\x02\x03\n"
					   "{\"t\":1,\"ev\":\"tick\"}\n";
	int rc;
	char *out = replay_bytes(trace, sizeof(trace) - 1, true, &rc);

	(void)state;
	assert_int_equal(rc, -EINVAL);
	assert_int_equal(count(out, "\"error\""), 4);
	assert_int_equal(count(out, "\"done\":true"), 6);
	for (const char *c = out; *c; c++)
		assert_true((*c >= ' ' && *c < 0x7f) || *c == '\n');
	free(out);
}

static void neither_length_nor_depth_does_harm(void **state)
{
	const size_t bytes = 10 << 20;
	char *trace = malloc(bytes + 1024);
	size_t at = (size_t)sprintf(trace, HEADER "{\"t\":1,\"ev\":\"tick\",\"x\":\"");
	char *out;
	int rc;

	(void)state;
	memset(trace + at, 'x', bytes);
	sprintf(trace + at + bytes, "\"}\n{\"t\":2,\"ev\":\"tick\"}\n");
	out = replay_text(trace, true, &rc);
	assert_int_equal(rc, 0);
	assert_int_equal(count(out, "\"done\":true"), 3);
	free(out);
	memset(trace, '[', bytes);
	strcpy(trace + bytes, "\n{\"t\":2,\"ev\":\"tick\"}\n");
	out = replay_text(trace, true, &rc);
	assert_int_equal(rc, -EINVAL);
	assert_int_equal(count(out, "\"done\":true"), 2);
	free(out);
	free(trace);
}

/* Polls of g/a, every 5 s of [from, until), all down; returns the new end of text. */
static char *say_down(char *text, int64_t from_ms, int64_t until_ms)
{
	for (; from_ms < until_ms; from_ms += 5000)
		text += sprintf(
			text,
			"{\"t\":%lld,\"ev\":\"claim\",\"target\":\"g/a\",\"source\":\"s\",\"state\":\"down\"}\n",
			(long long)from_ms);
	return text;
}

static void without_sync_an_act_succeeds_at_once_and_recorded_results_are_skipped(void **state)
{
	char *trace = malloc(1 << 16), *end = trace, *out;
	int rc;

	(void)state;
	end += sprintf(end, HEADER);
	end = say_down(end, 0, 95000);
	end += sprintf(
		end, "{\"t\":91000,\"ev\":\"result\",\"id\":1,\"ok\":false,\"what\":\"failed\"}\n");
	say_down(end, 95000, 200000);
	out = replay_text(trace, false, &rc);
	assert_int_equal(rc, 0);
	assert_int_equal(count(out, "\"order\":\"act\""), 2);
	assert_non_null(strstr(out, "{\"t\":185000,\"order\":\"act\",\"id\":2,\"target\":\"g\""));
	free(out);
	out = replay_text(trace, true, &rc);
	assert_non_null(strstr(out, "{\"t\":120000,\"order\":\"act\",\"id\":2,\"target\":\"g/a\""));
	free(out);
	free(trace);
}

static const char *const second_header[] = {
	"{\"muzzle\":1,\"boot\":\"b0\",\"wall\":\"2031-01-01T00:00:00Z\"}\n", /* the same boot: t counts */
	"{\"muzzle\":1,\"boot\":\"b1\",\"wall\":\"2026-01-01T06:00:00Z\"}\n", /* six hours later */
	"{\"muzzle\":1,\"boot\":\"b1\",\"wall\":\"2020-01-01T00:00:00Z\"}\n", /* backwards ages nothing */
	"{\"muzzle\":1,\"boot\":\"b1\",\"wall\":\"2026-03-01T00:00:00Z\"}\n", /* more than 30 days: nothing */
};

/* Three acts in a row, a header, and then down again from t on: when comes the next act? */
static int64_t next_act_after(const char *header, int64_t from_ms)
{
	char *trace = malloc(1 << 18), *end = trace, *out, *act;
	int64_t at_ms = -1;
	int rc;

	end += sprintf(end, HEADER);
	end = say_down(end, 0, 1000);
	for (int64_t t_ms = 0; t_ms < 200000;
	     t_ms += 5000) { /* failing: acts at 90, 120 and 180 s */
		end = say_down(end, t_ms, t_ms + 1);
		for (int id = 1; id < 4; id++)
			end += sprintf(
				end,
				"{\"t\":%lld,\"ev\":\"result\",\"id\":%d,\"ok\":false,\"what\":\"failed\"}\n",
				(long long)t_ms, id);
	}
	end += sprintf(end, "%s", header);
	say_down(end, from_ms, from_ms + 4000000);
	out = replay_text(trace, true, &rc);
	assert_int_equal(rc, 0);
	act = strstr(out, "\"order\":\"act\",\"id\":4");
	if (act) {
		while (*act != '\n')
			act--;
		at_ms = strtoll(act + strlen("\n{\"t\":"), NULL, 10);
	}
	free(trace);
	free(out);
	return at_ms;
}

static void windows_age_by_the_wall_across_boots(void **state)
{
	(void)state;
	/* rung 2 again, after the cooldown of the third charge and a new conviction */
	assert_int_equal(next_act_after(second_header[0], 200000), 290000);
	assert_int_equal(next_act_after(second_header[1], 0), 90000);
	assert_int_equal(next_act_after(second_header[2], 0), 90000);
	assert_int_equal(next_act_after(second_header[3], 0), 90000);
}

/* A budget of one act in ten minutes: how old it is decides. */
static int64_t second_act(const char *header, int64_t from_ms)
{
	static const char conf_line[] =
		"{\"ev\":\"ledger\",\"what\":\"target\",\"target\":\"g/a\",\"budget.at_ms\":[1000,2000,3000],"
		"\"budget.acts\":3,\"budget.total\":3,\"last_act_ms\":3000}\n";
	char *trace = malloc(1 << 18), *end = trace, *out, *act;
	int64_t at_ms = -1;
	int rc;

	end += sprintf(end, HEADER "%s{\"t\":4000,\"ev\":\"tick\"}\n%s", conf_line, header);
	say_down(end, from_ms, from_ms + 3600000);
	out = replay_text(trace, true, &rc);
	assert_int_equal(rc, 0);
	act = strstr(out, "\"order\":\"act\",\"id\":1");
	if (act) {
		while (*act != '\n')
			act--;
		at_ms = strtoll(act + strlen("\n{\"t\":"), NULL, 10);
	}
	free(trace);
	free(out);
	return at_ms;
}

static void a_budget_ages_by_the_wall_across_boots(void **state)
{
	(void)state;
	assert_int_equal(second_act(second_header[1], 10000), 100000);
	/* ages nothing: at 10 s it is as old as at 4 s, so the window is free at 1807 s, seen at 1810 s */
	assert_int_equal(second_act(second_header[2], 10000), 1810000);
	assert_int_equal(second_act(second_header[3], 10000), 1810000);
	assert_int_equal(second_act(second_header[0], 10000), 1805000);
}

static void under_the_same_boot_not_even_a_header_goes_back(void **state)
{
	static const char trace[] = HEADER
		"{\"t\":500,\"ev\":\"tick\"}\n"
		"{\"muzzle\":1,\"boot\":\"b0\",\"wall\":\"2026-01-01T00:00:00Z\",\"t\":400}\n"
		"{\"t\":450,\"ev\":\"tick\"}\n"
		"{\"muzzle\":1,\"boot\":\"b1\",\"wall\":\"2026-01-01T00:00:00Z\",\"t\":400}\n"
		"{\"t\":450,\"ev\":\"tick\"}\n";
	int rc;
	char *out = replay_text(trace, true, &rc);

	(void)state;
	assert_int_equal(rc, -EINVAL);
	assert_int_equal(count(out, "\"error\""), 2);
	assert_non_null(strstr(out, "\"line\":3}"));
	assert_non_null(strstr(out, "\"line\":4}"));
	assert_non_null(strstr(out, "{\"t\":450,\"done\":true}"));
	free(out);
}

static void an_empty_trace_says_nothing(void **state)
{
	int rc;
	char *out = replay_bytes("\n", 1, false, &rc);

	(void)state;
	assert_int_equal(rc, 0);
	assert_string_equal(out, "");
	free(out);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_input_line_is_answered),
		cmocka_unit_test(bad_lines_are_named_and_passed_over),
		cmocka_unit_test(bytes_that_are_no_text_do_no_harm),
		cmocka_unit_test(neither_length_nor_depth_does_harm),
		cmocka_unit_test(
			without_sync_an_act_succeeds_at_once_and_recorded_results_are_skipped),
		cmocka_unit_test(windows_age_by_the_wall_across_boots),
		cmocka_unit_test(a_budget_ages_by_the_wall_across_boots),
		cmocka_unit_test(under_the_same_boot_not_even_a_header_goes_back),
		cmocka_unit_test(an_empty_trace_says_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
