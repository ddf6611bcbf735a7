/* vitals.c - see vitals.h.  SPDX-License-Identifier: ISC */
#include "vitals.h"

#include <stdio.h>
#include <string.h>

#include "alerts.h"
#include "budget.h"
#include "calendar.h"
#include "clock.h"
#include "headline.h"
#include "span.h"
#include "supervise.h"
#include "tell.h"

/* --- what is told */

static bool ails(void *arg, char why[HEARTBEAT_WHY_BYTES])
{
	const struct supervise *s = arg;
	char failing[HEARTBEAT_WHY_BYTES - sizeof("messages cannot be told: ")];

	why[0] = '\0';
	if (s->ledger_down)
		snprintf(why, HEARTBEAT_WHY_BYTES,
			 "the ledger cannot be written, so nothing is restarted");
	else if (journal_fails(s->journal))
		snprintf(why, HEARTBEAT_WHY_BYTES,
			 "the journal cannot be written, so nothing can be looked up");
	else if (alerts_failing(s->outbox, clock_boot_ms(), failing, sizeof(failing)))
		snprintf(why, HEARTBEAT_WHY_BYTES, "messages cannot be told: %s", failing);
	return *why;
}

static bool is_in_trouble(const struct target *target)
{
	return target->incident.convicted_ms || target->human || target->quarantine.on;
}

/* Configured or seen; a gateway in trouble counts beside its sessions. */
static void count(const struct engine *engine, unsigned *sessions, unsigned *troubled)
{
	*sessions = *troubled = 0;
	for (const struct target *target = engine->first; target; target = target->next_all) {
		*sessions += !target->is_gateway && (target->configured || target->epoch.begun);
		*troubled += is_in_trouble(target);
	}
}

/* In the order of what a person should hear first, as the line may be cut. */
static void summarize(struct supervise *s, char text[SDNOTIFY_STATUS_BYTES])
{
	const struct engine *engine = roster_engine(s->roster);
	const struct policy_rate *rate = &engine->restarts;
	char why[HEARTBEAT_WHY_BYTES], when[CALENDAR_TEXT_BYTES], window[SPAN_BYTES];
	char refused[64] = "";
	unsigned sessions, troubled;

	count(engine, &sessions, &troubled);
	if (s->vitals.refused_wall_ms)
		snprintf(refused, sizeof(refused), "configuration refused %s; ",
			 calendar_format(s->vitals.refused_wall_ms, clock_wall_ms(), when));
	snprintf(text, SDNOTIFY_STATUS_BYTES,
		 "%s%.100s%s%u sessions, %u in trouble, %lld of %lld acts used in %s%s", refused,
		 why, ails(s, why) ? "; " : "", sessions, troubled,
		 (long long)(rate->acts - budget_left(&engine->budget, rate,
						      clock_boot_ms() + TARGET_TIME_BASE)),
		 (long long)rate->acts, span_format(rate->window_ms, window),
		 engine->observe ? ", observing" : "");
}

/* --- the timers */

static void again(struct supervise *s, struct loop_timer *timer, int64_t in_ms)
{
	loop_timer_start(&s->loop, timer, clock_boot_ms() + in_ms);
}

static void alive_fires(void *arg)
{
	struct supervise *s = arg;

	sdnotify_alive(&s->vitals.notify);
	again(s, &s->vitals.alive, s->vitals.notify.watchdog_ms / 2);
}

static void status_fires(void *arg)
{
	struct supervise *s = arg;
	char text[SDNOTIFY_STATUS_BYTES];

	summarize(s, text);
	sdnotify_status(&s->vitals.notify, text);
	again(s, &s->vitals.status, VITALS_STATUS_MS);
}

static void fed_fires(void *arg)
{
	struct supervise *s = arg;

	dog_feed(&s->vitals.dog);
	again(s, &s->vitals.fed, s->vitals.dog.timeout_ms / 3);
}

/* --- what the configuration wants */

static int set_dog(struct supervise *s)
{
	const struct conf_main *wanted = &s->fleet->conf->main;
	struct vitals *v = &s->vitals;
	int rc = 0;

	loop_timer_stop(&s->loop, &v->fed);
	v->dog.log = &s->log;
	if (wanted->watchdog)
		rc = dog_open(&v->dog, wanted->watchdog, wanted->watchdog_ms);
	else
		dog_close(&v->dog);
	if (v->dog.path)
		again(s, &v->fed, v->dog.timeout_ms / 3);
	return rc;
}

