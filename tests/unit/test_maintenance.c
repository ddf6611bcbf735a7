/* test_maintenance.c - windows as holds, and what persons do about them.  SPDX-License-Identifier: ISC
 *
 * The box's clock cannot be set here, so its zone is: any time of day is now somewhere.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "calendar.h"
#include "daemon.h"
#include "hold.h"
#include "maintenance.h"

#define HOUR INT64_C(3600000)
#define LATE \
	INT64_C(60000) /* so long any machine takes at most from setting the clock to looking */
#define ACT "[action act]\nplugin = doer\nhow = now\n"
#define NO_WINDOW DAEMON_WAHA ACT
#define WINDOW "[gateway box]\nsessions = one\nmaintenance = 12:00-14:00\n" DAEMON_WAHA ACT

/* From now on the local clock shows that many seconds after midnight. */
static void set_local(int64_t second)
{
	int64_t ahead_s = second - clock_wall_ms() / 1000 % 86400;
	char zone[32];

	if (ahead_s < 0)
		ahead_s += 86400;
	snprintf(zone, sizeof(zone), "LOC-%02d:%02d:%02d", (int)(ahead_s / 3600),
		 (int)(ahead_s / 60 % 60), (int)(ahead_s % 60));
	setenv("TZ", zone, 1);
	calendar_read_zone();
}

#define AT(hour, minute, second) (((hour)*60 + (minute)) * 60 + (second))

static struct target *box(struct daemon *d)
{
	return roster_find(d->s.roster, "box");
}

static int64_t left_ms(struct daemon *d)
{
	return hold_left_ms(box(d), clock_boot_ms());
}

static const struct notes_hold *holder(struct daemon *d)
{
	return &notes_of(d->s.notes, box(d))->hold;
}

static void begin(struct daemon *d, int64_t local_s)
{
	set_local(local_s);
	daemon_start(d, WINDOW);
	maintenance_check(&d->s);
}

/* As the control socket does. */
static void command(struct daemon *d, enum words_command what, const char *by, int64_t for_ms)
{
	struct engine_evidence evidence = { .what = (int)what, .target = box(d), .for_ms = for_ms };

	intake_command(&d->s, &evidence, by, "");
	maintenance_heed(&d->s, &evidence);
}

static int times(struct daemon *d, const char *part)
{
	int n = 0;

	for (const char *at = daemon_journal(d); (at = strstr(at, part)); at++)
		n++;
	return n;
}

static void within_a_window_its_gateway_and_no_other_is_held_until_its_end(void **state)
{
	struct daemon *d = *state;

	begin(d, AT(13, 0, 0));
	assert_in_range(left_ms(d), HOUR - LATE, HOUR);
	assert_string_equal(holder(d)->by, "maintenance");
	assert_non_null(strstr(holder(d)->why, "maintenance until "));
	assert_non_null(strstr(holder(d)->why, " 14:00"));
	assert_int_equal(roster_find(d->s.roster, "waha")->hold_until_ms, 0);
	assert_true(daemon_wrote(d, "\"target\":\"box\",\"what\":\"hold\""));
}

static void looking_again_gives_no_second_hold(void **state)
{
	struct daemon *d = *state;

	begin(d, AT(13, 0, 0));
	maintenance_check(&d->s);
	maintenance_check(&d->s);
	assert_int_equal(times(d, "\"by\":\"maintenance\""), 1);
}

static void outside_of_it_nothing_is_held_and_the_next_is_waited_for(void **state)
{
	struct daemon *d = *state;

	begin(d, AT(11, 0, 0));
	set_local(AT(11, 59, 55));
	maintenance_check(&d->s);
	assert_int_equal(left_ms(d), 0);
	assert_true(d->s.maintenance.running);
	LOOPED_UNTIL(&d->s.loop, left_ms(d) > 0);
	assert_in_range(left_ms(d), 2 * HOUR - LATE, 2 * HOUR);
}

static void without_windows_nobody_waits(void **state)
{
	struct daemon *d = *state;

	daemon_start(d, NO_WINDOW);
	maintenance_check(&d->s);
	assert_false(d->s.maintenance.running);
}

static void a_longer_hold_of_a_person_stays_and_a_shorter_one_is_outlasted(void **state)
{
	struct daemon *d = *state;

	begin(d, AT(11, 0, 0));
	command(d, COMMAND_HOLD, "alice", 4 * HOUR);
	set_local(AT(13, 0, 0));
	maintenance_check(&d->s);
	assert_string_equal(holder(d)->by, "alice");
	assert_true(left_ms(d) > 3 * HOUR);
	/* she makes it shorter than the window: that stands again */
	command(d, COMMAND_HOLD, "alice", HOUR / 60);
	assert_string_equal(holder(d)->by, "maintenance");
	assert_in_range(left_ms(d), HOUR - LATE, HOUR);
}

