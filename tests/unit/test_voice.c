/* test_voice.c - what a plugin says holds no secret of its section.  SPDX-License-Identifier: ISC */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "hosted.h"
#include "voice.h"

static struct option_pair key = { "header", "X-Key: ${env:MUZZLE_TEST_KEY}", { "a", 1 }, NULL };
static const struct option_section preset = { .kind = "status_poll", .name = "", .pairs = &key };
static const struct option_section section = { .kind = "source", .name = "s", .base = &preset };

static const char *hide(const char *said, size_t bytes)
{
	static char text[200];
	struct voice_secret *secrets = voice_learn(&section);

	snprintf(text, sizeof(text), "%s", said);
	voice_hide(secrets, text, bytes);
	voice_forget(secrets);
	return text;
}

static void whatever_a_reference_stood_for_is_hidden_wherever_it_stands(void **state)
{
	(void)state;
	setenv("MUZZLE_TEST_KEY", "s3cr3t", 1);
	assert_string_equal(hide("no s3cr3t, s3cr3t", 200), "no (hidden), (hidden)");
	assert_string_equal(hide("s3cr3", 200), "s3cr3");
	assert_string_equal(hide("X-Key: ${env:MUZZLE_TEST_KEY}", 200),
			    "X-Key: ${env:MUZZLE_TEST_KEY}");
}

static void what_grows_is_cut_and_shows_no_secret(void **state)
{
	char said[60] = "";

	(void)state;
	setenv("MUZZLE_TEST_KEY", "abcd", 1);
	for (int i = 0; i < 10; i++)
		strcat(said, "abcd-");
	assert_string_equal(hide(said, 25), "(hidden)-(hidden)-(hidde");
}

static void what_was_cut_within_a_secret_shows_no_beginning_of_it(void **state)
{
	(void)state;
	setenv("MUZZLE_TEST_KEY", "s3cr3t", 1);
	assert_string_equal(hide("?key=s3cr", 10), "?key=");
	assert_string_equal(hide("s3cr3t ?key=s3cr3", 18), "(hidden) ?key=");
	assert_string_equal(hide("/s3cr", 6), "/");
	assert_string_equal(hide("?key=s3c", 9), "?key=s3c");
}

static void a_word_that_is_in_every_other_is_no_secret(void **state)
{
	(void)state;
	setenv("MUZZLE_TEST_KEY", "a", 1);
	assert_string_equal(hide("a cat", 200), "a cat");
	unsetenv("MUZZLE_TEST_KEY");
	assert_string_equal(hide("a cat", 200), "a cat");
}

static struct muzzle_inst *open_talker(struct hosted *f, struct hosted_section *s, const char *what)
{
	struct muzzle_inst *inst;

	hosted_write_section(f, s, "talker", "voice");
	hosted_write_key(s, "what", what);
	hosted_write_key(s, "place", "${env:MUZZLE_TEST_KEY}");
	assert_int_equal(hosted_open_inst(f, s, &inst), 0);
	return inst;
}

/* Talker says "time out" as a fault, WORKING as a status, "closed" at its end. */
static void what_a_plugin_reports_and_logs_is_read_by_it(void **state)
{
	struct hosted *f = *state;
	struct hosted_section s, t, u;
	struct muzzle_inst *inst;

	setenv("MUZZLE_TEST_KEY", "time", 1);
	host_close(open_talker(f, &s, "wall"));
	assert_non_null(strstr(f->heard, "fault waha/ raw= why=(hidden) out"));
	f->heard[0] = '\0';
	setenv("MUZZLE_TEST_KEY", "WORKING", 1);
	host_close(open_talker(f, &t, "claim"));
	assert_string_equal(f->heard, "voice: claim waha/omer raw=(hidden) why=\n");
	hosted_read_log(f);
	setenv("MUZZLE_TEST_KEY", "closed", 1);
	inst = open_talker(f, &u, "idle");
	setenv("MUZZLE_TEST_KEY", "another", 1); /* which it did not read */
	host_close(inst);
	assert_non_null(strstr(hosted_read_log(f), "voice: (hidden) what="));
	unsetenv("MUZZLE_TEST_KEY");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(whatever_a_reference_stood_for_is_hidden_wherever_it_stands),
		cmocka_unit_test(what_grows_is_cut_and_shows_no_secret),
		cmocka_unit_test(what_was_cut_within_a_secret_shows_no_beginning_of_it),
		cmocka_unit_test(a_word_that_is_in_every_other_is_no_secret),
		cmocka_unit_test_setup_teardown(what_a_plugin_reports_and_logs_is_read_by_it,
						hosted_make, hosted_end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
