/* test_deliver.c - messages between orders, spool, ledger and plugins.  SPDX-License-Identifier: ISC */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "daemon.h"

#define TELL(how) "[action tell]\nplugin = doer\nhow = " how "\n"
#define WAHA(how)                                                                      \
	"[gateway waha]\nsessions = *\ncontainer = box\nladder = act\nnotify = tell\n" \
	"[source status]\nplugin = talker\ngateway = waha\n" TELL(how)
#define EAGER(how) "notify_on = opened\n" WAHA(how) "[action act]\nplugin = doer\nhow = never\n"

static const char *read_state(struct daemon *d, const char *name)
{
	static char data[65536];
	char path[SCRATCH_BYTES];
	FILE *file;

	snprintf(path, sizeof(path), "%s/%s", d->scratch.dir, name);
	file = fopen(path, "r");
	assert_non_null(file);
	data[fread(data, 1, sizeof(data) - 1, file)] = '\0';
	fclose(file);
	return data;
}

static uint32_t flying(struct daemon *d)
{
	return outbox_channel(d->s.outbox, "tell")->flying;
}

static void a_message_is_in_the_spool_before_it_is_sent_and_out_of_it_when_told(void **state)
{
	struct daemon *d = *state;

	daemon_start(d, WAHA("later\nafter = 50ms") "[action act]\nplugin = doer\nhow = now\n");
	daemon_let_need_a_person(d, "omer");
	LOOPED_UNTIL(&d->s.loop, flying(d) == 1);
	assert_non_null(strstr(read_state(d, "state/spool"), "\"what\":\"human\""));
	assert_non_null(strstr(read_state(d, "state/ledger"), "\"ev\":\"told\",\"number\":1"));
	LOOPED_UNTIL(&d->s.loop, outbox_channel(d->s.outbox, "tell")->failures == 1);
	assert_string_equal(outbox_channel(d->s.outbox, "tell")->error, "HTTP 500");
	assert_int_equal(d->s.outbox->entries, 1);
}

static void told_at_once_it_is_gone_from_the_spool(void **state)
{
	struct daemon *d = *state;

	daemon_start(d, WAHA("now") "[action act]\nplugin = doer\nhow = now\n");
	daemon_let_need_a_person(d, "omer");
	LOOPED_UNTIL(&d->s.loop, d->s.outbox->attempts && !d->s.outbox->entries);
	assert_null(strstr(read_state(d, "state/spool"), "\"ev\":\"message\""));
}

/* Killed between the act and the spool, the next life has it by the ledger. */
static void the_ledger_of_an_act_carries_what_is_owed(void **state)
{
	struct daemon *d = *state;
	struct outbox *next;
	struct roster *roster;
	struct ledger_view view;
	struct ledger *ledger;

	daemon_start(d, EAGER("never"));
	daemon_let_die(d, "omer", "\"what\":\"opened\"");
	dispatch_run(&d->s);
	assert_int_equal(dispatch_owed(&d->s), 1);
	assert_int_equal(d->s.outbox->attempts, 0);
	next = outbox_new(&d->s.log, &d->s.outbox->calls);
	roster = roster_new(d->s.fleet->conf);
	view = (struct ledger_view){ roster, d->s.notes, d->s.fleet->conf, next };
	assert_int_equal(ledger_open(&ledger, d->state_dir, &d->s.log), 0);
	assert_int_equal(ledger_load(ledger, &view), 0);
	assert_true(roster_find(roster, "waha/omer")->incident.told_opened);
	assert_non_null(next->owed);
	assert_string_equal(next->owed->message.target, "waha/omer");
	assert_int_equal(next->owed->message.what, NOTIFY_OPENED);
	assert_true(next->owed->message.since_wall_ms > 0);
	ledger_close(ledger);
	roster_free(roster);
	outbox_free(next);
}

/* Neither its sync nor its connections come between an act and its connection. */
static void no_message_goes_soon_behind_an_act(void **state)
{
	struct daemon *d = *state;
	int64_t acted_ms;

	daemon_start(d, EAGER("never"));
	daemon_let_die(d, "omer", "\"what\":\"opened\"");
	LOOPED_UNTIL(&d->s.loop, d->s.acted_ms);
	acted_ms = d->s.acted_ms;
	assert_int_equal(access(scratch_write(&d->scratch, "state/x", ""), F_OK), 0);
	LOOPED_UNTIL(&d->s.loop, d->s.outbox->attempts);
	assert_true(clock_boot_ms() - acted_ms >= DELIVER_BEHIND_ACT_MS);
}

static void a_message_is_told_though_the_spool_cannot_be_written(void **state)
{
	struct daemon *d = *state;

	daemon_start(d, WAHA("now") "[action act]\nplugin = doer\nhow = now\n");
	scratch_write(&d->scratch, "state/spool.new", "");
	assert_int_equal(unlink(d->scratch.path), 0);
	assert_int_equal(mkdir(d->scratch.path, 0700), 0);
	daemon_let_need_a_person(d, "omer");
	LOOPED_UNTIL(&d->s.loop, d->s.outbox->attempts && !d->s.outbox->entries);
	assert_true(d->s.outbox->unsaved);
	assert_true(d->s.deliver.running);
}

static void after_sigterm_a_message_is_kept_and_not_sent(void **state)
{
	struct daemon *d = *state;

	daemon_start(d, WAHA("now") "[action act]\nplugin = doer\nhow = now\n");
	daemon_let_need_a_person(d, "omer");
	d->s.stopping = true;
	LOOPED_UNTIL(&d->s.loop, !d->s.outbox->owed);
	assert_int_equal(d->s.outbox->attempts, 0);
	assert_non_null(strstr(read_state(d, "state/spool"), "\"what\":\"human\""));
}

