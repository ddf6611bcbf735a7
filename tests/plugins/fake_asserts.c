/* fake_asserts.c - see fake_asserts.h.  SPDX-License-Identifier: ISC */
#include "fake_asserts.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <errno.h>
#include <string.h>

void assert_told(struct muzzle_inst *inst, const char *lines)
{
	assert_string_equal(fake_told(inst), lines);
}

void assert_refuses(const char *plugin, const struct fake_setting *settings, const char *why)
{
	struct muzzle_inst *inst = fake_new(plugin, settings);

	assert_int_equal(fake_start(inst), -EINVAL);
	if (inst->error)
		assert_non_null(strstr(inst->error, why));
	else
		assert_non_null(fake_logged(inst, why));
	fake_close(inst);
}

FILE *fake_fixture(const char *name)
{
	char path[512];
	FILE *file;

	snprintf(path, sizeof(path), SOURCE_DIR "/tests/plugins/fixtures/%s", name);
	file = fopen(path, "r");
	assert_non_null(file);
	return file;
}
