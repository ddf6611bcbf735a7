/* fake_preset.c - see fake_preset.h.  SPDX-License-Identifier: ISC */
#include "fake_preset.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

void fake_preset_add(struct fake_preset *preset, const char *key, const char *value)
{
	assert(preset->count < FAKE_PRESET_MAX);
	preset->settings[preset->count++] = (struct fake_setting){ key, value };
	preset->settings[preset->count] = (struct fake_setting){ NULL, NULL };
}

/* Ends the text before its last blanks, and skips its first. */
static char *trim(char *text)
{
	size_t bytes;

	text += strspn(text, " \t");
	bytes = strlen(text);
	while (bytes && (text[bytes - 1] == ' ' || text[bytes - 1] == '\t'))
		bytes--;
	text[bytes] = '\0';
	return text;
}

static void take_pair(struct fake_preset *preset, char *line)
{
	char *value = strchr(line, '=');

	assert(value);
	*value++ = '\0';
	fake_preset_add(preset, trim(line), trim(value));
}

void fake_preset_read(struct fake_preset *preset, const char *name, const char *section)
{
	char path[512], head[64], *rest = NULL;
	bool inside = false;
	size_t bytes;
	FILE *f;

	snprintf(path, sizeof(path), SOURCE_DIR "/etc/presets/%s.ini", name);
	snprintf(head, sizeof(head), "[%s]", section);
	f = fopen(path, "r");
	assert(f);
	memset(preset, 0, sizeof(*preset));
	bytes = fread(preset->text, 1, sizeof(preset->text) - 1, f);
	fclose(f);
	preset->text[bytes] = '\0';
	for (char *line = strtok_r(preset->text, "\n", &rest); line;
	     line = strtok_r(NULL, "\n", &rest))
		if (*line == '[')
			inside = strcmp(line, head) == 0;
		else if (inside && *line != ';')
			take_pair(preset, line);
	assert(preset->count);
}
