/* test_heartbeat.c - a dead-man service that answers, refuses and hangs.  SPDX-License-Identifier: ISC */
#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmocka.h>

#include "heartbeat.h"
#include "looped.h"
#include "tell.h"

#define HEARD_MAX 64
#define EVERY_MS 1500 /* no machine stands still for so long: an answer may take that time */

/* The service, on the test's own loop; what it hears is "PATH BODY". */
struct service {
	struct loop loop;
	struct log log;
	FILE *said;
	int listener, peer;
	struct loop_fd accepts, reads;
	char url[100], request[4096], heard[HEARD_MAX][300];
	size_t bytes;
	int count, status; /* 0: it hangs */
	bool ails;
	struct heartbeat *heartbeat;
};

static void leave(struct service *v)
{
	loop_fd_stop(&v->loop, &v->reads);
	close(v->peer);
	v->peer = -1;
	loop_fd_start(&v->loop, &v->accepts, v->listener, LOOP_READ);
}

static void answer(struct service *v, const char *body)
{
	char text[200];
	const char *path = strchr(v->request, ' ') + 1;

	assert_true(v->count < HEARD_MAX);
	snprintf(v->heard[v->count++], sizeof(v->heard[0]), "%.*s %s", (int)strcspn(path, " "),
		 path, body);
	if (!v->status)
		return;
	snprintf(text, sizeof(text), "HTTP/1.1 %d X\r\nContent-Length: 2\r\n\r\nOK", v->status);
	assert_true(write(v->peer, text, strlen(text)) > 0);
	leave(v);
}

static void read_more(void *arg, int fd, bool readable, bool writable)
{
	struct service *v = arg;
	ssize_t n = read(fd, v->request + v->bytes, sizeof(v->request) - 1 - v->bytes);
	const char *length, *body;

	(void)readable;
	(void)writable;
	if (n <= 0) {
		leave(v);
		return;
	}
	v->bytes += (size_t)n;
	v->request[v->bytes] = '\0';
	body = strstr(v->request, "\r\n\r\n");
	length = strcasestr(v->request, "content-length:");
	if (!body || !length || strlen(body + 4) < (size_t)atoi(length + 15))
		return;
	assert_int_equal(strncmp(v->request, "POST ", 5), 0);
	answer(v, body + 4);
	v->bytes = 0;
}

