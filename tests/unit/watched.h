/* watched.h - a configuration in a directory of its own, for tests of what the daemon remembers.
 * SPDX-License-Identifier: ISC */
#ifndef WATCHED_H
#define WATCHED_H

#include "conf.h"
#include "scratch.h"

struct fixture {
	struct scratch scratch;
	struct conf *conf;
};

static int set_up(void **state)
{
	struct fixture *fixture = calloc(1, sizeof(*fixture));

	fixture->scratch = scratch_make();
	*state = fixture;
	return 0;
}

static int tear_down(void **state)
{
	struct fixture *fixture = *state;

	conf_free(fixture->conf);
	scratch_remove(&fixture->scratch);
	free(fixture);
	return 0;
}

static void configure(struct fixture *fixture, const char *text)
{
	struct remarks *remarks = remarks_new();

	conf_free(fixture->conf);
	fixture->conf = NULL;
	conf_load(scratch_write(&fixture->scratch, "muzzle.ini", text), &fixture->conf, remarks);
	remarks_print(remarks, stderr);
	remarks_free(remarks);
	assert_non_null(fixture->conf);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

#endif
