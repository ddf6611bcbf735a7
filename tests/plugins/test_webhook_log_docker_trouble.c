/* test_webhook_log_docker_trouble.c - when a container's log cannot be read, or is no longer the right one.
 * SPDX-License-Identifier: ISC */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <string.h>

#include "fake_dockerlog.h"

static void one_that_stays_away_is_told_after_a_minute(void **state)
{
	struct muzzle_inst *inst = fake_dockerlog_follow();

	(void)state;
	fake_answer(inst, 200, "");
	for (int s = 1; s <= 32; s *= 2) {
		assert_waits(inst, s > 30 ? 30000 : s * 1000);
		assert_told(inst, "");
		fake_answer(inst, 404, GONE);
	}
	assert_waits(inst, 30000);
	fake_answer(inst, 404, GONE);
	assert_told(inst, "fault - setup docker: gw: HTTP 404; set `docker` to a name that `docker "
			  "ps --all` shows\n");
	assert_waits(inst, 30000);
	fake_answer(inst, 404, GONE);
	assert_told(inst, "");
	fake_close(inst);
}

static void one_that_never_was_is_told_at_once_and_once(void **state)
{
	struct muzzle_inst *inst = fake_dockerlog_begin(NULL);

	(void)state;
	fake_answer(inst, 404, GONE);
	assert_told(inst, "fault - setup docker: gw: HTTP 404; set `docker` to a name that `docker "
			  "ps --all` shows\n");
	assert_waits(inst, 1000);
	fake_answer(inst, 404, GONE);
	assert_waits(inst, 2000);
	fake_answer(inst, 200, LIVES(ID_A));
	assert_follows(inst, "aaaaaaaaaaaa", "1795302185.000000000");
	fake_advance(inst, 5000);
	assert_non_null(fake_logged(inst, "can be read again name=gw"));
	assert_told(inst, "");
	fake_close(inst);
}

static void an_engine_out_of_reach_is_told_once_until_it_is_reached(void **state)
{
	const char *fault = "blind docker: gw: /nowhere/docker.sock: No such file or "
			    "directory; set `socket` to where the Docker daemon listens\n";
	struct muzzle_inst *inst = fake_dockerlog_begin(NULL);

	(void)state;
	fake_answer(inst, 0, "could not connect");
	assert_told(inst, fault);
	for (int s = 1; s <= 64; s *= 2) {
		assert_waits(inst, s > 30 ? 30000 : s * 1000);
		fake_answer(inst, 0, "could not connect");
	}
	assert_waits(inst, 30000);
	assert_told(inst, "");
	fake_answer(inst, 200, LIVES(ID_A));
	fake_dockerlog_lose(inst);
	assert_told(inst, "seeing\n");
	fake_answer(inst, 0, "could not connect");
	assert_told(inst, fault);
	fake_close(inst);
}

static void a_socket_that_can_never_be_used_is_a_mistake(void **state)
{
	const struct fake_setting settings[] = { { "docker", "gw" },
						 { "socket", "/dev/null/docker.sock" },
						 { "match", "{session}: {event}" },
						 { "proof", "m*" },
						 { NULL, NULL } };
	struct muzzle_inst *inst = fake_open("webhook_log", settings);

	(void)state;
	fake_advance(inst, 0);
	fake_answer(inst, 0, "could not connect");
	assert_told(inst, "fault - setup docker: gw: /dev/null/docker.sock: Not a directory; set "
			  "`socket` to where the Docker daemon listens\n");
	fake_close(inst);
}

static void an_engine_that_drops_every_stream_is_told(void **state)
{
	struct muzzle_inst *inst = fake_dockerlog_follow();

	(void)state;
	fake_advance(inst, 4999);
	fake_answer(inst, 0, "connection reset");
	assert_non_null(strstr(fake_told(inst), "blind docker: gw: "));
	assert_waits(inst, 1000);
	fake_answer(inst, 200, LIVES(ID_A));
	fake_answer(inst, 0, "connection reset");
	assert_waits(inst, 2000);
	assert_told(inst, "");
	fake_close(inst);
}

static void assert_refused(int status, const char *body, const char *fault)
{
	struct muzzle_inst *inst = fake_dockerlog_follow();

	fake_say(inst, body);
	fake_answer(inst, status, "");
	assert_told(inst, fault);
	assert_waits(inst, 1000);
	assert_null(fake_pending(inst, 1));
	fake_close(inst);
}

static void a_refusal_comes_with_its_remedy(void **state)
{
	(void)state;
	assert_refused(403, "<html>",
		       "fault - setup docker: gw: HTTP 403; the proxy must allow "
		       "/containers/*/json and /containers/*/logs\n");
	assert_refused(501, "{\"message\":\"configured logging driver does not support reading\"}",
		       "fault - setup docker: gw: HTTP 501; its log driver cannot be read; give it "
		       "json-file, local or journald\n");
	assert_refused(500, "{\"message\":\"oops\"}", "blind docker: gw: HTTP 500\n");
	assert_refused(404, GONE, "");
}

