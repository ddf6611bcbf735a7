/* test_law_pinned.c - what laws of all kinds say, to the millisecond.  SPDX-License-Identifier: ISC
 *
 * test_law tells whether a law is right; this one, whether it is still the same.  Whoever changes the
 * estimator on purpose looks at what `make bench-detection` says of it, and then pins the new sum.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "law.h"

#define LAWS 400
#define DAY_MS INT64_C(86400000)
#define PINNED UINT64_C(0x9529085a1ba78014)

static uint32_t draw(uint64_t *random, uint32_t below)
{
	*random = *random * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
	return (uint32_t)((*random >> 33) % below);
}

/* Lengths around one or two of the octaves, the longer ones rarer. */
static uint8_t draw_bin(uint64_t *random, uint32_t kind)
{
	uint32_t bin = 4 + kind % 7 * 6, spread = 6 + kind % 5 * 8;

	for (uint32_t i = 0; i < 4; i++)
		bin += draw(random, spread) / 2;
	if (kind % 3 == 0 && draw(random, 10) == 0)
		bin += 24;
	return (uint8_t)(bin < LAW_BINS ? bin : LAW_BINS - 1);
}

static int64_t make(struct law *law, uint64_t *random, uint32_t kind)
{
	uint32_t runs = 1 + draw(random, kind % 4 ? 3000 : 700);
	int64_t now_ms = 1 + draw(random, 1000), step_ms = 1 + draw(random, 2000000);

	memset(law, 0, sizeof(*law));
	law->beside = draw(random, 1000);
	for (uint32_t i = 0; i < runs; i++) {
		now_ms += step_ms;
		law_learn(law, draw_bin(random, kind), step_ms * (1 + kind % 9), now_ms);
		if (draw(random, 40) < kind % 3)
			law_end(law, draw_bin(random, kind), 0, now_ms);
	}
	return now_ms;
}

static void fold(uint64_t *sum, uint64_t number)
{
	*sum = (*sum ^ number) * UINT64_C(0x9E3779B97F4A7C15);
	*sum ^= *sum >> 31;
}

static void ask(uint64_t *sum, const struct law *law, int64_t now_ms)
{
	static const struct policy_rate rates[] = {
		{ 1, 730 * DAY_MS },
		{ 1, 30 * DAY_MS },
		{ 3, DAY_MS },
		{ 1, 36500 * DAY_MS },
	};
	struct law_numbers said = law_describe(law);

	for (size_t i = 0; i < sizeof(rates) / sizeof(rates[0]); i++)
		fold(sum, (uint64_t)law_patience_ms(law, &rates[i], now_ms));
	fold(sum, law_learnt(law, now_ms));
	fold(sum, said.runs);
	fold(sum, said.ended);
	fold(sum, said.day_milli);
	fold(sum, (uint64_t)said.longest_ms);
}

static void all_laws_say_what_they_said(void **state)
{
	uint64_t random = 1, sum = 0;

	(void)state;
	for (uint32_t kind = 0; kind < LAWS; kind++) {
		struct law law;
		int64_t now_ms = make(&law, &random, kind);

		ask(&sum, &law, now_ms);
		ask(&sum, &law, now_ms + 8 * DAY_MS);
		ask(&sum, &law, 0);
		law.watched_ms = 0;
		ask(&sum, &law, now_ms + 8 * DAY_MS);
	}
	if (sum != PINNED)
		fail_msg("the laws' sum is 0x%016llx, not what was pinned",
			 (unsigned long long)sum);
}

/* Where a week, a count or a weight is just reached, or not yet. */
static void a_law_is_learnt_at_its_last_run_and_millisecond(void **state)
{
	struct law law = { .began_ms = 1 };

	(void)state;
	for (uint32_t i = 0; i < LAW_RUNS_MIN - 1; i++)
		law_learn(&law, 10, 1000, 1);
	assert_false(law_learnt(&law, 1 + LAW_AGE_MIN_MS));
	law_learn(&law, 10, 1000, 1);
	assert_false(law_learnt(&law, LAW_AGE_MIN_MS));
	assert_true(law_learnt(&law, 1 + LAW_AGE_MIN_MS));
	law.began_ms = 0;
	assert_false(law_learnt(&law, 1 + LAW_AGE_MIN_MS));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(all_laws_say_what_they_said),
		cmocka_unit_test(a_law_is_learnt_at_its_last_run_and_millisecond),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
