/* test_requests.c - what may be asked and commanded, and what of it survives.  SPDX-License-Identifier: ISC */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "daemon.h"
#include "posting.h"
#include "requests.h"
#include "tell.h"

#define WATCHED \
	DAEMON_WAHA "[action act]\nplugin = doer\nhow = now\n[gateway box]\nsessions = one\n"

/* The answer as text; static until the next call. */
static const char *ask(struct daemon *d, const char *request, bool may_command)
{
	static char text[32768];
	struct json_object *json = json_tokener_parse(request);
	struct json_object *answer = requests_answer(&d->s, json, may_command);

	assert_non_null(answer);
	snprintf(text, sizeof(text), "%s",
		 json_object_to_json_string_ext(answer, TRACE_JSON_FLAGS));
	json_object_put(answer);
	json_object_put(json);
	return text;
}

static void of_a_target_that_is_named_status_tells_alone(void **state)
{
	struct daemon *d = *state;
	const char *said;

	daemon_start(d, WATCHED);
	daemon_claim(d, "omer", MUZZLE_UP);
	daemon_claim(d, "dana", MUZZLE_UP);
	ask(d, "{\"cmd\":\"hold\",\"target\":\"waha\"}", true);
	ask(d, "{\"cmd\":\"hold\",\"target\":\"box\"}", true);
	said = ask(d, "{\"cmd\":\"status\",\"target\":\"waha/omer\"}", false);
	assert_non_null(strstr(said, "\"headline\":\"0 sessions are well; 1 is held\""));
	assert_non_null(strstr(said, "\"target\":\"waha/omer\",\"state\":\"up\""));
	assert_null(strstr(said, "dana"));
	assert_non_null(strstr(said, "\"holds\":[{\"target\":\"waha\""));
	assert_null(strstr(said, "box"));
	said = ask(d, "{\"cmd\":\"status\",\"target\":\"waha\"}", false);
	assert_non_null(strstr(said, "\"target\":\"waha/dana\""));
	assert_null(strstr(said, "box"));
	said = ask(d, "{\"cmd\":\"status\",\"target\":\"waha/omre\"}", false);
	assert_non_null(strstr(said, "did you mean waha/omer?"));
}

static void who_says_no_name_is_called_by_his_number(void **state)
{
	struct daemon *d = *state;

	daemon_start(d, WATCHED);
	ask(d, "{\"cmd\":\"hold\",\"target\":\"waha\",\"uid\":0}", true);
	assert_string_equal(notes_of(d->s.notes, roster_find(d->s.roster, "waha"))->hold.by,
			    "root");
	ask(d, "{\"cmd\":\"hold\",\"target\":\"box\",\"by\":\"\",\"uid\":3999999999}", true);
	assert_string_equal(notes_of(d->s.notes, roster_find(d->s.roster, "box"))->hold.by,
			    "uid 3999999999");
	assert_non_null(
		strstr(ask(d, "{\"cmd\":\"hold\",\"target\":\"box\",\"for_ms\":5,\"uid\":0}", true),
		       "\"kept\":true"));
}

static void which_configuration_holds_is_told_and_since_when(void **state)
{
	struct daemon *d = *state;
	int64_t before_ms = clock_wall_ms();
	struct json_object *told;

	daemon_start(d, WATCHED);
	told = json_tokener_parse(ask(d, "{\"cmd\":\"configuration\"}", false));
	assert_string_equal(tell_get_text(told, "file"), d->file);
	assert_int_equal(tell_get_number(told, "pid"), getpid());
	assert_in_range(tell_get_number(told, "wall_ms"), before_ms, clock_wall_ms());
	json_object_put(told);
}

static void status_and_why_may_be_read_by_who_may_not_command(void **state)
{
	struct daemon *d = *state;

	daemon_start(d, WATCHED);
	daemon_claim(d, "omer", MUZZLE_UP);
	assert_non_null(strstr(ask(d, "{\"cmd\":\"status\"}", false),
			       "\"target\":\"waha/omer\",\"state\":\"up\""));
	assert_non_null(strstr(ask(d, "{\"cmd\":\"why\",\"target\":\"waha/omer\"}", false),
			       "\"guards\":["));
}