static void set_heartbeat(struct supervise *s)
{
	const struct conf_main *wanted = &s->fleet->conf->main;
	const struct heartbeat_setting setting = {
		.url = wanted->heartbeat,
		.every_ms = wanted->heartbeat_ms,
		.loop = &s->loop,
		.log = &s->log,
		.ails = ails,
		.arg = s,
	};

	if (setting.url && heartbeat_goes(s->vitals.heartbeat, setting.url, setting.every_ms))
		return;
	heartbeat_stop(s->vitals.heartbeat);
	s->vitals.heartbeat = NULL;
	if (setting.url && heartbeat_start(&s->vitals.heartbeat, &setting))
		log_line(&s->log, MUZZLE_ERR, "heartbeat", "no memory");
}

/* --- the life */

void vitals_open(struct supervise *s)
{
	int rc = sdnotify_open(&s->vitals.notify);

	if (rc)
		log_line(&s->log, MUZZLE_WARN, "muzzle", "cannot tell the service manager error=%s",
			 strerror(-rc));
}

int vitals_start(struct supervise *s)
{
	struct vitals *v = &s->vitals;
	int rc;

	v->alive = (struct loop_timer){ .fire = alive_fires, .arg = s };
	v->status = (struct loop_timer){ .fire = status_fires, .arg = s };
	v->fed = (struct loop_timer){ .fire = fed_fires, .arg = s };
	rc = set_dog(s);
	if (rc)
		return rc;
	set_heartbeat(s);
	if (sdnotify_is_heard(&v->notify))
		status_fires(s);
	if (v->notify.watchdog_ms)
		alive_fires(s);
	return 0;
}

void vitals_reloading(struct supervise *s)
{
	sdnotify_reloading(&s->vitals.notify);
}

/* A watchdog that cannot be had leaves a daemon that is watched less, and not none. */
void vitals_reloaded(struct supervise *s, int rc)
{
	struct vitals *v = &s->vitals;
	char text[SDNOTIFY_STATUS_BYTES];

	v->refused_wall_ms = rc ? clock_wall_ms() : 0;
	if (rc == 0) {
		set_dog(s);
		set_heartbeat(s);
	}
	summarize(s, text);
	sdnotify_ready(&v->notify, text);
}

void vitals_stopping(struct supervise *s)
{
	loop_timer_stop(&s->loop, &s->vitals.status);
	sdnotify_stopping(&s->vitals.notify);
}

void vitals_stop(struct supervise *s)
{
	struct vitals *v = &s->vitals;

	loop_timer_stop(&s->loop, &v->alive);
	loop_timer_stop(&s->loop, &v->status);
	loop_timer_stop(&s->loop, &v->fed);
	heartbeat_stop(v->heartbeat);
	v->heartbeat = NULL;
	dog_close(&v->dog);
	sdnotify_close(&v->notify);
}

/* After a refused reload the daemon does not run what the file says. */
static void describe_refused(struct json_object *status, const struct vitals *v)
{
	struct json_object *refused = tell_object(status, "refused");
	char headline[HEADLINE_BYTES + 64], when[CALENDAR_TEXT_BYTES];

	tell_number(refused, "wall_ms", v->refused_wall_ms);
	tell_text(refused, "why", v->refused);
	snprintf(headline, sizeof(headline), "%s; the configuration was refused %s",
		 tell_get_text(status, "headline"),
		 calendar_format(v->refused_wall_ms, clock_wall_ms(), when));
	tell_text(status, "headline", headline);
}

void vitals_describe(struct json_object *status, const struct supervise *s)
{
	heartbeat_describe(status, s->vitals.heartbeat);
	if (s->vitals.refused_wall_ms)
		describe_refused(status, &s->vitals);
}

void vitals_print(struct json_object *status, FILE *out)
{
	struct json_object *refused = tell_get(status, "refused");
	char when[CALENDAR_TEXT_BYTES];

	heartbeat_print(status, out);
	if (refused)
		fprintf(out, "configuration: refused %s, the one before it holds: %s\n",
			calendar_format(tell_get_number(refused, "wall_ms"), clock_wall_ms(), when),
			tell_get_text(refused, "why"));
}
