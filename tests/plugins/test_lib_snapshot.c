/* test_lib_snapshot.c - which change of a status is news.  SPDX-License-Identifier: ISC */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "snapshot.h"

static void assert_news(const char *a, const char *b, bool news)
{
	if ((snapshot_digest(a) != snapshot_digest(b)) != news)
		fail_msg("%s and %s: not %d", a, b, news);
}

static void ages_and_counts_of_calls_are_no_news(void **state)
{
	(void)state;
	assert_news("{\"since_ms\":1,\"x\":[2]}", "{\"since_ms\":20,\"x\":[33]}", false);
	assert_news("{\"calls\":1,\"worst_ms\":0}", "{\"calls\":2,\"worst_ms\":17}", false);
	assert_news("{\"a\":-1.5}", "{\"a\":2}", false);
	assert_news("{\"says\":\"dead for 4s\"}", "{\"says\":\"dead for 59s\"}", false);
	assert_news("{\"headline\":\"1 of 2\"}", "{\"headline\":\"10 of 20\"}", false);
}

static void words_keys_and_flags_are(void **state)
{
	(void)state;
	assert_news("{\"level\":\"well\"}", "{\"level\":\"dead\"}", true);
	assert_news("{\"target\":\"gw/1\"}", "{\"target\":\"gw/2\"}", true);
	assert_news("{\"since_ms\":1}", "{\"since_ms\":1,\"run_ms\":1}", true);
	assert_news("{\"setup\":true}", "{\"setup\":false}", true);
	assert_news("{\"says\":\"dead for 4s\"}", "{\"says\":\"dead for 4m\"}", true);
	assert_news("{\"by\":\"me\",\"x\":1}", "{\"by\":\"my\",\"x\":1}", true);
}

static void acts_incidents_and_messages_are_counted(void **state)
{
	(void)state;
	assert_news("{\"acts\":1}", "{\"acts\":2}", true);
	assert_news("{\"incident\":1}", "{\"incident\":12}", true);
	assert_news("{\"waiting\":0}", "{\"waiting\":1}", true);
	assert_news("{\"acts_max\":1}", "{\"acts_max\":2}", false);
}

static void what_is_no_json_is_read_to_its_end(void **state)
{
	(void)state;
	assert_news("\"", "", true);
	assert_news("\"\\", "\"\\\\\"", true);
	assert_news("{\"a", "{\"b", true);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(ages_and_counts_of_calls_are_no_news),
		cmocka_unit_test(words_keys_and_flags_are),
		cmocka_unit_test(acts_incidents_and_messages_are_counted),
		cmocka_unit_test(what_is_no_json_is_read_to_its_end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
