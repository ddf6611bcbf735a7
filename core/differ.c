/* differ.c - see differ.h.  SPDX-License-Identifier: ISC */
#include "differ.h"

#include <errno.h>
#include <string.h>

#include "clock.h"
#include "reason.h"
#include "replay.h"
#include "roster.h"
#include "run.h"
#include "span.h"
#include "tell.h"
#include "words.h"

/* One configuration at work. */
struct side {
	struct replay replay;
	struct replay_stream *stream; /* owned */
	struct json_object *orders;   /* owned; of this line: held, act, notify */
	int64_t acts, messages;
};

struct comparison {
	const struct differ *differ;
	struct side side[2];
	struct json_object *last_ms; /* owned; of each target's last difference, by the wall */
	int64_t differences, divergences;
};

/* In its words alone two orders are compared: ids count differently, and reasons name other numbers. */
static void take_order(void *ctx, const struct engine_order *order, const struct trace_words *words)
{
	struct side *side = ctx;
	struct json_object *object;
	char does[256];

	if (order->kind < ORDER_HELD)
		return;
	object = trace_order(order, words);
	snprintf(does, sizeof(does), "%s %s%s%s", tell_get_text(object, "order"),
		 order->kind == ORDER_ACT ? tell_get_text(object, "action") : "",
		 tell_get_text(object, "what"), tell_get_text(object, "by"));
	tell_text(object, "does", does);
	json_object_array_add(side->orders, object);
	side->acts += order->kind == ORDER_ACT ||
		      (order->kind == ORDER_HELD && order->by == GUARD_OBSERVE);
	side->messages += order->kind == ORDER_NOTIFY;
}

static bool same_text(struct json_object *one, struct json_object *other, const char *key)
{
	return strcmp(tell_get_text(one, key), tell_get_text(other, key)) == 0;
}

static bool same_order(struct json_object *one, struct json_object *other)
{
	return same_text(one, other, "target") && same_text(one, other, "does");
}

static bool has_order(struct json_object *orders, struct json_object *order)
{
	for (size_t i = 0; i < json_object_array_length(orders); i++)
		if (same_order(json_object_array_get_idx(orders, i), order))
			return true;
	return false;
}

/* What the other side says of that target instead; NULL: nothing. */
static struct json_object *find_counterpart(const struct side *side, const struct side *other,
					    const char *target)
{
	for (size_t i = 0; i < json_object_array_length(other->orders); i++) {
		struct json_object *order = json_object_array_get_idx(other->orders, i);

		if (strcmp(tell_get_text(order, "target"), target) == 0 &&
		    !has_order(side->orders, order))
			return order;
	}
	return NULL;
}

/* Why a side decides nothing about the target now. */
static void describe_idle(const struct side *side, const char *name, char *out, size_t bytes)
{
	const struct target *target = roster_find(replay_roster(side->stream), name);
	int64_t now_ms = roster_engine(replay_roster(side->stream))->now_ms;
	char age[SPAN_BYTES], patience[SPAN_BYTES];

	if (!target)
		snprintf(out, bytes, "it is not known");
	else if (target->human)
		snprintf(out, bytes, "only a person can help");
	else if (target->incident.convicted_ms && target->held_by)
		snprintf(out, bytes, "held by %s", words_name(&words_guard, (int)target->held_by));
	else if (target->epoch.run.open)
		snprintf(out, bytes, "bad for %s, patience %s",
			 span_format(run_age_ms(target, now_ms), age),
			 span_format(run_patience_ms(target), patience));
	else
		snprintf(out, bytes, "%s is open", target->incident.id ? "its incident" : "no run");
}

/* What the side does about the target, and why; order NULL: nothing. */
static void tell_side(struct json_object *object, const struct comparison *c, int i,
		      struct json_object *order)
{
	char idle[REASON_BYTES];

	if (!order)
		describe_idle(&c->side[i], tell_get_text(object, "target"), idle, sizeof(idle));
	tell_text(object, i ? "b" : "a", order ? tell_get_text(order, "does") : "nothing");
	tell_text(object, i ? "b_why" : "a_why", order ? tell_get_text(order, "why") : idle);
}

