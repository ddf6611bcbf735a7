/* daemon.h - a daemon without its life: all parts of struct supervise, real plugins, the test's own loop.
 * SPDX-License-Identifier: ISC */
#ifndef DAEMON_H
#define DAEMON_H

#include <unistd.h>

#include "clock.h"
#include "fixtures.h"
#include "intake.h"
#include "looped.h"
#include "reload.h"
#include "save.h"
#include "deliver.h"
#include "dispatch.h"
#include "supervise.h"

#define DAEMON_HEAD                                                                           \
	"[muzzle]\nplugin_dir = %s\nstate_dir = %s/state\nrun_dir = %s\n"                     \
	"[policy default]\npatience = 300ms\nsettle = 100ms\ngrace = 200ms\nverify = 500ms\n" \
	"cooldown = 100ms\nrestarts = 3/20s\n"
#define DAEMON_WAHA                                                                    \
	"[gateway waha]\nsessions = *\ncontainer = box\nladder = act\nnotify = tell\n" \
	"[source status]\nplugin = talker\ngateway = waha\n"                           \
	"[action tell]\nplugin = doer\nhow = now\n"

struct daemon {
	struct supervise s;
	struct scratch scratch;
	char file[SCRATCH_BYTES], state_dir[SCRATCH_BYTES], journal[65536];
	int headers; /* begun in the journal */
};

static void daemon_write(struct daemon *d, const char *text)
{
	char whole[8192];
	int n = snprintf(whole, sizeof(whole), DAEMON_HEAD, d->scratch.dir, d->scratch.dir,
			 d->scratch.dir);

	snprintf(whole + n, sizeof(whole) - (size_t)n, "%s", text);
	snprintf(d->file, sizeof(d->file), "%s", scratch_write(&d->scratch, "muzzle.ini", whole));
}

static void daemon_begin(void *arg, struct journal *journal)
{
	struct daemon *d = arg;

	(void)journal;
	d->headers++;
}

static void daemon_dispatch(void *arg)
{
	dispatch_run(arg);
}

static void daemon_reap(void *arg)
{
	reload_reap(arg);
}

static void daemon_tick(void *arg)
{
	intake_tick(arg);
}

static void daemon_start(struct daemon *d, const char *text)
{
	struct supervise *s = &d->s;
	struct host_sink sink = intake_sink(s);

	daemon_write(d, text);
	s->file = d->file;
	s->run_dir = d->scratch.dir;
	s->state_dir = d->state_dir;
	log_init(&s->log, STDERR_FILENO, 0);
	s->tick = (struct loop_timer){ .fire = daemon_tick, .arg = s };
	s->dispatch = (struct loop_timer){ .fire = daemon_dispatch, .arg = s };
	s->reap = (struct loop_timer){ .fire = daemon_reap, .arg = s };
	assert_int_equal(loop_init(&s->loop, NULL), 0);
	assert_int_equal(host_new(&s->host, &s->loop, &s->log, &sink), 0);
	s->log.level = MUZZLE_ERR;
	assert_int_equal(reload_load(s, d->file, &s->fleet), 0);
	s->log.level = 0;
	s->roster = roster_new(s->fleet->conf);
	s->notes = notes_new();
	assert_int_equal(deliver_open(s), 0);
	assert_int_equal(ledger_open(&s->ledger, d->state_dir, &s->log), 0);
	assert_int_equal(laws_open(&s->laws, d->state_dir, &s->log), 0);
	const struct journal_setting setting = {
		.dir = d->scratch.dir,
		.bytes = 1 << 20,
		.log = &s->log,
		.begin = daemon_begin,
		.arg = d,
	};

	s->journal = journal_open(&setting);
	deliver_load(s);
	reload_adopt(s);
	save_start(s);
	intake_tick(s);
}

