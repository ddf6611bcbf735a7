/* test_watch_recent.c - which entries of the journal are kept, and how many.
 * SPDX-License-Identifier: ISC */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>

#include "recent.h"

static void keep(struct recent *recent, const char *json, const char *text)
{
	struct json_object *line = json_tokener_parse(json);

	recent_take(recent, &(struct history_news){ 5, NULL, text, line });
	json_object_put(line);
}

static void decisions_are_kept_and_evidence_is_not(void **state)
{
	struct recent *recent = calloc(1, sizeof(*recent));

	(void)state;
	keep(recent, "{\"ev\":\"claim\"}", "is up");
	keep(recent, "{\"order\":\"held\"}", "not acted on");
	keep(recent, "{\"ev\":\"fault\"}", "cannot look");
	keep(recent, "{\"ev\":\"result\"}", "act 1 ended");
	keep(recent, "{\"ev\":\"command\"}", "hold");
	assert_string_equal(recent_get(recent, 0)->text, "hold");
	assert_string_equal(recent_get(recent, 0)->target, "muzzle");
	assert_string_equal(recent_get(recent, 2)->text, "not acted on");
	assert_null(recent_get(recent, 3));
	free(recent);
}

static void the_oldest_gives_way(void **state)
{
	struct recent *recent = calloc(1, sizeof(*recent));
	char text[20];

	(void)state;
	for (int i = 0; i <= RECENT_MAX; i++) {
		snprintf(text, sizeof(text), "%d", i);
		keep(recent, "{\"order\":\"act\"}", text);
	}
	assert_string_equal(recent_get(recent, RECENT_MAX - 1)->text, "1");
	assert_null(recent_get(recent, RECENT_MAX));
	free(recent);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(decisions_are_kept_and_evidence_is_not),
		cmocka_unit_test(the_oldest_gives_way),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
