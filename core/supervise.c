/* supervise.c - see supervise.h.  SPDX-License-Identifier: ISC */
#include "supervise.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "clock.h"
#include "cmd.h"
#include "deliver.h"
#include "dispatch.h"
#include "exporters.h"
#include "intake.h"
#include "maintenance.h"
#include "posting.h"
#include "relay.h"
#include "reload.h"
#include "requests.h"
#include "save.h"
#include "state.h"
#include "tell.h"
#include "trace.h"

#define LOCK_FILE "lock"

/* --- the loop's callbacks */

/* Before the first header there is nobody to tell. */
static void befell(struct supervise *s, enum words_self what, int64_t ms)
{
	self_note(&s->self, what, ms, clock_boot_ms());
	if (s->journal)
		intake_self(s, what, ms);
}

static void lag(void *arg, int64_t ms)
{
	befell(arg, SELF_LAG, ms);
}

static void resume(void *arg, int64_t ms)
{
	befell(arg, SELF_RESUME, ms);
}

static void tick_fires(void *arg)
{
	intake_tick(arg);
}

static void dispatch_fires(void *arg)
{
	dispatch_run(arg);
}

static void stop_fires(void *arg)
{
	struct supervise *s = arg;

	log_line(&s->log, MUZZLE_WARN, "muzzle", "actions cancelled due=%u", dispatch_owed(s));
	loop_stop(&s->loop);
}

static void reap_fires(void *arg)
{
	struct supervise *s = arg;

	reload_reap(s);
	if (s->stopping && !dispatch_owed(s))
		loop_stop(&s->loop);
}

static void hup_caught(void *arg, int signo)
{
	struct supervise *s = arg;

	(void)signo;
	if (s->stopping)
		return;
	vitals_reloading(s);
	vitals_reloaded(s, reload_run(s));
}

/* No new order; what flies may land. */
static void term_caught(void *arg, int signo)
{
	struct supervise *s = arg;

	if (s->stopping)
		return;
	log_line(&s->log, MUZZLE_INFO, "muzzle", "stopping signal=%d due=%u", signo,
		 dispatch_owed(s));
	s->stopping = true;
	vitals_stopping(s);
	if (!dispatch_owed(s))
		loop_stop(&s->loop);
	loop_timer_start(&s->loop, &s->stop, clock_boot_ms() + SUPERVISE_STOP_MS);
}

/* --- what every header is followed by */

static void put_state(void *ctx, struct json_object *line)
{
	journal_put(ctx, line);
}

/* The engine's t goes on where it was: a header must not make it go back. */
static void begin_journal(void *arg, struct journal *journal)
{
	struct supervise *s = arg;
	char boot[CLOCK_BOOT_ID_BYTES];
	struct json_object *header;
	int64_t now_ms = clock_boot_ms();

	if (now_ms > s->now_ms)
		s->now_ms = now_ms;
	clock_boot_id(boot, sizeof(boot));
	header = trace_header(boot, clock_wall_ms(), s->now_ms);
	tell_text(header, "what", s->beginning);
	tell_text(header, "mode", roster_engine(s->roster)->observe ? "observe" : "enforce");
	journal_put(journal, header);
	json_object_put(header);
	state_write(s->roster, STATE_DEPTH_ALL, put_state, journal);
}

/* --- starting */

static int make_dir(struct supervise *s, const char *dir)
{
	if (mkdir(dir, 0750) == 0 || errno == EEXIST)
		return 0;
	log_line(&s->log, MUZZLE_ERR, "muzzle", "cannot make directory dir=%s error=%s", dir,
		 strerror(errno));
	return -errno;
}

/* One daemon per run_dir: the lock ends with the process. */
static int lock(struct supervise *s)
{
	char path[PATH_MAX];

	snprintf(path, sizeof(path), "%s/" LOCK_FILE, s->run_dir);
	s->lock_fd = open(path, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0600);
	if (s->lock_fd >= 0 && flock(s->lock_fd, LOCK_EX | LOCK_NB) == 0)
		return 0;
	log_line(&s->log, MUZZLE_ERR, "muzzle", "%s file=%s error=%s",
		 errno == EWOULDBLOCK ? "another muzzle runs here" : "cannot lock", path,
		 strerror(errno));
	return -errno;
}

