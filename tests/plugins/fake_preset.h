/* fake_preset.h - a shipped preset's section as settings for a test.  SPDX-License-Identifier: ISC */
#ifndef FAKE_PRESET_H
#define FAKE_PRESET_H

#include "fake_host.h"

#define FAKE_PRESET_MAX 32

struct fake_preset {
	struct fake_setting settings[FAKE_PRESET_MAX + 1];
	size_t count;
	char text[8192];
};

/* fake_preset_read - the keys of [section] in etc/presets/<name>.ini; no quotes, no expansion. */
void fake_preset_read(struct fake_preset *preset, const char *name, const char *section);

/* fake_preset_add - one key more; the strings are borrowed. */
void fake_preset_add(struct fake_preset *preset, const char *key, const char *value);

#endif
