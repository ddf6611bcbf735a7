/* test_preset_openclaw.c - the presets of OpenClaw against what its gateway answers and logs.
 * SPDX-License-Identifier: ISC */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <string.h>

#include "fake_poll.h"
#include "fake_preset.h"

#define LOOP                                                                                        \
	"\"eventLoop\":{\"degraded\":false,\"degradedSinceMs\":null,\"reasons\":[],\"intervalMs\":" \
	"1010.76,\"delayP99Ms\":22.2,\"delayMaxMs\":22.2,\"utilization\":0.011,\"cpuCoreRatio\":"   \
	"0.009}"
#define READY(ready, failing) \
	"{\"ready\":" ready ",\"failing\":[" failing "],\"uptimeMs\":75095," LOOP "}"

static struct muzzle_inst *open_ready(const char *known)
{
	struct fake_preset preset;

	fake_preset_read(&preset, "openclaw", "status_poll");
	fake_preset_add(&preset, "url", "http://127.0.0.1:18789");
	fake_preset_add(&preset, "known", known);
	return fake_poll_open(preset.settings);
}

static void a_channel_is_down_when_it_is_named_and_up_when_it_is_not(void **state)
{
	struct muzzle_inst *a = open_ready("irc telegram"), *b = open_ready("irc");

	(void)state;
	assert_string_equal(a->request[0].req.url, "http://127.0.0.1:18789/readyz");
	assert_answer(a, 200, READY("true", ""),
		      "claim - up nothing listed\nclaim irc up not listed\n"
		      "claim telegram up not listed\n");
	assert_answer(a, 503, READY("false", "\"irc\""),
		      "claim - up nothing listed\nclaim irc down failing\n"
		      "claim telegram up not listed\n");
	assert_answer(b, 503, READY("false", "\"irc\""),
		      "claim - up nothing listed\nclaim irc down failing\n");
	fake_close(a);
	fake_close(b);
}

static void while_the_gateway_starts_or_drains_its_channels_are_not_judged(void **state)
{
	struct muzzle_inst *inst = open_ready("irc");

	(void)state;
	assert_answer(inst, 503, READY("false", "\"startup-sidecars\""),
		      "claim - starting startup-sidecars\n");
	assert_answer(inst, 503, READY("false", "\"gateway-draining\""),
		      "claim - starting gateway-draining\n");
	assert_answer(inst, 503, READY("false", "\"plugin-reload\",\"irc\""),
		      "claim - starting plugin-reload\nclaim irc down failing\n");
	fake_close(inst);
}

static void a_broken_database_is_the_gateways_fault(void **state)
{
	struct muzzle_inst *inst = open_ready("irc");

	(void)state;
	assert_answer(inst, 503, READY("false", "\"state-database\""),
		      "claim - down state-database\n");
	assert_answer(inst, 503, READY("false", "\"agent-database:main\",\"irc\""),
		      "claim - down agent-database:main\nclaim irc down failing\n");
	fake_close(inst);
}

static void channels_that_openclaw_keeps_off_need_a_person(void **state)
{
	struct muzzle_inst *inst = open_ready("irc telegram");

	(void)state;
	assert_answer(inst, 200,
		      "{\"ready\":true,\"failing\":[],\"suppressed\":[\"irc\"],\"uptimeMs\":9000}",
		      "claim - up nothing listed\nclaim irc human suppressed\n"
		      "claim telegram up not listed\n");
	fake_close(inst);
}

static void the_short_answer_tells_of_health_but_not_of_trouble(void **state)
{
	struct muzzle_inst *inst = open_ready("irc");

	(void)state;
	assert_answer(inst, 200, "{\"ready\":true}",
		      "claim - up nothing listed\nclaim irc up not listed\n");
	assert_answer(inst, 503, "{\"ready\":false}",
		      "fault - setup false: it comes without the list of `failing`; ask from the "
		      "gateway's own host, or with its key\n");
	assert_answer(inst, 503, "{\"ready\":false}", "");
	assert_answer(inst, 502, "{\"error\":\"bad gateway\"}", "fault - path HTTP 502\n");
	assert_answer(inst, 0, "timeout", "fault - path timeout\n");
	fake_close(inst);
}