/* Nothing is known; also after a ledger that could not be believed was half read. */
static int new_memory(struct supervise *s)
{
	roster_free(s->roster);
	notes_free(s->notes);
	s->roster = roster_new(s->fleet->conf);
	s->notes = notes_new();
	return s->roster && s->notes ? 0 : -ENOMEM;
}

/* What the last life left.  Its open acts count as done, and what it convicted must convict again. */
static int open_ledger(struct supervise *s)
{
	struct ledger_view view = { .conf = s->fleet->conf, .outbox = s->outbox };
	int rc = ledger_open(&s->ledger, s->state_dir, &s->log);

	if (rc) {
		log_line(&s->log, MUZZLE_ERR, "ledger", "cannot be opened dir=%s error=%s",
			 s->state_dir, strerror(-rc));
		return rc;
	}
	rc = new_memory(s);
	view.roster = s->roster;
	view.notes = s->notes;
	if (rc)
		return rc;
	if (ledger_load(s->ledger, &view)) {
		posting_forget(s->outbox);
		rc = new_memory(s);
		if (rc)
			return rc;
		ledger_charge_all(s->roster, clock_boot_ms());
	}
	engine_restart(roster_engine(s->roster));
	reload_adopt(s);
	return 0;
}

static int open_spool(struct supervise *s)
{
	deliver_load(s);
	return 0;
}

static int open_laws(struct supervise *s)
{
	int rc = laws_open(&s->laws, s->state_dir, &s->log);

	if (rc)
		log_line(&s->log, MUZZLE_ERR, LAWS_FILE, "cannot be opened dir=%s error=%s",
			 s->state_dir, strerror(-rc));
	else
		laws_load(s->laws, s->roster, s->fleet->conf);
	return rc;
}

static int open_journal(struct supervise *s)
{
	const struct journal_setting setting = {
		.dir = s->run_dir,
		.bytes = s->fleet->conf->main.journal_bytes,
		.log = &s->log,
		.begin = begin_journal,
		.arg = s,
	};

	s->journal = journal_open(&setting);
	if (!s->journal)
		return -ENOMEM;
	s->beginning = "start";
	journal_begin(s->journal);
	s->beginning = NULL;
	return 0;
}

static int open_control(struct supervise *s)
{
	const struct control_setting setting = {
		.dir = s->run_dir,
		.loop = &s->loop,
		.log = &s->log,
		.answer = requests_answer,
		.arg = s,
	};
	int rc = control_open(&s->control, &setting);

	if (rc)
		log_line(&s->log, MUZZLE_ERR, "control", "cannot listen dir=%s error=%s",
			 s->run_dir, strerror(-rc));
	return rc;
}

/* Before plugins are opened: a signal that comes early is served when the loop runs. */
static void watch(struct supervise *s)
{
	s->tick = (struct loop_timer){ .fire = tick_fires, .arg = s };
	s->dispatch = (struct loop_timer){ .fire = dispatch_fires, .arg = s };
	s->reap = (struct loop_timer){ .fire = reap_fires, .arg = s };
	s->stop = (struct loop_timer){ .fire = stop_fires, .arg = s };
	s->hup = (struct loop_signal){ .caught = hup_caught, .arg = s };
	s->term = (struct loop_signal){ .caught = term_caught, .arg = s };
	s->intr = (struct loop_signal){ .caught = term_caught, .arg = s };
	loop_signal_start(&s->loop, &s->hup, SIGHUP);
	loop_signal_start(&s->loop, &s->term, SIGTERM);
	loop_signal_start(&s->loop, &s->intr, SIGINT);
}

static int open_dirs(struct supervise *s, const struct conf *conf)
{
	const struct conf_main *main_section = &conf->main;

	s->log.level = (enum muzzle_level)(main_section->log_level + 1);
	s->run_dir = strdup(main_section->run_dir);
	s->state_dir = strdup(main_section->state_dir);
	if (!s->run_dir || !s->state_dir)
		return -ENOMEM;
	return make_dir(s, s->run_dir) || make_dir(s, s->state_dir) ? -EIO : 0;
}

