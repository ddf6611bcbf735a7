/* maintenance.c - see maintenance.h.  SPDX-License-Identifier: ISC */
#include "maintenance.h"

#include <stdio.h>

#include "clock.h"
#include "deliver.h"
#include "hold.h"
#include "intake.h"
#include "save.h"

#define OWNER "maintenance"

/* One gateway at one moment. */
struct visit {
	struct supervise *s;
	const struct conf_gateway *conf;
	struct target *target;
	struct notes_hold *hold;
	int64_t wall_ms;
	int64_t until_ms; /* Unix time; the end of the present window, 0: there is none */
	int64_t left_ms;  /* of what holds the gateway now */
};

/* False: without memory, nothing can be said of it. */
static bool begin_visit(struct visit *visit, struct supervise *s, const struct conf_gateway *conf)
{
	struct target *target = roster_find(s->roster, conf->name);
	struct notes_target *on = target ? notes_of(s->notes, target) : NULL;

	if (!on)
		return false;
	*visit = (struct visit){ .s = s, .conf = conf, .target = target, .hold = &on->hold };
	visit->wall_ms = clock_wall_ms();
	visit->until_ms = calendar_until(&conf->maintenance, visit->wall_ms);
	visit->left_ms = hold_left_ms(target, clock_boot_ms());
	return true;
}

/* Holds are given under the name that a person reads of in why and history. */
static void give_hold(const struct visit *visit)
{
	struct engine_evidence evidence = { .what = COMMAND_HOLD,
					    .target = visit->target,
					    .for_ms = visit->until_ms - visit->wall_ms };
	char until[CALENDAR_TEXT_BYTES], why[CALENDAR_TEXT_BYTES + 24];

	calendar_format(visit->until_ms, visit->wall_ms, until);
	snprintf(why, sizeof(why), OWNER " until %s", until);
	intake_command(visit->s, &evidence, OWNER, why);
	visit->hold->window_ms = visit->until_ms;
	save_soon(visit->s);
}

static void end_hold(const struct visit *visit)
{
	struct engine_evidence evidence = { .what = COMMAND_RELEASE, .target = visit->target };

	intake_command(visit->s, &evidence, OWNER, "no window of maintenance is open");
	save_soon(visit->s);
}

/* A hold that ends with its window ends by itself; only where the window moved something is to be done. */
static void visit_gateway(const struct visit *visit)
{
	bool ours = visit->left_ms > 0 && visit->hold->window_ms > 0;
	int64_t wanted_ms = visit->until_ms - visit->wall_ms;

	if (!visit->until_ms) {
		visit->hold->released_ms = 0;
		if (ours && visit->left_ms > MAINTENANCE_SLACK_MS)
			end_hold(visit);
	} else if (visit->hold->released_ms > visit->wall_ms) {
		return;
	} else if (visit->left_ms < wanted_ms - MAINTENANCE_SLACK_MS ||
		   (ours && visit->left_ms > wanted_ms + MAINTENANCE_SLACK_MS)) {
		give_hold(visit);
	}
}

/* How long until something may have to be done about it; 0: never. */
static int64_t wait_ms(const struct visit *visit)
{
	int64_t next_ms = visit->until_ms
				  ? visit->until_ms
				  : calendar_next(&visit->conf->maintenance, visit->wall_ms);

	return next_ms ? next_ms - visit->wall_ms : 0;
}

static void fire(void *arg)
{
	maintenance_check(arg);
}

void maintenance_check(struct supervise *s)
{
	const struct conf *conf = s->fleet->conf;
	int64_t least_ms = 0;

	s->maintenance.fire = fire;
	s->maintenance.arg = s;
	loop_timer_stop(&s->loop, &s->maintenance);
	for (size_t i = 0; i < conf->gateways_count && !s->stopping; i++) {
		struct visit visit;
		int64_t ms;

		if (!begin_visit(&visit, s, &conf->gateways[i]))
			continue;
		visit_gateway(&visit);
		ms = wait_ms(&visit);
		if (ms && (!least_ms || ms < least_ms))
			least_ms = ms;
	}
	if (least_ms)
		loop_timer_start(&s->loop, &s->maintenance,
				 clock_boot_ms() + (least_ms < MAINTENANCE_LOOK_MS
							    ? least_ms
							    : MAINTENANCE_LOOK_MS));
}

int64_t maintenance_until(const struct supervise *s, const struct conf_gateway *conf,
			  int64_t wall_ms)
{
	const struct target *target = roster_find(s->roster, conf->name);
	const struct notes_target *on = target ? notes_of(s->notes, target) : NULL;

	return on && on->hold.released_ms > wall_ms ? 0
						    : calendar_until(&conf->maintenance, wall_ms);
}

void maintenance_heed(struct supervise *s, const struct engine_evidence *command)
{
	const struct conf_gateway *conf =
		command->target->is_gateway
			? conf_find_gateway(s->fleet->conf, roster_name(command->target))
			: NULL;
	struct visit visit;

	if (!conf || !begin_visit(&visit, s, conf))
		return;
	if (command->what == COMMAND_RELEASE)
		visit.hold->released_ms = visit.until_ms;
	maintenance_check(s);
	deliver_look(s);
}
