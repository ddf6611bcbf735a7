/* test_message.c - a message and its line.  SPDX-License-Identifier: ISC */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <errno.h>
#include <string.h>

#include "message.h"
#include "tell.h"

static const struct message omer = {
	.target = "waha/omer",
	.state = "down",
	.why = "down for 95s \"and\\more\"",
	.what = NOTIFY_OPENED,
	.incident = 7,
	.wall_ms = 1700000000123,
	.since_wall_ms = 1699999999000,
};

static void what_is_put_is_taken_back(void **state)
{
	struct json_object *line = json_object_new_object();
	struct message back;
	char why[100];

	(void)state;
	message_put(&omer, line);
	assert_int_equal(message_take(&back, line, why, sizeof(why)), 0);
	assert_memory_equal(&back, &omer, sizeof(omer));
	json_object_put(line);
}

static void without_a_target_or_a_kind_it_is_none(void **state)
{
	struct json_object *line = json_object_new_object();
	struct message back;
	char why[100];

	(void)state;
	assert_int_equal(message_take(&back, line, why, sizeof(why)), -EINVAL);
	tell_text(line, "target", "waha");
	assert_int_equal(message_take(&back, line, why, sizeof(why)), -EINVAL);
	tell_text(line, "what", "sung");
	assert_int_equal(message_take(&back, line, why, sizeof(why)), -EINVAL);
	tell_text(line, "what", "closed");
	assert_int_equal(message_take(&back, line, why, sizeof(why)), 0);
	json_object_put(line);
}

static void a_stream_is_an_incident_or_else_a_target(void **state)
{
	struct message other = omer;

	(void)state;
	strcpy(other.target, "waha");
	assert_true(message_stream(&other) == message_stream(&omer));
	other.incident = 8;
	assert_true(message_stream(&other) != message_stream(&omer));
	other.incident = 0;
	strcpy(other.target, "waha/omer");
	assert_true(message_stream(&other) != message_stream(&omer));
}

static void a_key_is_of_one_action_target_incident_and_kind(void **state)
{
	struct message other = omer;

	(void)state;
	other.wall_ms++;
	strcpy(other.why, "something else");
	assert_true(message_key(&other, "page") == message_key(&omer, "page"));
	assert_true(message_key(&other, "mail") != message_key(&omer, "page"));
	other.what = NOTIFY_CLOSED;
	assert_true(message_key(&other, "page") != message_key(&omer, "page"));
	other = omer;
	other.incident++;
	assert_true(message_key(&other, "page") != message_key(&omer, "page"));
	other = omer;
	strcpy(other.target, "waha/dana");
	assert_true(message_key(&other, "page") != message_key(&omer, "page"));
}

static void a_target_has_two_halves(void **state)
{
	struct message gateway = { .target = "waha" };
	char name[ROSTER_NAME_BYTES];

	(void)state;
	assert_string_equal(message_gateway(&omer, name), "waha");
	assert_string_equal(message_session(&omer), "omer");
	assert_string_equal(message_gateway(&gateway, name), "waha");
	assert_null(message_session(&gateway));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_put_is_taken_back),
		cmocka_unit_test(without_a_target_or_a_kind_it_is_none),
		cmocka_unit_test(a_stream_is_an_incident_or_else_a_target),
		cmocka_unit_test(a_key_is_of_one_action_target_incident_and_kind),
		cmocka_unit_test(a_target_has_two_halves),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
