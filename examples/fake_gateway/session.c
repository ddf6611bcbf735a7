/* session.c - one session of the fake gateway.  SPDX-License-Identifier: ISC */
#include "session.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>

#define NEVER INT64_MAX

static const char *const status_names[] = {
	[SESSION_STOPPED] = "STOPPED",
	[SESSION_STARTING] = "STARTING",
	[SESSION_SCAN_QR_CODE] = "SCAN_QR_CODE",
	[SESSION_WORKING] = "WORKING",
	[SESSION_FAILED] = "FAILED",
};

static const char *const fate_names[] = {
	[SESSION_ALIVE] = "alive",   [SESSION_OFFLINE] = "offline",
	[SESSION_STUCK] = "stuck",   [SESSION_HUNG] = "hung",
	[SESSION_DEAD] = "dead",     [SESSION_INCURABLE] = "incurable",
	[SESSION_BANNED] = "banned", [SESSION_ZOMBIE] = "zombie",
};

#define CONTACT "15550002222@c.us"
#define PRESENCE                                                                   \
	"{\"id\":\"" CONTACT "\",\"presences\":[{\"participant\":\"" CONTACT "\"," \
	"\"lastKnownPresence\":\"online\",\"lastSeen\":null}]}"
#define MESSAGE                                                              \
	"{\"id\":\"false_" CONTACT "_3EB0C0FFEE\",\"from\":\"" CONTACT "\"," \
	"\"fromMe\":false,\"body\":\"hello\",\"hasMedia\":false,\"ack\":1}"
#define CLOSED(code, error, message)                                                             \
	"{\"connection\":\"close\",\"lastDisconnect\":{\"error\":{\"isBoom\":true,\"isServer\":" \
	"false,\"output\":{\"statusCode\":" code ",\"payload\":{\"statusCode\":" code            \
	",\"error\":\"" error "\",\"message\":\"" message "\"},\"headers\":{}}}}}"

/* What becomes of the connection, as the engine words it. */
static const char connecting[] =
	"{\"connection\":\"connecting\",\"receivedPendingNotifications\":false}";
static const char opened[] = "{\"connection\":\"open\"}";
static const char unreachable[] = CLOSED(
	"408", "Request Time-out", "WebSocket Error (getaddrinfo ENOTFOUND web.whatsapp.com)");
static const char terminated[] = CLOSED("428", "Precondition Required", "Connection Terminated");

/* Which events a living account sees, over and over. */
static const struct traffic {
	const char *event, *engine, *payload;
} traffic[] = {
	{ "presence.update", "presence.update", PRESENCE },
	{ "message", "messages.upsert", MESSAGE },
	{ "message.ack", "messages.update", MESSAGE },
	{ "presence.update", "presence.update", PRESENCE },
};

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static void post(struct session *s, const struct session_world *w, const char *name,
		 const char *payload)
{
	struct wahalog_event event = { .known = s->status == SESSION_WORKING, .payload = payload };

	snprintf(event.session, sizeof(event.session), "%s", s->name);
	snprintf(event.name, sizeof(event.name), "%s", name);
	wahalog_webhook(w->log, &event);
}

static void remember_status(struct session *s)
{
	if (s->past_count == SESSION_PAST_MAX)
		memmove(&s->past[0], &s->past[1], (size_t)--s->past_count * sizeof(s->past[0]));
	s->past[s->past_count].status = s->status;
	s->past[s->past_count++].wall_ms = wahalog_wall_ms();
}

static void show(struct session *s, enum session_status status, const struct session_world *w)
{
	char payload[400];
	int at;

	s->status = status;
	remember_status(s);
	at = snprintf(payload, sizeof(payload), "{\"name\":\"%s\",\"status\":\"%s\",\"statuses\":[",
		      s->name, status_names[status]);
	for (int i = 0; i < s->past_count; i++)
		at += snprintf(payload + at, sizeof(payload) - (size_t)at,
			       "%s{\"status\":\"%s\",\"timestamp\":%" PRId64 "}", i ? "," : "",
			       status_names[s->past[i].status], s->past[i].wall_ms);
	snprintf(payload + at, sizeof(payload) - (size_t)at, "]}");
	post(s, w, "session.status", payload);
}

/* What the engine tells of its connection, whether or not there is one: it proves nothing. */
static void chatter(struct session *s, const struct session_world *w, const char *change)
{
	char payload[600];

	post(s, w, "state.change", change);
	snprintf(payload, sizeof(payload), "{\"event\":\"connection.update\",\"data\":%s}", change);
	post(s, w, "engine.event", payload);
}