static void a_release_lasts_until_the_next_window_and_through_a_reload(void **state)
{
	struct daemon *d = *state;

	begin(d, AT(13, 0, 0));
	command(d, COMMAND_RELEASE, "alice", 0);
	assert_int_equal(left_ms(d), 0);
	maintenance_check(&d->s);
	assert_int_equal(left_ms(d), 0);
	reload_run(&d->s);
	assert_int_equal(left_ms(d), 0);
	assert_true(holder(d)->released_ms > clock_wall_ms());
	set_local(AT(15, 0, 0));
	maintenance_check(&d->s);
	set_local(AT(12, 30, 0));
	maintenance_check(&d->s);
	assert_string_equal(holder(d)->by, "maintenance");
	assert_in_range(left_ms(d), HOUR, 2 * HOUR);
}

static int64_t until_ms(struct daemon *d)
{
	return maintenance_until(&d->s, conf_find_gateway(d->s.fleet->conf, "box"),
				 clock_wall_ms());
}

static void messages_wait_for_a_window_until_a_person_releases_it(void **state)
{
	struct daemon *d = *state;

	begin(d, AT(13, 0, 0));
	assert_in_range(until_ms(d) - clock_wall_ms(), HOUR - LATE, HOUR);
	assert_int_equal(maintenance_until(&d->s, conf_find_gateway(d->s.fleet->conf, "waha"),
					   clock_wall_ms()),
			 0);
	LOOPED_UNTIL(&d->s.loop, !d->s.deliver.running);
	command(d, COMMAND_RELEASE, "alice", 0);
	assert_int_equal(until_ms(d), 0);
	assert_true(d->s.deliver.running);
	set_local(AT(15, 0, 0));
	maintenance_check(&d->s);
	set_local(AT(12, 30, 0));
	assert_true(until_ms(d) > clock_wall_ms());
}

static void a_window_that_moves_moves_its_hold_and_one_that_goes_ends_it(void **state)
{
	struct daemon *d = *state;

	begin(d, AT(12, 30, 0));
	set_local(AT(13, 30, 0));
	maintenance_check(&d->s);
	assert_in_range(left_ms(d), HOUR / 2 - LATE, HOUR / 2);
	set_local(AT(12, 30, 0));
	maintenance_check(&d->s);
	assert_true(left_ms(d) > HOUR);
	set_local(AT(15, 0, 0));
	maintenance_check(&d->s);
	assert_int_equal(left_ms(d), 0);
	assert_true(daemon_wrote(d, "\"what\":\"release\",\"by\":\"maintenance\""));
}

static void a_reload_without_the_window_ends_its_hold_and_no_persons(void **state)
{
	struct daemon *d = *state;

	begin(d, AT(13, 0, 0));
	daemon_write(d, "[gateway box]\nsessions = one\n" DAEMON_WAHA ACT);
	reload_run(&d->s);
	assert_int_equal(left_ms(d), 0);
	command(d, COMMAND_HOLD, "maintenance", HOUR);
	reload_run(&d->s);
	assert_true(left_ms(d) > HOUR / 2);
}

static void a_session_can_be_released_but_its_gateways_window_stands(void **state)
{
	struct daemon *d = *state;
	struct engine_evidence evidence = { .what = COMMAND_RELEASE };

	begin(d, AT(13, 0, 0));
	evidence.target = roster_get(d->s.roster, "box/one");
	intake_command(&d->s, &evidence, "alice", "");
	maintenance_heed(&d->s, &evidence);
	assert_true(left_ms(d) > HOUR / 2);
	assert_int_equal(holder(d)->released_ms, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		DAEMON_TEST(within_a_window_its_gateway_and_no_other_is_held_until_its_end),
		DAEMON_TEST(looking_again_gives_no_second_hold),
		DAEMON_TEST(outside_of_it_nothing_is_held_and_the_next_is_waited_for),
		DAEMON_TEST(without_windows_nobody_waits),
		DAEMON_TEST(a_longer_hold_of_a_person_stays_and_a_shorter_one_is_outlasted),
		DAEMON_TEST(a_release_lasts_until_the_next_window_and_through_a_reload),
		DAEMON_TEST(messages_wait_for_a_window_until_a_person_releases_it),
		DAEMON_TEST(a_window_that_moves_moves_its_hold_and_one_that_goes_ends_it),
		DAEMON_TEST(a_reload_without_the_window_ends_its_hold_and_no_persons),
		DAEMON_TEST(a_session_can_be_released_but_its_gateways_window_stands),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