static int daemon_make(void **state)
{
	struct daemon *d = calloc(1, sizeof(*d));

	d->scratch = scratch_make();
	snprintf(d->state_dir, sizeof(d->state_dir), "%s/state", d->scratch.dir);
	fixtures_copy(&d->scratch, "talker.so", NULL);
	fixtures_copy(&d->scratch, "doer.so", NULL);
	scratch_write(&d->scratch, "state/x", "");
	*state = d;
	return 0;
}

static int daemon_end(void **state)
{
	struct daemon *d = *state;
	struct supervise *s = &d->s;

	dispatch_drop(s);
	deliver_close(s);
	s->stopping = true;
	fleet_close(s->fleet);
	while (s->retired) {
		struct fleet *fleet = s->retired;

		s->retired = fleet->next;
		fleet_close(fleet);
	}
	loop_timer_stop(&s->loop, &s->tick);
	loop_timer_stop(&s->loop, &s->dispatch);
	loop_timer_stop(&s->loop, &s->save);
	loop_timer_stop(&s->loop, &s->laws_due);
	loop_timer_stop(&s->loop, &s->marks_due);
	loop_timer_stop(&s->loop, &s->reap);
	loop_timer_stop(&s->loop, &s->maintenance);
	bookmarks_free(s->bookmarks);
	journal_close(s->journal);
	laws_close(s->laws);
	ledger_close(s->ledger);
	roster_free(s->roster);
	notes_free(s->notes);
	counts_fini(&s->counts);
	host_free(s->host);
	loop_fini(&s->loop);
	scratch_remove(&d->scratch);
	free(d);
	return 0;
}

static struct muzzle_inst *daemon_inst(struct daemon *d, const char *name)
{
	for (size_t i = 0; i < d->s.fleet->count; i++)
		if (strcmp(d->s.fleet->members[i].section->name, name) == 0)
			return d->s.fleet->members[i].inst;
	fail_msg("no section %s", name);
	return NULL;
}

/* As if the source had said it now. */
static void daemon_claim(struct daemon *d, const char *session, enum muzzle_state what)
{
	const struct host_sink sink = intake_sink(&d->s);
	const struct muzzle_report report = {
		.size = sizeof(report),
		.kind = MUZZLE_CLAIM,
		.gateway = "waha",
		.session = session,
		.what = what,
		.at_ms = clock_boot_ms(),
		.raw = "SAID",
		.why = "",
		.id = "",
	};

	sink.report(sink.arg, daemon_inst(d, "status"), &report);
}

static const char *daemon_journal(struct daemon *d)
{
	char path[SCRATCH_BYTES];
	FILE *file;

	snprintf(path, sizeof(path), "%s/" JOURNAL_FILE, d->scratch.dir);
	file = fopen(path, "r");
	assert_non_null(file);
	d->journal[fread(d->journal, 1, sizeof(d->journal) - 1, file)] = '\0';
	fclose(file);
	return d->journal;
}

static inline bool daemon_wrote(struct daemon *d, const char *part)
{
	return strstr(daemon_journal(d), part) != NULL;
}

/* Claims that a session is down until the journal has the text `until`.  What is ordered then waits
 * for the loop's next turn, whether a turn brought it or, on a late machine, a claim. */
static inline void daemon_let_die(struct daemon *d, const char *session, const char *until)
{
	int64_t end_ms = clock_boot_ms() + LOOPED_DEADLINE_MS;

	while (!daemon_wrote(d, until)) {
		if (clock_boot_ms() > end_ms)
			fail_msg("never came: %s\n%s", until, d->journal);
		daemon_claim(d, session, MUZZLE_DOWN);
		if (!daemon_wrote(d, until))
			loop_turn(&d->s.loop, 20);
	}
}

/* The first claim begins an epoch and may be dated before it. */
static inline void daemon_let_need_a_person(struct daemon *d, const char *session)
{
	daemon_claim(d, session, MUZZLE_UP);
	daemon_claim(d, session, MUZZLE_HUMAN);
}

#define DAEMON_TEST(name) cmocka_unit_test_setup_teardown(name, daemon_make, daemon_end)

#endif
