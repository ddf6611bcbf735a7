/* test_web_events.c - streams of events: news, the slow, a reload; history and timelines.
 * SPDX-License-Identifier: ISC */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "fake_options.h"
#include "fake_show.h"
#include "fake_web.h"

#define STATUS(word, ms) \
	"{\"targets\":[{\"target\":\"gw\",\"level\":\"" word "\",\"proof_age_ms\":" ms "}]}"
#define HELD "{\"t\":1,\"order\":\"held\",\"target\":\"gw/omer\",\"by\":\"cooldown\",\"why\":\"x\"}"
#define HELD_TEXT "not acted on: \"x\"; held by cooldown"

static int setup(void **state)
{
	static const struct fake_setting settings[] = { { "keep_entries", "10" },
							{ "connections", "8" },
							{ "token", FAKE_WEB_TOKEN },
							{ NULL, NULL } };
	struct fake_web_pair *f = fake_web_pair_open(settings, settings);

	fake_web_say(f->inst, STATUS("well", "1"), NULL);
	*state = f;
	return 0;
}

static int count(const char *text, const char *what)
{
	int n = 0;

	for (; (text = strstr(text, what)); text++)
		n++;
	return n;
}

static const char *after(struct fake_web_pair *f, int fd, int64_t ms)
{
	fake_advance(f->inst, ms);
	return fake_web_read(f->inst, fd);
}

static void a_viewer_has_the_status_at_once_and_when_it_changes(void **state)
{
	struct fake_web_pair *f = *state;
	int fd = fake_web_follow(f->inst, f->port, "");
	const char *text = after(f, fd, 0);

	assert_non_null(strstr(text, "HTTP/1.1 200 OK"));
	assert_non_null(strstr(text, "Content-Type: text/event-stream"));
	assert_non_null(strstr(text, "retry: "));
	assert_non_null(strstr(text, "event: status\ndata: {\"targets\":"));
	assert_string_equal(after(f, fd, 3000), "");
	fake_web_say(f->inst, STATUS("dead", "1"), NULL);
	assert_non_null(strstr(after(f, fd, 1000), "\"level\":\"dead\""));
	assert_string_equal(after(f, fd, 3000), "");
	close(fd);
}

static void ages_alone_are_told_each_five_seconds(void **state)
{
	struct fake_web_pair *f = *state;
	int fd = fake_web_follow(f->inst, f->port, "");

	after(f, fd, 0);
	fake_web_say(f->inst, STATUS("well", "9000"), NULL);
	assert_string_equal(after(f, fd, 4000), "");
	assert_int_equal(count(after(f, fd, 1000), "event: status"), 1);
	close(fd);
}

static void many_changes_in_a_second_are_one(void **state)
{
	struct fake_web_pair *f = *state;
	int fd = fake_web_follow(f->inst, f->port, "");

	after(f, fd, 0);
	for (int i = 0; i < 9; i++) {
		fake_web_say(f->inst, i % 2 ? STATUS("dead", "1") : STATUS("held", "1"), NULL);
		assert_string_equal(after(f, fd, 100), "");
	}
	assert_int_equal(count(after(f, fd, 100), "event: status"), 1);
	close(fd);
}

static void nobody_is_asked_while_nobody_looks(void **state)
{
	struct fake_web_pair *f = *state;
	int fd = fake_web_follow(f->inst, f->port, "");
	size_t asks;

	after(f, fd, 2000);
	close(fd);
	fake_advance(f->inst, 2000);
	fake_post_pump(f->inst);
	fake_advance(f->inst, 1000);
	asks = f->inst->asks;
	fake_advance(f->inst, 60000);
	assert_int_equal(f->inst->asks, asks);
	assert_int_equal(fake_gauge(f->inst, "viewers"), 0);
}

static void many_viewers_cost_one_question(void **state)
{
	struct fake_web_pair *f = *state;
	int fds[6];

	for (int i = 0; i < 6; i++)
		fds[i] = fake_web_follow(f->inst, f->port, "");
	f->inst->asks = 0;
	fake_web_say(f->inst, STATUS("dead", "1"), NULL);
	fake_advance(f->inst, 1000);
	for (int i = 0; i < 6; i++) {
		assert_non_null(strstr(fake_web_read(f->inst, fds[i]), "dead"));
		close(fds[i]);
	}
	assert_int_equal(f->inst->asks, 1);
}

static void an_entry_of_the_history_is_told_as_history_has_it(void **state)
{
	struct fake_web_pair *f = *state;
	int fd = fake_web_follow(f->inst, f->port, "");
	struct fake_web_answer answer;
	const char *text;
	char want[512];

	after(f, fd, 0);
	fake_show(f->inst, "{\"t\":1,\"ev\":\"tick\"}", NULL, NULL);
	assert_string_equal(after(f, fd, 1000), "");
	fake_show(f->inst, HELD, "gw/omer", HELD_TEXT);
	text = after(f, fd, 1000);
	snprintf(want, sizeof(want),
		 "\"target\":\"gw/omer\",\"text\":\"not acted on: "
		 "\\\"x\\\"; held by cooldown\",\"line\":" HELD "}");
	assert_non_null(strstr(text, "event: entry\nid: "));
	assert_non_null(strstr(text, want));
	answer = fake_web_get(f->inst, f->port, "/api/history", "");
	assert_non_null(strstr(answer.body, want));
	close(fd);
}

