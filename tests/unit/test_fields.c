/* test_fields.c - the tables that name what is remembered: whole, and each key once.
 * SPDX-License-Identifier: ISC */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "engine.h"
#include "fields.h"

static const struct {
	const struct fields_table *table;
	size_t bytes;
} tables[] = {
	{ &fields_target, sizeof(struct target) },
	{ &fields_gateway, sizeof(struct gateway) },
	{ &fields_box, sizeof(struct engine) },
	{ &fields_source, sizeof(struct source) },
	{ &fields_policy, sizeof(struct policy) },
	{ &fields_limits, sizeof(struct policy_gateway) },
	{ &fields_rung, sizeof(struct policy_rung) },
	{ &fields_cost, sizeof(struct cost) },
};

#define TABLES (sizeof(tables) / sizeof(tables[0]))

static size_t width(const struct fields_field *field)
{
	static const size_t sizes[] = {
		[FIELDS_I64] = 8, [FIELDS_U64] = 8, [FIELDS_TIME] = 8,
		[FIELDS_U32] = 4, [FIELDS_U8] = 1,  [FIELDS_BOOL] = sizeof(bool)
	};

	return sizes[field->type] * (field->count ? field->count : 1);
}

static void no_two_fields_share_a_key_or_a_byte(void **state)
{
	(void)state;
	for (size_t t = 0; t < TABLES; t++) {
		char *used = calloc(tables[t].bytes, 1);

		for (size_t i = 0; i < tables[t].table->count; i++) {
			const struct fields_field *field = &tables[t].table->fields[i];

			assert_true(field->offset + width(field) <= tables[t].bytes);
			for (size_t byte = 0; byte < width(field); byte++)
				assert_int_equal(used[field->offset + byte]++, 0);
			for (size_t j = 0; j < i; j++)
				assert_string_not_equal(field->key, tables[t].table->fields[j].key);
		}
		free(used);
	}
}

/* Sets a field to something that no other field of its table has. */
static void fill(const struct fields_field *field, char *to, uint32_t number)
{
	for (size_t i = 0; i < (field->count ? field->count : 1); i++) {
		int64_t i64 = INT64_C(1000000) * number + (int64_t)i + 1;
		uint32_t u32 = number * 100 + (uint32_t)i + 1;
		uint8_t u8 = (uint8_t)(number + i + 1);
		bool flag = true;

		if (field->type == FIELDS_TIME)
			i64 += TARGET_TIME_BASE;
		if (field->type == FIELDS_U32)
			memcpy(to + i * 4, &u32, 4);
		else if (field->type == FIELDS_U8)
			to[i] = (char)u8;
		else if (field->type == FIELDS_BOOL)
			memcpy(to, &flag, sizeof(flag));
		else
			memcpy(to + i * 8, &i64, 8);
	}
}

static void each_field_is_written_and_read_again(void **state)
{
	(void)state;
	for (size_t t = 0; t < TABLES; t++)
		for (int all = 0; all < 2; all++) {
			char *before = calloc(tables[t].bytes, 1),
			     *after = calloc(tables[t].bytes, 1);
			struct json_object *object = json_object_new_object();

			for (size_t i = 0; i < tables[t].table->count; i++) {
				const struct fields_field *field = &tables[t].table->fields[i];

				if (all || field->ledger)
					fill(field, before + field->offset, (uint32_t)i + 1);
			}
			fields_write(tables[t].table, before, all, object);
			fields_read(tables[t].table, after, all, object);
			assert_memory_equal(before, after, tables[t].bytes);
			json_object_put(object);
			free(before);
			free(after);
		}
}

static void nothing_is_not_written_and_what_is_missing_becomes_nothing(void **state)
{
	struct json_object *object = json_object_new_object();
	struct policy policy = { 0 };

	(void)state;
	fields_write(&fields_policy, &policy, true, object);
	assert_int_equal(json_object_object_length(object), 0);
	memset(&policy, 0xff, sizeof(policy));
	fields_read(&fields_policy, &policy, true, object);
	assert_int_equal(policy.patience_ms, 0);
	assert_int_equal(policy.cooldown_ms[POLICY_COOLDOWNS_MAX - 1], 0);
	assert_int_equal(policy.cooldowns, 0);
	json_object_put(object);
}

static void times_are_written_as_the_trace_counts_them_and_zero_is_a_time(void **state)
{
	struct json_object *object = json_object_new_object();
	struct target target = { .last_act_ms = TARGET_TIME_BASE,
				 .human_ms = TARGET_TIME_BASE - 5 };

	(void)state;
	fields_write(&fields_target, &target, true, object);
	assert_string_equal(json_object_to_json_string_ext(object, JSON_C_TO_STRING_PLAIN),
			    "{\"last_act_ms\":0,\"human_ms\":-5}");
	memset(&target, 0, sizeof(target));
	fields_read(&fields_target, &target, true, object);
	assert_int_equal(target.last_act_ms, TARGET_TIME_BASE);
	assert_int_equal(target.human_ms, TARGET_TIME_BASE - 5);
	assert_int_equal(target.closed_ms, 0); /* never stays never */
	json_object_put(object);
}

static void a_ledger_is_read_beside_what_it_does_not_know(void **state)
{
	struct json_object *object = json_object_new_object();
	struct target target = { .cooldown = 3, .held_by = GUARD_VERIFY };

	(void)state;
	fields_read(&fields_target, &target, false, object);
	assert_int_equal(target.cooldown, 0);
	assert_int_equal(target.held_by, GUARD_VERIFY);
	json_object_put(object);
}

static void what_is_too_large_saturates(void **state)
{
	struct json_object *object = json_object_new_object();
	struct target target = { 0 };

	(void)state;
	json_object_object_add(object, "last_act_ms", json_object_new_int64(INT64_MAX));
	json_object_object_add(object, "human_ms", json_object_new_int64(INT64_MIN + 1));
	json_object_object_add(object, "cooldown", json_object_new_int64(INT64_C(1) << 32));
	json_object_object_add(object, "probe_hour", json_object_new_int64(INT64_MIN));
	fields_read(&fields_target, &target, true, object);
	assert_int_equal(target.last_act_ms, 3 * TARGET_TIME_BASE);
	assert_int_equal(target.human_ms, 1);
	assert_int_equal(target.cooldown, UINT32_MAX);
	assert_int_equal(target.probe_hour, -4 * TARGET_TIME_BASE);
	json_object_put(object);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(no_two_fields_share_a_key_or_a_byte),
		cmocka_unit_test(each_field_is_written_and_read_again),
		cmocka_unit_test(nothing_is_not_written_and_what_is_missing_becomes_nothing),
		cmocka_unit_test(times_are_written_as_the_trace_counts_them_and_zero_is_a_time),
		cmocka_unit_test(a_ledger_is_read_beside_what_it_does_not_know),
		cmocka_unit_test(what_is_too_large_saturates),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
