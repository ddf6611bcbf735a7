/* test_law_damaged.c - whatever stands in a law, it gives a patience.  SPDX-License-Identifier: ISC
 *
 * Laws come from files; the sanitizers watch the arithmetic.
 */
#include "law.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <cmocka.h>

#define DAY_MS INT64_C(86400000)
#define NOW_MS (30 * DAY_MS)

static const struct policy_rate two_years = { 1, 730 * DAY_MS };

static uint64_t weight(const struct law *law)
{
	uint64_t sum = 0;

	for (int bin = 0; bin < LAW_BINS; bin++)
		sum += law->runs[bin];
	return sum;
}

static uint64_t next(uint64_t *seed)
{
	*seed ^= *seed << 13;
	*seed ^= *seed >> 7;
	*seed ^= *seed << 17;
	return *seed;
}

static void assert_sound(struct law *law, uint64_t *seed)
{
	struct policy_rate rate = { (int64_t)next(seed), (int64_t)next(seed) };
	int64_t now_ms = next(seed) % 2 ? NOW_MS : (int64_t)next(seed), found_ms;

	found_ms = law_patience_ms(law, next(seed) % 2 ? &rate : &two_years, now_ms);
	assert_in_range(found_ms, LAW_PATIENCE_MIN_MS, LAW_PATIENCE_MAX_MS);
	law_end(law, (uint8_t)(next(seed) % LAW_BINS), (int64_t)next(seed), now_ms);
	law_learn(law, (uint8_t)(next(seed) % LAW_BINS), (int64_t)next(seed), now_ms);
	(void)law_describe(law);
}

static void any_bytes_give_a_patience(void **state)
{
	uint64_t seed = 1;
	struct law law;

	(void)state;
	for (int i = 0; i < 20000; i++) {
		unsigned char *bytes = (unsigned char *)&law;
		size_t from = next(&seed) % sizeof(law), many = next(&seed) % 64;

		memset(&law, 0, sizeof(law));
		for (size_t at = 0; at < sizeof(law); at++)
			if (i % 2 == 0 || (at >= from && at < from + many))
				bytes[at] = (unsigned char)next(&seed);
		if (i % 4 > 1)
			law.began_ms = 1;
		assert_sound(&law, &seed);
	}
}

/* Laws that could have been learnt, but of no shape that anybody thought of. */
static void any_runs_give_a_patience(void **state)
{
	uint64_t seed = 2;
	struct law law;

	(void)state;
	for (int i = 0; i < 20000; i++) {
		memset(&law, 0, sizeof(law));
		law.began_ms = 1;
		law.watched_ms = (int64_t)(next(&seed) >> (1 + next(&seed) % 62));
		for (uint64_t bins = 1 + next(&seed) % 20; bins; bins--)
			law.runs[next(&seed) % LAW_BINS] =
				(uint32_t)(next(&seed) >> (38 + next(&seed) % 20));
		for (uint64_t bins = next(&seed) % 20; bins; bins--)
			law.ended[next(&seed) % LAW_BINS] = (uint8_t)next(&seed);
		assert_sound(&law, &seed);
	}
}

static void too_much_heals_by_fading(void **state)
{
	struct law law;

	(void)state;
	memset(&law, 0xff, sizeof(law));
	law.began_ms = 1;
	law.watched_ms = DAY_MS;
	assert_false(law_learnt(&law, NOW_MS));
	for (int i = 0; i < 20; i++)
		law_learn(&law, 3, DAY_MS, 1);
	assert_true(weight(&law) <= LAW_WEIGHT_MAX);
	assert_true(law_learnt(&law, NOW_MS));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(any_bytes_give_a_patience),
		cmocka_unit_test(any_runs_give_a_patience),
		cmocka_unit_test(too_much_heals_by_fading),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