static void print_divergence(const struct comparison *c, const char *target,
			     struct json_object *orders[2])
{
	struct json_object *object = json_object_new_object();
	char wall[CLOCK_WALL_TEXT_BYTES];

	clock_wall_text(wall, sizeof(wall), replay_wall_ms(c->side[0].stream));
	tell_number(object, "t", tell_get_number(orders[orders[0] ? 0 : 1], "t"));
	tell_text(object, "wall", wall);
	tell_text(object, "target", target);
	for (int i = 0; i < 2; i++)
		tell_side(object, c, i, orders[i]);
	tell_print(object, c->differ->json, c->differ->out);
	json_object_put(object);
}

/* A decision of side i that the other one does not take. */
static void note_difference(struct comparison *c, int i, struct json_object *order)
{
	const char *target = tell_get_text(order, "target");
	int64_t now_ms = replay_wall_ms(c->side[0].stream);
	bool known = tell_get(c->last_ms, target);
	int64_t since_ms = now_ms - tell_get_number(c->last_ms, target);
	struct json_object *orders[2];

	orders[i] = order;
	orders[!i] = find_counterpart(&c->side[i], &c->side[!i], target);
	c->differences++;
	tell_number(c->last_ms, target, now_ms);
	if (known && since_ms < DIFFER_GAP_MS)
		return;
	c->divergences++;
	print_divergence(c, target, orders);
}

/* What would be done but for observe mode is a decision, too. */
static bool is_decision(struct json_object *order)
{
	return strcmp(tell_get_text(order, "order"), "held") != 0 ||
	       strcmp(tell_get_text(order, "by"), "observe") == 0;
}

static void compare(struct comparison *c, int i)
{
	struct json_object *orders = c->side[i].orders;

	for (size_t j = 0; j < json_object_array_length(orders); j++) {
		struct json_object *order = json_object_array_get_idx(orders, j);

		if (is_decision(order) && !has_order(c->side[!i].orders, order))
			note_difference(c, i, order);
	}
}

static void take_line(void *ctx, const char *text, size_t bytes)
{
	struct comparison *c = ctx;

	for (int i = 0; i < 2; i++) {
		c->side[i].orders = json_object_new_array();
		replay_feed(c->side[i].stream, text, bytes);
	}
	for (int i = 0; i < 2; i++)
		compare(c, i);
	for (int i = 0; i < 2; i++)
		json_object_put(c->side[i].orders);
}

static void print_sums(const struct comparison *c)
{
	struct json_object *object = json_object_new_object();

	tell_number(object, "divergences", c->divergences);
	tell_number(object, "differences", c->differences);
	for (int i = 0; i < 2; i++) {
		struct json_object *sums = tell_object(object, i ? "b" : "a");

		tell_text(sums, "file", c->side[i].replay.conf->file);
		tell_number(sums, "acts", c->side[i].acts);
		tell_number(sums, "messages", c->side[i].messages);
	}
	tell_print(object, c->differ->json, c->differ->out);
	json_object_put(object);
}

static int open_side(struct comparison *c, int i)
{
	struct side *side = &c->side[i];

	side->replay = (struct replay){ .conf = i ? c->differ->b : c->differ->a,
					.out = i ? NULL : c->differ->out, /* errors are told once */
					.order = take_order,
					.ctx = side };
	side->stream = replay_open(&side->replay);
	return side->stream ? 0 : -ENOMEM;
}

int differ_run(const struct differ *differ)
{
	struct comparison c = { .differ = differ, .last_ms = json_object_new_object() };
	int rc = -ENOMEM, bad = 0;

	if (open_side(&c, 0) || open_side(&c, 1))
		goto out;
	rc = replay_read(differ->in, take_line, &c);
	print_sums(&c);
out:
	for (int i = 0; i < 2; i++)
		if (c.side[i].stream && replay_close(c.side[i].stream))
			bad = -EINVAL;
	json_object_put(c.last_ms);
	return rc ? rc : bad ? bad : c.differences > 0;
}
