/* test_lib_growing.c - text, numbers and JSON, put together; blobs and bodies in bounded memory.
 * SPDX-License-Identifier: ISC */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "blob.h"
#include "growing.h"
#include "inbody.h"
#include "webcommand.h"

static void numbers_are_written_whole(void **state)
{
	struct growing text = { .data = NULL };

	(void)state;
	growing_number(&text, 0);
	growing_say(&text, " ");
	growing_number(&text, INT64_MAX);
	growing_say(&text, " ");
	growing_number(&text, INT64_MIN);
	assert_string_equal(text.data, "0 9223372036854775807 -9223372036854775808");
	assert_int_equal(text.bytes, strlen(text.data));
	growing_end(&text);
	assert_null(text.data);
}

static void whatever_a_string_holds_it_is_json(void **state)
{
	struct growing text = { .data = NULL };

	(void)state;
	growing_json(&text, "a\"b\\c\nd\x01\x7f \xc3\xbc</script>");
	growing_json(&text, NULL);
	growing_json(&text, "");
	assert_string_equal(text.data,
			    "\"a\\\"b\\\\c\\u000ad\\u0001\\u007f \xc3\xbc</script>\"null\"\"");
	growing_end(&text);
}

static void it_grows_as_far_as_it_must(void **state)
{
	struct growing text = { .data = NULL };

	(void)state;
	for (int i = 0; i < 100000; i++)
		growing_put(&text, "0123456789", 10);
	assert_int_equal(text.bytes, 1000000);
	assert_int_equal(strlen(text.data), 1000000);
	growing_end(&text);
}

static void the_last_holder_of_a_blob_frees_its_room(void **state)
{
	struct blob_room room = { .most = 10 }, other = { .most = 10 };
	struct blob *a = blob_take(&room, strdup("123456"), 6), *b;

	(void)state;
	assert_non_null(a);
	assert_null(blob_take(&room, strdup("12345"), 5));
	assert_ptr_equal(blob_hold(a), a);
	blob_let_go(a);
	assert_int_equal(room.used, 6);
	b = blob_take(&room, strdup("1234"), 4);
	assert_non_null(b);
	blob_let_go(a);
	assert_int_equal(room.used, 4);
	blob_let_go(b);
	blob_let_go(NULL);
	assert_int_equal(room.used, 0);
	assert_int_equal(other.used, 0);
	assert_null(blob_take(&room, NULL, 0));
}

static void a_body_grows_to_what_it_may_have(void **state)
{
	struct inbody_room room = { .most = 5000 }, other = { .most = 5000 };
	struct inbody body = { .data = NULL };
	char piece[2500];

	(void)state;
	memset(piece, 'x', sizeof(piece));
	assert_int_equal(inbody_add(&body, &room, (struct sign_bytes){ piece, 2500 }), 0);
	assert_int_equal(inbody_add(&body, &room, (struct sign_bytes){ piece, 2500 }), 0);
	assert_int_equal(body.bytes, 5000);
	assert_int_equal(inbody_add(&body, &room, (struct sign_bytes){ piece, 1 }),
			 INBODY_TOO_LARGE);
	assert_null(body.data);
	assert_int_equal(other.large, 0);
}

static void commands_have_known_keys_of_their_type(void **state)
{
	static const char good[] = "{\"target\":\"gw\",\"by\":\"\"}";
	static const char bad[] = "{\"target\":\"gw\",\"duration\":\"1h\"}";
	struct growing text = { .data = NULL };

	(void)state;
	assert_int_equal(webcommand_make(&text, "hold", (struct sign_bytes){ good, strlen(good) }),
			 0);
	assert_string_equal(text.data, "{\"target\":\"gw\",\"by\":\"web\",\"cmd\":\"hold\"}");
	growing_end(&text);
	assert_int_equal(webcommand_make(&text, "hold", (struct sign_bytes){ good, 5 }), -EINVAL);
	growing_end(&text);
	assert_int_equal(webcommand_make(&text, "hold", (struct sign_bytes){ NULL, 0 }), -EINVAL);
	assert_string_equal(text.data, "the body must be one JSON object");
	growing_end(&text);
	assert_int_equal(webcommand_make(&text, "hold", (struct sign_bytes){ bad, strlen(bad) }),
			 -EINVAL);
	assert_string_equal(text.data, "unknown key `duration`: target by why for_ms are known");
	assert_int_equal(webcommand_status("{\"ok\":true}"), 200);
	assert_int_equal(webcommand_status("{\"error\":\"no target x\"}"), 404);
	assert_int_equal(webcommand_status("{\"error\":\"what\"}"), 400);
	growing_end(&text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(numbers_are_written_whole),
		cmocka_unit_test(whatever_a_string_holds_it_is_json),
		cmocka_unit_test(it_grows_as_far_as_it_must),
		cmocka_unit_test(the_last_holder_of_a_blob_frees_its_room),
		cmocka_unit_test(a_body_grows_to_what_it_may_have),
		cmocka_unit_test(commands_have_known_keys_of_their_type),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
