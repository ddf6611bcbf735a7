/* test_lend.c - every service that plugins are lent, used by a real one.
 * SPDX-License-Identifier: ISC
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <errno.h>

#include <cmocka.h>

#include "hosted.h"
#include "inst.h"
#include "lend.h"

static void a_source_reports_cleaned_claims_for_its_gateway(void **state)
{
	struct hosted *f = *state;
	struct hosted_section s;
	struct muzzle_inst *inst = hosted_open_talker(f, &s, "claim", NULL);

	assert_string_equal(f->heard, "voice: claim waha/omer raw=WORKING why=\n");
	assert_int_equal(host_stats_of(inst)->calls, 1);
	host_close(inst);
	assert_string_equal(hosted_read_log(f), "voice: closed what=1\n");
}

static void wall_times_are_mapped_and_faults_are_the_gateways(void **state)
{
	struct hosted *f = *state;
	struct hosted_section s;
	struct muzzle_inst *inst = hosted_open_talker(f, &s, "wall", NULL);

	assert_string_equal(f->heard, "voice: proof waha/s raw= why= 5s ago\n"
				      "voice: fault waha/ raw= why=time out\n");
	host_close(inst);
}

static void reports_that_make_no_sense_are_logged_and_dropped(void **state)
{
	struct hosted *f = *state;
	struct hosted_section s;
	struct muzzle_inst *inst = hosted_open_talker(f, &s, "broken", NULL);

	assert_string_equal(f->heard, "");
	hosted_read_log(f);
	assert_non_null(
		strstr(f->logged, "voice: error: a report about a session whose name breaks"));
	assert_non_null(strstr(f->logged, "voice: error: a report of no known kind plugin=talker"));
	assert_non_null(strstr(f->logged, "out of range"));
	host_close(inst);
}

static void rounds_containers_hurry_and_probes_pass_through(void **state)
{
	struct hosted *f = *state;
	struct hosted_section s, t;
	struct muzzle_inst *a = hosted_open_talker(f, &s, "round", NULL),
			   *b = hosted_open_talker(f, &t, "ask", NULL);

	assert_true(host_offers_probe(a));
	host_hurry(a, true);
	host_hurry(a, false);
	assert_int_equal(host_probe(a, "omer"), 0);
	assert_string_equal(f->heard, "voice: round waha\n"
				      "voice: claim waha/waha raw=waha-noweb why=\n"
				      "voice: claim waha/ raw=hurry why=\n"
				      "voice: claim waha/ raw=relax why=\n"
				      "voice: probe waha/omer raw= why=\n");
	host_close(a);
	host_close(b);
}

static void the_line_is_told_by_who_declared_it_and_refused_from_others(void **state)
{
	struct hosted *f = *state;
	struct hosted_section s;
	struct muzzle_inst *inst = hosted_open_talker(f, &s, "uplink", NULL);

	assert_true(host_watches_uplink(inst));
	hosted_wait_for(f, "voice: uplink down why=no route\n");
	host_close(inst);

	f->heard[0] = '\0';
	inst = hosted_open_talker(f, &s, "uplink", NULL);
	inst->loaded.plugin.needs &= ~MUZZLE_CAP_UPLINK;
	hosted_wait_for(f, "voice: claim waha/ raw=refused why=\n");
	assert_non_null(strstr(hosted_read_log(f), "uplink is not among its needs"));
	host_close(inst);
}

static void a_blind_source_is_shown_and_is_no_evidence(void **state)
{
	struct hosted *f = *state;
	struct hosted_section s;
	struct muzzle_inst *inst = hosted_open_talker(f, &s, "blind", "stay");
	const struct host_stats *stats = host_stats_of(inst);

	assert_string_equal(f->heard, "");
	assert_string_equal(stats->blind, "no line");
	assert_true(stats->blind_ms > 0);
	host_close(inst);
	f->heard[0] = '\0';
	hosted_read_log(f);
	inst = hosted_open_talker(f, &s, "blind", NULL);
	assert_string_equal(f->heard, "");
	assert_int_equal(host_stats_of(inst)->blind_ms, 0);
	assert_non_null(strstr(hosted_read_log(f),
			       "voice: warning: sees again, it was blind why=\"no line\""));
	host_close(inst);
}

static void numbers_are_kept_by_name_the_last_one_wins(void **state)
{
	struct hosted *f = *state;
	struct hosted_section s;
	struct muzzle_inst *inst = hosted_open_talker(f, &s, "blind", NULL);
	const struct host_stats *stats = host_stats_of(inst);

	assert_int_equal(stats->gauges, 2);
	assert_string_equal(stats->gauge[0].name, "lines");
	assert_int_equal(stats->gauge[0].value, 8);
	assert_string_equal(stats->gauge[1].name, "lost");
	host_close(inst);
}

static void what_is_remembered_is_found_by_the_next_instance(void **state)
{
	struct hosted *f = *state;
	struct hosted_section s;
	struct muzzle_inst *inst;

	inst = hosted_open_talker(f, &s, "memory", "line 7");
	hosted_wait_for(f, "voice: claim waha/ raw=nothing why=\n");
	host_close(inst);
	f->heard[0] = '\0';
	inst = hosted_open_talker(f, &s, "memory", "line 8");
	hosted_wait_for(f, "voice: claim waha/ raw=line 7 why=\n");
	host_close(inst);
	assert_string_equal(f->memory, "line 8");
}

static void an_exporter_is_shown_the_journal_and_asks_what_its_needs_allow(void **state)
{
	const struct muzzle_entry entry = {
		.size = sizeof(entry), .past = true, .json = "{}", .text = "is up", .target = "waha"
	};
	struct hosted *f = *state;
	struct hosted_section s, t;
	struct muzzle_inst *viewer, *talker = hosted_open_talker(f, &t, "idle", NULL);

	hosted_write_section(f, &s, "viewer", "eye");
	hosted_write_key(&s, "asks", "{\"cmd\":\"status\"}");
	assert_int_equal(hosted_open_inst(f, &s, &viewer), 0);
	assert_true(host_is_shown(viewer));
	assert_false(host_is_shown(talker));
	host_show(talker, &entry);
	host_show(viewer, &entry);
	host_show(viewer, &entry);
	hosted_read_log(f);
	assert_string_equal(f->logged, "eye: shown past=1 waha is up: {}\n"
				       "eye: answer asked {\"cmd\":\"status\"}\n"
				       "eye: shown past=1 waha is up: {}\n"
				       "eye: answer asked {\"cmd\":\"status\"}\n");
	assert_non_null(strstr(lend_services()->ask(talker, "{}"), "not among its needs"));
	host_close(viewer);
	host_close(talker);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, hosted_make, hosted_end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_source_reports_cleaned_claims_for_its_gateway),
		TEST(wall_times_are_mapped_and_faults_are_the_gateways),
		TEST(reports_that_make_no_sense_are_logged_and_dropped),
		TEST(rounds_containers_hurry_and_probes_pass_through),
		TEST(a_blind_source_is_shown_and_is_no_evidence),
		TEST(numbers_are_kept_by_name_the_last_one_wins),
		TEST(what_is_remembered_is_found_by_the_next_instance),
		TEST(an_exporter_is_shown_the_journal_and_asks_what_its_needs_allow),
		TEST(the_line_is_told_by_who_declared_it_and_refused_from_others),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
