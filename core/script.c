/* script.c - see script.h.  SPDX-License-Identifier: ISC */
#include "script.h"

#include <stdio.h>
#include <string.h>

void script_add(struct script *script, const void *data, size_t bytes)
{
	buffer_add(&script->bytes, data, bytes);
}

void script_end_block(struct script *script)
{
	if (script->count < SCRIPT_BLOCKS_MAX)
		script->ends[script->count++] = script->bytes.bytes;
	else
		script->bytes.failed = true;
}

void script_add_line(struct script *script, const char *label, const char *value, const char *end)
{
	script_add(script, label, strlen(label));
	script_add(script, value, strlen(value));
	script_add(script, end, strlen(end));
	script_end_block(script);
}

const char *script_block(const struct script *script, size_t i, size_t *bytes)
{
	size_t start = i ? script->ends[i - 1] : 0;

	*bytes = script->ends[i] - start;
	return script->bytes.data + start;
}

void script_finish(struct script_course *course, int status, const char *text, size_t bytes)
{
	course->over = true;
	course->status = status;
	snprintf(course->text, sizeof(course->text), "%.*s", (int)bytes, text);
}
