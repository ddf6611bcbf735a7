/* ledger.c - see ledger.h.  SPDX-License-Identifier: ISC */
#include "ledger.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "budget.h"
#include "carry.h"
#include "clock.h"
#include "sealed.h"
#include "spool.h"
#include "state.h"
#include "tell.h"

struct ledger {
	struct sealed file;
};

int ledger_open(struct ledger **ledger, const char *state_dir, struct log *log)
{
	struct ledger *l = calloc(1, sizeof(*l));
	int rc;

	*ledger = NULL;
	if (!l)
		return -ENOMEM;
	l->file = (struct sealed){ .dir = state_dir,
				   .name = LEDGER_FILE,
				   .loss = "every budget counts as charged once",
				   .log = log };
	rc = sealed_open(&l->file);
	if (rc)
		free(l);
	else
		*ledger = l;
	return rc;
}

void ledger_close(struct ledger *ledger)
{
	if (!ledger)
		return;
	sealed_close(&ledger->file);
	free(ledger);
}

/* The engine knows only until when. */
static void put_holder(struct sealed_page *page, const struct ledger_view *view,
		       const struct target *target)
{
	const struct notes_target *on = notes_of(view->notes, target);
	struct json_object *line;

	if (!on || (!target->hold_until_ms && !on->hold.released_ms))
		return;
	line = json_object_new_object();
	tell_text(line, "ev", "holder");
	tell_text(line, "target", roster_name(target));
	tell_text(line, "by", on->hold.by);
	tell_text(line, "why", on->hold.why);
	tell_number(line, "window", on->hold.window_ms);
	tell_number(line, "released", on->hold.released_ms);
	sealed_put(page, line);
	json_object_put(line);
}

int ledger_save(struct ledger *ledger, const struct ledger_view *view)
{
	const struct engine *engine = roster_engine(view->roster);
	struct sealed_page page;

	sealed_begin(&page);
	state_write(view->roster, STATE_DEPTH_LEDGER, sealed_put, &page);
	for (const struct target *target = engine->first; target; target = target->next_all)
		put_holder(&page, view, target);
	if (view->outbox)
		spool_put_owed(view->outbox, &page);
	return sealed_save(&ledger->file, &page);
}

/* --- reading */

static void take_holder(const struct ledger_view *view, struct json_object *line)
{
	const char *name = tell_get_text(line, "target");
	const struct target *target = roster_find(view->roster, name);
	struct notes_target *on = target ? notes_of(view->notes, target) : NULL;

	if (!on)
		return;
	notes_set_hold(on, tell_get_text(line, "by"), tell_get_text(line, "why"));
	on->hold.window_ms = tell_get_number(line, "window");
	on->hold.released_ms = tell_get_number(line, "released");
}

/* What the engine remembers, and lines of our own, which no trace has: who holds. */
static int take(void *arg, struct json_object *line, char *why, size_t why_bytes)
{
	const struct ledger_view *view = arg;
	const struct carry to = { view->roster, view->conf };
	const char *ev = tell_get_text(line, "ev");

	if (strcmp(ev, "ledger") == 0)
		return carry_line(&to, line, why, why_bytes);
	if (spool_take_owed(view->outbox, line))
		return 0;
	if (strcmp(ev, "holder") != 0) {
		snprintf(why, why_bytes, "nothing that a ledger has");
		return -EINVAL;
	}
	take_holder(view, line);
	return 0;
}

/* Under another boot time starts anew: what was old is as much older as the wall clock says. */
static void age(const struct ledger *ledger, const struct sealed_head *head, struct engine *engine)
{
	int64_t elapsed_ms = sealed_age_ms(head);

	if (sealed_of_this_boot(head))
		return;
	if (elapsed_ms < 0 || elapsed_ms > LEDGER_MAX_AGE_MS)
		elapsed_ms = 0;
	engine_shift(engine, clock_boot_ms() - head->t_ms - elapsed_ms);
	log_line(ledger->file.log, MUZZLE_INFO, "ledger", "of another boot age_ms=%lld",
		 (long long)elapsed_ms);
}

int ledger_load(struct ledger *ledger, const struct ledger_view *view)
{
	struct ledger_view into = *view;
	struct sealed_head head;
	int rc = sealed_load(&ledger->file, &head, take, &into);

	if (rc == 0)
		age(ledger, &head, roster_engine(view->roster));
	return rc == -ENOENT ? 0 : rc;
}

void ledger_charge_all(struct roster *roster, int64_t now_ms)
{
	struct engine *engine = roster_engine(roster);

	now_ms += TARGET_TIME_BASE;
	budget_charge(&engine->budget, now_ms);
	for (struct target *target = engine->first; target; target = target->next_all) {
		budget_charge(&target->budget, now_ms);
		target->last_act_ms = now_ms;
		target->cooldown++;
	}
}