/* One real event of a living account, and what the engine makes of it. */
static void happen(struct session *s, const struct session_world *w)
{
	const struct traffic *t = &traffic[s->proofs++ % COUNT(traffic)];
	char payload[400];

	snprintf(payload, sizeof(payload), "{\"event\":\"%s\",\"data\":%s}", t->engine, t->payload);
	post(s, w, "engine.event", payload);
	post(s, w, t->event, t->payload);
}

static void arrive(struct session *s, const struct session_world *w)
{
	s->connected++;
	show(s, SESSION_WORKING, w);
	chatter(s, w, opened);
	s->streak = 0;
	s->working_since_ms = w->now_ms;
	s->traffic_at_ms = w->now_ms;
	s->next_ms = NEVER;
}

static void fail(struct session *s, const struct session_world *w)
{
	show(s, SESSION_FAILED, w);
	s->next_ms = NEVER;
}

static void attempt(struct session *s, const struct session_world *w)
{
	bool again = s->fate == SESSION_OFFLINE || s->fate == SESSION_STUCK;

	show(s, SESSION_STARTING, w);
	chatter(s, w, connecting);
	if (again)
		chatter(s, w, unreachable);
	s->streak++;
	s->next_ms = w->now_ms + (again ? w->retry_ms : w->start_ms);
}

/* In memory indeed, not only promised; nobody ever gives it back. */
static void leak(int64_t bytes)
{
	void *kept = mmap(NULL, (size_t)bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS,
			  -1, 0);

	if (kept != MAP_FAILED)
		memset(kept, 1, (size_t)bytes);
}

/* The engine is built anew: what a restart cures is cured, what was remembered is forgotten. */
static void begin_start(struct session *s, const struct session_world *w)
{
	wahalog_say(w->log, s->name, "Starting session...");
	if (s->fate == SESSION_DEAD || s->fate == SESSION_ZOMBIE || s->fate == SESSION_STUCK)
		s->fate = SESSION_ALIVE;
	s->leaks = w->leak_bytes > 0;
	s->streak = 0;
	s->past_count = 0;
	s->activity_ms = 0;
	attempt(s, w);
}

static void begin_stop(struct session *s, const struct session_world *w)
{
	wahalog_say(w->log, s->name, "Stopping session...");
	show(s, SESSION_STOPPED, w);
	s->next_ms = NEVER;
}

/* An attempt to connect is over: the fate says how. */
static void end_attempt(struct session *s, const struct session_world *w)
{
	if (s->leaks)
		leak(w->leak_bytes);
	s->leaks = false;
	switch (s->fate) {
	case SESSION_ALIVE:
	case SESSION_ZOMBIE:
		arrive(s, w);
		break;
	case SESSION_OFFLINE:
		if (s->streak >= w->starting_limit)
			fail(s, w);
		else
			attempt(s, w);
		break;
	case SESSION_STUCK:
		attempt(s, w);
		break;
	case SESSION_HUNG:
		s->next_ms = NEVER;
		break;
	case SESSION_BANNED:
		show(s, SESSION_SCAN_QR_CODE, w);
		s->next_ms = NEVER;
		break;
	case SESSION_DEAD:
	case SESSION_INCURABLE:
		fail(s, w);
		break;
	}
}

static void set_fate(struct session *s, enum session_fate fate, const struct session_world *w)
{
	bool was_up = s->status == SESSION_WORKING;

	s->fate = fate;
	switch (fate) {
	case SESSION_ALIVE:
		if (s->status == SESSION_STARTING || s->status == SESSION_SCAN_QR_CODE)
			attempt(s, w);
		break;
	case SESSION_OFFLINE:
	case SESSION_STUCK:
	case SESSION_HUNG:
		if (was_up)
			attempt(s, w);
		break;
	case SESSION_DEAD:
	case SESSION_INCURABLE:
		fail(s, w);
		chatter(s, w, terminated);
		break;
	case SESSION_BANNED:
		show(s, SESSION_SCAN_QR_CODE, w);
		break;
	case SESSION_ZOMBIE:
		break;
	}
}

static void step_connection(struct session *s, const struct session_world *w)
{
	if (s->status == SESSION_STARTING && w->now_ms >= s->next_ms)
		end_attempt(s, w);
	if (s->status == SESSION_WORKING && s->relapse_ms &&
	    w->now_ms - s->working_since_ms >= s->relapse_ms)
		set_fate(s, SESSION_DEAD, w);
}

static void step_traffic(struct session *s, const struct session_world *w)
{
	if (s->status != SESSION_WORKING || s->fate != SESSION_ALIVE || s->quiet)
		return;
	if (w->now_ms < s->traffic_at_ms)
		return;
	happen(s, w);
	s->traffic_at_ms = w->now_ms + w->traffic_ms;
}

static void drop_call(struct session *s, int at)
{
	memmove(&s->calls[at], &s->calls[at + 1],
		(size_t)(s->call_count - at - 1) * sizeof(s->calls[0]));
	s->call_count--;
}

