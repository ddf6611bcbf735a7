/* test_intake.c - what is believed of what plugins say, and who is missed.  SPDX-License-Identifier: ISC */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "daemon.h"

#define ACTING "[action act]\nplugin = doer\nhow = now\n"
#define LISTED                                                 \
	"[gateway waha]\nsessions = omer dana\nladder = act\n" \
	"[source status]\nplugin = talker\ngateway = waha\n[source other]\nplugin = talker\ngateway = waha\n"

static void end_round(struct daemon *d)
{
	const struct host_sink sink = intake_sink(&d->s);

	sink.round(sink.arg, daemon_inst(d, "status"), "waha");
}

static int count(struct daemon *d, const char *part)
{
	int n = 0;

	for (const char *at = daemon_journal(d); (at = strstr(at, part)); at++)
		n++;
	return n;
}

static void who_is_not_listed_is_not_watched(void **state)
{
	struct daemon *d = *state;

	daemon_start(d, LISTED ACTING);
	daemon_claim(d, "eve", MUZZLE_DOWN);
	daemon_claim(d, "omer", MUZZLE_DOWN);
	assert_null(roster_find(d->s.roster, "waha/eve"));
	assert_false(daemon_wrote(d, "waha/eve"));
	assert_true(daemon_wrote(
		d,
		"\"target\":\"waha/omer\",\"source\":\"status\",\"state\":\"down\",\"raw\":\"SAID\""));
}

static void who_is_not_named_in_a_round_is_absent(void **state)
{
	struct daemon *d = *state;

	daemon_start(d, LISTED ACTING);
	daemon_claim(d, "omer", MUZZLE_UP);
	end_round(d);
	assert_int_equal(
		count(d, "\"target\":\"waha/dana\",\"source\":\"status\",\"state\":\"absent\""), 1);
	daemon_claim(d, "dana", MUZZLE_UP);
	daemon_claim(d, "omer", MUZZLE_UP);
	end_round(d);
	assert_int_equal(count(d, "\"state\":\"absent\""), 1);
	end_round(d);
	assert_int_equal(count(d, "\"state\":\"absent\""), 3);
}

static void who_was_found_and_is_forgotten_is_not_missed(void **state)
{
	struct daemon *d = *state;

	daemon_start(d, DAEMON_WAHA ACTING);
	daemon_claim(d, "omer", MUZZLE_UP);
	end_round(d);
	end_round(d);
	assert_int_equal(count(d, "\"state\":\"absent\""), 1);
	memset(&roster_find(d->s.roster, "waha/omer")->epoch, 0, sizeof(struct epoch));
	end_round(d);
	assert_int_equal(count(d, "\"state\":\"absent\""), 1);
}

static void a_gateway_has_room_for_so_many_sessions(void **state)
{
	struct daemon *d = *state;
	char name[32];

	daemon_start(d, DAEMON_WAHA ACTING);
	for (int i = 0; i < SUPERVISE_SESSIONS_MAX + 5; i++) {
		snprintf(name, sizeof(name), "s%d", i);
		daemon_claim(d, name, MUZZLE_UP);
	}
	assert_non_null(roster_find(d->s.roster, "waha/s255"));
	assert_null(roster_find(d->s.roster, "waha/s256"));
	assert_int_equal(roster_engine(d->s.roster)->targets, 1 + SUPERVISE_SESSIONS_MAX);
	memset(&roster_find(d->s.roster, "waha/s0")->epoch, 0,
	       sizeof(struct epoch)); /* forgotten */
	daemon_claim(d, "s256", MUZZLE_UP);
	assert_non_null(roster_find(d->s.roster, "waha/s256"));
}

static void names_that_are_made_up_for_ever_come_to_an_end(void **state)
{
	struct daemon *d = *state;
	char name[32];

	daemon_start(d, DAEMON_WAHA ACTING);
	for (int i = 0; i < SUPERVISE_SESSIONS_KNOWN_MAX + 5; i++) {
		struct target *session;

		snprintf(name, sizeof(name), "waha/s%d", i);
		daemon_claim(d, name + 5, MUZZLE_UP);
		session = roster_find(d->s.roster, name);
		if (session)
			memset(&session->epoch, 0, sizeof(struct epoch));
	}
	assert_int_equal(roster_engine(d->s.roster)->targets, 1 + SUPERVISE_SESSIONS_KNOWN_MAX);
}

static void time_never_goes_back(void **state)
{
	struct daemon *d = *state;
	struct engine_evidence tick = { .kind = EVIDENCE_TICK };
	int64_t ahead_ms;

	daemon_start(d, DAEMON_WAHA ACTING);
	ahead_ms = d->s.now_ms += 5000;
	intake_feed(&d->s, &tick, &(struct trace_words){ NULL });
	assert_int_equal(tick.t_ms, ahead_ms);
}

