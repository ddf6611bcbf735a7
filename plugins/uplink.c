/* uplink.c - source: whether the box's own line works.  SPDX-License-Identifier: ISC
 *
 * Two witnesses, and the line is down if either of them finds it so: the kernel, of the default route and
 * the link it leaves by; and the addresses that the operator names, when none of them answers.  Down is
 * said at once, up only after it held for `settle`, so that a flapping line is one loss.
 */
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "muzzle_plugin.h"
#include "lib/dial.h"
#include "lib/route.h"
#include "lib/url.h"

#define CHECKS_MAX 8
#define ROUNDS_BAD 2  /* in a row, before silence counts */
#define EAGER_MS 5000 /* between two rounds while there is doubt */
#define BODY_BYTES 65536

/* What a witness says.  Who is unsure changes nothing. */
enum verdict { UNSURE, GOOD, BAD };

/* One address that the operator named. */
struct check {
	const char *url;
	union dial_address address; /* no family: it is asked by HTTP */
	uint32_t watch;             /* of fd; 0: not dialling */
	int fd;
};

struct uplink {
	bool route;
	int64_t late_ms, every_ms, timeout_ms, settle_ms;
	const char *const *urls;
	const struct muzzle_host *host;
	struct muzzle_inst *inst;
	int64_t opened_ms;
	int news_fd;
	bool seen; /* there has been a default route */
	enum verdict way, checked;
	const char *trouble; /* of the way */
	struct check checks[CHECKS_MAX];
	size_t count, asked; /* checks in all, and without an answer in this round */
	int rounds_bad;      /* in a row */
	bool answered;       /* in this round */
	uint32_t news_watch, overdue_timer, settle_timer;
	muzzle_timer *next; /* ours: looks and asks anew */
	enum verdict said;
};

#define OPTION(key_, member, type_) \
	.key = key_, .type = MUZZLE_TYPE_##type_, .offset = offsetof(struct uplink, member)

static const struct muzzle_option options[] = {
	{ OPTION("route", route, BOOL), .def = "yes",
	  .help = "watch the default route and the link it leaves by" },
	{ OPTION("late", late_ms, MSEC), .def = "6h",
	  .help = "no default route ever since the start means down for so long; then it is taken "
		  "for a box that needs none" },
	{ OPTION("check", urls, LIST),
	  .help = "address that answers if the line works, tcp://192.0.2.1:443 or a url that gives "
		  "2xx; may be repeated: down if none answers, twice" },
	{ OPTION("every", every_ms, MSEC), .def = "30s", .min = 1000, .max = 3600000,
	  .help = "time between two rounds of checks; 5s at most while there is doubt" },
	{ OPTION("timeout", timeout_ms, MSEC), .def = "5s", .min = 100, .max = 60000,
	  .help = "how long an answer may take" },
	{ OPTION("settle", settle_ms, MSEC), .def = "10s", .max = 600000,
	  .help = "how long the line must work before it counts as up" },
	MUZZLE_OPT_END
};

/* --- the verdict */

static void say(struct uplink *u, enum verdict what, const char *why)
{
	if (u->said != what)
		u->host->uplink(u->inst, what == GOOD, why);
	u->said = what;
}

static void on_settled(void *self, void *arg)
{
	struct uplink *u = self;

	(void)arg;
	u->settle_timer = 0;
	say(u, GOOD, "");
}

static void unsettle(struct uplink *u)
{
	u->host->timer_stop(u->inst, u->settle_timer);
	u->settle_timer = 0;
}

/* A witness that was not asked for is always content. */
static void judge(struct uplink *u)
{
	if (u->way == BAD || u->checked == BAD) {
		unsettle(u);
		say(u, BAD, u->way == BAD ? u->trouble : "no check is answered");
	} else if (u->way == UNSURE || u->checked == UNSURE) {
		unsettle(u);
	} else if (u->said != GOOD && !u->settle_timer) {
		u->settle_timer = u->host->timer_start(u->inst, u->settle_ms, on_settled, NULL);
	}
}

/* --- the route */

/* A box on an island never had a default route, and must not be held for ever. */
static enum verdict judge_none(struct uplink *u)
{
	if (u->seen || u->host->now(u->inst) - u->opened_ms < u->late_ms) {
		u->trouble = u->seen ? "no default route"
				     : "no default route yet; if none is to come: `route = no`";
		return BAD;
	}
	if (u->way == BAD)
		u->host->log(u->inst, MUZZLE_INFO, "no default route came, so none is needed");
	return GOOD;
}

static void look(struct uplink *u)
{
	int way = route_look();

	if (way < 0) {
		u->host->log(u->inst, MUZZLE_WARN, "routes cannot be read error=%s",
			     strerror(-way));
		u->way = UNSURE;
	} else if (way == ROUTE_NONE) {
		u->way = judge_none(u);
	} else {
		u->seen = true;
		u->trouble = "the link of the default route is down";
		u->way = way == ROUTE_OPEN ? GOOD : BAD;
	}
	judge(u);
}

static void on_news(void *self, void *arg, int fd, bool readable, bool writable)
{
	(void)arg, (void)readable, (void)writable;
	if (route_news(fd))
		look(self);
}

/* --- the checks */

/* While there is doubt it pays to look again soon. */
static int64_t period_ms(const struct uplink *u)
{
	bool doubt = u->said != GOOD || u->way != GOOD || u->checked != GOOD;

	return doubt && u->every_ms > EAGER_MS ? EAGER_MS : u->every_ms;
}

