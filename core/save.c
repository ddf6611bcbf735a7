/* save.c - see save.h.  SPDX-License-Identifier: ISC */
#include "save.h"

#include <string.h>

#include "clock.h"
#include "intake.h"
#include "posting.h"

static void wait_ms(struct supervise *s, int64_t ms)
{
	s->save_ms = clock_boot_ms() + ms;
	loop_timer_start(&s->loop, &s->save, s->save_ms);
}

/* Said once; the engine then holds every act until it works again. */
static void note_failure(struct supervise *s, int rc)
{
	wait_ms(s, SUPERVISE_LEDGER_RETRY_MS);
	if (s->ledger_down)
		return;
	s->ledger_down = true;
	log_line(&s->log, MUZZLE_ERR, "ledger",
		 "cannot be written, so nothing is restarted dir=%s error=%s", s->state_dir,
		 strerror(-rc));
	intake_self(s, SELF_LEDGER_DOWN, 0);
}

static void note_success(struct supervise *s)
{
	wait_ms(s, SUPERVISE_LEDGER_MS);
	if (!s->ledger_down)
		return;
	s->ledger_down = false;
	intake_self(s, SELF_LEDGER_UP, 0);
}

int save_now(struct supervise *s)
{
	const struct ledger_view view = { s->roster, s->notes, s->fleet->conf, s->outbox };
	int rc = ledger_save(s->ledger, &view);

	if (rc == 0 && s->outbox)
		posting_confirm(s->outbox);
	if (rc)
		note_failure(s, rc);
	else
		note_success(s);
	return rc;
}

void save_soon(struct supervise *s)
{
	if (!s->ledger_down && s->save_ms > clock_boot_ms() + SUPERVISE_LEDGER_SOON_MS)
		wait_ms(s, SUPERVISE_LEDGER_SOON_MS);
}

int save_laws(struct supervise *s)
{
	loop_timer_start(&s->loop, &s->laws_due, clock_boot_ms() + SUPERVISE_LAWS_MS);
	return laws_save(s->laws, s->roster);
}

int save_bookmarks(struct supervise *s)
{
	return s->bookmarks ? bookmarks_save(s->bookmarks, s->run_dir, s->fleet->conf) : 0;
}

/* Not before the first header: until then the run_dir may be another daemon's. */
static void marks_are_due(void *arg)
{
	struct supervise *s = arg;

	s->marks_ms = 0;
	s->marks_saved_ms = clock_boot_ms();
	if (s->journal)
		save_bookmarks(s);
}

void save_bookmarks_soon(struct supervise *s)
{
	int64_t now_ms = clock_boot_ms();

	if (s->marks_ms)
		return;
	s->marks_ms = now_ms + SUPERVISE_MARKS_SOON_MS;
	if (s->marks_saved_ms && s->marks_ms < s->marks_saved_ms + SUPERVISE_MARKS_MS)
		s->marks_ms = s->marks_saved_ms + SUPERVISE_MARKS_MS;
	s->marks_due = (struct loop_timer){ .fire = marks_are_due, .arg = s };
	loop_timer_start(&s->loop, &s->marks_due, s->marks_ms);
}

static void save_fires(void *arg)
{
	save_now(arg);
}

static void laws_are_due(void *arg)
{
	save_laws(arg);
}

void save_start(struct supervise *s)
{
	s->save.fire = save_fires;
	s->save.arg = s;
	s->laws_due = (struct loop_timer){ .fire = laws_are_due, .arg = s };
	wait_ms(s, SUPERVISE_LEDGER_MS);
	loop_timer_start(&s->loop, &s->laws_due, clock_boot_ms() + SUPERVISE_LAWS_MS);
}
