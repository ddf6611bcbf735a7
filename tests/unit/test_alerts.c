/* test_alerts.c - how messages fare, in status.  SPDX-License-Identifier: ISC */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "alerts.h"
#include "outboxed.h"
#include "tell.h"

#define MAIL "[action mail]\nplugin = alert\ndigest = off\n"
#define TWO OUTBOXED_CONF "[action page]\nplugin = alert\ndigest = off\n" MAIL

/* As a person sees it; static until the next call. */
static const char *show(struct outboxed *f)
{
	static char text[4096];
	struct json_object *status = json_object_new_object();
	FILE *out = fmemopen(text, sizeof(text), "w");

	alerts_describe(status, f->outbox, f->now);
	alerts_print(status, f->now.wall_ms, out);
	fputc('\0', out);
	fclose(out);
	json_object_put(status);
	return text;
}

static bool failing(struct outboxed *f, const char *wanted)
{
	char why[200] = "";
	bool is = alerts_failing(f->outbox, f->now.boot_ms, why, sizeof(why));

	assert_string_equal(why, is ? wanted : "");
	return is;
}

static void who_has_nothing_to_say_has_no_line(void **state)
{
	struct outboxed *f = *state;

	outboxed_configure(f, TWO);
	assert_string_equal(show(f), "");
	outboxed_tell(f, "other/one", NOTIFY_OPENED, 1);
	outboxed_pass(f, SECONDS);
	assert_string_equal(show(f), "");
}

static void who_fails_is_shown_with_all_that_wait(void **state)
{
	struct outboxed *f = *state;

	outboxed_configure(f, TWO);
	outboxed_receiver(f, "page")->how = FAIL;
	outboxed_tell(f, "other/one", NOTIFY_OPENED, 1);
	outboxed_pass(f, 12 * MINUTES);
	outboxed_tell(f, "other/two", NOTIFY_OPENED, 2);
	assert_string_equal(
		show(f), "alerts: page 2 waiting, the oldest for 12m, failing for 12m: HTTP 500\n");
	outboxed_receiver(f, "page")->how = REJECT;
	outboxed_pass(f, 5 * MINUTES);
	assert_non_null(strstr(show(f), ", refused for 17m: HTTP 401\n"));
	outboxed_receiver(f, "page")->how = ASK_TO_WAIT;
	outboxed_pass(f, 30 * MINUTES);
	assert_non_null(strstr(show(f), ": HTTP 429, it asks to wait "));
}

static void flights_windows_fallbacks_and_losses_are_shown(void **state)
{
	struct outboxed *f = *state;

	outboxed_configure(f, OUTBOXED_CONF "[action page]\nplugin = alert\nfallback = mail\n" MAIL
					    "quiet = 11:00-13:30\nkeep = 2h\n");
	outboxed_receiver(f, "page")->how = REJECT;
	outboxed_tell(f, "waha/omer", NOTIFY_OPENED, 1);
	outboxed_pass(f, 0);
	assert_string_equal(show(f),
			    "alerts: page 0 waiting, refused 0s ago: HTTP 401, 1 went to mail\n"
			    "alerts: mail 1 waiting, the oldest for 0s, held until Wed 13:30\n");
	outboxed_receiver(f, "mail")->how = LATER;
	outboxed_pass(f, 90 * MINUTES);
	assert_non_null(strstr(show(f), "mail 0 waiting, 1 in flight, the oldest for 1h 30m\n"));
	outboxed_pass(f, 3 * HOURS);
	assert_non_null(strstr(show(f), ", 1 lost\n"));
}

/* When all went to the fallback nobody knows how it would fare now. */
static void who_is_tried_no_more_has_failed_then(void **state)
{
	struct outboxed *f = *state;

	outboxed_configure(f,
			   OUTBOXED_CONF "[action page]\nplugin = alert\nfallback = mail\n" MAIL);
	outboxed_receiver(f, "page")->how = FAIL;
	outboxed_tell(f, "waha/omer", NOTIFY_OPENED, 1);
	outboxed_pass(f, 4 * MINUTES);
	assert_non_null(strstr(show(f), "page 1 waiting, the oldest for 4m, failing for 4m: "));
	outboxed_pass(f, 2 * MINUTES);
	outboxed_pass(f,
		      3 * HOURS - (f->now.boot_ms - outbox_channel(f->outbox, "page")->tried_ms));
	assert_string_equal(show(f),
			    "alerts: page 0 waiting, failed 3h ago: HTTP 500, 1 went to mail\n");
}

static void what_is_gathered_for_a_digest_is_shown_with_its_time(void **state)
{
	struct outboxed *f = *state;

	outboxed_configure(f, OUTBOXED_CONF "[action page]\nplugin = alert\ndigest = 1/1m\n" MAIL);
	outboxed_receiver(f, "page")->takes_digests = true;
	for (uint64_t i = 1; i <= 3; i++)
		outboxed_tell(f, "waha/omer", NOTIFY_OPENED, i);
	outboxed_pass(f, 14 * SECONDS);
	assert_string_equal(show(f),
			    "alerts: page 2 waiting, the oldest for 14s, told as one in 46s\n");
	outboxed_pass(f, 46 * SECONDS);
	assert_string_equal(show(f), "");
}

