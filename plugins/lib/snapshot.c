/* snapshot.c - see snapshot.h.  SPDX-License-Identifier: ISC */
#include "snapshot.h"

#include <ctype.h>
#include <stdbool.h>
#include <string.h>

#include "hash.h"

/* --- what is news */

/* Numbers that are, and sentences whose numbers are not: they tell how long something lasts. */
static const char *const counted[] = { "acts", "incident", "waiting", "lost" };
static const char *const worded[] = { "headline", "says", "until" };

struct key {
	const char *text;
	size_t bytes;
};

static bool is_one_of(struct key key, const char *const *names, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (strlen(names[i]) == key.bytes && memcmp(names[i], key.text, key.bytes) == 0)
			return true;
	return false;
}
#define IS_ONE_OF(key, names) is_one_of(key, names, sizeof(names) / sizeof((names)[0]))

static const char *end_of_string(const char *at)
{
	while (*at && *at != '"')
		at += at[0] == '\\' && at[1] ? 2 : 1;
	return at;
}

static uint64_t add_words(uint64_t digest, const char *from, const char *to)
{
	for (; from < to; from++)
		if (!isdigit((unsigned char)*from))
			digest = hash_add(digest, from, 1);
	return digest;
}

uint64_t snapshot_digest(const char *json)
{
	struct key key = { "", 0 };
	uint64_t digest = HASH_START;

	for (const char *at = json; *at; at++) {
		if (*at == '"') {
			const char *end = end_of_string(at + 1);

			digest = IS_ONE_OF(key, worded) ? add_words(digest, at, end)
							: hash_add(digest, at, (size_t)(end - at));
			key = (struct key){ at + 1,
					    *end && end[1] == ':' ? (size_t)(end - at - 1) : 0 };
			at = *end ? end : end - 1;
		} else if (!strchr("0123456789.-", *at) || IS_ONE_OF(key, counted)) {
			digest = hash_add(digest, at, 1);
		}
	}
	return digest;
}

/* --- asking */

bool snapshot_is_fresh(const struct snapshot *s, const struct snapshot_part *part)
{
	return part->blob && s->host->now(s->inst) - part->made_ms < SNAPSHOT_MS;
}

void snapshot_keep(struct snapshot *s, struct snapshot_part *part, struct blob *blob)
{
	blob_let_go(part->blob);
	*part = (struct snapshot_part){ blob, s->host->now(s->inst) };
}

static struct blob *ask(struct snapshot *s, struct snapshot_part *part, const char *request)
{
	if (!snapshot_is_fresh(s, part))
		snapshot_keep(s, part, blob_copy(s->room, s->host->ask(s->inst, request)));
	return part->blob;
}

struct blob *snapshot_status(struct snapshot *s)
{
	bool fresh = snapshot_is_fresh(s, &s->status);
	struct blob *status = ask(s, &s->status, "{\"cmd\":\"status\"}");

	if (status && !fresh)
		s->digest = snapshot_digest(status->data);
	return status;
}

struct blob *snapshot_metrics(struct snapshot *s)
{
	return ask(s, &s->metrics, "{\"cmd\":\"metrics\"}");
}

static void forget(struct snapshot_part *part)
{
	blob_let_go(part->blob);
	*part = (struct snapshot_part){ .blob = NULL };
}

void snapshot_forget(struct snapshot *s)
{
	forget(&s->status);
	forget(&s->metrics);
	forget(&s->plain);
	forget(&s->open);
}