static void who_comes_back_is_told_what_he_missed(void **state)
{
	struct fake_web_pair *f = *state;
	int fd = fake_web_follow(f->inst, f->port, "");
	char header[64];
	const char *text;

	fake_show(f->inst, HELD, "gw/omer", "first");
	text = strstr(after(f, fd, 1000), "id: ");
	assert_non_null(text);
	snprintf(header, sizeof(header), "Last-Event-ID: %.16s\r\n", text + 4);
	close(fd);
	fake_show(f->inst, HELD, "gw/omer", "second");
	fd = fake_web_follow(f->inst, f->port, header);
	text = after(f, fd, 0);
	assert_null(strstr(text, "\"first\""));
	assert_non_null(strstr(text, "\"second\""));
	close(fd);
	fd = fake_web_follow(f->inst, f->port, "Last-Event-ID: 17\r\n");
	assert_null(strstr(after(f, fd, 0), "event: entry"));
	close(fd);
}

static void the_past_is_no_news(void **state)
{
	const struct muzzle_entry entry = { .json = HELD, .text = "long ago", .target = "gw/omer" };
	struct fake_web_pair *f = *state;
	int fd = fake_web_follow(f->inst, f->port, "");

	after(f, fd, 0);
	fake_show_past(f->inst, &entry, 60000);
	assert_string_equal(after(f, fd, 2000), "");
	assert_non_null(strstr(fake_web_get(f->inst, f->port, "/api/history", "").body,
			       "\"text\":\"long ago\""));
	close(fd);
}

static void history_is_the_newest_first_and_goes_back_in_pages(void **state)
{
	struct fake_web_pair *f = *state;
	struct fake_web_answer page;
	char text[16], path[64];

	for (int i = 0; i < 12; i++) {
		snprintf(text, sizeof(text), "entry %d", i);
		fake_show(f->inst, HELD, i % 2 ? "gw/omer" : "gw2/omer", text);
	}
	page = fake_web_get(f->inst, f->port, "/api/history?limit=2", "");
	assert_int_equal(count(page.body, "\"id\":"), 2);
	assert_true(strstr(page.body, "entry 11") < strstr(page.body, "entry 10"));
	snprintf(path, sizeof(path), "/api/history?before=%.16s",
		 strstr(strstr(page.body, "\"id\":") + 1, "\"id\":") + 5);
	page = fake_web_get(f->inst, f->port, path, "");
	assert_non_null(strstr(page.body, "entry 9"));
	assert_null(strstr(page.body, "entry 10"));
	assert_non_null(strstr(page.body, "{\"since_wall_ms\":1795302"));
	/* of ten that are kept */
	assert_null(strstr(page.body, "\"entry 1\""));
	page = fake_web_get(f->inst, f->port, "/api/history?target=gw", "");
	assert_non_null(strstr(page.body, "entry 11"));
	assert_null(strstr(page.body, "entry 10"));
}

static void a_timeline_has_states_proofs_runs_and_marks(void **state)
{
	struct fake_web_pair *f = *state;
	const char *body;

	fake_show(f->inst, "{\"t\":1,\"ev\":\"claim\",\"target\":\"gw/omer\",\"state\":\"up\"}",
		  "gw/omer", "is up");
	fake_advance(f->inst, 60000);
	fake_show(f->inst, "{\"t\":1,\"ev\":\"claim\",\"target\":\"gw/omer\",\"state\":\"down\"}",
		  "gw/omer", "is down");
	fake_show(f->inst, HELD, "gw/omer", HELD_TEXT);
	fake_advance(f->inst, 60000);
	fake_show(f->inst, "{\"t\":9,\"ev\":\"proof\",\"target\":\"gw/omer\",\"at\":4}", "gw/omer",
		  NULL);
	body = fake_web_get(f->inst, f->port, "/api/timeline?target=gw/omer", "").body;
	assert_non_null(strstr(body,
			       "\"states\":[{\"from_wall_ms\":1795302186000,\"to_wall_ms\":"
			       "1795302246000,\"state\":\"up\"},{\"from_wall_ms\":"
			       "1795302246000,\"to_wall_ms\":1795302306000,\"state\":\"down\"}"));
	assert_non_null(strstr(body, "\"runs\":[{\"from_wall_ms\":1795302246000,\"to_wall_ms\":"
				     "1795302305995}]"));
	assert_non_null(strstr(body, "\"proofs\":[{\"wall_ms\":1795302300000,\"count\":1}]"));
	assert_non_null(strstr(body, "\"marks\":[{\"wall_ms\":1795302246000,\"kind\":\"held\","
				     "\"text\":\"not acted on"));
	assert_int_equal(count(body, "\"kind\":"), 1);
	body = fake_web_get(f->inst, f->port, "/api/timeline?target=gw", "").body;
	assert_non_null(strstr(body, "\"targets\":[{\"target\":\"gw\",\"states\":[]"));
	assert_non_null(strstr(body, "{\"target\":\"gw/omer\",\"states\":[{"));
}

