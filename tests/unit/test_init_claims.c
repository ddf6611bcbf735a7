/* test_init_claims.c - sessions that a gateway lists, read by its preset.
 * SPDX-License-Identifier: ISC */
#include "answered.h"
#include "claims.h"

#include <stdio.h>

#define PRESETS SOURCE_DIR "/etc/presets"

static struct preset preset_of(const char *name)
{
	struct preset preset;

	assert_int_equal(preset_read(&preset, PRESETS, name), 0);
	return preset;
}

/* What a preset makes of it, "name word state" each; "?" when it is no such list. */
static const char *read_as(const char *name, const char *body, const char *sessions)
{
	static _Thread_local char text[4096];
	struct preset preset = preset_of(name);
	struct answer answer = answered(200, body);
	struct claims claims;
	size_t n = 0;

	*text = '\0';
	if (!claims_read(&claims, &preset, &answer, sessions))
		n = (size_t)snprintf(text, sizeof(text), "?");
	for (size_t i = 0; i < claims.count && n < sizeof(text); i++)
		n += (size_t)snprintf(text + n, sizeof(text) - n, "%s %s %s\n", claims.list[i].name,
				      claims.list[i].word,
				      words_name(&words_state, claims.list[i].state));
	answer_fini(&answer);
	return text;
}

static void a_list_of_sessions_is_read_by_the_words_of_its_preset(void **state)
{
	(void)state;
	assert_string_equal(read_as("waha", WAHA_SESSIONS, NULL),
			    "omer WORKING up\nshop SCAN_QR_CODE human\nold STOPPED off\n");
	assert_string_equal(read_as("waha",
				    "[{\"name\":\"a\",\"status\":\"PASSKEY_REQUIRED\"},"
				    "{\"name\":\"b\",\"status\":\"NEWS\"}]",
				    NULL),
			    "a PASSKEY_REQUIRED human\nb NEWS human\n");
	assert_string_equal(
		read_as("evolution-api-v1",
			"[{\"instance\":{\"instanceName\":\"sales\",\"status\":\"open\"}}]", NULL),
		"sales open up\n");
	assert_string_equal(read_as("waha", "[]", NULL), "");
}

static void channels_are_those_that_fail_and_those_that_a_person_named(void **state)
{
	(void)state;
	assert_string_equal(read_as("openclaw",
				    OPENCLAW_READY("false", "\"irc\",\"startup-sidecars\","
							    "\"agent-database:main\""),
				    "telegram,irc"),
			    "irc failing down\ntelegram  up\n");
	assert_string_equal(read_as("openclaw", OPENCLAW_READY("true", ""), NULL), "");
	assert_string_equal(read_as("openclaw", "{\"ready\":true}", NULL), "");
}

static void a_session_that_was_asked_for_keeps_its_name(void **state)
{
	(void)state;
	assert_string_equal(
		read_as("wppconnect", "{\"status\":\"CONNECTED\",\"version\":\"2.4.0\"}", "sales"),
		"sales CONNECTED up\n");
	assert_string_equal(read_as("wppconnect", "{\"error\":\"no\"}", "sales"), "?");
}

static void an_answer_of_another_form_is_refused(void **state)
{
	(void)state;
	assert_string_equal(read_as("waha", "{\"message\":\"no\"}", NULL), "?");
	assert_string_equal(read_as("waha", "<html>", NULL), "?");
	assert_string_equal(read_as("waha", "[1,\"x\",null,{}]", NULL), "");
}

static void invalid_names_and_those_without_room_are_counted(void **state)
{
	struct preset preset = preset_of("waha");
	struct claims claims;
	struct answer answer;
	char *body = NULL;
	size_t bytes;
	FILE *out = open_memstream(&body, &bytes);

	(void)state;
	fputs("[{\"name\":\"a b\"},{\"name\":\"x\\n[muzzle]\"},{\"name\":\"\\u202es1\"},"
	      "{\"name\":\"s1 \"},{\"name\":\"s1\"}",
	      out);
	for (int i = 0; i <= CLAIMS_MAX; i++)
		fprintf(out, ",{\"name\":\"s%d\",\"status\":\"WORKING\"}", i);
	fputs("]", out);
	fclose(out);
	answer = answered(200, body);
	assert_true(claims_read(&claims, &preset, &answer, NULL));
	assert_int_equal(claims.count, CLAIMS_MAX);
	assert_int_equal(claims.odd, 4);  /* cleaned, two were s1 */
	assert_int_equal(claims.left, 1); /* s1 came twice */
	answer_fini(&answer);
	free(body);
}

static void a_preset_that_is_not_there_is_told(void **state)
{
	struct preset preset;

	(void)state;
	assert_int_not_equal(preset_read(&preset, PRESETS, "nobody"), 0);
	assert_int_equal(preset_read(&preset, PRESETS, "http"), 0);
	assert_string_equal(preset.path, "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_list_of_sessions_is_read_by_the_words_of_its_preset),
		cmocka_unit_test(channels_are_those_that_fail_and_those_that_a_person_named),
		cmocka_unit_test(a_session_that_was_asked_for_keeps_its_name),
		cmocka_unit_test(an_answer_of_another_form_is_refused),
		cmocka_unit_test(invalid_names_and_those_without_room_are_counted),
		cmocka_unit_test(a_preset_that_is_not_there_is_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
