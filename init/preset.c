/* preset.c - see preset.h.  SPDX-License-Identifier: ISC */
#include "preset.h"

#include <errno.h>
#include <limits.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include "inifile.h"

static const struct key {
	const char *key;
	size_t offset;
} keys[] = {
#define KEY(field)                                     \
	{                                              \
#field, offsetof(struct preset, field) \
	}
	KEY(path), KEY(items),    KEY(name), KEY(status), KEY(failing),
	KEY(up),   KEY(starting), KEY(down), KEY(off),    KEY(human),
};

static int take(void *arg, const struct remark_place *place, const char *section,
		const struct inifile_pair *pair)
{
	(void)place;
	if (!pair || strcmp(section, "status_poll") != 0)
		return 0;
	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++) {
		char *text = (char *)arg + keys[i].offset;

		if (strcmp(keys[i].key, pair->key) == 0 && !*text)
			snprintf(text, PRESET_TEXT_BYTES, "%s", pair->value);
	}
	return 0;
}

int preset_read(struct preset *preset, const char *dir, const char *name)
{
	struct remarks *remarks = remarks_new();
	struct inifile_sink sink = { .entry = take, .arg = preset, .remarks = remarks };
	char path[PATH_MAX];
	int rc = -ENOMEM;

	*preset = (struct preset){ 0 };
	snprintf(path, sizeof(path), "%s/%s.ini", dir, name);
	if (remarks)
		rc = inifile_load(path, &sink);
	if (rc == 0 && remarks->errors)
		rc = -EINVAL;
	if (remarks)
		remarks_print(remarks, stderr);
	remarks_free(remarks);
	return rc;
}