static void what_is_no_inspection_is_a_fault(void **state)
{
	struct muzzle_inst *inst = fake_dockerlog_begin(NULL);

	(void)state;
	fake_answer(inst, 200, "<html>");
	assert_told(inst, "blind docker: gw: HTTP 200; but what came is no container\n");
	assert_waits(inst, 1000);
	fake_answer(inst, 200, "{\"Id\":7}");
	assert_waits(inst, 2000);
	assert_told(inst, "");
	fake_close(inst);
}

static void broken_frames_end_the_stream(void **state)
{
	struct muzzle_inst *inst = fake_dockerlog_follow();
	struct fake_request *stream = fake_pending(inst, 0);

	(void)state;
	fake_frame(inst, 1, AT("03:06.000000001") "a m\n");
	fake_frame(inst, 7, AT("03:06.000000002") "b m\n");
	fake_frame(inst, 1, AT("03:06.000000003") "c m\n");
	assert_told(inst, "proof a +0\n");
	fake_advance(inst, 1000);
	assert_true(stream->cancelled);
	assert_told(inst, "blind docker: gw: what came is no log stream\n");
	assert_waits(inst, 1000);
	fake_answer(inst, 200, LIVES(ID_A));
	fake_frame(inst, 1, AT("03:06.000000001") "a m\n");
	fake_frame(inst, 1, AT("03:06.000000002") "b m\n");
	assert_told(inst, "proof b +-2000\n");
	fake_say(inst, "nonsense");
	fake_answer(inst, 200, "");
	assert_told(inst, "");
	fake_close(inst);
}

static void what_goes_on_being_broken_does_not_keep_the_stream(void **state)
{
	struct muzzle_inst *inst = fake_dockerlog_follow();
	struct fake_request *stream = fake_pending(inst, 0);

	(void)state;
	fake_say(inst, "nonsense");
	fake_advance(inst, 600);
	fake_say(inst, "nonsense");
	fake_advance(inst, 400);
	assert_true(stream->cancelled);
	fake_close(inst);
	inst = fake_dockerlog_follow();
	fake_say(inst, "nonsense");
	fake_answer(inst, 200, ""); /* it ends by itself */
	assert_told(inst, "blind docker: gw: what came is no log stream\n");
	assert_waits(inst, 1000);
	fake_close(inst);
}

static void a_trouble_of_the_other_kind_is_told_too(void **state)
{
	struct muzzle_inst *inst = fake_dockerlog_begin(NULL);

	(void)state;
	fake_answer(inst, 500, "");
	assert_waits(inst, 1000);
	fake_answer(inst, 403, "");
	assert_told(inst, "blind docker: gw: HTTP 500\nfault - setup docker: gw: HTTP 403; the "
			  "proxy must allow /containers/*/json and /containers/*/logs\n");
	fake_close(inst);
}

static void each_absence_has_a_minute_of_its_own(void **state)
{
	struct muzzle_inst *inst = fake_dockerlog_follow();

	(void)state;
	fake_answer(inst, 200, "");
	assert_waits(inst, 1000);
	fake_answer(inst, 404, GONE);
	assert_waits(inst, 2000);
	fake_answer(inst, 200, LIVES(ID_B));
	fake_advance(inst, 2 * MINUTE_MS);
	fake_answer(inst, 200, "");
	assert_waits(inst, 1000);
	fake_answer(inst, 404, GONE);
	assert_told(inst, "");
	assert_null(fake_logged(inst, "can be read again"));
	fake_close(inst);
}

static void what_the_engine_says_itself_is_a_fault(void **state)
{
	struct muzzle_inst *inst = fake_dockerlog_follow();

	(void)state;
	fake_frame(inst, 3, "Error grabbing logs: unexpected EOF\n");
	fake_answer(inst, 200, "");
	assert_told(inst, "blind docker: gw: Error grabbing logs: unexpected EOF\n");
	assert_waits(inst, 1000);
	fake_close(inst);
}

/* The answer to the look that is due now; the stream is the older request. */
static void look(struct muzzle_inst *inst, const char *inspected)
{
	struct fake_request *request = fake_pending(inst, 1);
	const struct muzzle_answer answer = { .status = inspected ? 200 : 500, .body = inspected };

	assert_non_null(request);
	assert_string_equal(request->req.url, "http://docker/containers/gw/json");
	fake_answer_to(inst, request, &answer);
}

static void a_quiet_stream_is_looked_after(void **state)
{
	struct muzzle_inst *inst = fake_dockerlog_follow();

	(void)state;
	fake_advance(inst, 5000);
	for (int i = 0; i < 11; i++) {
		fake_advance(inst, 5 * MINUTE_MS);
		look(inst, LIVES(ID_A));
	}
	assert_follows(inst, "aaaaaaaaaaaa", "1795302185.000000000");
	fake_advance(inst, 5 * MINUTE_MS);
	look(inst, LIVES(ID_A)); /* an hour */
	assert_waits(inst, 1000);
	fake_answer(inst, 200, LIVES(ID_A));
	fake_frame(inst, 1, AT("03:07.000000000") "a m\n");
	fake_advance(inst, 5000);
	for (int i = 0; i < 20; i++) {
		fake_advance(inst, 5 * MINUTE_MS);
		fake_frame(inst, 1, AT("03:08.000000000") "quiet is another thing\n");
		look(inst, LIVES(ID_A));
	}
	assert_told(inst, "proof a +-3605000\n");
	fake_close(inst);
}