static void why_says_its_words_to_who_asks_for_them(void **state)
{
	struct daemon *d = *state;

	daemon_start(d, WATCHED);
	daemon_claim(d, "omer", MUZZLE_UP);
	assert_null(
		strstr(ask(d, "{\"cmd\":\"why\",\"target\":\"waha/omer\"}", false), "\"words\""));
	assert_non_null(
		strstr(ask(d, "{\"cmd\":\"why\",\"target\":\"waha/omer\",\"words\":true}", false),
		       "\"words\":\"waha/omer is up"));
}

static void whether_a_person_was_told_is_known_from_what_was_sent(void **state)
{
	static const struct incident told = { .id = 7,
					      .phase = INCIDENT_OPEN,
					      .told_opened = true };
	struct daemon *d = *state;
	const char *asked = "{\"cmd\":\"why\",\"target\":\"waha\",\"words\":true}", *said;

	daemon_start(d, WATCHED);
	roster_find(d->s.roster, "waha")->incident = told;
	assert_non_null(strstr(ask(d, asked, false), ", a person was told"));
	posting_owe(d->s.outbox,
		    &(struct message){ .target = "waha", .what = NOTIFY_OPENED, .incident = 7 },
		    "");
	assert_non_null(strstr(ask(d, asked, false), "a message to a person waits"));
	roster_find(d->s.roster, "box")->incident = told;
	roster_find(d->s.roster, "box")->incident.id = 8;
	said = ask(d, "{\"cmd\":\"why\",\"target\":\"box\",\"words\":true}", false);
	assert_non_null(strstr(said, "\"told\":false"));
	assert_non_null(strstr(said, "nobody is told: its"));
}

static void who_may_not_command_changes_nothing(void **state)
{
	static const char *const commands[] = { "hold", "release", "reset" };
	struct daemon *d = *state;
	char request[200];

	daemon_start(d, WATCHED);
	daemon_claim(d, "omer", MUZZLE_UP);
	for (size_t i = 0; i < sizeof(commands) / sizeof(commands[0]); i++) {
		snprintf(request, sizeof(request), "{\"cmd\":\"%s\",\"target\":\"waha/omer\"}",
			 commands[i]);
		assert_memory_equal(ask(d, request, false), "{\"error\":", 9);
	}
	assert_false(daemon_wrote(d, "\"ev\":\"command\""));
}

static void nonsense_is_refused(void **state)
{
	static const char *const nonsense[] = {
		"{}",
		"{\"cmd\":5}",
		"{\"cmd\":\"no-such\"}",
		"{\"cmd\":\"why\"}",
		"{\"cmd\":\"why\",\"target\":7}",
		"{\"cmd\":\"why\",\"target\":\"nobody\"}",
		"{\"cmd\":\"hold\",\"target\":\"nobody/omer\"}",
		"{\"cmd\":\"hold\",\"target\":\"waha/o m\"}",
		"{\"cmd\":\"hold\",\"target\":\"waha\",\"for_ms\":0}",
		"{\"cmd\":\"hold\",\"target\":\"waha\",\"for_ms\":-5}",
		"{\"cmd\":\"hold\",\"target\":\"waha\",\"for_ms\":\"5\"}",
		"{\"cmd\":\"hold\",\"target\":\"waha\",\"for_ms\":1e99}",
		"{\"cmd\":\"hold\",\"target\":\"waha\",\"for_ms\":9223372036854775807}",
	};
	struct daemon *d = *state;

	daemon_start(d, WATCHED);
	for (size_t i = 0; i < sizeof(nonsense) / sizeof(nonsense[0]); i++)
		assert_memory_equal(ask(d, nonsense[i], true), "{\"error\":", 9);
	assert_false(daemon_wrote(d, "\"ev\":\"command\""));
}

static void a_refused_name_is_cut_between_characters(void **state)
{
	struct daemon *d = *state;
	char request[300] = "{\"cmd\":\"why\",\"target\":\"x";

	daemon_start(d, WATCHED);
	for (int i = 0; i < 60; i++)
		strcat(request, "\xc3\xa9");
	strcat(request, "\"}");
	assert_non_null(strstr(ask(d, request, false), "\xc3\xa9: see muzzle status"));
}

