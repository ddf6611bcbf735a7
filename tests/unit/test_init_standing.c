/* test_init_standing.c - what stands already is neither said twice nor switched off.  SPDX-License-Identifier: ISC */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "scratch.h"
#include "standing.h"

static void what_stands_is_seen_with_its_place(void **state)
{
	struct scratch scratch = scratch_make();
	struct standing standing;

	(void)state;
	scratch_write(
		&scratch, "conf.d/waha.ini",
		"[gateway waha]\n[source uplink]\nplugin = uplink\n[action page]\nplugin = noop\n"
		"[exporter web]\nplugin = web\n");
	scratch_write(
		&scratch, "muzzle.ini",
		"# a\n[muzzle]\nrun_dir = /r\nmode = observe\n[source d]\nplugin = docker_events\n");
	assert_int_equal(standing_read(&standing, scratch.path, "waha", ""), 0);
	assert_true(standing.observe && standing.said && standing.taken);
	assert_true(standing.uplink && standing.docker && standing.page && standing.web);
	assert_int_equal(standing.gateways, 1);
	assert_string_equal(standing.file, scratch.path);
	assert_int_equal(standing.line, 4);
	assert_false(standing.journal_said);
	assert_int_equal(standing.journal_bytes, 512 * 1024);
	scratch_remove(&scratch);
}

/* The file that will be replaced. */
static void write_part(struct scratch *scratch, char path[SCRATCH_BYTES], const char *text)
{
	snprintf(path, SCRATCH_BYTES, "%s", scratch_write(scratch, "conf.d/waha.ini", text));
}

static void a_file_that_will_be_replaced_does_not_count(void **state)
{
	struct scratch scratch = scratch_make();
	char except[SCRATCH_BYTES];
	struct standing standing;

	(void)state;
	write_part(&scratch, except,
		   "[gateway waha]\n[source uplink]\nplugin = uplink\n[source d]\n"
		   "plugin = docker_events\ngateway = waha\n");
	scratch_write(&scratch, "muzzle.ini", "# a\n[muzzle]\n[gateway other]\n");
	assert_int_equal(standing_read(&standing, scratch.path, "waha", except), 0);
	assert_false(standing.taken || standing.uplink || standing.docker || standing.observe ||
		     standing.said);
	assert_int_equal(standing.gateways, 1);
	assert_int_equal(standing.line, 2);
	assert_int_equal(standing_read(&standing, scratch.path, "waha", ""), 0);
	assert_true(standing.taken && standing.uplink);
	assert_false(standing.docker); /* it is for that gateway alone */
	scratch_remove(&scratch);
}

static void the_mode_of_a_file_that_will_be_replaced_ends_with_it(void **state)
{
	struct scratch scratch = scratch_make();
	char except[SCRATCH_BYTES];
	struct standing standing;

	(void)state;
	write_part(&scratch, except,
		   "[muzzle]\nmode = observe\njournal_size = 8M\n[gateway waha]\n");
	scratch_write(&scratch, "muzzle.ini", "");
	assert_int_equal(standing_read(&standing, scratch.path, "waha", except), 0);
	assert_false(standing.observe || standing.said || standing.journal_said);
	assert_string_equal(standing.file, "");
	assert_int_equal(standing_read(&standing, scratch.path, "", ""), 0);
	assert_true(standing.observe && standing.journal_said);
	assert_string_equal(standing.file, except);
	scratch_remove(&scratch);
}

static void mistakes_that_stand_there_are_told(void **state)
{
	struct scratch scratch = scratch_make();
	struct standing standing;

	(void)state;
	scratch_write(&scratch, "muzzle.ini", "[muzzle]\nmoed = observe\n");
	assert_int_not_equal(standing_read(&standing, scratch.path, "waha", ""), 0);
	scratch_remove(&scratch);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_stands_is_seen_with_its_place),
		cmocka_unit_test(a_file_that_will_be_replaced_does_not_count),
		cmocka_unit_test(the_mode_of_a_file_that_will_be_replaced_ends_with_it),
		cmocka_unit_test(mistakes_that_stand_there_are_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
