/* test_init_recognise.c - kinds of gateways, known by their answers.
 * SPDX-License-Identifier: ISC */
#include "answered.h"
#include "recognise.h"

/* The preset that fits, "" for none. */
static const char *taken_for(const struct answered_path *paths, size_t count)
{
	struct answer answers[KINDS_PATHS];
	const struct kinds_kind *kind;

	answered_all(answers, paths, count);
	kind = recognise_kind(answers);
	for (int i = 0; i < KINDS_PATHS; i++)
		answer_fini(&answers[i]);
	return kind ? kind->preset : "";
}

#define TAKEN_FOR(...)                                                    \
	taken_for((const struct answered_path[]){ __VA_ARGS__ },          \
		  sizeof((const struct answered_path[]){ __VA_ARGS__ }) / \
			  sizeof(struct answered_path))

static void waha_is_known_by_its_version(void **state)
{
	(void)state;
	assert_string_equal(TAKEN_FOR({ KINDS_VERSION, 200, WAHA_VERSION }), "waha");
	assert_string_equal(TAKEN_FOR({ KINDS_VERSION, 500, WAHA_VERSION }), "");
	assert_string_equal(TAKEN_FOR({ KINDS_VERSION, 200, "{\"engine\":\"V8\"}" }), "");
}

static void waha_that_wants_a_key_is_known_by_its_pong_and_its_refusal(void **state)
{
	(void)state;
	assert_string_equal(TAKEN_FOR({ KINDS_PING, 200, "{\"message\":\"pong\"}" },
				      { KINDS_VERSION, 401, WAHA_UNAUTHORIZED }),
			    "waha");
	assert_string_equal(TAKEN_FOR({ KINDS_PING, 200, "{\"message\":\"pong\"}" }), "");
	assert_string_equal(TAKEN_FOR({ KINDS_VERSION, 401, WAHA_UNAUTHORIZED }), "");
}

static void evolution_api_is_known_by_its_welcome_and_its_version(void **state)
{
	(void)state;
	assert_string_equal(TAKEN_FOR({ KINDS_ROOT, 200, EVOLUTION_ROOT("2.3.0") }),
			    "evolution-api");
	assert_string_equal(TAKEN_FOR({ KINDS_ROOT, 200, EVOLUTION_ROOT("1.7.4") }),
			    "evolution-api-v1");
}

static void openclaw_is_known_by_its_probes_ready_or_not(void **state)
{
	(void)state;
	assert_string_equal(TAKEN_FOR({ KINDS_HEALTH, 200, OPENCLAW_LIVE },
				      { KINDS_READY, 200, OPENCLAW_READY("true", "") }),
			    "openclaw");
	assert_string_equal(TAKEN_FOR({ KINDS_HEALTH, 200, OPENCLAW_LIVE },
				      { KINDS_READY, 503, OPENCLAW_READY("false", "\"irc\"") }),
			    "openclaw");
	assert_string_equal(TAKEN_FOR({ KINDS_HEALTH, 200, OPENCLAW_LIVE },
				      { KINDS_READY, 503, "{\"ready\":false}" }),
			    "openclaw-startup");
}

static void wppconnect_is_known_by_the_token_that_it_misses(void **state)
{
	(void)state;
	assert_string_equal(TAKEN_FOR({ KINDS_TOKEN, 401, WPPCONNECT_TOKEN }), "wppconnect");
	assert_string_equal(TAKEN_FOR({ KINDS_TOKEN, 401, "{\"message\":\"no\"}" }), "");
}

static void an_unknown_answer_is_of_no_kind(void **state)
{
	(void)state;
	assert_string_equal(TAKEN_FOR({ KINDS_ROOT, 200, "<html>It works!</html>" },
				      { KINDS_HEALTH, 200, "{\"status\":\"ok\"}" }),
			    "");
	assert_string_equal(TAKEN_FOR({ KINDS_ROOT, 200, "" }), "");
	assert_string_equal(TAKEN_FOR({ KINDS_VERSION, 200, "{\"engine\":{},\"tier\":[]}" }), "");
	assert_string_equal(TAKEN_FOR({ KINDS_VERSION, 200, WAHA_VERSION "{" }), "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(waha_is_known_by_its_version),
		cmocka_unit_test(waha_that_wants_a_key_is_known_by_its_pong_and_its_refusal),
		cmocka_unit_test(evolution_api_is_known_by_its_welcome_and_its_version),
		cmocka_unit_test(openclaw_is_known_by_its_probes_ready_or_not),
		cmocka_unit_test(wppconnect_is_known_by_the_token_that_it_misses),
		cmocka_unit_test(an_unknown_answer_is_of_no_kind),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
