/* test_alert_carriers.c - the built alert.so under a fake host: mail, MQTT, syslog and commands.
 * SPDX-License-Identifier: ISC
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <errno.h>
#include <json-c/json.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "fake_actions.h"

static const struct fake_setting by_mail[] = {
	{ "format", "smtp" },
	{ "to", "smtp://mail.example:587" },
	{ "from", "muzzle@box.example" },
	{ "recipient", "ann@box.example" },
	{ "recipient", "bob@box.example" },
	{ "user", "muzzle:s3cret" },
	{ NULL, NULL },
};
static const struct fake_setting by_mqtt[] = {
	{ "format", "mqtt" },
	{ "to", "mqtt://broker.example/boxes/edge" },
	{ NULL, NULL },
};
static const struct fake_setting by_command[] = {
	{ "format", "exec" },
	{ "command", "echo -n {title} fixed {why}" },
	{ NULL, NULL },
};

static struct fake_request *newest(struct muzzle_inst *inst)
{
	return fake_pending(inst, fake_count_pending(inst) - 1);
}

static void mail_goes_to_all_recipients_by_starttls(void **state)
{
	struct muzzle_inst *inst = fake_open("alert", by_mail);
	const struct muzzle_http *req;

	(void)state;
	fake_tell(inst, 7, "human", 3);
	req = &newest(inst)->req;
	assert_string_equal(req->url, "smtp://mail.example:587");
	assert_string_equal(req->transport->user, "muzzle:s3cret");
	assert_string_equal(req->mail->from, "muzzle@box.example");
	assert_string_equal(req->mail->to[0], "ann@box.example");
	assert_string_equal(req->mail->to[1], "bob@box.example");
	assert_null(req->mail->to[2]);
	assert_false(req->mail->plain);
	assert_int_equal(strlen(req->body), req->body_bytes);
	assert_non_null(strstr(req->body, "\r\nSubject: waha/omer needs a person\r\n"));
	assert_non_null(strstr(req->body, "\r\nMessage-ID: <0a1b2c-7@"));
	assert_non_null(strstr(req->body, "\r\nReferences: <incident-3-waha-omer@"));
	assert_non_null(strstr(req->body, "\r\nImportance: high\r\n"));
	assert_non_null(strstr(req->body, "\r\nReason: " FAKE_WHY "\r\n"));
	fake_answer_to(inst, newest(inst),
		       &(struct muzzle_answer){ .status = 250, .why = "SMTP 250" });
	assert_int_equal(inst->results, 1);
	fake_assert_result(inst, 7, MUZZLE_DONE, "SMTP 250");
	assert_int_equal(inst->logs, 0);
	fake_close(inst);
}

/* What is answered, and how the order ends. */
static void with_mail_it_is_4xx_that_may_pass(void **state)
{
	static const struct {
		struct muzzle_answer answer;
		enum muzzle_result result;
		const char *why;
	} cases[] = {
		{ { .status = 450, .why = "SMTP 450", .body = "450 4.2.0 later\r\n" },
		  MUZZLE_FAILED,
		  "SMTP 450: 450 4.2.0 later" },
		{ { .status = 550, .why = "SMTP 550" }, MUZZLE_NO_SETUP, "SMTP 550" },
		{ { .why = "the certificate has expired", .setup = true },
		  MUZZLE_NO_SETUP,
		  "the certificate has expired" },
		{ { .why = "timeout", .timed_out = true }, MUZZLE_TIMEOUT, "timeout" },
		{ { .why = "cannot connect" }, MUZZLE_FAILED, "cannot connect" },
	};
	struct muzzle_inst *mail = fake_open("alert", by_mail);
	struct muzzle_inst *mqtt = fake_open("alert", by_mqtt);

	(void)state;
	for (uint64_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct muzzle_inst *inst = i % 2 ? mail : mqtt;

		fake_tell(inst, i + 1, "opened", 3);
		fake_answer_to(inst, newest(inst), &cases[i].answer);
		fake_assert_result(inst, i + 1, cases[i].result, cases[i].why);
	}
	fake_close(mail);
	fake_close(mqtt);
}