static void accept_one(void *arg, int fd, bool readable, bool writable)
{
	struct service *v = arg;

	(void)readable;
	(void)writable;
	v->peer = accept4(fd, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
	v->bytes = 0;
	loop_fd_stop(&v->loop, &v->accepts);
	loop_fd_start(&v->loop, &v->reads, v->peer, LOOP_READ);
}

static int make(void **state)
{
	struct service *v = calloc(1, sizeof(*v));
	struct sockaddr_in in = { .sin_family = AF_INET,
				  .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t bytes = sizeof(in);

	v->said = tmpfile();
	log_init(&v->log, fileno(v->said), MUZZLE_INFO);
	assert_int_equal(loop_init(&v->loop, NULL), 0);
	v->listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	v->peer = -1;
	v->status = 200;
	assert_int_equal(bind(v->listener, (struct sockaddr *)&in, bytes), 0);
	assert_int_equal(getsockname(v->listener, (struct sockaddr *)&in, &bytes), 0);
	assert_int_equal(listen(v->listener, 5), 0);
	v->accepts = (struct loop_fd){ .ready = accept_one, .arg = v };
	v->reads = (struct loop_fd){ .ready = read_more, .arg = v };
	loop_fd_start(&v->loop, &v->accepts, v->listener, LOOP_READ);
	snprintf(v->url, sizeof(v->url), "http://127.0.0.1:%d/5up3r-s3cret", ntohs(in.sin_port));
	*state = v;
	return 0;
}

static int end(void **state)
{
	struct service *v = *state;

	heartbeat_stop(v->heartbeat);
	loop_fd_stop(&v->loop, &v->accepts);
	loop_fd_stop(&v->loop, &v->reads);
	if (v->peer >= 0)
		close(v->peer);
	close(v->listener);
	loop_fini(&v->loop);
	fclose(v->said);
	free(v);
	return 0;
}

static bool ails(void *arg, char why[HEARTBEAT_WHY_BYTES])
{
	const struct service *v = arg;

	snprintf(why, HEARTBEAT_WHY_BYTES, "the ledger cannot be written");
	return v->ails;
}

static void begin(struct service *v, int64_t every_ms)
{
	const struct heartbeat_setting setting = {
		.url = v->url,
		.every_ms = every_ms,
		.loop = &v->loop,
		.log = &v->log,
		.ails = ails,
		.arg = v,
	};

	assert_int_equal(heartbeat_start(&v->heartbeat, &setting), 0);
}

static int times_said(struct service *v, const char *part)
{
	char text[4000];
	int n = 0;

	rewind(v->said);
	text[fread(text, 1, sizeof(text) - 1, v->said)] = '\0';
	assert_null(strstr(text, "s3cret"));
	for (const char *at = text; (at = strstr(at, part)); at++)
		n++;
	return n;
}

static const char *described(struct service *v)
{
	static char text[600];
	struct json_object *status = json_object_new_object();
	FILE *out = fmemopen(text, sizeof(text), "w");

	text[0] = '\0';
	heartbeat_describe(status, v->heartbeat);
	heartbeat_print(status, out);
	fclose(out);
	json_object_put(status);
	return text;
}

static void it_says_start_then_that_it_lives_each_period(void **state)
{
	struct service *v = *state;
	int64_t began_ms = clock_boot_ms();

	begin(v, EVERY_MS);
	LOOPED_UNTIL(&v->loop, v->count >= 4);
	assert_string_equal(v->heard[0], "/5up3r-s3cret/start ");
	assert_string_equal(v->heard[1], "/5up3r-s3cret ");
	assert_string_equal(v->heard[3], "/5up3r-s3cret ");
	assert_true(clock_boot_ms() - began_ms >= 2 * EVERY_MS);
	assert_string_equal(described(v), "");
}

static void while_it_ails_it_says_so_and_why(void **state)
{
	struct service *v = *state;

	begin(v, EVERY_MS);
	LOOPED_UNTIL(&v->loop, v->count >= 2);
	v->ails = true;
	LOOPED_UNTIL(&v->loop, strstr(v->heard[v->count - 1], "/fail"));
	assert_string_equal(v->heard[v->count - 1],
			    "/5up3r-s3cret/fail the ledger cannot be written");
	assert_string_equal(described(v),
			    "heartbeat: tells of a failure: the ledger cannot be written\n");
	v->ails = false;
	LOOPED_UNTIL(&v->loop, strcmp(v->heard[v->count - 1], "/5up3r-s3cret ") == 0);
	assert_string_equal(described(v), "");
}

static void what_follows_the_path_stays_behind_it(void **state)
{
	struct service *v = *state;

	strcat(v->url, "/?create=1");
	begin(v, EVERY_MS);
	LOOPED_UNTIL(&v->loop, v->count >= 2);
	assert_string_equal(v->heard[0], "/5up3r-s3cret/start?create=1 ");
	assert_string_equal(v->heard[1], "/5up3r-s3cret?create=1 ");
}

static void a_refusal_is_told_once_until_it_is_heard_again(void **state)
{
	struct service *v = *state;

	v->status = 503;
	begin(v, EVERY_MS);
	LOOPED_UNTIL(&v->loop, v->count >= 4);
	assert_int_equal(times_said(v, "not heard why=\"HTTP 503\""), 1);
	assert_int_equal(strncmp(described(v), "heartbeat: not heard for ", 25), 0);
	assert_non_null(strstr(described(v), ": HTTP 503\n"));
	v->status = 200;
	LOOPED_UNTIL(&v->loop, times_said(v, "heard again"));
	assert_string_equal(described(v), "");
}

static void a_service_that_hangs_has_one_request_at_a_time(void **state)
{
	struct service *v = *state;
	int64_t missed_ms;
	int turns = 0;

	begin(v, 3000);
	LOOPED_UNTIL(&v->loop, v->count >= 2);
	v->status = 0;
	LOOPED_UNTIL(&v->loop, v->count >= 3);
	LOOPED_UNTIL(&v->loop, (turns++, times_said(v, "not heard")));
	assert_in_range(turns, 10, 1000); /* it holds nobody up, and keeps nobody busy */
	missed_ms = clock_boot_ms();
	LOOPED_UNTIL(&v->loop, v->count >= 4);
	assert_true(clock_boot_ms() - missed_ms >= 1000); /* and not what had queued up behind it */
}

/* It was not there when we started: start is what it hears first all the same. */
static void a_service_that_comes_late_hears_of_the_start(void **state)
{
	struct service *v = *state;
	int held = v->listener;

	v->status = 0;
	begin(v, 100);
	LOOPED_UNTIL(&v->loop, v->count >= 2);
	assert_int_equal(v->listener, held);
	assert_string_equal(v->heard[1], "/5up3r-s3cret/start ");
	v->status = 200;
	LOOPED_UNTIL(&v->loop, strcmp(v->heard[v->count - 1], "/5up3r-s3cret ") == 0);
}

static void it_goes_on_for_the_same_url_and_period_only(void **state)
{
	struct service *v = *state;

	assert_false(heartbeat_goes(NULL, v->url, 100));
	begin(v, 100);
	assert_true(heartbeat_goes(v->heartbeat, v->url, 100));
	assert_false(heartbeat_goes(v->heartbeat, v->url, 200));
	assert_false(heartbeat_goes(v->heartbeat, "http://127.0.0.1/", 100));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, make, end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(it_says_start_then_that_it_lives_each_period),
		TEST(while_it_ails_it_says_so_and_why),
		TEST(what_follows_the_path_stays_behind_it),
		TEST(a_refusal_is_told_once_until_it_is_heard_again),
		TEST(a_service_that_hangs_has_one_request_at_a_time),
		TEST(a_service_that_comes_late_hears_of_the_start),
		TEST(it_goes_on_for_the_same_url_and_period_only),
	};

	signal(SIGPIPE, SIG_IGN);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