static void a_claim_from_the_future_is_of_now(void **state)
{
	struct daemon *d = *state;
	struct engine_evidence claim = { .kind = EVIDENCE_CLAIM, .what = STATE_UP };

	daemon_start(d, DAEMON_WAHA ACTING);
	claim.target = roster_get(d->s.roster, "waha/omer");
	claim.source = roster_source(d->s.roster, "status");
	claim.at_ms = clock_boot_ms() + 100000;
	intake_feed(&d->s, &claim,
		    &(struct trace_words){ .target = "waha/omer", .source = "status" });
	assert_int_equal(claim.at_ms, claim.t_ms);
}

static void deadlines_come_as_ticks(void **state)
{
	struct daemon *d = *state;
	int before;

	daemon_start(d, DAEMON_WAHA ACTING);
	daemon_claim(d, "omer", MUZZLE_UP);
	daemon_claim(d, "omer", MUZZLE_DOWN);
	before = count(d, "\"ev\":\"tick\"");
	LOOPED_UNTIL(&d->s.loop, count(d, "\"ev\":\"tick\"") > before);
}

static void memory_is_journaled_and_is_the_engines_to_know(void **state)
{
	struct daemon *d = *state;
	const struct muzzle_report report = {
		.size = sizeof(report),
		.kind = MUZZLE_MEMORY,
		.gateway = "waha",
		.bytes = 5 << 20,
		.limit_bytes = 1 << 30,
	};
	const struct host_sink sink = intake_sink(&d->s);
	const struct target *waha;

	daemon_start(d, LISTED ACTING);
	sink.report(sink.arg, daemon_inst(d, "other"), &report);
	assert_true(daemon_wrote(d, "\"ev\":\"memory\",\"target\":\"waha\",\"source\":\"other\","
				    "\"bytes\":5242880,\"limit\":1073741824}"));
	waha = roster_find(d->s.roster, "waha");
	assert_int_equal(waha->gateway->leak.bytes, 5 << 20);
	assert_null(notes_of(d->s.notes, waha)->evidence);
}

static void nothing_is_heard_after_sigterm(void **state)
{
	struct daemon *d = *state;

	daemon_start(d, DAEMON_WAHA ACTING);
	d->s.stopping = true;
	daemon_claim(d, "omer", MUZZLE_UP);
	end_round(d);
	assert_false(daemon_wrote(d, "waha/omer"));
}

static void containers_are_tied_to_gateways(void **state)
{
	struct daemon *d = *state;
	struct host_sink sink;

	daemon_start(d, DAEMON_WAHA ACTING "[gateway bare]\nladder = act\n");
	sink = intake_sink(&d->s);
	assert_string_equal(sink.gateway_of(sink.arg, "box"), "waha");
	assert_null(sink.gateway_of(sink.arg, "nobody"));
	assert_string_equal(sink.container_at(sink.arg, 0), "box");
	assert_null(sink.container_at(sink.arg, 1));
}

static void say_line(struct daemon *d, const char *source, bool up)
{
	const struct host_sink sink = intake_sink(&d->s);

	sink.uplink(sink.arg, daemon_inst(d, source), up, up ? "" : "no default route");
}

static void the_line_is_down_while_any_source_says_so(void **state)
{
	struct daemon *d = *state;

	daemon_start(d, LISTED ACTING);
	say_line(d, "status", true);
	assert_false(daemon_wrote(d, "uplink"));
	say_line(d, "status", false);
	say_line(d, "other", false);
	say_line(d, "status", false);
	assert_int_equal(count(d, "\"ev\":\"self\",\"source\":\"status\",\"what\":\"uplink-down\","
				  "\"ms\":0,\"why\":\"no default route\""),
			 1);
	assert_int_equal(count(d, "\"uplink-down\""), 1);
	assert_true(roster_engine(d->s.roster)->uplink_down);
	say_line(d, "status", true);
	assert_int_equal(count(d, "\"uplink-up\""), 0);
	say_line(d, "other", true);
	assert_int_equal(count(d, "\"source\":\"other\",\"what\":\"uplink-up\""), 1);
	assert_false(roster_engine(d->s.roster)->uplink_down);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		DAEMON_TEST(who_is_not_listed_is_not_watched),
		DAEMON_TEST(who_is_not_named_in_a_round_is_absent),
		DAEMON_TEST(who_was_found_and_is_forgotten_is_not_missed),
		DAEMON_TEST(a_gateway_has_room_for_so_many_sessions),
		DAEMON_TEST(names_that_are_made_up_for_ever_come_to_an_end),
		DAEMON_TEST(time_never_goes_back),
		DAEMON_TEST(a_claim_from_the_future_is_of_now),
		DAEMON_TEST(deadlines_come_as_ticks),
		DAEMON_TEST(memory_is_journaled_and_is_the_engines_to_know),
		DAEMON_TEST(nothing_is_heard_after_sigterm),
		DAEMON_TEST(containers_are_tied_to_gateways),
		DAEMON_TEST(the_line_is_down_while_any_source_says_so),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