static void who_of_several_was_refused_is_logged(void **state)
{
	struct muzzle_inst *inst = fake_open("alert", by_mail);

	(void)state;
	fake_tell(inst, 7, "opened", 3);
	fake_answer_to(inst, newest(inst),
		       &(struct muzzle_answer){ .status = 250,
						.why = "SMTP 250",
						.body = "bob@box.example: 550 no" });
	fake_assert_result(inst, 7, MUZZLE_DONE, "SMTP 250: bob@box.example: 550 no");
	assert_non_null(fake_logged(inst, "not everybody was told"));
	fake_close(inst);
}

static void mqtt_gets_the_object_that_programs_get(void **state)
{
	struct muzzle_inst *inst = fake_open("alert", by_mqtt);
	struct json_object *body;

	(void)state;
	fake_tell(inst, 7, "opened", 3);
	assert_string_equal(newest(inst)->req.url, "mqtt://broker.example/boxes/edge");
	assert_null(newest(inst)->req.mail);
	body = json_tokener_parse(newest(inst)->req.body);
	assert_string_equal(json_object_get_string(json_object_object_get(body, "id")), "0a1b2c-7");
	assert_string_equal(json_object_get_string(json_object_object_get(body, "target")),
			    "waha/omer");
	json_object_put(body);
	fake_answer(inst, 200, "");
	fake_close(inst);
}

static void a_digest_is_one_mail_and_as_many_lines_of_syslog(void **state)
{
	static const char *const lines[] = { "waha/omer is in trouble", "waha/dana is well", NULL };
	const struct fake_setting local[] = { { "format", "syslog" }, { NULL, NULL } };
	struct muzzle_inst *mail = fake_open("alert", by_mail);
	struct muzzle_inst *syslog = fake_open("alert", local);
	struct muzzle_order order = fake_order(mail, 7, "waha", NULL);

	(void)state;
	order.notify = true;
	order.what = "digest";
	order.lines = lines;
	order.incident = 0;
	order.message = "0a1b2c-8";
	assert_int_equal(mail->plugin->act(mail->self, &order), 0);
	assert_non_null(strstr(newest(mail)->req.body, "\r\nSubject: 2 messages"));
	assert_non_null(strstr(newest(mail)->req.body, "\r\nwaha/omer is in trouble\r\n"));
	assert_null(strstr(newest(mail)->req.body, "References"));
	assert_int_equal(syslog->plugin->act(syslog->self, &order), -ENOTSUP);
	fake_close(mail);
	fake_close(syslog);
}

static int listen_at(const char *path)
{
	struct sockaddr_un un = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);

	snprintf(un.sun_path, sizeof(un.sun_path), "%s", path);
	assert_int_equal(bind(fd, (struct sockaddr *)&un, sizeof(un)), 0);
	return fd;
}

static void syslog_is_told_at_once_or_not_at_all(void **state)
{
	char dir[] = "/tmp/muzzle-syslog.XXXXXX", path[2][60], line[600] = "";
	struct muzzle_inst *inst[2];
	int fd;

	(void)state;
	assert_non_null(mkdtemp(dir));
	for (int i = 0; i < 2; i++) {
		const struct fake_setting settings[] = { { "format", "syslog" },
							 { "to", path[i] },
							 { "facility", i ? "local7" : "daemon" },
							 { NULL, NULL } };

		snprintf(path[i], sizeof(path[i]), "%s/%d", dir, i);
		inst[i] = fake_open("alert", settings);
	}
	fd = listen_at(path[1]);
	fake_tell(inst[0], 7, "human", 3);
	fake_tell(inst[1], 8, "human", 3);
	assert_int_equal(inst[0]->result[0].result, MUZZLE_FAILED);
	assert_non_null(strstr(inst[0]->result[0].why, "No such file"));
	assert_int_equal(inst[1]->result[0].result, MUZZLE_DONE);
	assert_true(recv(fd, line, sizeof(line) - 1, 0) > 0);
	assert_int_equal(strncmp(line, "<186>", 5), 0); /* local7.crit */
	assert_non_null(strstr(line, "]: waha/omer needs a person (" FAKE_WHY ")"));
	close(fd);
	unlink(path[1]);
	rmdir(dir);
	fake_close(inst[0]);
	fake_close(inst[1]);
}