/* A fresh memory, filled from the file: what a kill at this moment would leave. */
static const char *saved_holder(struct daemon *d, const char *name)
{
	static char by[NOTES_TEXT_BYTES];
	struct roster *roster = roster_new(d->s.fleet->conf);
	struct notes *notes = notes_new();
	const struct ledger_view view = { .roster = roster,
					  .notes = notes,
					  .conf = d->s.fleet->conf };
	const struct target *target;
	struct ledger *ledger;

	assert_int_equal(ledger_open(&ledger, d->state_dir, &d->s.log), 0);
	assert_int_equal(ledger_load(ledger, &view), 0);
	target = roster_find(roster, name);
	snprintf(by, sizeof(by), "%s", target ? notes_of(notes, target)->hold.by : "");
	ledger_close(ledger);
	notes_free(notes);
	roster_free(roster);
	return by;
}

static void a_hold_is_journaled_held_and_saved_before_it_is_confirmed(void **state)
{
	struct daemon *d = *state;
	const char *answer;
	const struct target *omer;

	daemon_start(d, WATCHED);
	daemon_claim(d, "omer", MUZZLE_UP);
	answer = ask(
		d,
		"{\"cmd\":\"hold\",\"target\":\"waha/omer\",\"for_ms\":60000,\"by\":\"de\\nploy\","
		"\"why\":\"up\\u001b[31mgrade\"}",
		true);
	assert_non_null(strstr(answer, "{\"ok\":true,\"target\":\"waha/omer\",\"what\":\"hold\","
				       "\"for_ms\":60000,\"kept\":false,\"holds\":[{"));
	omer = roster_find(d->s.roster, "waha/omer");
	assert_int_equal(omer->hold_until_ms, d->s.now_ms + 60000 + TARGET_TIME_BASE);
	assert_true(daemon_wrote(
		d, "\"what\":\"hold\",\"for_ms\":60000,\"by\":\"de ploy\",\"why\":\"upgrade\""));
	assert_string_equal(saved_holder(d, "waha/omer"), "de ploy");
	assert_non_null(strstr(ask(d, "{\"cmd\":\"release\",\"target\":\"waha/omer\"}", true),
			       "\"ok\":true"));
	assert_int_equal(omer->hold_until_ms, 0);
	assert_string_equal(saved_holder(d, "waha/omer"), "");
}

static void a_hold_lasts_an_hour_when_nothing_is_said(void **state)
{
	struct daemon *d = *state;

	daemon_start(d, WATCHED);
	ask(d, "{\"cmd\":\"hold\",\"target\":\"waha\"}", true);
	assert_int_equal(roster_find(d->s.roster, "waha")->hold_until_ms,
			 d->s.now_ms + 3600000 + TARGET_TIME_BASE);
}

#define HOLD(by, ms) "{\"cmd\":\"hold\",\"target\":\"waha\",\"by\":\"" by "\",\"for_ms\":" #ms "}"

static void of_two_owners_the_later_end_wins_and_both_are_told(void **state)
{
	struct daemon *d = *state;
	const struct target *waha;
	int64_t until_ms;

	daemon_start(d, WATCHED);
	waha = roster_find(d->s.roster, "waha");
	assert_non_null(strstr(ask(d, HOLD("alice", 60000), true), "\"ended\":[]"));
	until_ms = waha->hold_until_ms;
	assert_non_null(strstr(ask(d, HOLD("deploy", 30000), true),
			       "\"kept\":true,\"holds\":[{\"target\":\"waha\",\"by\":\"alice\""));
	assert_int_equal(waha->hold_until_ms, until_ms);
	assert_string_equal(saved_holder(d, "waha"), "alice");
	assert_non_null(strstr(ask(d, HOLD("deploy", 90000), true),
			       "\"ended\":[{\"target\":\"waha\",\"by\":\"alice\""));
	assert_true(waha->hold_until_ms > until_ms);
	assert_string_equal(saved_holder(d, "waha"), "deploy");
	/* one's own may become shorter */
	assert_non_null(strstr(ask(d, HOLD("deploy", 10000), true), "\"ended\":[]"));
	assert_true(waha->hold_until_ms < until_ms);
}

#define RELEASE "{\"cmd\":\"release\",\"target\":\"waha\",\"by\":\"bob\",\"own\":"

static void a_release_tells_whose_hold_it_ended(void **state)
{
	struct daemon *d = *state;

	daemon_start(d, WATCHED);
	ask(d, HOLD("alice", 60000), true);
	assert_non_null(strstr(ask(d, RELEASE "false}", true),
			       "\"ended\":[{\"target\":\"waha\",\"by\":\"alice\""));
	assert_true(daemon_wrote(d, "\"what\":\"release\",\"by\":\"bob\""));
}

