/* test_laws.c - what was learnt outlives the process, but not for ever.  SPDX-License-Identifier: ISC */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "clock.h"
#include "laws.h"
#include "sealing.h"
#include "watched.h"

#define HOUR INT64_C(3600000)
#define DAY (24 * HOUR)

static const char text[] = "[gateway waha]\nsessions = *\n[gateway other]\nsessions = one\n";

/* One life of a daemon: its memory and its laws. */
struct life {
	struct log log;
	struct roster *roster;
	struct laws *laws;
	char said[1000];
	int ends[2];
};

static void live(struct life *life, struct fixture *fixture)
{
	*life = (struct life){ .said = "" };
	assert_int_equal(pipe(life->ends), 0);
	log_init(&life->log, life->ends[1], MUZZLE_INFO);
	life->roster = roster_new(fixture->conf);
	assert_int_equal(laws_open(&life->laws, fixture->scratch.dir, &life->log), 0);
}

static void die(struct life *life)
{
	laws_close(life->laws);
	roster_free(life->roster);
	close(life->ends[0]);
	close(life->ends[1]);
}

/* What was logged so far. */
static const char *said(struct life *life)
{
	size_t bytes = strlen(life->said);

	log_line(&life->log, MUZZLE_INFO, "test", "end"); /* so that there is something to read */
	assert_true(read(life->ends[0], life->said + bytes, sizeof(life->said) - 1 - bytes) > 0);
	return life->said;
}

static struct law *law(const struct life *life, const char *gateway, enum law_class class)
{
	return &roster_find(life->roster, gateway)->gateway->laws[class - 1];
}

/* 600 runs of 12 s since ten days ago, and one of 40 s. */
static void leave_laws(struct fixture *fixture)
{
	int64_t began_ms = clock_boot_ms() + TARGET_TIME_BASE - 10 * DAY;
	struct life life;

	configure(fixture, text);
	live(&life, fixture);
	for (int i = 0; i < 600; i++)
		law_learn(law(&life, "waha", LAW_STARTING), law_bin(12000), HOUR,
			  began_ms + i * HOUR / 3);
	law_learn(law(&life, "other", LAW_DOWN), law_bin(40000), DAY, began_ms);
	assert_int_equal(laws_save(life.laws, life.roster), 0);
	die(&life);
}

static void the_next_life_knows_what_was_learnt(void **state)
{
	struct fixture *fixture = *state;
	struct law_numbers numbers;
	struct life life;

	leave_laws(fixture);
	live(&life, fixture);
	laws_load(life.laws, life.roster, fixture->conf);
	numbers = law_describe(law(&life, "waha", LAW_STARTING));
	assert_int_equal(numbers.runs, 600);
	assert_true(
		law_learnt(law(&life, "waha", LAW_STARTING), clock_boot_ms() + TARGET_TIME_BASE));
	assert_int_equal(law_describe(law(&life, "waha", LAW_DOWN)).runs, 0);
	assert_int_equal(law_describe(law(&life, "other", LAW_DOWN)).runs, 1);
	assert_string_equal(said(&life), "test: end\n");
	die(&life);
}

static bool has_file(const struct fixture *fixture)
{
	char path[SCRATCH_BYTES];

	snprintf(path, sizeof(path), "%s/%s", fixture->scratch.dir, LAWS_FILE);
	return access(path, F_OK) == 0;
}

static void without_a_file_nothing_is_learnt_and_nothing_is_wrong(void **state)
{
	struct fixture *fixture = *state;
	struct life life;

	configure(fixture, text);
	live(&life, fixture);
	laws_load(life.laws, life.roster, fixture->conf);
	assert_int_equal(law(&life, "waha", LAW_DOWN)->began_ms, 0);
	assert_string_equal(said(&life), "test: end\n");
	assert_int_equal(laws_save(life.laws, life.roster), 0);
	assert_false(has_file(fixture));
	law_learn(law(&life, "waha", LAW_DOWN), 7, HOUR, TARGET_TIME_BASE);
	assert_int_equal(laws_save(life.laws, life.roster), 0);
	assert_true(has_file(fixture));
	die(&life);
}

static void a_gateway_that_is_no_longer_watched_is_not_brought_back(void **state)
{
	struct fixture *fixture = *state;
	struct life life;

	leave_laws(fixture);
	configure(fixture, "[gateway other]\nsessions = one\n");
	live(&life, fixture);
	laws_load(life.laws, life.roster, fixture->conf);
	assert_null(roster_find(life.roster, "waha"));
	assert_int_equal(law_describe(law(&life, "other", LAW_DOWN)).runs, 1);
	die(&life);
}

