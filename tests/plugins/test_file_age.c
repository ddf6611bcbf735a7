/* test_file_age.c - the example plugin, built as its own Makefile builds it, under a fake host.
 * SPDX-License-Identifier: ISC */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <dlfcn.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "fake_host.h"
#include "fake_options.h"

#define DIR BUILD_DIR "/plugged/example"
#define FILE_A DIR "/a.alive"
#define FILE_B DIR "/b.alive"

static const struct fake_setting on_a[] = { { "file", FILE_A }, { NULL, NULL } };
static const struct fake_setting on_b[] = { { "file", FILE_B },
					    { "limit", "10s" },
					    { NULL, NULL } };

/* The fake host loads from the plugin directory only: a stand-in gives way to the example. */
static struct muzzle_inst *open_example(const struct fake_setting *settings)
{
	struct muzzle_inst *inst = fake_new("noop", NULL);

	dlclose(inst->so);
	free(inst->self);
	inst->so = dlopen(DIR "/file_age.so", RTLD_NOW | RTLD_LOCAL);
	assert_non_null(inst->so);
	inst->plugin = dlsym(inst->so, "muzzle_plugin_v1");
	assert_non_null(inst->plugin);
	inst->self = calloc(1, inst->plugin->self_size);
	assert_null(fake_options_apply(inst, settings));
	assert_int_equal(fake_start(inst), 0);
	assert_string_equal(fake_told(inst), ""); /* nothing is heard before the start is over */
	fake_advance(inst, 0);
	return inst;
}

/* The file was last touched that long ago. */
static void touch(const struct muzzle_inst *inst, const char *path, int64_t age_ms)
{
	int64_t wall_ms = inst->wall_ms - age_ms;
	struct timespec times[2] = { { .tv_nsec = UTIME_OMIT }, { .tv_sec = wall_ms / 1000 } };
	int fd = open(path, O_CREAT | O_WRONLY | O_CLOEXEC, 0600);

	assert_true(fd >= 0);
	assert_int_equal(futimens(fd, times), 0);
	close(fd);
}

static int build(void **state)
{
	(void)state;
	unsetenv("MAKEFLAGS");
	unsetenv("MFLAGS");
	mkdir(DIR, 0700);
	unlink(FILE_A);
	unlink(FILE_B);
	unlink(DIR "/file_age.so");
	return system("make -s -C " DIR " -f " SOURCE_DIR
		      "/examples/plugin/Makefile VPATH=" SOURCE_DIR
		      "/examples/plugin MUZZLE_INCLUDE=" SOURCE_DIR "/core file_age.so");
}

static void the_descriptor_can_be_judged(void **state)
{
	struct muzzle_inst *inst = open_example(on_a);

	(void)state;
	assert_int_equal(inst->plugin->kind, MUZZLE_SOURCE);
	assert_string_equal(inst->plugin->name, "file_age");
	assert_int_equal(inst->plugin->needs & ~inst->host.caps, 0);
	fake_close(inst);
}

static void a_missing_file_is_down_and_a_young_one_up(void **state)
{
	struct muzzle_inst *inst = open_example(on_a);

	(void)state;
	assert_string_equal(fake_told(inst), "claim - down \n");
	touch(inst, FILE_A, 0);
	fake_advance(inst, 5000);
	assert_string_equal(fake_told(inst), "claim - up \n");
	fake_advance(inst, 54000);
	fake_told(inst);
	fake_advance(inst, 1000);
	assert_string_equal(fake_told(inst), "claim - down \n");
	fake_close(inst);
}

static void two_instances_watch_their_own_files(void **state)
{
	struct muzzle_inst *one = open_example(on_a), *other = open_example(on_b);

	(void)state;
	fake_told(one);
	fake_told(other);
	touch(one, FILE_A, 20000);
	touch(other, FILE_B, 20000);
	fake_advance(one, 5000);
	fake_advance(other, 5000);
	assert_string_equal(fake_told(one), "claim - up \n");
	assert_string_equal(fake_told(other), "claim - down \n");
	fake_close(one);
	fake_close(other);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_descriptor_can_be_judged),
		cmocka_unit_test(a_missing_file_is_down_and_a_young_one_up),
		cmocka_unit_test(two_instances_watch_their_own_files),
	};

	return cmocka_run_group_tests(tests, build, NULL);
}
