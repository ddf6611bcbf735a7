/* fake_poll.c - see fake_poll.h.  SPDX-License-Identifier: ISC */
#include "fake_poll.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "fake_preset.h"

struct muzzle_inst *fake_poll_waha(const char *key, const char *value)
{
	struct fake_preset preset;
	struct muzzle_inst *inst;

	fake_preset_read(&preset, "waha", "status_poll");
	fake_preset_add(&preset, "url", "http://127.0.0.1:3000/");
	fake_preset_add(&preset, "header", "X-Api-Key: s3cr3t");
	if (key)
		fake_preset_add(&preset, key, value);
	inst = fake_open("status_poll", preset.settings);
	fake_advance(inst, 0);
	return inst;
}

struct muzzle_inst *fake_poll_open(const struct fake_setting *settings)
{
	struct muzzle_inst *inst = fake_open("status_poll", settings);

	fake_advance(inst, 0);
	return inst;
}

void assert_answer(struct muzzle_inst *inst, int status, const char *body, const char *lines)
{
	if (!fake_pending(inst, 0))
		fake_advance(inst, 5000);
	fake_answer(inst, status, body);
	assert_told(inst, lines);
}
