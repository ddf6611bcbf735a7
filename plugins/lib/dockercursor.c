/* dockercursor.c - see dockercursor.h.  SPDX-License-Identifier: ISC */
#include "dockercursor.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

void dockercursor_init(struct dockercursor *c, int64_t now_ns)
{
	const struct dockercursor_place now = { .unix_ns = now_ns };

	*c = (struct dockercursor){ .unix_ns = now_ns, .begun_ns = INT64_MAX };
	for (size_t i = 0; i < DOCKERLINES_STREAMS; i++)
		c->places[i] = now;
}

/* Where to begin again: behind all that was read, before what was read in part. */
static int64_t safe_ns(const struct dockercursor *c)
{
	return c->begun_ns < c->unix_ns ? c->begun_ns : c->unix_ns;
}

static bool is_sound(const struct dockercursor_place *p)
{
	return p->unix_ns >= 0 && p->lines >= 0 && p->lines <= UINT32_MAX;
}

bool dockercursor_read(struct dockercursor *c, const char *text)
{
	struct dockercursor r = { .begun_ns = INT64_MAX };
	struct dockercursor_place *out = &r.places[DOCKERLINES_OUT];
	struct dockercursor_place *err = &r.places[DOCKERLINES_ERR];
	int end = 0;

	if (sscanf(text,
		   "%12[0-9a-f-] %" SCNd64 " %" SCNd64 " %" SCNd64 " %" SCNd64 " %" SCNd64 "%n",
		   r.id, &r.unix_ns, &out->unix_ns, &out->lines, &err->unix_ns, &err->lines,
		   &end) != 6 ||
	    text[end] || r.unix_ns < 0 || !is_sound(out) || !is_sound(err))
		return false;
	if (strcmp(r.id, "-") == 0)
		r.id[0] = '\0';
	*c = r;
	return true;
}

void dockercursor_write(const struct dockercursor *c, char text[DOCKERCURSOR_TEXT_BYTES])
{
	const struct dockercursor_place *out = &c->places[DOCKERLINES_OUT];
	const struct dockercursor_place *err = &c->places[DOCKERLINES_ERR];

	snprintf(text, DOCKERCURSOR_TEXT_BYTES,
		 "%s %" PRId64 " %" PRId64 " %" PRId64 " %" PRId64 " %" PRId64,
		 c->id[0] ? c->id : "-", safe_ns(c), out->unix_ns, out->lines, err->unix_ns,
		 err->lines);
}

void dockercursor_adopt(struct dockercursor *c, const char *id)
{
	char short_id[LIFE_ID_BYTES];

	snprintf(short_id, sizeof(short_id), "%.*s", LIFE_ID_BYTES - 1, id);
	if (c->id[0] && strcmp(c->id, short_id) != 0)
		dockercursor_init(c, 0);
	memcpy(c->id, short_id, sizeof(c->id));
}

int64_t dockercursor_resume(struct dockercursor *c, int64_t now_ns)
{
	int64_t since_ns;

	if (safe_ns(c) > now_ns + DOCKERCURSOR_AHEAD_NS)
		c->unix_ns = now_ns;
	since_ns = safe_ns(c) - DOCKERCURSOR_OVERLAP_NS;
	for (size_t i = 0; i < DOCKERLINES_STREAMS; i++) {
		struct dockercursor_place *p = &c->places[i];

		if (p->unix_ns > now_ns + DOCKERCURSOR_AHEAD_NS)
			*p = (struct dockercursor_place){ .unix_ns = now_ns };
		p->again = 0;
		p->resuming = true;
	}
	return since_ns > 0 ? since_ns : 0;
}

/* Only at the beginning of a stream: later a time that goes back is a clock that was set back. */
static bool is_known(struct dockercursor_place *p, int64_t unix_ns)
{
	if (!p->resuming || unix_ns > p->unix_ns)
		return false;
	return unix_ns < p->unix_ns || p->again++ < p->lines;
}

bool dockercursor_pass(struct dockercursor *c, const struct dockerlines_line *line)
{
	struct dockercursor_place *p = &c->places[line->stream];

	if (is_known(p, line->unix_ns))
		return false;
	p->resuming = false;
	p->lines = line->unix_ns == p->unix_ns ? p->lines + 1 : 1;
	p->unix_ns = c->unix_ns = line->unix_ns;
	return true;
}
