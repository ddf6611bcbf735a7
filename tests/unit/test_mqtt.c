/* test_mqtt.c - the packets of one message, and what the broker's mean.  SPDX-License-Identifier: ISC */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "mqtt.h"

static void assert_block(const struct script *script, size_t i, const char *packet, size_t bytes)
{
	size_t have;
	const char *block = script_block(script, i, &have);

	assert_int_equal(have, bytes);
	assert_memory_equal(block, packet, bytes);
}

#define ASSERT_BLOCK(script, i, packet) assert_block(script, i, packet, sizeof(packet) - 1)

static void packets_are_those_of_the_standard(void **state)
{
	const struct muzzle_transport user = { .size = sizeof(user), .user = "ann:p:w" };
	const struct muzzle_http req = { .transport = &user, .body = "hi", .body_bytes = 2 };
	struct script script = { .count = 0 };

	(void)state;
	assert_int_equal(mqtt_write(&script, &req, "a/b", 0x1234), 0);
	assert_int_equal(script.count, 3);
	ASSERT_BLOCK(&script, 0,
		     "\x10\x2c\0\4MQTT\4\xc2\0\x3c\0\x16"
		     "muzzle0000000000001234\0\3ann\0\3p:w");
	ASSERT_BLOCK(&script, 1, "\x32\x09\0\3a/b\0\1hi");
	ASSERT_BLOCK(&script, 2, "\xe0\0");
	buffer_fini(&script.bytes);
	script = (struct script){ .count = 0 };
	assert_int_equal(mqtt_write(&script, &(struct muzzle_http){ .url = "" }, "a", 1), 0);
	ASSERT_BLOCK(&script, 0,
		     "\x10\x22\0\4MQTT\4\2\0\x3c\0\x16"
		     "muzzle0000000000000001");
	ASSERT_BLOCK(&script, 1, "\x32\x05\0\1a\0\1");
	buffer_fini(&script.bytes);
}

/* 128 bytes and more take another byte of length. */
static void long_messages_have_long_lengths(void **state)
{
	static const struct {
		size_t body_bytes;
		unsigned char head[4];
	} cases[] = {
		{ 122, { 0x32, 127, 0, 1 } },
		{ 123, { 0x32, 128, 1, 0 } },
		{ 16378, { 0x32, 255, 127, 0 } },
		{ 16379, { 0x32, 128, 128, 1 } },
	};
	char *body = calloc(1, 20000);

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const struct muzzle_http req = { .body = body, .body_bytes = cases[i].body_bytes };
		struct script script = { .count = 0 };
		size_t bytes;

		assert_int_equal(mqtt_write(&script, &req, "a", 1), 0);
		assert_memory_equal(script_block(&script, 1, &bytes), cases[i].head, 4);
		buffer_fini(&script.bytes);
	}
	free(body);
}

static void topics_are_names_and_no_patterns(void **state)
{
	static const char *const bad[] = { "", "a/+", "#" };
	const struct muzzle_transport odd = { .size = sizeof(odd), .user = "ann" };
	struct script script = { .count = 0 };

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++)
		assert_int_equal(mqtt_write(&script, &(struct muzzle_http){ .url = "" }, bad[i], 1),
				 -EINVAL);
	assert_int_equal(mqtt_write(&script, &(struct muzzle_http){ .transport = &odd }, "a", 1),
			 -EINVAL);
	assert_int_equal(mqtt_write(&script,
				    &(struct muzzle_http){ .body = "x", .body_bytes = 2 << 20 },
				    "a", 1),
			 -EINVAL);
	assert_int_equal(script.bytes.bytes, 0);
}

static void only_two_packets_are_answers(void **state)
{
	(void)state;
	assert_int_equal(mqtt_protocol.measure("", 0), 0);
	assert_int_equal(mqtt_protocol.measure("\x20", 1), 0);
	assert_int_equal(mqtt_protocol.measure("\x20\x02\0", 3), 0);
	assert_int_equal(mqtt_protocol.measure("\x20\x02\0\0\x40", 5), 4);
	assert_int_equal(mqtt_protocol.measure("\x40\x02\0\1", 4), 4);
	assert_int_equal(mqtt_protocol.measure("\x20\x03\0\0\0", 5), -1);
	assert_int_equal(mqtt_protocol.measure("\x30\x02\0\0", 4), -1);
	assert_int_equal(mqtt_protocol.measure("HTTP/1.1", 8), -1);
}

static struct script_course hear(const char *first, const char *second)
{
	struct script_course course = { .at = 0 };

	mqtt_protocol.judge(&course, NULL, first, 4);
	if (second)
		mqtt_protocol.judge(&course, NULL, second, 4);
	return course;
}

static void it_is_told_once_the_message_is_acknowledged(void **state)
{
	struct script_course course = hear("\x20\x02\0\0", NULL);

	(void)state;
	assert_false(course.over);
	assert_int_equal(course.at, 1);
	course = hear("\x20\x02\0\0", "\x40\x02\0\1");
	assert_true(course.over);
	assert_int_equal(course.status, 200);
}

static void what_comes_out_of_turn_ends_it(void **state)
{
	static const char *const cases[][2] = {
		{ "\x40\x02\0\1", NULL },
		{ "\x20\x02\0\0", "\x20\x02\0\0" },
		{ "\x20\x02\0\0", "\x40\x02\0\2" },
		{ "\x20\x02\0\0", "\x40\x02\1\1" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct script_course course = hear(cases[i][0], cases[i][1]);

		assert_true(course.over);
		assert_int_equal(course.status, 0);
		assert_string_equal(course.text, "the answer is not MQTT");
		assert_false(course.setup);
	}
}

static void each_refusal_has_its_words(void **state)
{
	char connack[] = "\x20\x02\0\0";

	(void)state;
	for (int code = 1; code < 256; code++) {
		struct script_course course;

		connack[3] = (char)code;
		course = hear(connack, NULL);
		assert_true(course.over);
		assert_int_equal(course.status, 0);
		assert_int_equal(course.setup, code != 3);
		assert_true(strlen(course.text) > 10);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(packets_are_those_of_the_standard),
		cmocka_unit_test(long_messages_have_long_lengths),
		cmocka_unit_test(topics_are_names_and_no_patterns),
		cmocka_unit_test(only_two_packets_are_answers),
		cmocka_unit_test(it_is_told_once_the_message_is_acknowledged),
		cmocka_unit_test(what_comes_out_of_turn_ends_it),
		cmocka_unit_test(each_refusal_has_its_words),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
