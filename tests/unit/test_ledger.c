/* test_ledger.c - what outlives the process, whatever befalls its file.  SPDX-License-Identifier: ISC */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "clock.h"
#include "watched.h"
#include "ledger.h"
#include "sealing.h"

#define HOUR INT64_C(3600000)

static const char text[] = "[gateway waha]\nsessions = *\n[gateway other]\nsessions = one two\n";

/* One life of a daemon: its memory and its ledger. */
struct life {
	struct log log;
	struct roster *roster;
	struct notes *notes;
	struct ledger *ledger;
	struct ledger_view view;
};

static void live(struct life *life, struct fixture *fixture)
{
	log_init(&life->log, STDERR_FILENO, 0);
	life->roster = roster_new(fixture->conf);
	life->notes = notes_new();
	life->view = (struct ledger_view){ life->roster, life->notes, fixture->conf, NULL };
	assert_int_equal(ledger_open(&life->ledger, fixture->scratch.dir, &life->log), 0);
}

static void die(struct life *life)
{
	ledger_close(life->ledger);
	notes_free(life->notes);
	roster_free(life->roster);
}

static const char *path_of(struct fixture *fixture, const char *name)
{
	snprintf(fixture->scratch.path, sizeof(fixture->scratch.path), "%s/%s",
		 fixture->scratch.dir, name);
	return fixture->scratch.path;
}

static bool exists(struct fixture *fixture, const char *name)
{
	return access(path_of(fixture, name), F_OK) == 0;
}

static struct target *session(const struct life *life, const char *name)
{
	struct target *target = roster_get(life->roster, name);

	assert_non_null(target);
	return target;
}

/* A charged, held and quarantined session in the file. */
static void leave_a_ledger(struct fixture *fixture)
{
	struct life life;
	struct target *target;

	configure(fixture, text);
	live(&life, fixture);
	target = session(&life, "waha/omer");
	budget_charge(&target->budget, clock_boot_ms() - HOUR + TARGET_TIME_BASE);
	target->last_act_ms = clock_boot_ms() - HOUR + TARGET_TIME_BASE;
	target->hold_until_ms = clock_boot_ms() + HOUR + TARGET_TIME_BASE;
	target->quarantine.on = true;
	notes_set_hold(notes_of(life.notes, target), "deploy", "upgrade");
	notes_of(life.notes, target)->hold.window_ms = INT64_C(1800000000000);
	target = roster_get(life.roster, "waha");
	notes_of(life.notes, target)->hold.released_ms = INT64_C(1900000000000);
	roster_engine(life.roster)->acts = 7;
	assert_int_equal(ledger_save(life.ledger, &life.view), 0);
	die(&life);
}

static void the_next_life_knows_what_the_last_one_knew(void **state)
{
	struct fixture *fixture = *state;
	struct life life;
	struct target *target;

	leave_a_ledger(fixture);
	live(&life, fixture);
	assert_int_equal(ledger_load(life.ledger, &life.view), 0);
	target = roster_find(life.roster, "waha/omer");
	assert_non_null(target);
	assert_int_equal(target->budget.acts, 1);
	assert_true(target->quarantine.on);
	assert_true(target->hold_until_ms > clock_boot_ms() + TARGET_TIME_BASE);
	assert_string_equal(notes_of(life.notes, target)->hold.by, "deploy");
	assert_string_equal(notes_of(life.notes, target)->hold.why, "upgrade");
	assert_int_equal(notes_of(life.notes, target)->hold.window_ms, INT64_C(1800000000000));
	target = roster_find(life.roster, "waha");
	assert_int_equal(notes_of(life.notes, target)->hold.released_ms, INT64_C(1900000000000));
	assert_int_equal(roster_engine(life.roster)->acts, 7);
	die(&life);
}

static void without_a_file_nothing_is_known_and_nothing_is_wrong(void **state)
{
	struct fixture *fixture = *state;
	struct life life;

	configure(fixture, text);
	live(&life, fixture);
	assert_int_equal(ledger_load(life.ledger, &life.view), 0);
	assert_int_equal(roster_engine(life.roster)->budget.acts, 0);
	die(&life);
}

