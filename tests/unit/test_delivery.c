/* test_delivery.c - random histories of messages, bad receivers, kills and nights: nothing is lost, nothing has two ids,
 * nothing overtakes.  SPDX-License-Identifier: ISC */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "postal.h"

#define HISTORIES 350

static void order(struct world *w, const char *target, enum words_notify what, uint64_t incident)
{
	struct message *message = &w->orders[w->orders_count];

	*message =
		(struct message){ .what = what, .incident = incident, .wall_ms = w->now.wall_ms };
	snprintf(message->target, sizeof(message->target), "%s", target);
	snprintf(message->why, sizeof(message->why), "#%d", w->orders_count);
	owe(w, w->orders_count++);
}

/* An incident begins, goes on, or ends. */
static void befall(struct world *w)
{
	static const char *const targets[] = { "g/a", "g/b", "g", "h/a", "h/b", "h" };
	static const enum words_notify next[NOTIFIES] = {
		[NOTIFY_OPENED] = NOTIFY_CLOSED, [NOTIFY_QUARANTINED] = NOTIFY_CLOSED
	};
	int last = w->orders_count - 1 - (int)draw(w, 8);
	const struct message *of = last >= 0 ? &w->orders[last] : NULL;
	enum words_notify what = of ? next[of->what] : 0;

	for (int i = 0; of && i < w->orders_count; i++)
		if (w->orders[i].incident == of->incident && w->orders[i].what == what)
			what = 0;
	if (what && draw(w, 2))
		order(w, of->target, what, of->incident);
	else if (draw(w, 10) == 0)
		order(w, targets[draw(w, 6)], NOTIFY_SETUP, 0);
	else
		order(w, targets[draw(w, 6)], draw(w, 5) ? NOTIFY_OPENED : NOTIFY_HUMAN,
		      ++w->incidents);
}

static void happen(struct world *w)
{
	static const int64_t gaps_ms[] = { 0, 0, 100, 3 * SECONDS, 40 * SECONDS, 10 * MINUTES };
	struct receiver *receiver = &w->receivers[draw(w, RECEIVERS)];

	switch (draw(w, 8)) {
	case 0:
		receiver->manner = (enum manner)draw(w, MANNERS);
		break;
	case 1:
		receiver->manner = TAKES;
		break;
	case 2:
		w->steps_left = 1 + (int)draw(w, 6);
		break;
	case 3: /* an act: its ledger is written before anything of this is accepted */
		if (!ends_here(w))
			save_ledger(w);
		break;
	case 4:
		outbox_configure(w->outbox, w->conf, w->now);
		for (int i = 0; i < RECEIVERS; i++)
			w->receivers[i].patient_until_ms = 0;
		break;
	default:
		for (uint32_t n = draw(w, 4) ? 1 : 7; n && w->orders_count < ORDERS_MAX; n--)
			befall(w);
		break;
	}
	live_on(w);
	pass(w, gaps_ms[draw(w, 6)] * (1 + draw(w, 10)));
}

/* By whom it was named, or by who stands in for that. */
static void check_told(const struct world *w, int order)
{
	bool page = find_kept(w, 0, order) || find_kept(w, 2, order);
	bool mail = find_kept(w, 1, order) || *w->orders[order].target == 'h';

	if (!page || !mail)
		fail_msg("seed %u: order %d (%s %s of %llu) never reached %s", w->seed, order,
			 words_name(&words_notify, (int)w->orders[order].what),
			 w->orders[order].target, (unsigned long long)w->orders[order].incident,
			 page ? "mail" : "page");
}

static void live_through(struct world *w, uint32_t seed)
{
	static const char *const names[] = { "page", "mail", "second" };

	w->seed = seed;
	w->random = seed * 2654435761u + 1;
	w->now.boot_ms = 5 * HOURS;
	assert_int_equal(clock_wall_parse("2026-03-04T12:00:00Z", &w->now.wall_ms), 0);
	for (int i = 0; i < RECEIVERS; i++)
		w->receivers[i] =
			(struct receiver){ .name = names[i], .no_digests = draw(w, 4) == 0 };
	begin_life(w);
	save_ledger(w);
	while (w->orders_count < ORDERS_MAX / 2 + (int)draw(w, ORDERS_MAX / 2))
		happen(w);
	w->steps_left = 0;
	for (int i = 0; i < RECEIVERS; i++)
		w->receivers[i].manner = TAKES;
	pass(w, 24 * HOURS);
	if (w->outbox->entries)
		fail_msg("seed %u: %u still wait", w->seed, w->outbox->entries);
	for (int i = 0; i < w->orders_count; i++)
		check_told(w, i);
	end_life(w);
}

/* Thousands of syncs, which no disk need bear. */
static struct scratch make_scratch(void)
{
	struct scratch scratch = { .dir = "/dev/shm/muzzle-unit-XXXXXX" };

	return mkdtemp(scratch.dir) ? scratch : scratch_make();
}

static void begin_and_end(uint32_t seed, struct world *sum)
{
	struct remarks *remarks = remarks_new();
	struct world *w = calloc(1, sizeof(*w));

	w->scratch = make_scratch();
	log_init(&w->log, STDERR_FILENO, 0);
	conf_load(scratch_write(&w->scratch, "muzzle.ini", CONF), &w->conf, remarks);
	assert_non_null(w->conf);
	live_through(w, seed);
	sum->kills += w->kills;
	sum->orders_count += w->orders_count;
	sum->kept_count += w->kept_count;
	remarks_free(remarks);
	conf_free(w->conf);
	free(w->ledger);
	scratch_remove(&w->scratch);
	free(w);
}

static void nothing_is_lost_nothing_has_two_ids_nothing_overtakes(void **state)
{
	static struct world sum;

	(void)state;
	setenv("TZ", "UTC", 1);
	calendar_read_zone();
	for (uint32_t seed = 1; seed <= HISTORIES; seed++)
		begin_and_end(seed, &sum);
	/* once, two digests waited for each other */
	begin_and_end(5078, &sum);
	print_message("%d orders, %d kills, %d messages kept\n", sum.orders_count, sum.kills,
		      sum.kept_count);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nothing_is_lost_nothing_has_two_ids_nothing_overtakes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
