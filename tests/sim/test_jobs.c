/* test_jobs.c - many worlds give the same sums on any number of processors.  SPDX-License-Identifier: ISC */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "jobs.h"
#include "lived.h"

static struct tally *run(int processes, struct cells_cell *cells, size_t count)
{
	struct sim_setup common = lived_setup(0);
	struct tally *tallies = calloc(count, sizeof(*tallies));
	struct watcher_config config = lived_rash();
	struct jobs jobs = { .config = &config,
			     .cells = cells,
			     .cells_count = count,
			     .common = &common,
			     .seed = 7,
			     .seeds = 3,
			     .processes = processes };

	assert_non_null(tallies);
	assert_int_equal(jobs_run(&jobs, tallies), 0);
	return tallies;
}

static struct cells_cell *make(const char *scenarios, size_t *count)
{
	struct cells_wish wish = { scenarios, "medium", "lognormal" };
	struct cells_cell *cells;
	char why[CELLS_WHY_BYTES];

	assert_int_equal(cells_make(&wish, &cells, count, why), 0);
	return cells;
}

static void three_processes_count_what_one_counts(void **state)
{
	size_t count;
	struct cells_cell *cells = make("4,6", &count);
	struct tally *alone = run(1, cells, count), *shared = run(3, cells, count);

	(void)state;
	assert_memory_equal(alone, shared, count * sizeof(*alone));
	assert_int_equal(alone[0].worlds, 3);
	assert_int_equal(alone[1].worlds, 3);
	assert_true(alone[0].false_acts > 0);
	assert_int_equal(alone[1].false_acts, 0);
	free(alone);
	free(shared);
	free(cells);
}

static void more_processes_than_worlds_are_no_harm(void **state)
{
	size_t count;
	struct cells_cell *cells = make("6", &count);
	struct tally *tally = run(8, cells, count);

	(void)state;
	assert_int_equal(tally->worlds, 3);
	assert_int_equal(tally->session_ms, 3 * 4 * LIVED_MS);
	free(tally);
	free(cells);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(three_processes_count_what_one_counts),
		cmocka_unit_test(more_processes_than_worlds_are_no_harm),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