static void what_has_not_changed_is_not_written_again(void **state)
{
	struct fixture *fixture = *state;
	struct life life;

	configure(fixture, text);
	live(&life, fixture);
	assert_int_equal(ledger_save(life.ledger, &life.view), 0);
	assert_int_equal(unlink(path_of(fixture, LEDGER_FILE)), 0);
	assert_int_equal(ledger_save(life.ledger, &life.view), 0);
	assert_false(exists(fixture, LEDGER_FILE));
	session(&life, "waha/omer")->human = true;
	assert_int_equal(ledger_save(life.ledger, &life.view), 0);
	assert_true(exists(fixture, LEDGER_FILE));
	assert_false(exists(fixture, "ledger.new"));
	die(&life);
}

static void who_is_no_longer_watched_is_not_brought_back(void **state)
{
	struct fixture *fixture = *state;
	struct life life;

	leave_a_ledger(fixture);
	configure(fixture, "[gateway other]\nsessions = one\n");
	live(&life, fixture);
	assert_int_equal(ledger_load(life.ledger, &life.view), 0);
	assert_null(roster_find(life.roster, "waha"));
	assert_null(roster_find(life.roster, "waha/omer"));
	assert_null(roster_find(life.roster, "other/two"));
	assert_non_null(roster_find(life.roster, "other/one"));
	die(&life);
}

/* --- damage */

static void expect_set_aside(struct fixture *fixture)
{
	struct life life;

	live(&life, fixture);
	assert_int_equal(ledger_load(life.ledger, &life.view), -EBADMSG);
	assert_false(exists(fixture, LEDGER_FILE));
	assert_true(exists(fixture, "ledger.bad-0"));
	die(&life);
	assert_int_equal(unlink(path_of(fixture, "ledger.bad-0")), 0);
}

static void a_damaged_ledger_is_set_aside(void **state)
{
	struct fixture *fixture = *state;
	static char data[SEALING_BYTES];
	size_t bytes;

	leave_a_ledger(fixture);
	bytes = sealing_read(&fixture->scratch, LEDGER_FILE, data);
	data[bytes / 2] ^= 1;
	scratch_write_bytes(&fixture->scratch, LEDGER_FILE, data, bytes);
	expect_set_aside(fixture);
}

static void after_damage_everybody_is_charged_once(void **state)
{
	struct fixture *fixture = *state;
	const struct engine *engine;
	struct life life;

	configure(fixture, text);
	live(&life, fixture);
	ledger_charge_all(life.roster, 1000);
	engine = roster_engine(life.roster);
	assert_int_equal(engine->budget.acts, 1);
	for (const struct target *target = engine->first; target; target = target->next_all) {
		assert_int_equal(target->budget.acts, 1);
		assert_int_equal(target->budget.at_ms[0], 1000 + TARGET_TIME_BASE);
		assert_int_equal(target->cooldown, 1);
		assert_int_equal(target->last_act_ms, 1000 + TARGET_TIME_BASE);
	}
	die(&life);
}

/* --- another boot */

/* How old the charge of an hour ago is found to be. */
static int64_t age_of_charge(struct fixture *fixture, int64_t wall_ago_ms)
{
	struct life life;
	int64_t age_ms;

	leave_a_ledger(fixture);
	sealing_rewrite_header(&fixture->scratch, LEDGER_FILE, wall_ago_ms, clock_boot_ms());
	live(&life, fixture);
	assert_int_equal(ledger_load(life.ledger, &life.view), 0);
	age_ms = clock_boot_ms() + TARGET_TIME_BASE -
		 roster_find(life.roster, "waha/omer")->budget.at_ms[0];
	die(&life);
	return age_ms;
}

static void assert_about(int64_t have, int64_t want)
{
	assert_in_range(have - want + 10000, 0, 20000);
}

static void under_another_boot_charges_age_by_the_wall(void **state)
{
	assert_about(age_of_charge(*state, 5 * HOUR), 6 * HOUR);
}

static void a_wall_clock_that_went_back_or_far_ahead_ages_nothing(void **state)
{
	assert_about(age_of_charge(*state, -5 * HOUR), HOUR);
	assert_about(age_of_charge(*state, 31 * 24 * HOUR), HOUR);
	assert_about(age_of_charge(*state, 29 * 24 * HOUR), 29 * 24 * HOUR + HOUR);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(the_next_life_knows_what_the_last_one_knew),
		TEST(without_a_file_nothing_is_known_and_nothing_is_wrong),
		TEST(what_has_not_changed_is_not_written_again),
		TEST(who_is_no_longer_watched_is_not_brought_back),
		TEST(a_damaged_ledger_is_set_aside),
		TEST(after_damage_everybody_is_charged_once),
		TEST(under_another_boot_charges_age_by_the_wall),
		TEST(a_wall_clock_that_went_back_or_far_ahead_ages_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