static void who_releases_his_own_leaves_anothers(void **state)
{
	struct daemon *d = *state;
	const struct target *waha;

	daemon_start(d, WATCHED);
	waha = roster_find(d->s.roster, "waha");
	ask(d, HOLD("alice", 60000), true);
	assert_non_null(strstr(ask(d, RELEASE "true}", true),
			       "\"kept\":true,\"holds\":[{\"target\":\"waha\",\"by\":\"alice\""));
	assert_true(waha->hold_until_ms);
	assert_false(daemon_wrote(d, "\"what\":\"release\""));
	ask(d, HOLD("bob", 90000), true);
	assert_non_null(strstr(ask(d, RELEASE "true}", true),
			       "\"kept\":false,\"ended\":[{\"target\":\"waha\",\"by\":\"bob\""));
	assert_int_equal(waha->hold_until_ms, 0);
}

static void where_nothing_is_held_nothing_is_ended(void **state)
{
	struct daemon *d = *state;

	daemon_start(d, WATCHED);
	assert_non_null(strstr(ask(d, RELEASE "true}", true), "\"kept\":false,\"ended\":[]"));
	assert_false(daemon_wrote(d, "\"what\":\"release\""));
}

static void status_tells_every_hold_with_its_owner(void **state)
{
	struct daemon *d = *state;

	daemon_start(d, WATCHED);
	assert_non_null(strstr(ask(d, "{\"cmd\":\"status\"}", false), "\"holds\":[]"));
	ask(d, HOLD("alice", 60000), true);
	assert_non_null(strstr(ask(d, "{\"cmd\":\"status\"}", false),
			       "\"holds\":[{\"target\":\"waha\",\"by\":\"alice\",\"why\":\"\""));
}

static void a_mistyped_name_is_refused_and_not_remembered(void **state)
{
	struct daemon *d = *state;

	daemon_start(d, WATCHED);
	for (size_t i = 0; i < 2; i++) {
		const char *asked = i ? "{\"cmd\":\"why\",\"target\":\"waha/omr\"}"
				      : "{\"cmd\":\"hold\",\"target\":\"waha/omr\"}";

		assert_non_null(strstr(ask(d, asked, true), "no target waha/omr"));
		assert_null(roster_find(d->s.roster, "waha/omr"));
	}
	assert_memory_equal(ask(d, "{\"cmd\":\"hold\",\"target\":\"box/two\"}", true),
			    "{\"error\":", 9);
}

static void who_may_have_been_meant_is_named(void **state)
{
	struct daemon *d = *state;

	daemon_start(d, WATCHED);
	daemon_claim(d, "omer", MUZZLE_UP);
	for (size_t i = 0; i < 3; i++) {
		static const char *const typed[] = { "waha/omr", "omer", "wahaomer" };
		char asked[80];

		snprintf(asked, sizeof(asked), "{\"cmd\":\"why\",\"target\":\"%s\"}", typed[i]);
		assert_non_null(strstr(ask(d, asked, false), ": did you mean waha/omer?\""));
	}
	assert_non_null(strstr(ask(d, "{\"cmd\":\"why\",\"target\":\"nobody\"}", false),
			       "no target nobody: see muzzle status"));
}

static void reset_forgets_and_only_with_charges_the_charges(void **state)
{
	struct daemon *d = *state;
	struct target *omer;

	daemon_start(d, WATCHED);
	daemon_claim(d, "omer", MUZZLE_UP);
	omer = roster_find(d->s.roster, "waha/omer");
	budget_charge(&omer->budget, d->s.now_ms + TARGET_TIME_BASE);
	omer->human = true;
	ask(d, "{\"cmd\":\"reset\",\"target\":\"waha/omer\"}", true);
	assert_false(omer->human);
	assert_int_equal(omer->budget.acts, 1);
	ask(d, "{\"cmd\":\"reset\",\"target\":\"waha/omer\",\"charges\":true}", true);
	assert_int_equal(omer->budget.acts, 0);
}

/* The laws as the file has them; runs of the gateway's law of down. */
static uint32_t saved_runs(struct daemon *d)
{
	struct roster *roster = roster_new(d->s.fleet->conf);
	struct laws *laws;
	uint32_t runs;

	assert_int_equal(laws_open(&laws, d->state_dir, &d->s.log), 0);
	laws_load(laws, roster, d->s.fleet->conf);
	runs = law_describe(&roster_find(roster, "waha")->gateway->laws[LAW_DOWN - 1]).runs;
	laws_close(laws);
	roster_free(roster);
	return runs;
}

