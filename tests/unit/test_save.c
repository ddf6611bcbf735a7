/* test_save.c - when the ledger is written.  SPDX-License-Identifier: ISC */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "law.h"

#include "daemon.h"

#define WATCHED DAEMON_WAHA "[action act]\nplugin = doer\nhow = now\n"

static bool is_saved(struct daemon *d)
{
	char path[SCRATCH_BYTES];

	snprintf(path, sizeof(path), "%s/state/" LEDGER_FILE, d->scratch.dir);
	return access(path, F_OK) == 0;
}

static void what_must_survive_is_saved_within_a_second(void **state)
{
	struct daemon *d = *state;
	int64_t asked_ms;

	daemon_start(d, WATCHED);
	assert_false(is_saved(d));
	asked_ms = clock_boot_ms();
	save_soon(&d->s);
	assert_true(d->s.save_ms <= clock_boot_ms() + SUPERVISE_LEDGER_SOON_MS);
	save_soon(&d->s);
	assert_false(is_saved(d));
	LOOPED_UNTIL(&d->s.loop, is_saved(d));
	assert_true(clock_boot_ms() - asked_ms >= SUPERVISE_LEDGER_SOON_MS);
	assert_true(d->s.save_ms > clock_boot_ms() + SUPERVISE_LEDGER_MS / 2);
}

static void a_container_event_is_saved_soon(void **state)
{
	struct daemon *d = *state;
	struct host_sink sink;
	const struct muzzle_report stop = {
		.size = sizeof(stop),
		.kind = MUZZLE_EVENT,
		.gateway = "waha",
		.what = MUZZLE_STOP,
		.at_ms = 1,
		.raw = "",
		.why = "",
		.id = "4407c6",
	};

	daemon_start(d, WATCHED);
	sink = intake_sink(&d->s);
	sink.report(sink.arg, daemon_inst(d, "status"), &stop);
	assert_true(d->s.save_ms <= clock_boot_ms() + SUPERVISE_LEDGER_SOON_MS);
	assert_true(daemon_wrote(d, "\"what\":\"stop\",\"id\":\"4407c6\""));
}

static void a_ledger_that_cannot_be_written_is_tried_again_in_half_a_minute(void **state)
{
	struct daemon *d = *state;

	daemon_start(d, WATCHED);
	scratch_write(&d->scratch, "state/ledger.new", "");
	assert_int_equal(unlink(d->scratch.path), 0);
	assert_int_equal(mkdir(d->scratch.path, 0700), 0);
	assert_true(save_now(&d->s) < 0);
	assert_true(save_now(&d->s) < 0);
	assert_in_range(d->s.save_ms - clock_boot_ms(), SUPERVISE_LEDGER_RETRY_MS / 2,
			SUPERVISE_LEDGER_RETRY_MS);
	save_soon(&d->s);
	assert_true(d->s.save_ms > clock_boot_ms() + SUPERVISE_LEDGER_SOON_MS);
	daemon_journal(d);
	assert_null(strstr(strstr(d->journal, "ledger-down") + 1, "ledger-down"));
}

static bool are_laws_saved(struct daemon *d)
{
	char path[SCRATCH_BYTES];

	snprintf(path, sizeof(path), "%s/state/" LAWS_FILE, d->scratch.dir);
	return access(path, F_OK) == 0;
}

/* What is learnt changes often and is large: flash wears out. */
static void laws_are_saved_hourly_and_not_with_the_ledger(void **state)
{
	struct daemon *d = *state;

	daemon_start(d, WATCHED);
	law_learn(&roster_find(d->s.roster, "waha")->gateway->laws[LAW_DOWN - 1], 5, 1000,
		  d->s.now_ms + TARGET_TIME_BASE);
	assert_int_equal(save_now(&d->s), 0);
	assert_false(are_laws_saved(d));
	assert_in_range(d->s.laws_due.at_ms - clock_boot_ms(), SUPERVISE_LAWS_MS - 10000,
			SUPERVISE_LAWS_MS);
	d->s.laws_due.fire(d->s.laws_due.arg);
	assert_true(are_laws_saved(d));
	assert_true(d->s.laws_due.running);
	assert_in_range(d->s.laws_due.at_ms - clock_boot_ms(), SUPERVISE_LAWS_MS - 10000,
			SUPERVISE_LAWS_MS);
}

static void bookmarks_are_saved_within_seconds_and_found_again(void **state)
{
	struct daemon *d = *state;
	char path[SCRATCH_BYTES];

	daemon_start(d, WATCHED "[source log]\nplugin = talker\ngateway = waha\n"
				"what = memory\nplace = line 7\n");
	snprintf(path, sizeof(path), "%s/" BOOKMARKS_FILE, d->scratch.dir);
	LOOPED_UNTIL(&d->s.loop, access(path, F_OK) == 0);
	assert_true(daemon_wrote(d, "\"raw\":\"nothing\""));
	reload_run(&d->s);
	LOOPED_UNTIL(&d->s.loop, daemon_wrote(d, "\"raw\":\"line 7\""));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		DAEMON_TEST(what_must_survive_is_saved_within_a_second),
		DAEMON_TEST(a_container_event_is_saved_soon),
		DAEMON_TEST(a_ledger_that_cannot_be_written_is_tried_again_in_half_a_minute),
		DAEMON_TEST(laws_are_saved_hourly_and_not_with_the_ledger),
		DAEMON_TEST(bookmarks_are_saved_within_seconds_and_found_again),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
