/* learn.c - see learn.h.  SPDX-License-Identifier: ISC */
#include "learn.h"

#include <string.h>

#include "law.h"
#include "run.h"

#define LESSON_DOWN 0x80 /* a lesson is a bin of a law, and this if it is that of class down */

static enum law_class class_of(const struct target *target)
{
	return target->epoch.claim == STATE_STARTING ? LAW_STARTING : LAW_DOWN;
}

static struct law *law_of(const struct target *target, enum law_class class)
{
	return &target->gateway->laws[class - 1];
}

struct policy_rate learn_allowance(const struct policy *policy)
{
	return (struct policy_rate){
		.acts = policy->false_restarts.acts,
		.window_ms = (LAW_CLASSES - 1) * policy->false_restarts.window_ms,
	};
}

/* A run that has shown both classes has the longer patience of the two: its clock began under the other,
 * whose harmless runs may end in this one. */
static int64_t session_patience_ms(const struct engine *engine, const struct target *target)
{
	struct policy_rate allowed = learn_allowance(target->policy);
	const struct law *law = law_of(target, class_of(target));

	return target_later(law_patience_ms(law, &allowed, engine->now_ms),
			    target->epoch.run.patience_ms);
}

void learn_class(const struct engine *engine, struct target *target)
{
	struct run *run = &target->epoch.run;
	enum law_class class = class_of(target);

	if (run->class == class)
		return;
	run->class = class;
	if (target->is_gateway)
		run->patience_ms = POLICY_PATIENCE_FALLBACK_MS;
	else
		run->patience_ms = (uint32_t)session_patience_ms(engine, target);
}

void learn_age(struct target *target, int64_t age_ms)
{
	uint32_t *oldest_ms = &target->epoch.run.oldest_ms[class_of(target) - 1];

	if (age_ms > *oldest_ms)
		*oldest_ms = age_ms < UINT32_MAX ? (uint32_t)age_ms : UINT32_MAX;
}

/* Somebody or something but the session itself may have had a hand in the run. */
static bool is_tainted(const struct engine *engine, const struct target *target)
{
	const struct target *gateway = &target->gateway->target;
	const struct run *run = &target->epoch.run;
	bool acted = target->incident.acts || gateway->incident.acts;

	return run->tainted || target->hold_until_ms || gateway->hold_until_ms ||
	       engine->uplink_down || engine->unwell_until_ms > run->start_ms ||
	       target->epoch.blind_ms || target->grace_until_ms > run->start_ms ||
	       target->gateway->container.dead || (acted && !engine->observe);
}

static void keep(struct epoch *epoch, uint32_t oldest_ms, uint8_t flag)
{
	if (!oldest_ms)
		return;
	if (epoch->lessons == TARGET_LESSONS_MAX) /* so many without 10 min of health: forget one */
		epoch->lessons--;
	epoch->lesson[epoch->lessons++] = law_bin(oldest_ms) | flag;
}

void learn_keep(const struct engine *engine, struct target *target)
{
	struct epoch *epoch = &target->epoch;

	if (target->is_gateway)
		return;
	if (is_tainted(engine, target)) {
		for (int i = 0; i < LAW_CLASSES - 1 && !epoch->lessons; i++)
			epoch->watched_from_ms[i] = engine->now_ms;
		return;
	}
	keep(epoch, epoch->run.oldest_ms[LAW_STARTING - 1], 0);
	keep(epoch, epoch->run.oldest_ms[LAW_DOWN - 1], LESSON_DOWN);
}

/* What is known of the gateway counts for both its laws. */
static void introduce(struct gateway *gateway)
{
	struct law *starting = &gateway->laws[LAW_STARTING - 1];
	struct law *down = &gateway->laws[LAW_DOWN - 1];

	starting->beside = law_describe(down).runs;
	down->beside = law_describe(starting).runs;
}

void learn_teach(const struct engine *engine, struct target *target)
{
	struct epoch *epoch = &target->epoch;

	for (uint32_t i = 0; i < epoch->lessons; i++) {
		enum law_class class = epoch->lesson[i] & LESSON_DOWN ? LAW_DOWN : LAW_STARTING;
		int64_t *from_ms = &epoch->watched_from_ms[class - 1];
		int64_t since_ms = target_later(*from_ms, epoch->start_ms);

		law_learn(law_of(target, class), epoch->lesson[i] & (LESSON_DOWN - 1),
			  engine->now_ms - since_ms, engine->now_ms);
		*from_ms = engine->now_ms;
	}
	if (epoch->lessons)
		introduce(target->gateway);
	epoch->lessons = 0;
}

void learn_cut(const struct engine *engine, struct target *target)
{
	struct incident *incident = &target->incident;

	incident->cut = 0;
	/* an act before this one did not help: no run ends by itself here */
	if (incident->acts > 1)
		return;
	if (target->is_gateway || incident->cause != CAUSE_RUN || !target->epoch.run.open)
		return;
	incident->cut = (uint8_t)(1u + law_bin(run_age_ms(target, engine->now_ms)));
	if (class_of(target) == LAW_DOWN)
		incident->cut |= LESSON_DOWN;
}

void learn_cured(const struct engine *engine, struct target *target)
{
	uint32_t cut = target->incident.cut;
	enum law_class class = cut & LESSON_DOWN ? LAW_DOWN : LAW_STARTING;

	target->incident.cut = 0;
	if (cut)
		law_end(law_of(target, class), (uint8_t)((cut & (LESSON_DOWN - 1)) - 1), 0,
			engine->now_ms);
}

bool learn_is_sane(const struct target *target)
{
	uint32_t cut = target->incident.cut;

	for (uint32_t i = 0; i < target->epoch.lessons; i++)
		if ((target->epoch.lesson[i] & (LESSON_DOWN - 1)) >= LAW_BINS)
			return false;
	return !cut || (cut & (LESSON_DOWN - 1)) - 1 < LAW_BINS;
}

void learn_forget(const struct engine *engine, struct gateway *gateway)
{
	memset(gateway->laws, 0, sizeof(gateway->laws));
	memset(gateway->costs, 0, sizeof(gateway->costs));
	for (struct target *session = gateway->sessions; session; session = session->next) {
		session->epoch.lessons = 0;
		session->incident.cut = 0;
		session->epoch.run.tainted = session->epoch.run.open;
		for (int i = 0; i < LAW_CLASSES - 1; i++)
			session->epoch.watched_from_ms[i] = engine->now_ms;
	}
}