/* What has no room yet waits as well. */
static void who_is_owed_more_than_has_room_is_shown_with_all_of_it(void **state)
{
	struct outboxed *f = *state;

	outboxed_configure(f, TWO);
	outboxed_receiver(f, "page")->how = LATER;
	for (uint64_t i = 1; i <= OUTBOX_EACH + 20; i++)
		outboxed_tell(f, "waha/omer", NOTIFY_OPENED, i);
	assert_string_equal(show(f), "alerts: page 272 waiting, 4 in flight, the oldest for 0s\n");
}

static void a_spool_that_cannot_be_written_is_shown(void **state)
{
	struct outboxed *f = *state;

	outboxed_configure(f, TWO);
	f->outbox->unsaved = true;
	assert_string_equal(show(f), "alerts: the spool cannot be written, messages are kept in "
				     "memory only\n");
}

static void a_program_finds_every_number(void **state)
{
	struct outboxed *f = *state;
	struct json_object *status = json_object_new_object(), *row;

	outboxed_configure(f, TWO);
	outboxed_receiver(f, "page")->how = FAIL;
	outboxed_tell(f, "waha/omer", NOTIFY_OPENED, 1);
	outboxed_pass(f, MINUTES);
	alerts_describe(status, f->outbox, f->now);
	row = json_object_array_get_idx(tell_get(status, "alerts"), 0);
	assert_string_equal(tell_get_text(row, "action"), "page");
	assert_int_equal(tell_get_number(row, "waiting"), 1);
	assert_int_equal(tell_get_number(row, "in_flight"), 0);
	assert_int_equal(tell_get_number(row, "oldest_ms"), MINUTES);
	assert_int_equal(tell_get_number(row, "failing_ms"), MINUTES);
	assert_int_equal(tell_get_number(row, "lost"), 0);
	assert_string_equal(tell_get_text(row, "error"), "HTTP 500");
	json_object_put(status);
}

static void metrics_have_a_row_for_who_has_nothing_to_say(void **state)
{
	struct outboxed *f = *state;
	struct json_object *metrics = json_object_new_object(), *row;

	outboxed_configure(f, TWO);
	outboxed_tell(f, "other/one", NOTIFY_OPENED, 1);
	outboxed_pass(f, SECONDS);
	assert_string_equal(show(f), "");
	alerts_describe_all(metrics, f->outbox, f->now.boot_ms);
	row = json_object_array_get_idx(tell_get(metrics, "alerts"), 0);
	assert_string_equal(tell_get_text(row, "action"), "page");
	assert_int_equal(tell_get_number(row, "waiting"), 0);
	assert_non_null(tell_get(row, "lost"));
	assert_int_equal(tell_get_number(row, "lost"), 0);
	json_object_put(metrics);
}

static void an_action_that_took_nothing_for_an_hour_is_failing(void **state)
{
	struct outboxed *f = *state;

	assert_false(alerts_failing(NULL, 0, NULL, 0));
	outboxed_configure(f, TWO);
	outboxed_receiver(f, "page")->how = FAIL;
	outboxed_tell(f, "waha/omer", NOTIFY_OPENED, 1);
	outboxed_pass(f, HOURS - 1);
	assert_false(failing(f, ""));
	outboxed_pass(f, 1);
	assert_true(failing(f, "page: HTTP 500"));
	outboxed_receiver(f, "page")->how = ACCEPT;
	outboxed_pass(f, 5 * MINUTES);
	assert_false(failing(f, ""));
}

static void whose_messages_went_to_a_fallback_is_not(void **state)
{
	struct outboxed *f = *state;

	outboxed_configure(f,
			   OUTBOXED_CONF "[action page]\nplugin = alert\nfallback = mail\n" MAIL);
	outboxed_receiver(f, "page")->how = FAIL;
	outboxed_tell(f, "waha/omer", NOTIFY_OPENED, 1);
	outboxed_pass(f, 2 * HOURS);
	assert_false(failing(f, ""));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		OUTBOX_TEST(who_has_nothing_to_say_has_no_line),
		OUTBOX_TEST(who_fails_is_shown_with_all_that_wait),
		OUTBOX_TEST(flights_windows_fallbacks_and_losses_are_shown),
		OUTBOX_TEST(who_is_tried_no_more_has_failed_then),
		OUTBOX_TEST(what_is_gathered_for_a_digest_is_shown_with_its_time),
		OUTBOX_TEST(who_is_owed_more_than_has_room_is_shown_with_all_of_it),
		OUTBOX_TEST(a_spool_that_cannot_be_written_is_shown),
		OUTBOX_TEST(a_program_finds_every_number),
		OUTBOX_TEST(metrics_have_a_row_for_who_has_nothing_to_say),
		OUTBOX_TEST(an_action_that_took_nothing_for_an_hour_is_failing),
		OUTBOX_TEST(whose_messages_went_to_a_fallback_is_not),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
