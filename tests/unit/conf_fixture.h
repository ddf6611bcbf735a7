/* conf_fixture.h - configurations out of texts, for the tests of conf.h's parts.
 * SPDX-License-Identifier: ISC */
#ifndef CONF_FIXTURE_H
#define CONF_FIXTURE_H

#include <errno.h>

#include "conf.h"
#include "scratch.h"

struct fixture {
	struct scratch scratch;
	struct conf *conf;
	struct remarks *remarks;
	int rc;
};

static int set_up(void **state)
{
	struct fixture *fixture = calloc(1, sizeof(*fixture));

	fixture->scratch = scratch_make();
	*state = fixture;
	return 0;
}

static void forget(struct fixture *fixture)
{
	conf_free(fixture->conf);
	remarks_free(fixture->remarks);
	fixture->conf = NULL;
	fixture->remarks = NULL;
}

static int tear_down(void **state)
{
	struct fixture *fixture = *state;

	forget(fixture);
	scratch_remove(&fixture->scratch);
	free(fixture);
	return 0;
}

/* The text under [muzzle] with a preset_dir of the test's own. */
static void load(struct fixture *fixture, const char *text)
{
	char whole[8192];
	const char *path;

	forget(fixture);
	fixture->remarks = remarks_new();
	snprintf(whole, sizeof(whole), "[muzzle]\npreset_dir = %s/presets\n%s",
		 fixture->scratch.dir, text);
	path = scratch_write(&fixture->scratch, "muzzle.ini", whole);
	fixture->rc = conf_load(path, &fixture->conf, fixture->remarks);
}

static void load_good(struct fixture *fixture, const char *text)
{
	load(fixture, text);
	for (size_t i = 0; i < fixture->remarks->count; i++)
		print_error("%d: %s\n", fixture->remarks->list[i].line,
			    fixture->remarks->list[i].text);
	assert_int_equal(fixture->rc, 0);
	assert_int_equal(fixture->remarks->count, 0);
}

/* Just one error, in that line of the text, with that in it. */
static void expect_error(struct fixture *fixture, const char *text, int line, const char *part)
{
	load(fixture, text);
	for (size_t i = 0; i < fixture->remarks->count; i++)
		if (i > 0 || !strstr(fixture->remarks->list[i].text, part))
			print_error("%d: %s\n", fixture->remarks->list[i].line - 2,
				    fixture->remarks->list[i].text);
	assert_int_equal(fixture->rc, -EINVAL);
	assert_null(fixture->conf);
	assert_int_equal(fixture->remarks->count, 1);
	assert_int_equal(fixture->remarks->list[0].line - 2, line);
	assert_non_null(strstr(fixture->remarks->list[0].text, part));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

#endif