static void a_reset_of_the_law_is_journaled_and_saved_at_once(void **state)
{
	struct daemon *d = *state;
	struct law *law;

	daemon_start(d, WATCHED);
	daemon_claim(d, "omer", MUZZLE_UP);
	law = &roster_find(d->s.roster, "waha")->gateway->laws[LAW_DOWN - 1];
	law_learn(law, 5, 1000, d->s.now_ms + TARGET_TIME_BASE);
	assert_int_equal(save_laws(&d->s), 0);
	ask(d, "{\"cmd\":\"reset\",\"target\":\"waha/omer\"}", true);
	assert_int_equal(saved_runs(d), 1);
	assert_non_null(
		strstr(ask(d, "{\"cmd\":\"reset\",\"target\":\"waha/omer\",\"law\":true}", true),
		       "\"ok\":true"));
	assert_true(daemon_wrote(d, "\"what\":\"reset\",\"law\":true"));
	assert_int_equal(law->began_ms, 0);
	assert_int_equal(saved_runs(d), 0);
}

static void laws_that_cannot_be_saved_may_come_back_and_that_is_said(void **state)
{
	struct daemon *d = *state;

	daemon_start(d, WATCHED);
	law_learn(&roster_find(d->s.roster, "waha")->gateway->laws[LAW_DOWN - 1], 5, 1000,
		  d->s.now_ms + TARGET_TIME_BASE);
	assert_int_equal(save_laws(&d->s), 0);
	scratch_write(&d->scratch, "state/laws.new", "");
	assert_int_equal(unlink(d->scratch.path), 0);
	assert_int_equal(mkdir(d->scratch.path, 0700), 0);
	assert_memory_equal(ask(d, "{\"cmd\":\"reset\",\"target\":\"waha\",\"law\":true}", true),
			    "{\"error\":\"done, but", 18);
}

static void what_cannot_be_saved_is_said(void **state)
{
	struct daemon *d = *state;

	daemon_start(d, WATCHED);
	scratch_write(&d->scratch, "state/ledger.new", "");
	assert_int_equal(unlink(d->scratch.path), 0);
	assert_int_equal(mkdir(d->scratch.path, 0700), 0);
	assert_memory_equal(ask(d, "{\"cmd\":\"hold\",\"target\":\"waha\"}", true),
			    "{\"error\":\"done, but", 18);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		DAEMON_TEST(status_and_why_may_be_read_by_who_may_not_command),
		DAEMON_TEST(why_says_its_words_to_who_asks_for_them),
		DAEMON_TEST(whether_a_person_was_told_is_known_from_what_was_sent),
		DAEMON_TEST(who_may_not_command_changes_nothing),
		DAEMON_TEST(nonsense_is_refused),
		DAEMON_TEST(a_refused_name_is_cut_between_characters),
		DAEMON_TEST(of_a_target_that_is_named_status_tells_alone),
		DAEMON_TEST(who_says_no_name_is_called_by_his_number),
		DAEMON_TEST(which_configuration_holds_is_told_and_since_when),
		DAEMON_TEST(a_hold_is_journaled_held_and_saved_before_it_is_confirmed),
		DAEMON_TEST(a_hold_lasts_an_hour_when_nothing_is_said),
		DAEMON_TEST(of_two_owners_the_later_end_wins_and_both_are_told),
		DAEMON_TEST(a_release_tells_whose_hold_it_ended),
		DAEMON_TEST(who_releases_his_own_leaves_anothers),
		DAEMON_TEST(where_nothing_is_held_nothing_is_ended),
		DAEMON_TEST(status_tells_every_hold_with_its_owner),
		DAEMON_TEST(a_mistyped_name_is_refused_and_not_remembered),
		DAEMON_TEST(who_may_have_been_meant_is_named),
		DAEMON_TEST(reset_forgets_and_only_with_charges_the_charges),
		DAEMON_TEST(a_reset_of_the_law_is_journaled_and_saved_at_once),
		DAEMON_TEST(laws_that_cannot_be_saved_may_come_back_and_that_is_said),
		DAEMON_TEST(what_cannot_be_saved_is_said),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