/* Before plugins are opened: a second muzzle must not fail for the ports and files of the first. */
static int prepare(struct supervise *s, const struct conf *conf)
{
	int rc = open_dirs(s, conf);

	s->prepare = NULL;
	return rc ? rc : lock(s);
}

/* In this order: whoever reports finds the engine, the journal and the ledger there. */
static int start(struct supervise *s)
{
	static int (*const steps[])(struct supervise *) = {
		deliver_open, open_ledger, open_spool, open_laws, open_journal, open_control,
	};

	for (size_t i = 0; i < sizeof(steps) / sizeof(steps[0]); i++)
		if (steps[i](s))
			return CMD_FAILED;
	save_start(s);
	exporters_start(s);
	intake_tick(s);
	maintenance_check(s);
	save_now(s);
	if (vitals_start(s))
		return CMD_FAILED;
	log_line(&s->log, MUZZLE_INFO, "muzzle", "ready version=%s file=%s gateways=%zu mode=%s",
		 MUZZLE_VERSION, s->file, s->fleet->conf->gateways_count,
		 s->fleet->conf->main.observe ? "observe" : "enforce");
	return CMD_OK;
}

/* --- ending */

/* loop_fini wants every watcher stopped. */
static void unwatch(struct supervise *s)
{
	struct loop_timer *const timers[] = {
		&s->tick,      &s->dispatch, &s->save, &s->laws_due,
		&s->marks_due, &s->reap,     &s->stop, &s->maintenance
	};

	for (size_t i = 0; i < sizeof(timers) / sizeof(timers[0]); i++)
		loop_timer_stop(&s->loop, timers[i]);
	loop_signal_stop(&s->loop, &s->hup);
	loop_signal_stop(&s->loop, &s->term);
	loop_signal_stop(&s->loop, &s->intr);
}

static void close_fleets(struct supervise *s)
{
	fleet_close(s->fleet);
	while (s->retired) {
		struct fleet *fleet = s->retired;

		s->retired = fleet->next;
		fleet_close(fleet);
	}
}

static void end(struct supervise *s)
{
	control_close(s->control);
	dispatch_drop(s);
	deliver_close(s);
	unwatch(s);
	vitals_stop(s);
	relay_free(s->relay);
	close_fleets(s);
	journal_close(s->journal);
	laws_close(s->laws);
	bookmarks_free(s->bookmarks);
	ledger_close(s->ledger);
	roster_free(s->roster);
	notes_free(s->notes);
	counts_fini(&s->counts);
	host_free(s->host);
	loop_fini(&s->loop);
	if (s->lock_fd >= 0)
		close(s->lock_fd);
	free((void *)(uintptr_t)s->run_dir);
	free((void *)(uintptr_t)s->state_dir);
}

/* What changed since the last save is saved on the way out. */
static int serve(struct supervise *s)
{
	int code = start(s);

	if (code)
		return code;
	loop_run(&s->loop);
	deliver_flush(s);
	save_now(s);
	save_laws(s);
	save_bookmarks(s);
	log_line(&s->log, MUZZLE_INFO, "muzzle", "stopped");
	return CMD_OK;
}

int supervise_run(const char *file)
{
	struct supervise s = { .file = file, .lock_fd = -1, .prepare = prepare };
	const struct loop_self self = { .lag = lag, .resume = resume, .arg = &s };
	struct host_sink sink = intake_sink(&s);
	int code = CMD_FAILED, rc;

	log_init(&s.log, STDERR_FILENO, MUZZLE_INFO);
	s.counts.start_wall_ms = clock_wall_ms();
	signal(SIGPIPE, SIG_IGN);
	if (loop_init(&s.loop, &self) < 0)
		return CMD_FAILED;
	watch(&s);
	vitals_open(&s);
	if (host_new(&s.host, &s.loop, &s.log, &sink) == 0) {
		rc = reload_load(&s, file, &s.fleet);
		code = rc == -EINVAL ? CMD_USAGE : rc ? CMD_FAILED : serve(&s);
	}
	end(&s);
	return code;
}
