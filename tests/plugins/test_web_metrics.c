/* test_web_metrics.c - numbers for Prometheus, in both of its formats, bounded.  SPDX-License-Identifier: ISC */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fake_options.h"
#include "fake_web.h"

#define OPEN "Accept: application/openmetrics-text;version=1.0.0,text/plain;q=0.5\r\n"
#define STATUS_BYTES 200000

static const char counts[] =
	"{\"start_wall_ms\":1795302186500,\"would_restart\":2,\"memory_bytes\":3500000,"
	"\"journal_failing\":true,\"ledger_failing\":false,"
	"\"reload_successful\":false,\"file_wall_ms\":1795302186250,"
	"\"setup_faults\":[{\"gateway\":\"gw\",\"count\":1},{\"gateway\":\"other\",\"count\":0}],"
	"\"alerts\":[{\"action\":\"page\",\"waiting\":2,\"oldest_ms\":1500,\"failing_ms\":2500,"
	"\"lost\":0}],"
	"\"acts\":[{\"gateway\":\"gw\",\"action\":\"re\\\"start\\\\\\n\",\"result\":\"done\",\"count\":7}],"
	"\"suppressed\":[{\"guard\":\"hold\",\"count\":3},{\"guard\":\"grace\",\"count\":0}],"
	"\"notifications\":[{\"what\":\"human\",\"count\":1}],"
	"\"evidence\":[{\"source\":\"log\",\"ev\":\"proof\",\"count\":9}],"
	"\"detection\":{\"bounds_ms\":[10000,20500],\"counts\":[1,2,4],\"sum_ms\":1500,\"count\":7},"
	"\"loop\":{\"lags\":1,\"lag_worst_ms\":2500,\"resumes\":4},"
	"\"plugins\":[{\"section\":\"s\",\"plugin\":\"p\",\"kind\":\"source\",\"calls\":5,\"slow\":1,"
	"\"blocked\":0,\"worst_ms\":12,\"busy_ms\":34,\"blind_ms\":61000}]}";

static int setup(void **state)
{
	static const struct fake_setting settings[] = { { "metrics_sessions", "2" },
							{ NULL, NULL } };
	struct fake_web_pair *f = fake_web_pair_open(settings, settings);

	fake_web_say(f->inst, NULL, counts);
	*state = f;
	return 0;
}

static const char *page(struct fake_web_pair *f, const char *headers)
{
	struct fake_web_answer answer = fake_web_get(f->inst, f->port, "/metrics", headers);

	assert_int_equal(answer.status, 200);
	return answer.body;
}

/* A whole line of the page. */
static void assert_line(const char *text, const char *line)
{
	const char *at = strstr(text, line);

	while (at && !((at == text || at[-1] == '\n') && at[strlen(line)] == '\n'))
		at = strstr(at + 1, line);
	if (!at)
		fail_msg("no line %s", line);
}

#define ASSERT_LINES(text, lines) assert_lines(text, lines, sizeof(lines) / sizeof((lines)[0]))

static void assert_lines(const char *text, const char *const *lines, size_t count)
{
	for (size_t i = 0; i < count; i++)
		assert_line(text, lines[i]);
}

static void what_the_daemon_counts_is_told_in_seconds_and_with_labels(void **state)
{
	static const char *const lines[] = {
		"# TYPE muzzle_actions_total counter",
		"muzzle_actions_total{gateway=\"gw\",action=\"re\\\"start\\\\\\n\",result=\"done\"} 7",
		"muzzle_actions_suppressed_total{guard=\"hold\"} 3",
		"muzzle_actions_suppressed_total{guard=\"grace\"} 0",
		"muzzle_notifications_total{what=\"human\"} 1",
		"muzzle_evidence_total{source=\"log\",kind=\"proof\"} 9",
		"muzzle_would_restart_total 2",
		"muzzle_start_time_seconds 1795302186.500",
		"muzzle_memory_bytes 3500000",
		"muzzle_journal_failing 1",
		"muzzle_ledger_failing 0",
		"muzzle_config_last_reload_successful 0",
		"muzzle_config_last_reload_success_timestamp_seconds 1795302186.250",
		"muzzle_setup_faults{gateway=\"gw\"} 1",
		"muzzle_setup_faults{gateway=\"other\"} 0",
		"muzzle_messages_waiting{action=\"page\"} 2",
		"muzzle_messages_oldest_seconds{action=\"page\"} 1.500",
		"muzzle_messages_failing_seconds{action=\"page\"} 2.500",
		"muzzle_messages_lost_total{action=\"page\"} 0",
		"muzzle_blind_seconds{section=\"s\"} 61",
		"muzzle_loop_lags_total 1",
		"muzzle_loop_lag_worst_seconds 2.500",
		"muzzle_resumes_total 4",
		"muzzle_callback_seconds_total{section=\"s\",plugin=\"p\",kind=\"source\"} 0.034",
		"muzzle_callbacks_slow_total{section=\"s\",plugin=\"p\",kind=\"source\"} 1",
		"muzzle_observe 0",
		"muzzle_web_viewers 0",
		"# EOF",
	};
	struct fake_web_pair *f = *state;
	const char *text = page(f, "");

	ASSERT_LINES(text, lines);
}

