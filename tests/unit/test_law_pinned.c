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

#define LAWS 900
#define DAY_MS INT64_C(86400000)
#define ALONE UINT64_C(0x80c1828c6eba4f6c)
#define FADED UINT64_C(0x77893a467cc8f4eb)
#define PINNED UINT64_C(0xc251e5436d112d71)

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

/* As no gateway would teach it, but a damaged file might: all lengths, and weights up to the largest. */
static int64_t scribble(struct law *law, uint64_t *random)
{
	uint32_t few = draw(random, 3);

	memset(law, 0, sizeof(*law));
	for (uint32_t bin = 0; bin < LAW_BINS; bin++) {
		law->runs[bin] = few && draw(random, 4) ? 0 : draw(random, 3) * LAW_RUN;
		law->ended[bin] = (uint8_t)draw(random, draw(random, 2) ? 3 : 256);
	}
	law->runs[draw(random, LAW_BINS)] += draw(random, 20000) * LAW_RUN;
	law->runs[LAW_BINS - 1] += LAW_RUN * draw(random, 2);
	law->beside = draw(random, 1000);
	law->began_ms = 1;
	law->watched_ms = (int64_t)draw(random, 1u << 30) * draw(random, 1u << 20);
	return 1 + LAW_AGE_MIN_MS;
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
		int64_t now_ms = kind % 3 ? make(&law, &random, kind) : scribble(&law, &random);

		ask(&sum, &law, now_ms);
		ask(&sum, &law, now_ms + 8 * DAY_MS);
		ask(&sum, &law, 0);
		law_learn(&law, (uint8_t)draw(&random, LAW_BINS), 1000, now_ms);
		law_end(&law, (uint8_t)draw(&random, LAW_BINS), 1000, now_ms);
		ask(&sum, &law, now_ms + 8 * DAY_MS);
		law.watched_ms = 0;
		ask(&sum, &law, now_ms + 8 * DAY_MS);
	}
	if (sum != PINNED)
		fail_msg("the laws' sum is 0x%016llx, not what was pinned",
			 (unsigned long long)sum);
}

/* All that is known lies in one bin, just enough of it, at the moment at which it is enough. */
static void each_bin_alone_says_what_it_said(void **state)
{
	uint64_t sum = 0;

	(void)state;
	for (int64_t length_ms = 0; length_ms < 8000000; length_ms += 1 + length_ms / 97)
		fold(&sum, law_bin(length_ms));
	for (uint32_t bin = 0; bin < LAW_BINS; bin++) {
		struct law law = { .began_ms = 1, .watched_ms = DAY_MS * (1 + bin) };

		assert_int_equal(law_bin(law_bin_ms(bin)), bin);
		assert_int_equal(law_bin(law_bin_ms(bin + 1) - 1), bin);
		law.ended[bin] = (uint8_t)bin;
		law.runs[bin] = LAW_RUN * (LAW_CLASS_RUNS_MIN - 1);
		ask(&sum, &law, 1 + LAW_AGE_MIN_MS);
		law.runs[bin] += LAW_RUN;
		ask(&sum, &law, 1 + LAW_AGE_MIN_MS);
		law.beside = LAW_RUNS_MIN;
		ask(&sum, &law, 1 + LAW_AGE_MIN_MS);
		law.runs[bin] = LAW_RUN * LAW_RUNS_MIN;
		ask(&sum, &law, LAW_AGE_MIN_MS);
		ask(&sum, &law, 1 + LAW_AGE_MIN_MS);
		law.runs[bin] = LAW_WEIGHT_MAX - LAW_RUN;
		for (int more = 0; more < 3; more++) {
			law_learn(&law, (uint8_t)(bin / 2), INT64_MAX / 2 + more, 5);
			fold(&sum, law.runs[bin] + ((uint64_t)law.ended[bin] << 32));
			fold(&sum, (uint64_t)law.watched_ms);
			ask(&sum, &law, 1 + LAW_AGE_MIN_MS);
		}
	}
	if (sum != ALONE)
		fail_msg("the sum of single bins is 0x%016llx, not what was pinned",
			 (unsigned long long)sum);
}

static void a_law_fades_as_it_faded(void **state)
{
	struct law law = { .began_ms = 1 };
	uint64_t random = 5, sum = 0;

	(void)state;
	for (uint32_t i = 0; i < 40000; i++)
		law_learn(&law, (uint8_t)draw(&random, 70), 1000, 2 + i);
	for (uint32_t bin = 0; bin < LAW_BINS; bin++)
		fold(&sum, law.runs[bin] + ((uint64_t)law.ended[bin] << 32));
	fold(&sum, (uint64_t)law.watched_ms);
	if (sum != FADED)
		fail_msg("the faded sum is 0x%016llx, not what was pinned",
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
		cmocka_unit_test(each_bin_alone_says_what_it_said),
		cmocka_unit_test(a_law_fades_as_it_faded),
		cmocka_unit_test(a_law_is_learnt_at_its_last_run_and_millisecond),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