static void a_stream_that_is_not_the_right_one_is_given_up(void **state)
{
	static const char *const others[] = {
		LIVES(ID_B), ENDED(ID_A), INSPECTED(ID_A, "running", "false", "02:00"), "{}", NULL,
	};

	(void)state;
	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++) {
		struct muzzle_inst *inst = fake_dockerlog_follow();
		struct fake_request *stream = fake_pending(inst, 0);

		fake_advance(inst, 5000 + 5 * MINUTE_MS);
		look(inst, others[i]);
		assert_true(stream->cancelled);
		assert_waits(inst, 1000);
		fake_close(inst);
	}
}

static void no_look_at_the_container_excuses_a_broken_stream(void **state)
{
	struct muzzle_inst *inst = fake_dockerlog_follow();
	struct fake_request *stream = fake_pending(inst, 0);

	(void)state;
	fake_advance(inst, 5000 + 5 * MINUTE_MS);
	assert_non_null(fake_pending(inst, 1));
	fake_say(inst, "nonsense");
	if (fake_pending(inst, 1))
		look(inst, LIVES(ID_A));
	fake_advance(inst, 1000);
	assert_true(stream->cancelled);
	assert_told(inst, "blind docker: gw: what came is no log stream\n");
	fake_close(inst);
}

static void a_clock_set_back_gives_up_the_stream(void **state)
{
	struct muzzle_inst *inst = fake_dockerlog_follow();

	(void)state;
	fake_advance(inst, 5000 + 5 * MINUTE_MS);
	inst->wall_ms -= 4000;
	look(inst, LIVES(ID_A));
	fake_advance(inst, 5 * MINUTE_MS);
	inst->wall_ms -= 3600000;
	look(inst, LIVES(ID_A));
	assert_waits(inst, 1000);
	fake_answer(inst, 200, LIVES(ID_A));
	assert_follows(inst, "aaaaaaaaaaaa", "1795299187.000000000");
	fake_close(inst);
}

static void a_stream_that_ends_is_not_looked_after(void **state)
{
	struct muzzle_inst *inst = fake_dockerlog_follow();

	(void)state;
	fake_advance(inst, 5000 + 5 * MINUTE_MS);
	assert_non_null(fake_pending(inst, 1));
	fake_answer(inst, 200, "");
	assert_null(fake_pending(inst, 0));
	assert_waits(inst, 1000);
	fake_close(inst);
}

static void a_host_that_cannot_ask_is_asked_again(void **state)
{
	struct muzzle_inst *inst = fake_dockerlog_new();

	(void)state;
	inst->refuse_http = true;
	assert_int_equal(fake_start(inst), 0);
	fake_advance(inst, 0);
	inst->refuse_http = false;
	assert_waits(inst, 1000);
	inst->refuse_http = true;
	fake_answer(inst, 200, LIVES(ID_A));
	inst->refuse_http = false;
	assert_waits(inst, 2000);
	fake_answer(inst, 200, LIVES(ID_A));
	fake_advance(inst, 5000);
	inst->refuse_http = true;
	fake_advance(inst, 5 * MINUTE_MS);
	inst->refuse_http = false;
	assert_waits(inst, 1000);
	fake_close(inst);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(one_that_stays_away_is_told_after_a_minute),
		cmocka_unit_test(one_that_never_was_is_told_at_once_and_once),
		cmocka_unit_test(an_engine_out_of_reach_is_told_once_until_it_is_reached),
		cmocka_unit_test(a_socket_that_can_never_be_used_is_a_mistake),
		cmocka_unit_test(an_engine_that_drops_every_stream_is_told),
		cmocka_unit_test(a_refusal_comes_with_its_remedy),
		cmocka_unit_test(what_is_no_inspection_is_a_fault),
		cmocka_unit_test(broken_frames_end_the_stream),
		cmocka_unit_test(what_goes_on_being_broken_does_not_keep_the_stream),
		cmocka_unit_test(a_trouble_of_the_other_kind_is_told_too),
		cmocka_unit_test(each_absence_has_a_minute_of_its_own),
		cmocka_unit_test(what_the_engine_says_itself_is_a_fault),
		cmocka_unit_test(a_quiet_stream_is_looked_after),
		cmocka_unit_test(a_stream_that_is_not_the_right_one_is_given_up),
		cmocka_unit_test(no_look_at_the_container_excuses_a_broken_stream),
		cmocka_unit_test(a_clock_set_back_gives_up_the_stream),
		cmocka_unit_test(a_stream_that_ends_is_not_looked_after),
		cmocka_unit_test(a_host_that_cannot_ask_is_asked_again),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