static void intervals_are_summed_up_from_below(void **state)
{
	static const char *const lines[] = {
		"# TYPE muzzle_detection_seconds histogram",
		"muzzle_detection_seconds_bucket{le=\"10.0\"} 1",
		"muzzle_detection_seconds_bucket{le=\"20.500\"} 3",
		"muzzle_detection_seconds_bucket{le=\"+Inf\"} 7",
		"muzzle_detection_seconds_sum 1.500",
		"muzzle_detection_seconds_count 7",
	};
	struct fake_web_pair *f = *state;
	const char *text = page(f, "");

	ASSERT_LINES(text, lines);
}

static void a_target_has_one_state_and_one_level(void **state)
{
	static const char *const lines[] = {
		"muzzle_session_state{gateway=\"gw\",session=\"omer\",state=\"up\"} 1",
		"muzzle_session_state{gateway=\"gw\",session=\"omer\",state=\"down\"} 0",
		"muzzle_gateway_state{gateway=\"gw\",state=\"answering\"} 1",
		"muzzle_session_level{gateway=\"gw\",session=\"dana\",level=\"doubtful\"} 1",
		"muzzle_gateway_level{gateway=\"gw\",level=\"well\"} 1",
		"muzzle_sessions{gateway=\"gw\",level=\"doubtful\"} 1",
		"muzzle_run_seconds{gateway=\"gw\",session=\"dana\"} 5",
		"muzzle_patience_seconds{gateway=\"gw\",session=\"dana\"} 90",
		"muzzle_proof_age_seconds{gateway=\"gw\",session=\"omer\"} 1.500",
		"muzzle_held{gateway=\"gw\",session=\"dana\",guard=\"hold\"} 1",
		"muzzle_budget_used{scope=\"session\",gateway=\"gw\",session=\"omer\"} 1",
		"muzzle_budget_limit{scope=\"box\",gateway=\"\",session=\"\"} 6",
		"muzzle_budget_window_seconds{scope=\"gateway\",gateway=\"gw\",session=\"\"} 7200",
		"muzzle_sessions_left_out 0",
	};
	struct fake_web_pair *f = *state;
	const char *text = page(f, "");

	ASSERT_LINES(text, lines);
	assert_null(strstr(text, "muzzle_run_seconds{gateway=\"gw\",session=\"omer\"}"));
	assert_null(strstr(text, "muzzle_held{gateway=\"gw\",session=\"omer\""));
}

static void openmetrics_is_sent_if_it_is_asked_for(void **state)
{
	struct fake_web_pair *f = *state;
	struct fake_web_answer plain = fake_web_get(f->inst, f->port, "/metrics", ""),
			       open = fake_web_get(f->inst, f->port, "/metrics", OPEN);

	assert_string_equal(fake_web_header(f->inst, &plain, "Content-Type"),
			    "text/plain; version=0.0.4; charset=utf-8");
	assert_string_equal(fake_web_header(f->inst, &open, "Content-Type"),
			    "application/openmetrics-text; version=1.0.0; charset=utf-8");
	assert_line(open.body, "# TYPE muzzle_actions counter");
	assert_line(open.body, "# UNIT muzzle_detection_seconds seconds");
	assert_line(open.body, "muzzle_actions_suppressed_total{guard=\"hold\"} 3");
	assert_null(strstr(plain.body, "# UNIT"));
	assert_string_equal(open.body + strlen(open.body) - strlen("# EOF\n"), "# EOF\n");
}