static void a_syslog_of_another_box_is_reached_in_numbers(void **state)
{
	struct sockaddr_in in = { .sin_family = AF_INET,
				  .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t size = sizeof(in);
	int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	char to[60], line[600] = "";
	const struct fake_setting settings[] = { { "format", "syslog" },
						 { "to", to },
						 { NULL, NULL } };
	struct muzzle_inst *inst;

	(void)state;
	assert_int_equal(bind(fd, (struct sockaddr *)&in, sizeof(in)), 0);
	assert_int_equal(getsockname(fd, (struct sockaddr *)&in, &size), 0);
	snprintf(to, sizeof(to), "syslog://127.0.0.1:%d", ntohs(in.sin_port));
	inst = fake_open("alert", settings);
	fake_tell(inst, 7, "closed", 3);
	assert_int_equal(inst->result[0].result, MUZZLE_DONE);
	assert_true(recv(fd, line, sizeof(line) - 1, 0) > 0);
	assert_int_equal(strncmp(line, "<29>1 2026-11-21T23:03:06.000Z ", 31), 0);
	assert_non_null(strstr(line, "closed [muzzle@32473 incident=\"3\" target=\"waha/omer\" "
				     "id=\"0a1b2c-7\"] waha/omer is well again"));
	close(fd);
	fake_tell(inst, 8, "closed", 3);
	assert_int_equal(inst->result[1].result, MUZZLE_FAILED);
	assert_non_null(strstr(inst->result[1].why, "Connection refused"));
	fake_close(inst);
}

/* The value of a variable that the newest child is given. */
static const char *variable(struct muzzle_inst *inst, const char *name)
{
	size_t bytes = strlen(name);

	for (const char *const *v = fake_running(inst, 0)->child.env; *v; v++)
		if (strncmp(*v, name, bytes) == 0 && (*v)[bytes] == '=')
			return *v + bytes + 1;
	return NULL;
}

static void a_command_gets_values_in_arguments_and_environment(void **state)
{
	struct muzzle_inst *inst = fake_open("alert", by_command);
	const char *const *argv;

	(void)state;
	fake_tell(inst, 7, "opened", 3);
	argv = fake_running(inst, 0)->child.argv;
	assert_string_equal(argv[0], "echo");
	assert_string_equal(argv[2], "waha/omer is in trouble");
	assert_string_equal(argv[3], "fixed");
	assert_string_equal(argv[4], FAKE_WHY);
	assert_null(argv[5]);
	assert_string_equal(variable(inst, "MUZZLE_TARGET"), "waha/omer");
	assert_string_equal(variable(inst, "MUZZLE_WHAT"), "opened");
	assert_string_equal(variable(inst, "MUZZLE_REASON"), FAKE_WHY);
	assert_string_equal(variable(inst, "MUZZLE_ID"), "0a1b2c-7");
	assert_string_equal(variable(inst, "MUZZLE_TITLE"), "waha/omer is in trouble");
	assert_non_null(strstr(variable(inst, "MUZZLE_TEXT"), "\nReason: " FAKE_WHY "\n"));
	assert_non_null(variable(inst, "MUZZLE_PRIORITY"));
	fake_exit(inst, &(struct muzzle_exit){ .exited = true }, "sent");
	fake_assert_result(inst, 7, MUZZLE_DONE, "echo exited with 0");
	fake_close(inst);
}

static void how_a_command_ends_says_whether_a_further_try_may_help(void **state)
{
	static const struct {
		struct muzzle_exit how;
		enum muzzle_result result;
	} cases[] = {
		{ { .exited = true, .code = 75 }, MUZZLE_FAILED },
		{ { .exited = true, .code = 1 }, MUZZLE_FAILED },
		{ { .exited = true, .code = 64 }, MUZZLE_NO_SETUP },
		{ { .exited = true, .code = 69 }, MUZZLE_FAILED },
		{ { .exited = true, .code = 78 }, MUZZLE_NO_SETUP },
		{ { .exited = true, .code = 127 }, MUZZLE_NO_SETUP },
		{ { .code = 11 }, MUZZLE_FAILED },
		{ { .code = 15, .timed_out = true }, MUZZLE_TIMEOUT },
	};
	struct muzzle_inst *inst = fake_open("alert", by_command);

	(void)state;
	for (uint64_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		fake_tell(inst, i + 1, "opened", 3);
		fake_exit(inst, &cases[i].how, "");
		assert_int_equal(inst->result[i].id, i + 1);
		assert_int_equal(inst->result[i].result, cases[i].result);
	}
	fake_close(inst);
}

static void of_much_that_a_command_says_the_end_is_told_in_whole_words(void **state)
{
	struct muzzle_inst *inst = fake_open("alert", by_command);
	char said[200];

	(void)state;
	for (int bytes = 100; bytes < 125; bytes++) {
		snprintf(said, sizeof(said), "firstword %0*d last", bytes, 7);
		fake_tell(inst, 7, "opened", 3);
		fake_exit(inst, &(struct muzzle_exit){ .exited = true, .code = 1 }, said);
		if (strlen(said) < 121)
			assert_non_null(
				strstr(inst->result[inst->results - 1].why, ": firstword 0"));
		else
			assert_null(strstr(inst->result[inst->results - 1].why, "word"));
	}
	snprintf(said, sizeof(said), "%0190d", 7);
	fake_tell(inst, 7, "opened", 3);
	fake_exit(inst, &(struct muzzle_exit){ .exited = true, .code = 1 }, said);
	assert_non_null(strstr(inst->result[inst->results - 1].why, "000007"));
	fake_close(inst);
}

static void what_gateways_say_is_no_option_of_a_command(void **state)
{
	struct muzzle_inst *inst = fake_open("alert", by_command);
	struct muzzle_order order = fake_order(inst, 7, "waha", "omer");

	(void)state;
	order.notify = true;
	order.what = "opened";
	order.why = "--delete-all";
	assert_int_equal(inst->plugin->act(inst->self, &order), 0);
	assert_null(fake_running(inst, 0));
	assert_int_equal(inst->result[0].result, MUZZLE_NO_SETUP);
	fake_close(inst);
}

static void cancelled_children_and_mails_tell_nothing(void **state)
{
	struct muzzle_inst *mail = fake_open("alert", by_mail);
	struct muzzle_inst *command = fake_open("alert", by_command);

	(void)state;
	fake_tell(mail, 7, "opened", 3);
	fake_tell(command, 8, "opened", 3);
	mail->plugin->cancel(mail->self, 7);
	command->plugin->cancel(command->self, 8);
	assert_true(mail->request[0].cancelled);
	assert_true(command->child[0].cancelled);
	assert_int_equal(mail->results + command->results, 0);
	fake_close(mail);
	fake_close(command);
}

/* Settings of one format, what is wrong with them, and who says so. */
static void mistakes_are_told_with_their_remedy(void **state)
{
	static const struct {
		struct fake_setting settings[8];
		const char *says;
	} cases[] = {
		{ { { "format", "smtp" }, { "to", "mail.example" }, { "recipient", "a@b" } },
		  "smtp(s)://" },
		{ { { "format", "smtp" }, { "to", "smtp://mail.example" }, { "recipient", "a@b" } },
		  "`from`" },
		{ { { "format", "smtp" }, { "to", "smtp://m" }, { "from", "a@b" } },
		  "`recipient`" },
		{ { { "format", "smtp" },
		    { "to", "smtp://m" },
		    { "from", "a@b" },
		    { "recipient", "a@b, c@d" } },
		  "`recipient`" },
		{ { { "format", "smtp" },
		    { "to", "smtp://m" },
		    { "from", "a@b" },
		    { "recipient", "a@b" },
		    { "tls", "offered" },
		    { "user", "a:b" } },
		  "`tls` = offered" },
		{ { { "format", "smtp" },
		    { "to", "smtp://a:b@m" },
		    { "from", "a@b" },
		    { "recipient", "a@b" } },
		  "`user`" },
		{ { { "format", "mqtt" }, { "to", "mqtt://broker" } }, "TOPIC" },
		{ { { "format", "mqtt" }, { "to", "mqtt://broker/a/#" } }, "TOPIC" },
		{ { { "format", "mqtt" }, { "to", "http://broker/a" } }, "mqtt(s)://" },
		{ { { "format", "mqtt" }, { "to", "mqtt://broker/a" }, { "ca", "/etc/x" } },
		  "`ca`" },
		{ { { "format", "syslog" }, { "to", "syslog://loghost" } }, "in numbers" },
		{ { { "format", "syslog" }, { "to", "dev/log" } }, "/dev/log" },
		{ { { "format", "exec" } }, "needs `command`" },
		{ { { "format", "exec" }, { "command", "/nowhere/tell {title}" } },
		  "/nowhere/tell" },
		{ { { "format", "exec" }, { "command", "echo {subject}" } }, "known are only" },
		{ { { "format", "exec" },
		    { "command", "echo 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 "
				 "17 18 19 20 21 22 23 24 25 26 27 28 29 "
				 "30 31 32" } },
		  "31 words" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct muzzle_inst *inst = fake_new("alert", cases[i].settings);

		if (fake_start(inst) != -EINVAL || !fake_logged(inst, cases[i].says))
			print_error("case %zu: not told: %s\n", i, cases[i].says);
		assert_int_equal(inst->rc, -EINVAL);
		assert_non_null(fake_logged(inst, cases[i].says));
		assert_null(fake_logged(inst, "s3cret"));
		fake_close(inst);
	}
}

static void no_shell_reads_what_others_say(void **state)
{
	static const struct {
		const char *command;
		bool refused;
	} cases[] = {
		{ "sh -c mail;{why}", true },
		{ "/bin/sh -lc mail;{why}", true },
		{ "env -i sh -o errexit -ec {why}", true },
		{ "bash -ceo errexit mail;{why}", true },
		{ "bash --rcfile x -c -- mail;{why}", true },
		{ "sh -c +x -e mail;{why}", true },
		{ "su root -c mail;{why}", true },
		{ "env /usr/bin/ssh host mail {why}", true },
		{ "sh -c mail;\"$1\" x {why}", false },
		{ "sh -ec f(){:;};mail x {why}", false },
		{ "echo -ec {why} sh -e", false },
		{ "echo --cc {why}", false },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const struct fake_setting settings[] = { { "format", "exec" },
							 { "command", cases[i].command },
							 { NULL, NULL } };
		struct muzzle_inst *inst = fake_new("alert", settings);

		fake_start(inst);
		if (!fake_logged(inst, "a shell would run") != !cases[i].refused)
			print_error("case %zu: %s\n", i, cases[i].command);
		assert_int_equal(inst->rc, cases[i].refused ? -EINVAL : 0);
		assert_true(!fake_logged(inst, "a shell would run") == !cases[i].refused);
		fake_close(inst);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(mail_goes_to_all_recipients_by_starttls),
		cmocka_unit_test(with_mail_it_is_4xx_that_may_pass),
		cmocka_unit_test(who_of_several_was_refused_is_logged),
		cmocka_unit_test(mqtt_gets_the_object_that_programs_get),
		cmocka_unit_test(a_digest_is_one_mail_and_as_many_lines_of_syslog),
		cmocka_unit_test(syslog_is_told_at_once_or_not_at_all),
		cmocka_unit_test(a_syslog_of_another_box_is_reached_in_numbers),
		cmocka_unit_test(a_command_gets_values_in_arguments_and_environment),
		cmocka_unit_test(how_a_command_ends_says_whether_a_further_try_may_help),
		cmocka_unit_test(of_much_that_a_command_says_the_end_is_told_in_whole_words),
		cmocka_unit_test(what_gateways_say_is_no_option_of_a_command),
		cmocka_unit_test(cancelled_children_and_mails_tell_nothing),
		cmocka_unit_test(mistakes_are_told_with_their_remedy),
		cmocka_unit_test(no_shell_reads_what_others_say),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