/* His buffers are full; what waits for him does not grow, and he goes. */
static void who_does_not_read_is_let_go(void **state)
{
	struct fake_web_pair *f = *state;
	char *large = malloc(1000001);
	int fd, small = 1024, quick;

	memset(large, 'x', 1000000);
	large[1000000] = '\0';
	fake_web_say(f->inst, large, NULL);
	fd = fake_post_connect(f->port);
	setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &small, sizeof(small));
	fake_post_send(fd, "GET /api/events HTTP/1.1\r\nHost: localhost\r\n\r\n", 46);
	fake_post_pump(f->inst);
	for (int s = 0; s < 30; s++) {
		large[0] = (char)("ab"[s % 2]);
		fake_advance(f->inst, 1000);
		fake_post_pump(f->inst);
	}
	assert_int_equal(fake_gauge(f->inst, "dropped"), 1);
	assert_int_equal(fake_gauge(f->inst, "viewers"), 0);
	fake_web_say(f->inst, STATUS("well", "1"), NULL);
	quick = fake_web_follow(f->inst, f->port, "");
	assert_non_null(strstr(after(f, quick, 1000), "event: status"));
	close(fd);
	close(quick);
	free(large);
}

static void a_viewer_who_is_gone_is_noticed_while_there_is_nothing_to_say(void **state)
{
	struct fake_web_pair *f = *state;
	int fd = fake_web_follow(f->inst, f->port, "");

	after(f, fd, 0);
	assert_int_equal(fake_gauge(f->inst, "viewers"), -1);
	close(fd);
	fake_advance(f->inst, 2000);
	fake_post_pump(f->inst);
	assert_int_equal(fake_gauge(f->inst, "viewers"), 0);
	assert_int_equal(fake_gauge(f->inst, "dropped"), 0);
	assert_int_equal(fake_gauge(f->inst, "cut_off"), 0);
}

static void a_stream_is_not_idle(void **state)
{
	struct fake_web_pair *f = *state;
	int fd = fake_web_follow(f->inst, f->port, "");

	after(f, fd, 0);
	for (int i = 0; i < 20; i++)
		assert_non_null(strstr(after(f, fd, 15000), "event: status"));
	close(fd);
}

static void a_command_hurries_the_news(void **state)
{
	struct fake_web_pair *f = *state;
	int fd = fake_web_follow(f->inst, f->port, "");

	after(f, fd, 300);
	fake_web_say(f->inst, STATUS("held", "1"), NULL);
	fake_web_post(f->inst, f->port, "/api/hold", "", "{\"target\":\"gw\"}");
	assert_non_null(strstr(after(f, fd, 0), "\"level\":\"held\""));
	close(fd);
}

/* The new one opens while the old one is there; its viewers come again. */
static void a_reload_ends_streams_and_goes_on_at_the_same_port(void **state)
{
	struct fake_web_pair *f = *state;
	int fd = fake_web_follow(f->inst, f->port, ""), again;
	struct muzzle_inst *next;

	after(f, fd, 0);
	next = fake_web_open(f->port, NULL);
	fake_close(f->inst);
	f->inst = next;
	fake_advance(next, 50);
	assert_string_equal(fake_web_read(next, fd), "0\r\n\r\n");
	again = fake_web_follow(next, f->port, "");
	assert_non_null(strstr(after(f, again, 0), "event: status"));
	close(fd);
	close(again);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define CASE(name) cmocka_unit_test_setup_teardown(name, setup, fake_web_pair_close)
		CASE(a_viewer_has_the_status_at_once_and_when_it_changes),
		CASE(ages_alone_are_told_each_five_seconds),
		CASE(many_changes_in_a_second_are_one),
		CASE(nobody_is_asked_while_nobody_looks),
		CASE(many_viewers_cost_one_question),
		CASE(an_entry_of_the_history_is_told_as_history_has_it),
		CASE(who_comes_back_is_told_what_he_missed),
		CASE(the_past_is_no_news),
		CASE(history_is_the_newest_first_and_goes_back_in_pages),
		CASE(a_timeline_has_states_proofs_runs_and_marks),
		CASE(who_does_not_read_is_let_go),
		CASE(a_viewer_who_is_gone_is_noticed_while_there_is_nothing_to_say),
		CASE(a_stream_is_not_idle),
		CASE(a_command_hurries_the_news),
		CASE(a_reload_ends_streams_and_goes_on_at_the_same_port),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