static void end_round(struct uplink *u)
{
	u->host->timer_stop(u->inst, u->overdue_timer);
	if (u->count && !u->answered) {
		u->rounds_bad += u->rounds_bad < ROUNDS_BAD;
		u->checked = u->rounds_bad < ROUNDS_BAD ? UNSURE : BAD;
		judge(u);
	}
	u->host->timer_start(u->inst, period_ms(u), u->next, NULL);
}

/* One good answer speaks for all. */
static void note(struct uplink *u, bool good)
{
	if (good) {
		u->answered = true;
		u->rounds_bad = 0;
		u->checked = GOOD;
		judge(u);
	}
	if (--u->asked == 0)
		end_round(u);
}

static void hang_up(struct uplink *u, struct check *c)
{
	u->host->fd_unwatch(u->inst, c->watch);
	close(c->fd);
	c->watch = 0;
}

static void on_dialled(void *self, void *arg, int fd, bool readable, bool writable)
{
	int rc = dial_result(fd);

	(void)readable, (void)writable;
	hang_up(self, arg);
	note(self, rc == 0);
}

static void on_overdue(void *self, void *arg)
{
	struct uplink *u = self;

	(void)arg;
	for (size_t i = 0; i < u->count; i++) {
		if (!u->checks[i].watch)
			continue;
		hang_up(u, &u->checks[i]);
		note(u, false);
	}
}

static void on_answer(void *self, void *arg, const struct muzzle_answer *answer)
{
	(void)arg;
	note(self, answer->status / 100 == 2);
}

static bool ask(struct uplink *u, struct check *c)
{
	const struct muzzle_http http = { .size = sizeof(http),
					  .url = c->url,
					  .timeout_ms = u->timeout_ms,
					  .max_body_bytes = BODY_BYTES };

	if (!c->address.any.sa_family)
		return u->host->http(u->inst, &http, NULL, on_answer, c);
	c->fd = dial_start(&c->address);
	if (c->fd < 0)
		return false;
	c->watch = u->host->fd_watch(u->inst, c->fd, false, true, on_dialled, c);
	if (!c->watch)
		close(c->fd);
	return c->watch;
}

/* The round itself counts as one that is asked: it cannot end before all are. */
static void start_round(struct uplink *u)
{
	u->answered = false;
	u->asked = u->count + 1;
	u->overdue_timer = u->host->timer_start(u->inst, u->timeout_ms, on_overdue, NULL);
	for (size_t i = 0; i < u->count; i++)
		if (!ask(u, &u->checks[i]))
			note(u, false);
	note(u, false);
}

static void on_next(void *self, void *arg)
{
	(void)arg;
	if (((struct uplink *)self)->route)
		look(self);
	start_round(self);
}

/* --- life */

static int refuse(const struct uplink *u, const char *why)
{
	u->host->log(u->inst, MUZZLE_ERR, "%s", why);
	return -EINVAL;
}

static int add_check(struct uplink *u, const char *url)
{
	struct check *c = &u->checks[u->count];

	if (u->count == CHECKS_MAX)
		return refuse(u, "more than 8 of `check`");
	c->url = url;
	if (strncmp(url, "tcp:", 4) == 0 ? dial_parse(&c->address, url) : !url_is_http(url))
		return refuse(u, "`check` " DIAL_FORM " or " URL_FORM);
	u->count++;
	return 0;
}

/* What the option table cannot say. */
static int uplink_check(void *self, const struct muzzle_host *host, struct muzzle_inst *inst)
{
	struct uplink *u = self;
	int rc = 0;

	u->host = host;
	u->inst = inst;
	for (const char *const *url = u->urls; !rc && url && *url; url++)
		rc = add_check(u, *url);
	if (!rc && !u->route && !u->count)
		rc = refuse(u, "nothing to watch: set a `check`, or `route = yes`");
	return rc;
}

static void uplink_close(void *self)
{
	struct uplink *u = self;

	for (size_t i = 0; i < u->count; i++)
		if (u->checks[i].watch)
			hang_up(u, &u->checks[i]);
	if (!u->route)
		return;
	u->host->fd_unwatch(u->inst, u->news_watch);
	close(u->news_fd);
}

static int watch_route(struct uplink *u)
{
	u->news_fd = route_open();
	if (u->news_fd < 0)
		return u->news_fd;
	u->news_watch = u->host->fd_watch(u->inst, u->news_fd, true, false, on_news, NULL);
	if (!u->news_watch)
		close(u->news_fd);
	return u->news_watch ? 0 : -EAGAIN;
}

static int uplink_open(void *self, const struct muzzle_host *host, struct muzzle_inst *inst)
{
	struct uplink *u = self;
	int rc = 0;

	u->host = host;
	u->inst = inst;
	u->next = on_next;
	u->opened_ms = host->now(inst);
	u->way = GOOD;
	u->checked = u->count ? UNSURE : GOOD;
	if (u->route)
		rc = watch_route(u);
	if (rc || host->timer_start(inst, 0, on_next, NULL))
		return rc;
	uplink_close(u);
	return -EAGAIN;
}

MUZZLE_EXPORT const struct muzzle_plugin muzzle_plugin_v1 = {
	MUZZLE_PLUGIN(MUZZLE_SOURCE),
	.name = "uplink",
	.summary = "whether the box's own line works",
	.needs = MUZZLE_CAP_UPLINK | MUZZLE_CAP_TIMER | MUZZLE_CAP_FD | MUZZLE_CAP_HTTP,
	.self_size = sizeof(struct uplink),
	.options = options,
	.open = uplink_open,
	.close = uplink_close,
	.check = uplink_check,
};
