/* test_policy.c - the defaults are those of the manual.  SPDX-License-Identifier: ISC */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "policy.h"

#define MINUTE 60000

static void a_policy_has_the_manuals_defaults(void **state)
{
	static const int64_t cooldown_s[] = { 30, 60, 120, 240, 480, 900, 1800 };
	struct policy policy;

	(void)state;
	memset(&policy, 0xff, sizeof(policy));
	policy_default(&policy);
	assert_int_equal(policy.patience_ms, 0);
	assert_int_equal(policy.false_restarts.acts, 1);
	assert_int_equal(policy.false_restarts.window_ms, INT64_C(730) * 24 * 60 * MINUTE);
	assert_int_equal(policy.grace_ms, 60000);
	assert_int_equal(policy.verify_ms, 90000);
	assert_int_equal(policy.settle_ms, 10000);
	assert_int_equal(policy.cooldowns, 7);
	for (size_t i = 0; i < 7; i++)
		assert_int_equal(policy.cooldown_ms[i], cooldown_s[i] * 1000);
	assert_int_equal(policy.restarts.acts, 3);
	assert_int_equal(policy.restarts.window_ms, 30 * MINUTE);
	assert_int_equal(policy.restarts_day.acts, 12);
	assert_int_equal(policy.restarts_day.window_ms, 24 * 60 * MINUTE);
	assert_int_equal(policy.gateway_restarts.acts, 3);
	assert_int_equal(policy.gateway_restarts.window_ms, 120 * MINUTE);
	assert_true(policy.silence_probe);
	assert_false(policy.stopped_restart);
	assert_false(policy.escalate_always);
	assert_int_equal(policy.notify_on, POLICY_UNHELPED);
}

static void a_gateway_has_the_manuals_defaults(void **state)
{
	struct policy_gateway gateway;

	(void)state;
	memset(&gateway, 0xff, sizeof(gateway));
	policy_gateway_default(&gateway);
	assert_int_equal(gateway.die_settle_ms, 10000);
	assert_int_equal(gateway.start_max_ms, 300000);
	assert_int_equal(gateway.unreachable_ms, 180000);
	assert_int_equal(gateway.human_exits, 1);
	assert_int_equal(gateway.human_exit[0], 78);
	assert_int_equal(gateway.rungs, 2);
	assert_false(gateway.ladder[0].gateway_wide);
	assert_int_equal(gateway.ladder[0].timeout_ms, 20000);
	assert_true(gateway.ladder[1].gateway_wide);
	assert_int_equal(gateway.ladder[1].timeout_ms, 70000);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_policy_has_the_manuals_defaults),
		cmocka_unit_test(a_gateway_has_the_manuals_defaults),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