static int64_t call_lasts_ms(const struct session *s, const struct session_world *w)
{
	bool stopped = s->status == SESSION_STOPPED;

	switch (s->calls[0].kind) {
	case SESSION_START:
		return 0;
	case SESSION_STOP:
	case SESSION_PUT:
		return stopped ? 0 : w->stop_ms;
	case SESSION_RESTART:
		return w->stop_ms;
	case SESSION_LOGOUT:
		return w->stop_ms * 4 / 3;
	}
	return 0;
}

static void begin_call(struct session *s, const struct session_world *w)
{
	enum session_call_kind kind = s->calls[0].kind;

	s->begun_ms = w->now_ms;
	s->call_ms = call_lasts_ms(s, w);
	s->start_after = kind == SESSION_START || kind == SESSION_RESTART ||
			 (kind == SESSION_PUT && s->status != SESSION_STOPPED);
	s->restarts += kind == SESSION_RESTART;
	s->puts += kind == SESSION_PUT;
	if (kind == SESSION_LOGOUT)
		s->fate = SESSION_BANNED;
	if (kind != SESSION_START && s->status != SESSION_STOPPED)
		begin_stop(s, w);
}

static void end_call(struct session *s, const struct session_world *w, struct session_end *end)
{
	*end = (struct session_end){ .conn = s->calls[0].conn,
				     .status = s->calls[0].kind == SESSION_PUT ? 200 : 201 };
	if (s->start_after)
		begin_start(s, w);
	s->begun_ms = 0;
	drop_call(s, 0);
}

/* Whoever waited for the lock too long is turned away. */
static bool refuse_late(struct session *s, const struct session_world *w, struct session_end *end)
{
	for (int i = s->begun_ms ? 1 : 0; i < s->call_count; i++) {
		if (w->now_ms - s->calls[i].asked_ms < w->lock_ms)
			continue;
		*end = (struct session_end){ .conn = s->calls[i].conn, .status = 500 };
		s->refused++;
		drop_call(s, i);
		return true;
	}
	return false;
}

void session_init(struct session *s, const char *name, const struct session_world *world)
{
	*s = (struct session){ .status = SESSION_WORKING,
			       .fate = SESSION_ALIVE,
			       .working_since_ms = world->now_ms,
			       .traffic_at_ms = world->now_ms,
			       .next_ms = NEVER };
	snprintf(s->name, sizeof(s->name), "%s", name);
}

enum session_status session_shown(const struct session *s, const struct session_world *world)
{
	int64_t phase;

	if (!s->lie_ms || s->status != SESSION_WORKING)
		return s->status;
	phase = (world->now_ms - s->lie_from_ms) % s->lie_every_ms;
	if (phase >= s->lie_ms)
		return SESSION_WORKING;
	return phase < s->lie_ms / 2 ? SESSION_STOPPED : SESSION_STARTING;
}

const char *session_status_name(enum session_status status)
{
	return status_names[status];
}

const char *session_fate_name(enum session_fate fate)
{
	return fate_names[fate];
}

enum session_fate session_fate_value(const char *name)
{
	for (size_t i = 1; i < COUNT(fate_names); i++) {
		if (strcmp(fate_names[i], name) == 0)
			return (enum session_fate)i;
	}
	return 0;
}

int session_call(struct session *s, enum session_call_kind kind, uint32_t conn,
		 const struct session_world *world)
{
	if (s->call_count == SESSION_CALLS_MAX)
		return -EBUSY;
	s->calls[s->call_count++] =
		(struct session_call){ .kind = kind, .conn = conn, .asked_ms = world->now_ms };
	return 0;
}

void session_set_fate(struct session *s, enum session_fate fate, const struct session_world *world)
{
	set_fate(s, fate, world);
}

void session_heal(struct session *s, const struct session_world *world)
{
	s->fate = SESSION_ALIVE;
	s->quiet = false;
	s->lie_ms = 0;
	s->relapse_ms = 0;
	s->refuse_times = 0;
	s->overlimit = false;
	arrive(s, world);
}

void session_use(struct session *s, const struct session_world *world, int64_t wall_ms)
{
	if (!world->online_ms || s->status != SESSION_WORKING)
		return;
	s->onlines += world->now_ms >= s->online_until_ms;
	s->online_until_ms = world->now_ms + world->online_ms;
	s->activity_ms = wall_ms;
}

bool session_step(struct session *s, const struct session_world *world, struct session_end *end)
{
	step_connection(s, world);
	step_traffic(s, world);
	if (refuse_late(s, world, end))
		return true;
	if (s->call_count && !s->begun_ms)
		begin_call(s, world);
	if (s->call_count && world->now_ms - s->begun_ms >= s->call_ms) {
		end_call(s, world, end);
		return true;
	}
	return false;
}
