/* errand.c - see errand.h.  SPDX-License-Identifier: ISC */
#include "errand.h"

#include <stdio.h>

#include "client.h"
#include "cmd_tell.h"
#include "hold.h"
#include "tell.h"

static struct json_object *begin(const char *cmd, const char *target)
{
	struct json_object *request = client_question(cmd, target);

	tell_text(request, "by", cmd_tell_who());
	return request;
}

struct json_object *errand_hold(const char *target, int64_t for_ms, const char *why)
{
	struct json_object *request = begin("hold", target);

	tell_number(request, "for_ms", for_ms);
	if (*why)
		tell_text(request, "why", why);
	return request;
}

struct json_object *errand_release(const char *target)
{
	return begin("release", target);
}

struct json_object *errand_reset(const char *target)
{
	return begin("reset", target);
}

/* The first hold of that list, in words behind `before`. */
static void add_hold(struct json_object *answer, const char *key, const char *before, FILE *out)
{
	struct json_object *list = tell_get(answer, key);
	char text[HOLD_TEXT_BYTES];

	if (tell_count(list))
		fprintf(out, "; %s%s", before,
			hold_format(json_object_array_get_idx(list, 0), text));
}

void errand_words(struct json_object *request, struct json_object *answer, char *text,
		  size_t text_bytes)
{
	const char *cmd = tell_get_text(request, "cmd"), *error = tell_get_text(answer, "error");
	FILE *out = fmemopen(text, text_bytes, "w");
	char did[64];

	*text = '\0';
	if (!out)
		return;
	snprintf(did, sizeof(did), "%s done", cmd);
	if (*error)
		fprintf(out, "%s %s: %s", cmd, tell_get_text(request, "target"), error);
	else
		fprintf(out, "%s: %s", tell_get_text(request, "target"),
			cmd_tell_outcome(answer, did));
	add_hold(answer, "ended", "ended: ", out);
	add_hold(answer, "holds", "", out);
	fclose(out);
	text[text_bytes - 1] = '\0';
}
