/* chronicle.c - see chronicle.h.  SPDX-License-Identifier: ISC */
#include "chronicle.h"

#include <errno.h>
#include <json-c/json.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "field.h"
#include "growing.h"

#define IDS_PER_MS 1000 /* so many entries a process may have in each ms of its life */

struct chronicle_place {
	int64_t wall_ms;
	size_t at, bytes; /* in the ring: target, text and JSON, with a NUL behind each */
	char kind[CHRONICLE_KIND_BYTES];
};

int chronicle_open(struct chronicle *c, size_t keeps, int64_t wall_ms)
{
	c->keeps = keeps;
	c->room = keeps * CHRONICLE_ENTRY_BYTES;
	c->first = c->next = (uint64_t)wall_ms * IDS_PER_MS;
	c->places = calloc(c->keeps, sizeof(*c->places));
	c->bytes = malloc(c->room);
	return c->places && c->bytes ? 0 : -ENOMEM;
}

void chronicle_close(struct chronicle *c)
{
	free(c->places);
	free(c->bytes);
	*c = (struct chronicle){ .places = NULL };
}

static struct chronicle_place *place_of(const struct chronicle *c, uint64_t id)
{
	return &c->places[id % c->keeps];
}

static bool overlaps(const struct chronicle_place *place, size_t at, size_t bytes)
{
	return place->at < at + bytes && at < place->at + place->bytes;
}

/* Entries lie one behind the other, so that those in the way are the oldest. */
static void make_room(struct chronicle *c, size_t at, size_t bytes)
{
	while (c->first < c->next &&
	       (c->next - c->first == c->keeps || overlaps(place_of(c, c->first), at, bytes)))
		c->since_ms = place_of(c, c->first++)->wall_ms;
}

/* An entry is never split: what is left at the end of the ring stays unused, and its entries go. */
static size_t find_room(struct chronicle *c, size_t bytes)
{
	size_t at = c->at;

	if (at + bytes > c->room) {
		make_room(c, at, c->room - at);
		at = 0;
	}
	make_room(c, at, bytes);
	return at;
}

void chronicle_hear(struct chronicle *c, int64_t wall_ms)
{
	if (!c->since_ms)
		c->since_ms = wall_ms;
}

static const char *kind_of(struct json_object *line)
{
	const char *order = field_text(line, "order"), *ev = field_text(line, "ev"),
		   *what = field_text(line, "what");

	if (*order)
		return order;
	if (strcmp(ev, "event") == 0 || strcmp(ev, "command") == 0 || strcmp(ev, "self") == 0)
		return what;
	return ev;
}

static void print_json(struct growing *text, uint64_t id, const struct chronicle_news *news)
{
	growing_say(text, "{\"id\":");
	growing_number(text, (int64_t)id);
	growing_say(text, ",\"wall_ms\":");
	growing_number(text, news->wall_ms);
	if (news->target) {
		growing_say(text, ",\"target\":");
		growing_json(text, news->target);
	}
	growing_say(text, ",\"text\":");
	growing_json(text, news->text);
	growing_say(text, ",\"line\":");
	growing_say(text, news->line);
	growing_say(text, "}");
}

void chronicle_add(struct chronicle *c, const struct chronicle_news *news)
{
	const char *target = news->target ? news->target : "";
	struct growing text = { .data = NULL };
	struct chronicle_place *place;

	growing_put(&text, target, strlen(target) + 1);
	growing_put(&text, news->text, strlen(news->text) + 1);
	print_json(&text, c->next, news);
	if (!text.failed && text.bytes < c->room) {
		size_t at = find_room(c, text.bytes + 1);

		place = place_of(c, c->next++);
		*place = (struct chronicle_place){ news->wall_ms, at, text.bytes + 1, "" };
		snprintf(place->kind, sizeof(place->kind), "%s", kind_of(news->parsed));
		memcpy(c->bytes + at, text.data, text.bytes + 1);
		c->at = at + text.bytes + 1;
	}
	growing_end(&text);
}

bool chronicle_get(const struct chronicle *c, uint64_t id, struct chronicle_entry *entry)
{
	const struct chronicle_place *place;

	if (id < c->first || id >= c->next)
		return false;
	place = place_of(c, id);
	*entry = (struct chronicle_entry){ .id = id,
					   .wall_ms = place->wall_ms,
					   .kind = place->kind };
	entry->target = c->bytes + place->at;
	entry->text = entry->target + strlen(entry->target) + 1;
	entry->json = entry->text + strlen(entry->text) + 1;
	entry->json_bytes = strlen(entry->json);
	return true;
}