static void a_channel_that_is_not_known_is_told(void **state)
{
	struct muzzle_inst *inst = open_ready("telegram");

	(void)state;
	assert_answer(inst, 503, READY("false", "\"irc\""),
		      "fault - setup irc: it is neither one of `known` nor a word for a part of "
		      "the gateway\n");
	fake_close(inst);
}

static void startup_tells_of_the_gateway_alone(void **state)
{
	struct fake_preset preset;
	struct muzzle_inst *inst;

	(void)state;
	fake_preset_read(&preset, "openclaw-startup", "status_poll");
	fake_preset_add(&preset, "url", "http://192.0.2.1:18789");
	inst = fake_poll_open(preset.settings);
	assert_string_equal(inst->request[0].req.url, "http://192.0.2.1:18789/startupz");
	assert_answer(inst, 503,
		      "{\"ok\":false,\"status\":\"starting\",\"version\":\"2026.9.6\",\"uptimeMs\":"
		      "632,\"pendingReason\":\"startup-sidecars\"}",
		      "claim - starting startup-sidecars\n");
	assert_answer(inst, 503, "{\"ok\":false,\"status\":\"draining\",\"version\":\"2026.9.6\"}",
		      "claim - starting draining\n");
	assert_answer(inst, 200,
		      "{\"ok\":true,\"status\":\"started\",\"version\":\"2026.9.6\",\"uptimeMs\":"
		      "31616}",
		      "claim - up nothing listed\n");
	fake_close(inst);
}

#define LINE(message)                                                                                \
	"{\"0\":\"{\\\"subsystem\\\":\\\"gateway/health-monitor\\\"}\",\"1\":\"" message             \
	"\",\"_meta\":{\"runtime\":\"node\",\"runtimeVersion\":\"26.10.0\",\"hostname\":\"vm\","     \
	"\"date\":\"2026-11-21T23:02:00.055Z\",\"logLevelId\":3,\"logLevelName\":\"INFO\",\"name\":" \
	"\"{\\\"subsystem\\\":\\\"gateway/health-monitor\\\"}\",\"parentNames\":[\"openclaw\"]},"    \
	"\"time\":\"2026-11-21T23:02:00.055+00:00\",\"hostname\":\"vm\",\"message\":\"" message      \
	"\"}"

static void the_log_names_channels_that_no_restart_cures_and_proves_nothing(void **state)
{
	struct fake_preset preset;
	struct muzzle_inst *inst;

	(void)state;
	fake_preset_read(&preset, "openclaw", "webhook_log");
	fake_preset_add(&preset, "file", "/var/log/openclaw.log");
	inst = fake_open("webhook_log", preset.settings);
	fake_line(inst, LINE("started (interval: 300s, startup-grace: 60s, "
			     "channel-connect-grace: 120s)"));
	fake_line(inst, LINE("[irc:default] health-monitor: restarting (reason: stale-socket)"));
	fake_line(inst, LINE("[irc:default] health-monitor: hit 10 restarts/hour limit, skipping"));
	assert_string_equal(fake_told(inst), "");
	fake_line(inst,
		  LINE("[irc:default] health-monitor: skipping restart, terminal-disconnect"));
	assert_string_equal(fake_told(inst),
			    "claim irc human disconnect +-65945\n"); /* by the line's own time */
	fake_close(inst);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_channel_is_down_when_it_is_named_and_up_when_it_is_not),
		cmocka_unit_test(while_the_gateway_starts_or_drains_its_channels_are_not_judged),
		cmocka_unit_test(a_broken_database_is_the_gateways_fault),
		cmocka_unit_test(channels_that_openclaw_keeps_off_need_a_person),
		cmocka_unit_test(the_short_answer_tells_of_health_but_not_of_trouble),
		cmocka_unit_test(a_channel_that_is_not_known_is_told),
		cmocka_unit_test(startup_tells_of_the_gateway_alone),
		cmocka_unit_test(the_log_names_channels_that_no_restart_cures_and_proves_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
