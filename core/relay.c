/* relay.c - see relay.h.  SPDX-License-Identifier: ISC */
#include "relay.h"

#include <stdlib.h>

#include "clock.h"
#include "history.h"
#include "trace.h"
#include "trail.h"

struct relay {
	struct relay_setting setting;
	struct loop_timer timer;
	bool due;                /* the timer is running */
	bool caught_up;          /* the end was reached once: entries from then on are new */
	struct trail *trail;     /* owned */
	struct history *history; /* owned */
	struct history_wish wish;
	bool shown; /* the present line was */
};

/* --- lines */

static void show(struct relay *relay, struct muzzle_entry *entry)
{
	entry->size = sizeof(*entry);
	entry->past = !relay->caught_up;
	relay->setting.show(relay->setting.arg, entry);
}

static void show_news(void *arg, const struct history_news *news)
{
	struct relay *relay = arg;
	struct muzzle_entry entry = {
		.wall_ms = news->wall_ms,
		.json = json_object_to_json_string_ext(news->line, TRACE_JSON_FLAGS),
		.text = news->text,
		.target = news->target,
	};

	relay->shown = true;
	show(relay, &entry);
}

static void take_line(void *arg, const char *line)
{
	struct relay *relay = arg;
	struct muzzle_entry entry = { .json = line };

	relay->shown = false;
	if (!history_line(relay->history, line) || relay->shown)
		return;
	entry.wall_ms = history_wall_ms(relay->history);
	show(relay, &entry);
}

/* --- in the loop */

static void wake_at(struct relay *relay, int64_t at_ms)
{
	relay->due = true;
	loop_timer_start(relay->setting.loop, &relay->timer, at_ms);
}

static void timer_fires(void *arg)
{
	struct relay *relay = arg;

	relay->due = false;
	if (trail_read(relay->trail) > 0)
		wake_at(relay, clock_boot_ms());
	else
		relay->caught_up = true;
}

void relay_wake(struct relay *relay)
{
	if (relay && !relay->due)
		wake_at(relay, clock_boot_ms() + RELAY_DELAY_MS);
}

void relay_free(struct relay *relay)
{
	if (!relay)
		return;
	loop_timer_stop(relay->setting.loop, &relay->timer);
	trail_close(relay->trail);
	history_free(relay->history);
	free(relay);
}

struct relay *relay_new(const struct relay_setting *setting)
{
	struct relay *relay = calloc(1, sizeof(*relay));

	if (!relay)
		return NULL;
	relay->setting = *setting;
	relay->timer = (struct loop_timer){ .fire = timer_fires, .arg = relay };
	relay->wish = (struct history_wish){ .show = show_news, .arg = relay };
	relay->history = history_new(&relay->wish);
	relay->trail = trail_open(setting->dir, &(struct trail_reader){ take_line, relay });
	if (!relay->history || !relay->trail) {
		relay_free(relay);
		return NULL;
	}
	relay_wake(relay);
	return relay;
}
