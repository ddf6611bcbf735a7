/* viewers.c - see viewers.h.  SPDX-License-Identifier: ISC */
#include "viewers.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "growing.h"

#define PIECE_BYTES 16384 /* of entries in one piece, at least one */
#define FIRST_WORDS "retry: 2000\n\n"

struct viewer {
	bool here, greeted;
	struct blob *piece; /* being sent; one holder is the viewer's */
	size_t sent;        /* bytes of it */
	int64_t since_ms;   /* when it began: VIEWERS_STUCK_MS are allowed for all of it */
	uint64_t version;   /* of the status that the viewer has */
	uint64_t next;      /* id of the entry that it gets next */
};

static int64_t now_ms(const struct viewers *v)
{
	return v->snapshot->host->now(v->snapshot->inst);
}

int viewers_open(struct viewers *v)
{
	v->list = calloc((size_t)v->httpd->callers_max + CALLERS_SPARE, sizeof(*v->list));
	return v->list ? 0 : -ENOMEM;
}

void viewers_close(struct viewers *v)
{
	blob_let_go(v->status);
	free(v->list);
	v->list = NULL;
	v->status = NULL;
}

/* --- what is sent */

/* Makes an event of the present status. */
static void renew(struct viewers *v)
{
	struct blob *status = snapshot_status(v->snapshot);
	struct growing text = { .data = NULL };

	if (!status)
		return;
	growing_say(&text, "event: status\ndata: ");
	growing_put(&text, status->data, status->bytes);
	growing_say(&text, "\n\n");
	blob_let_go(v->status);
	v->status = blob_take_text(v->snapshot->room, &text);
	if (!v->status)
		return;
	v->digest = v->snapshot->digest;
	v->told_ms = now_ms(v);
	v->version++;
}

static void add_entry(struct growing *text, const struct chronicle_entry *entry)
{
	growing_say(text, "event: entry\nid: ");
	growing_number(text, (int64_t)entry->id);
	growing_say(text, "\ndata: ");
	growing_put(text, entry->json, entry->json_bytes);
	growing_say(text, "\n\n");
}

/* Entries that have left the chronicle are skipped. */
static struct blob *next_entries(struct viewers *v, struct viewer *viewer)
{
	struct growing text = { .data = NULL };
	struct chronicle_entry entry;

	if (viewer->next < v->chronicle->first)
		viewer->next = v->chronicle->first;
	while (text.bytes < PIECE_BYTES && chronicle_get(v->chronicle, viewer->next, &entry)) {
		add_entry(&text, &entry);
		viewer->next++;
	}
	return blob_take_text(v->snapshot->room, &text);
}

static struct blob *greet(struct viewers *v, struct viewer *viewer)
{
	struct growing text = { .data = NULL };

	viewer->greeted = true;
	growing_say(&text, FIRST_WORDS);
	return blob_take_text(v->snapshot->room, &text);
}

static bool has_news(const struct viewers *v, const struct viewer *viewer)
{
	return !viewer->greeted || (v->status && viewer->version != v->version) ||
	       viewer->next < v->chronicle->next;
}

/* NULL: there is nothing to send, or no memory: then it is tried again. */
static struct blob *next_piece(struct viewers *v, struct viewer *viewer)
{
	if (!viewer->greeted)
		return greet(v, viewer);
	if (v->status && viewer->version != v->version) {
		viewer->version = v->version;
		return blob_hold(v->status);
	}
	return viewer->next < v->chronicle->next ? next_entries(v, viewer) : NULL;
}

ssize_t viewers_more(struct viewers *v, size_t place, char *out, size_t out_bytes)
{
	struct viewer *viewer = &v->list[place];
	size_t left;

	if (!viewer->here)
		return -1;
	if (!viewer->piece) {
		viewer->piece = next_piece(v, viewer);
		viewer->sent = 0;
		viewer->since_ms = now_ms(v);
	}
	if (!viewer->piece)
		return 0;
	left = viewer->piece->bytes - viewer->sent;
	left = left < out_bytes ? left : out_bytes;
	memcpy(out, viewer->piece->data + viewer->sent, left);
	viewer->sent += left;
	if (viewer->sent == viewer->piece->bytes) {
		blob_let_go(viewer->piece);
		viewer->piece = NULL;
	}
	return (ssize_t)left;
}

/* --- time */

/* There is more to send, and the viewer has not taken it in time. */
static bool is_stuck(const struct viewers *v, const struct viewer *viewer)
{
	return (viewer->piece || has_news(v, viewer)) &&
	       now_ms(v) - viewer->since_ms >= VIEWERS_STUCK_MS;
}

static void serve(struct viewers *v, size_t place)
{
	struct viewer *viewer = &v->list[place];

	if (!viewer->here)
		return;
	if (is_stuck(v, viewer)) {
		v->dropped++;
		httpd_let_go(v->httpd, place);
	} else if (viewer->piece || has_news(v, viewer)) {
		httpd_wake(v->httpd, place);
	} else {
		viewer->since_ms = now_ms(v);
	}
}

static void on_tick(void *self, void *arg)
{
	struct viewers *v = arg;

	(void)self;
	v->tick = 0;
	if (!v->count)
		return;
	if (snapshot_status(v->snapshot) &&
	    (v->snapshot->digest != v->digest || now_ms(v) - v->told_ms >= VIEWERS_AGAIN_MS))
		renew(v);
	for (size_t i = 0; i < callers_room(&v->httpd->callers); i++)
		serve(v, i);
	v->tick = v->snapshot->host->timer_start(v->snapshot->inst, VIEWERS_TICK_MS, on_tick, v);
}

static void tick_in(struct viewers *v, int64_t after_ms)
{
	const struct muzzle_host *host = v->snapshot->host;

	host->timer_stop(v->snapshot->inst, v->tick);
	v->tick = host->timer_start(v->snapshot->inst, after_ms, on_tick, v);
}

void viewers_hurry(struct viewers *v)
{
	if (v->count)
		tick_in(v, 0);
}

/* --- who comes and goes */

/* The id of the first entry that the viewer lacks; ids of an earlier process mean nothing here. */
static uint64_t behind(const struct viewers *v, const char *last_id)
{
	uint64_t next = last_id ? strtoull(last_id, NULL, 10) + 1 : 0;

	return next >= v->chronicle->first && next <= v->chronicle->next ? next
									 : v->chronicle->next;
}

void viewers_add(struct viewers *v, size_t place, const char *last_id)
{
	viewers_remove(v, place);
	if (!v->count)
		tick_in(v, VIEWERS_TICK_MS);
	if (!v->status || now_ms(v) - v->told_ms >= VIEWERS_TICK_MS)
		renew(v);
	v->list[place] =
		(struct viewer){ .here = true, .since_ms = now_ms(v), .next = behind(v, last_id) };
	v->count++;
}

void viewers_remove(struct viewers *v, size_t place)
{
	struct viewer *viewer = &v->list[place];

	if (!viewer->here)
		return;
	blob_let_go(viewer->piece);
	*viewer = (struct viewer){ .here = false };
	v->count--;
}

void viewers_skip(struct viewers *v)
{
	for (size_t i = 0; v->count && i < callers_room(&v->httpd->callers); i++)
		v->list[i].next = v->chronicle->next;
}