/* The lines of a family stand together, with no others between. */
static void each_family_is_described_once(void **state)
{
	struct fake_web_pair *f = *state;
	char *text = strdup(page(f, OPEN)), *rest = NULL, name[128] = "", seen[64][128];
	size_t families = 0;

	for (char *line = strtok_r(text, "\n", &rest); line; line = strtok_r(NULL, "\n", &rest)) {
		if (strncmp(line, "# TYPE ", 7) == 0) {
			assert_int_equal(sscanf(line, "# TYPE %127s", name), 1);
			for (size_t i = 0; i < families; i++)
				assert_string_not_equal(seen[i], name);
			snprintf(seen[families++], sizeof(seen[0]), "%s", name);
		} else if (*line != '#') {
			assert_int_equal(strncmp(line, name, strlen(name)), 0);
		}
	}
	assert_true(families > 30);
	free(text);
}

static void of_too_many_sessions_only_some_are_named_and_all_are_counted(void **state)
{
	struct fake_web_pair *f = *state;
	char *status = fake_keep(f->inst, calloc(1, STATUS_BYTES));
	size_t bytes = (size_t)sprintf(status, "{\"targets\":[{\"target\":\"gw\"}");
	const char *text;

	for (int i = 0; i < 300; i++)
		bytes += (size_t)sprintf(status + bytes,
					 ",{\"target\":\"gw/s%d\",\"level\":\"dead\"}", i);
	sprintf(status + bytes, "]}");
	fake_web_say(f->inst, status, counts);
	text = page(f, "");
	assert_line(text, "muzzle_sessions{gateway=\"gw\",level=\"dead\"} 300");
	assert_line(text, "muzzle_sessions_left_out 298");
	assert_line(text, "muzzle_session_level{gateway=\"gw\",session=\"s1\",level=\"dead\"} 1");
	assert_null(strstr(text, "session=\"s2\""));
}

static void those_that_are_not_well_are_named_before_the_others(void **state)
{
	struct fake_web_pair *f = *state;
	char *status = fake_keep(f->inst, calloc(1, STATUS_BYTES));
	size_t bytes = (size_t)sprintf(status, "{\"targets\":[{\"target\":\"gw\"}");
	const char *text;

	for (int i = 0; i < 300; i++)
		bytes +=
			(size_t)sprintf(status + bytes, ",{\"target\":\"gw/s%d\",\"level\":\"%s\"}",
					i, i == 299 ? "person" : "well");
	sprintf(status + bytes, "]}");
	fake_web_say(f->inst, status, counts);
	text = page(f, "");
	assert_line(text,
		    "muzzle_session_level{gateway=\"gw\",session=\"s299\",level=\"person\"} 1");
	assert_line(text, "muzzle_session_level{gateway=\"gw\",session=\"s0\",level=\"well\"} 1");
	assert_null(strstr(text, "session=\"s1\""));
	assert_line(text, "muzzle_sessions_left_out 298");
}

static void a_daemon_that_says_nothing_makes_an_empty_page(void **state)
{
	struct fake_web_pair *f = *state;
	const char *text;

	fake_web_say(f->inst, "no JSON", "{\"error\":\"unknown\"}");
	text = page(f, "");
	assert_line(text, "muzzle_observe 0");
	assert_null(strstr(text, "muzzle_memory_bytes 0"));
	assert_line(text, "# EOF");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define CASE(name) cmocka_unit_test_setup_teardown(name, setup, fake_web_pair_close)
		CASE(what_the_daemon_counts_is_told_in_seconds_and_with_labels),
		CASE(intervals_are_summed_up_from_below),
		CASE(a_target_has_one_state_and_one_level),
		CASE(openmetrics_is_sent_if_it_is_asked_for),
		CASE(each_family_is_described_once),
		CASE(of_too_many_sessions_only_some_are_named_and_all_are_counted),
		CASE(those_that_are_not_well_are_named_before_the_others),
		CASE(a_daemon_that_says_nothing_makes_an_empty_page),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