/* The same name, or another; what flies on the old fleet may land. */
static void a_reload_keeps_what_waits_and_what_flies(void **state)
{
	struct daemon *d = *state;

	daemon_start(d, WAHA("later\nafter = 2s") "[action act]\nplugin = doer\nhow = now\n");
	daemon_let_need_a_person(d, "omer");
	LOOPED_UNTIL(&d->s.loop, flying(d) == 1);
	daemon_let_need_a_person(d, "dana");
	daemon_write(d, WAHA("now") "[action act]\nplugin = doer\nhow = now\n");
	reload_run(&d->s);
	assert_null(d->s.outbox->owed);
	assert_int_equal(dispatch_owed(&d->s), 1);
	LOOPED_UNTIL(&d->s.loop, !d->s.outbox->entries);
	assert_int_equal(d->s.outbox->attempts, 3);
	assert_int_equal(dispatch_owed(&d->s), 0);
}

static void when_the_incident_opened_is_said_to_its_end(void **state)
{
	struct daemon *d = *state;
	const struct target *omer;
	struct notes_target *notes;
	int64_t since_wall_ms;

	daemon_start(d, EAGER("now"));
	daemon_let_die(d, "omer", "\"what\":\"opened\"");
	omer = roster_find(d->s.roster, "waha/omer");
	notes = notes_of(d->s.notes, omer);
	assert_int_equal(notes->incident, omer->incident.id);
	since_wall_ms = notes->since_wall_ms;
	assert_in_range(clock_wall_ms() - since_wall_ms, 0, 20000);
	assert_int_equal(d->s.outbox->owed->message.since_wall_ms, since_wall_ms);
	/* as in the next life, which has the incident by its ledger */
	notes->incident = 0;
	notes->since_wall_ms = 0;
	deliver_load(&d->s);
	assert_in_range(notes->since_wall_ms - since_wall_ms + 5000, 0, 10000);
	since_wall_ms = notes->since_wall_ms;
	daemon_let_need_a_person(d, "omer");
	assert_int_equal(d->s.outbox->owed->next->message.what, NOTIFY_HUMAN);
	assert_int_equal(d->s.outbox->owed->next->message.since_wall_ms, since_wall_ms);
}

/* What was tried and what that answered is for who is told that it did not help. */
static void a_message_says_how_the_last_act_of_its_incident_failed(void **state)
{
	struct daemon *d = *state;
	struct target *omer;
	struct engine_order order = { .what = NOTIFY_QUARANTINED, .incident = 7 };
	struct notes_act act = { .id = 1,
				 .incident = 7,
				 .until_ms = 5,
				 .what = RESULT_FAILED,
				 .action = "restart-session",
				 .text = "HTTP 500: not now" };
	const struct outbox_owed *owed;
	char longer[151] = "";

	daemon_start(d, EAGER("never"));
	order.target = omer = roster_get(d->s.roster, "waha/omer");
	order.t_ms = clock_boot_ms();
	omer->incident = (struct incident){ .id = 7, .phase = INCIDENT_OPEN, .acts = 1 };
	omer->incident.acted_ms = omer->incident.convicted_ms = order.t_ms + TARGET_TIME_BASE;
	omer->quarantine =
		(struct quarantine){ .on = true,
				     .next_ms = order.t_ms + TARGET_TIME_BASE + 3600000 };
	notes_of(d->s.notes, omer)->act = act;
	deliver_owe(&d->s, &order, "spent");
	order.what = NOTIFY_HUMAN;
	deliver_owe(&d->s, &order, "a person");
	omer->quarantine.on = false;
	order.what = NOTIFY_OPENED;
	deliver_owe(&d->s, &order, "it failed");
	notes_of(d->s.notes, omer)->act.what = 0;
	deliver_owe(&d->s, &order, "it was done");
	owed = d->s.outbox->owed;
	assert_string_equal(owed->message.why, "spent; restart-session could not be done "
					       "(HTTP 500: not now); tried again in 1h");
	assert_string_equal(owed->next->message.why, "a person");
	assert_string_equal(owed->next->next->message.why,
			    "it failed; restart-session could not be done (HTTP 500: not now); "
			    "act is next");
	assert_string_equal(owed->next->next->next->message.why,
			    "it was done; 1 act, the last restart-session, did not help; "
			    "act is next");
	memset(longer, 'x', sizeof(longer) - 1);
	deliver_owe(&d->s, &order, longer);
	assert_string_equal(owed->next->next->next->next->message.why + sizeof(longer) - 1,
			    "; 1 act, the last restart-session, did not help");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		DAEMON_TEST(a_message_is_in_the_spool_before_it_is_sent_and_out_of_it_when_told),
		DAEMON_TEST(told_at_once_it_is_gone_from_the_spool),
		DAEMON_TEST(the_ledger_of_an_act_carries_what_is_owed),
		DAEMON_TEST(no_message_goes_soon_behind_an_act),
		DAEMON_TEST(a_message_is_told_though_the_spool_cannot_be_written),
		DAEMON_TEST(after_sigterm_a_message_is_kept_and_not_sent),
		DAEMON_TEST(a_reload_keeps_what_waits_and_what_flies),
		DAEMON_TEST(when_the_incident_opened_is_said_to_its_end),
		DAEMON_TEST(a_message_says_how_the_last_act_of_its_incident_failed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
