/* would.c - see would.h.  SPDX-License-Identifier: ISC */
#include "would.h"

#include <errno.h>
#include <string.h>

#include "budget.h"
#include "clock.h"
#include "ladder.h"
#include "replay.h"
#include "roster.h"
#include "span.h"
#include "tell.h"
#include "words.h"

#define DAY_TEXT_BYTES 11 /* 2026-01-31 */

/* The fullest that a budget's window was. */
struct peak {
	int64_t acts;
	struct policy_rate rate;
};

struct sums {
	struct replay replay;
	struct replay_stream *stream; /* owned */
	struct json_object *acts;     /* owned, as the other maps; by target and action */
	struct json_object *days, *held, *messages;
	struct peak session, gateway, box;
	int64_t begin_wall_ms, end_wall_ms; /* 0: no line yet */
};

static void count(struct json_object *map, const char *key)
{
	tell_number(map, key, tell_get_number(map, key) + 1);
}

static void note_peak(struct peak *peak, const struct budget *budget,
		      const struct policy_rate *rate, int64_t now_ms)
{
	int64_t acts = rate->acts - budget_left(budget, rate, now_ms);

	if (acts > peak->acts)
		*peak = (struct peak){ acts, *rate };
}

static void note_act(struct sums *sums, const struct engine_order *order)
{
	const struct target *target = order->target;
	const struct target *on = target->incident.wide ? &target->gateway->target : target;
	const struct engine *engine = roster_engine(replay_roster(sums->stream));
	char key[ROSTER_NAME_BYTES + 128], day[CLOCK_WALL_TEXT_BYTES];

	snprintf(key, sizeof(key), "%s %s", roster_name(on),
		 roster_action(target, ladder_rung(target)));
	count(sums->acts, key);
	clock_wall_text(day, sizeof(day), replay_wall_ms(sums->stream));
	day[DAY_TEXT_BYTES - 1] = '\0';
	count(sums->days, day);
	note_peak(on->is_gateway ? &sums->gateway : &sums->session, &on->budget,
		  on->is_gateway ? &on->policy->gateway_restarts : &on->policy->restarts,
		  engine->now_ms);
	note_peak(&sums->box, &engine->budget, &engine->restarts, engine->now_ms);
}

static void take_order(void *ctx, const struct engine_order *order, const struct trace_words *words)
{
	struct sums *sums = ctx;

	(void)words;
	if (order->kind == ORDER_NOTIFY)
		count(sums->messages, words_name(&words_notify, (int)order->what));
	else if (order->kind == ORDER_HELD && order->by == GUARD_OBSERVE)
		note_act(sums, order);
	else if (order->kind == ORDER_HELD)
		count(sums->held, words_name(&words_guard, (int)order->by));
}

static void take_line(void *ctx, const char *text, size_t bytes)
{
	struct sums *sums = ctx;

	replay_feed(sums->stream, text, bytes);
	sums->end_wall_ms = replay_wall_ms(sums->stream);
	if (!sums->begin_wall_ms)
		sums->begin_wall_ms = sums->end_wall_ms;
}

static void tell_peak(struct json_object *peaks, const char *name, const struct peak *peak)
{
	char window[SPAN_BYTES], text[SPAN_BYTES + 48];

	if (!peak->acts)
		return;
	snprintf(text, sizeof(text), "%d of %d in %s", (int)peak->acts, (int)peak->rate.acts,
		 span_format(peak->rate.window_ms, window));
	tell_text(peaks, name, text);
}

/* Takes the maps over; owned by the caller. */
static struct json_object *describe(struct sums *sums)
{
	struct json_object *object = json_object_new_object(), *peaks;
	char wall[CLOCK_WALL_TEXT_BYTES];

	clock_wall_text(wall, sizeof(wall), sums->begin_wall_ms);
	tell_text(object, "from", wall);
	clock_wall_text(wall, sizeof(wall), sums->end_wall_ms);
	tell_text(object, "to", wall);
	json_object_object_add(object, "would", sums->acts);
	json_object_object_add(object, "days", sums->days);
	json_object_object_add(object, "held", sums->held);
	json_object_object_add(object, "messages", sums->messages);
	peaks = tell_object(object, "peaks");
	tell_peak(peaks, "session", &sums->session);
	tell_peak(peaks, "gateway", &sums->gateway);
	tell_peak(peaks, "box", &sums->box);
	return object;
}

int would_run(const struct would *would)
{
	struct sums sums = { .acts = json_object_new_object(),
			     .days = json_object_new_object(),
			     .held = json_object_new_object(),
			     .messages = json_object_new_object() };
	struct json_object *object;
	int rc = -ENOMEM, bad = 0;

	sums.replay = (struct replay){ .conf = would->conf,
				       .observe = true,
				       .out = would->out,
				       .order = take_order,
				       .ctx = &sums };
	sums.stream = replay_open(&sums.replay);
	if (sums.stream) {
		rc = replay_read(would->in, take_line, &sums);
		bad = replay_close(sums.stream);
	}
	object = describe(&sums);
	tell_print(object, would->json, would->out);
	json_object_put(object);
	return rc ? rc : bad;
}
