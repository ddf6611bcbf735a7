/* test_self.c - how the daemon itself fares, for programs and for people.  SPDX-License-Identifier: ISC */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "daemon.h"
#include "requests.h"
#include "self.h"

/* What status shows of it; static until the next call. */
static const char *show(const struct self_record *self, const struct fleet *fleet, int64_t now_ms)
{
	static char text[4096];
	struct json_object *status = json_object_new_object();
	FILE *out = fmemopen(text, sizeof(text), "w");

	self_describe(status, self, fleet, now_ms);
	self_print(status, out);
	fclose(out);
	json_object_put(status);
	return text;
}

static void who_was_never_late_leaves_no_line(void **state)
{
	const struct self_record self = { 0 };
	const struct fleet fleet = { 0 };

	(void)state;
	assert_string_equal(show(&self, &fleet, 1000), "");
}

static void the_last_lag_the_worst_and_their_number_are_shown(void **state)
{
	struct self_record self = { 0 };
	const struct fleet fleet = { 0 };

	(void)state;
	self_note(&self, SELF_LAG, 5000, 10000);
	self_note(&self, SELF_LAG, 2100, 40000);
	self_note(&self, SELF_LEDGER_DOWN, 9000, 41000);
	assert_string_equal(show(&self, &fleet, 100000),
			    "lag: 2 since the start, the last of 2s 1m ago, the worst of 5s\n");
	self_note(&self, SELF_RESUME, 8 * 3600000, 100000);
	assert_non_null(strstr(show(&self, &fleet, 103000),
			       "resume: 1 since the start, the last of 8h 3s ago, the worst of "
			       "8h\n"));
}

static void a_plugin_that_is_slow_is_named(void **state)
{
	struct daemon *d = *state;
	char request[] = "{\"cmd\":\"status\"}", *text;
	struct json_object *json = json_tokener_parse(request), *answer;

	daemon_start(d, "[gateway waha]\nsessions = omer\n"
			"[source late]\nplugin = talker\ngateway = waha\nwhat = block\n");
	assert_memory_equal(show(&d->s.self, d->s.fleet, 0), "slow: late (talker), 1 of 1 calls",
			    33);
	answer = requests_answer(&d->s, json, false);
	text = strdup(json_object_to_json_string_ext(answer, TRACE_JSON_FLAGS));
	assert_non_null(strstr(text, "\"self\":{\"lag\":{\"times\":0},\"resume\":{\"times\":0}}"));
	assert_non_null(strstr(text, "\"plugins\":[{\"section\":\"late\",\"plugin\":\"talker\","
				     "\"calls\":1,\"slow\":1,\"worst_ms\":1"));
	free(text);
	json_object_put(answer);
	json_object_put(json);
}

static void a_blind_source_is_named_with_what_it_counts(void **state)
{
	struct daemon *d = *state;
	const char *text;

	daemon_start(d, "[gateway waha]\nsessions = omer\n"
			"[source hooks]\nplugin = talker\ngateway = waha\nwhat = blind\n"
			"place = stay\n");
	text = show(&d->s.self, d->s.fleet, clock_boot_ms() + 2000);
	assert_non_null(strstr(text, "blind: hooks (talker) for 2s, so that its silence says "
				     "nothing: no line\n"));
	assert_non_null(strstr(text, "counts: hooks (talker) lines=8\n"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(who_was_never_late_leaves_no_line),
		cmocka_unit_test(the_last_lag_the_worst_and_their_number_are_shown),
		DAEMON_TEST(a_plugin_that_is_slow_is_named),
		DAEMON_TEST(a_blind_source_is_named_with_what_it_counts),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