static void damage_is_set_aside_and_learning_starts_anew(void **state)
{
	struct fixture *fixture = *state;
	static char data[SEALING_BYTES];
	struct life life;
	size_t bytes;

	leave_laws(fixture);
	bytes = sealing_read(&fixture->scratch, LAWS_FILE, data);
	data[bytes / 2] ^= 1;
	scratch_write_bytes(&fixture->scratch, LAWS_FILE, data, bytes);
	live(&life, fixture);
	laws_load(life.laws, life.roster, fixture->conf);
	assert_int_equal(law(&life, "waha", LAW_STARTING)->began_ms, 0);
	assert_non_null(strstr(said(&life), "laws: error: damaged, learning starts anew dir="));
	assert_non_null(strstr(life.said, "aside=laws.bad-0 why=\"line "));
	assert_int_equal(laws_save(life.laws, life.roster), 0);
	die(&life);
}

/* Lines whose sums are right, but which no file of laws has. */
static void what_is_no_law_is_damage_even_behind_laws(void **state)
{
	static const char stranger[] = "{\"ev\":\"ledger\",\"what\":\"box\"}";
	struct fixture *fixture = *state;
	static char data[SEALING_BYTES];
	struct life life;
	char *last;

	leave_laws(fixture);
	sealing_read(&fixture->scratch, LAWS_FILE, data);
	last = strstr(data, "{\"ev\":\"end\"");
	snprintf(last, 200, "%.*s,\"sum\":\"%016llx\"}\n", (int)strlen(stranger) - 1, stranger,
		 (unsigned long long)sealing_sum(stranger));
	scratch_write(&fixture->scratch, LAWS_FILE, data);
	live(&life, fixture);
	laws_load(life.laws, life.roster, fixture->conf);
	assert_int_equal(law(&life, "waha", LAW_STARTING)->began_ms, 0);
	assert_non_null(strstr(said(&life), ": no law\""));
	die(&life);
}

/* How old a law of ten days is found to be, written so long ago under another boot; -1: dropped. */
static int64_t age_of_law(struct fixture *fixture, int64_t wall_ago_ms, struct life *life)
{
	const struct law *learnt;

	leave_laws(fixture);
	sealing_rewrite_header(&fixture->scratch, LAWS_FILE, wall_ago_ms, clock_boot_ms());
	live(life, fixture);
	laws_load(life->laws, life->roster, fixture->conf);
	learnt = law(life, "waha", LAW_STARTING);
	return learnt->began_ms ? clock_boot_ms() + TARGET_TIME_BASE - learnt->began_ms : -1;
}

static void under_another_boot_laws_age_by_the_wall(void **state)
{
	struct life life;

	assert_in_range(age_of_law(*state, 5 * DAY, &life), 15 * DAY - HOUR, 15 * DAY + HOUR);
	die(&life);
	assert_in_range(age_of_law(*state, -5 * DAY, &life), 10 * DAY - HOUR, 10 * DAY + HOUR);
	die(&life);
	assert_in_range(age_of_law(*state, 89 * DAY, &life), 99 * DAY - HOUR, 99 * DAY + HOUR);
	assert_string_equal(said(&life), "test: end\n");
	die(&life);
}

static void laws_of_a_quarter_ago_are_dropped_and_that_is_said(void **state)
{
	struct life life;

	assert_int_equal(age_of_law(*state, 91 * DAY, &life), -1);
	assert_string_equal(said(&life), "laws: warning: too old, learning starts anew days=91\n"
					 "test: end\n");
	die(&life);
}

static void what_cannot_be_written_is_said_once(void **state)
{
	struct fixture *fixture = *state;
	struct life life;
	const char *first;

	configure(fixture, text);
	scratch_write(&fixture->scratch, "laws.new", "");
	assert_int_equal(unlink(fixture->scratch.path), 0);
	assert_int_equal(mkdir(fixture->scratch.path, 0700), 0);
	live(&life, fixture);
	law_learn(law(&life, "waha", LAW_DOWN), 7, HOUR, TARGET_TIME_BASE);
	assert_true(laws_save(life.laws, life.roster) < 0);
	assert_true(laws_save(life.laws, life.roster) < 0);
	first = strstr(said(&life), "laws: warning: cannot be written");
	assert_non_null(first);
	assert_null(strstr(first + 1, "laws: warning"));
	die(&life);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(the_next_life_knows_what_was_learnt),
		TEST(without_a_file_nothing_is_learnt_and_nothing_is_wrong),
		TEST(a_gateway_that_is_no_longer_watched_is_not_brought_back),
		TEST(damage_is_set_aside_and_learning_starts_anew),
		TEST(what_is_no_law_is_damage_even_behind_laws),
		TEST(under_another_boot_laws_age_by_the_wall),
		TEST(laws_of_a_quarter_ago_are_dropped_and_that_is_said),
		TEST(what_cannot_be_written_is_said_once),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
