/* test_carry.c - what goes over to another configuration, and what stays behind.
 * SPDX-License-Identifier: ISC */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "carry.h"
#include "watched.h"

static const char text[] = "[gateway all]\nsessions = *\n[gateway some]\nsessions = one two\n";

static struct roster *carry(struct fixture *fixture, const char *line)
{
	struct json_object *json = json_tokener_parse(line);
	struct roster *roster = roster_new(fixture->conf);
	const struct carry to = { roster, fixture->conf };
	char why[200];

	assert_int_equal(carry_line(&to, json, why, sizeof(why)), 0);
	json_object_put(json);
	return roster;
}

static void a_configuration_watches_its_gateways_and_their_sessions(void **state)
{
	struct fixture *fixture = *state;

	configure(fixture, text);
	assert_true(carry_watches(fixture->conf, "all"));
	assert_true(carry_watches(fixture->conf, "all/anybody"));
	assert_true(carry_watches(fixture->conf, "some/one"));
	assert_false(carry_watches(fixture->conf, "some/three"));
	assert_false(carry_watches(fixture->conf, "al"));
	assert_false(carry_watches(fixture->conf, "alle"));
	assert_false(carry_watches(fixture->conf, "other/one"));
	assert_false(carry_watches(
		fixture->conf,
		"a-name-that-is-longer-than-any-name-may-be-and-therefore-nobodys/x"));
}

static void who_is_watched_goes_over(void **state)
{
	struct fixture *fixture = *state;
	struct roster *roster;

	configure(fixture, text);
	roster = carry(
		fixture,
		"{\"ev\":\"ledger\",\"what\":\"target\",\"target\":\"all/x\",\"cooldown\":3}");
	assert_int_equal(roster_find(roster, "all/x")->cooldown, 3);
	roster_free(roster);
}

static void who_is_not_watched_stays_behind(void **state)
{
	struct fixture *fixture = *state;
	struct roster *roster;

	configure(fixture, text);
	roster = carry(
		fixture,
		"{\"ev\":\"ledger\",\"what\":\"target\",\"target\":\"some/x\",\"cooldown\":3}");
	assert_null(roster_find(roster, "some/x"));
	roster_free(roster);
	roster = carry(fixture,
		       "{\"ev\":\"ledger\",\"what\":\"gateway\",\"target\":\"some\",\"all\":true,"
		       "\"flight_of\":\"some/x\",\"flight_on\":\"gone\",\"flight.id\":5}");
	assert_null(roster_find(roster, "some/x"));
	assert_null(roster_find(roster, "gone"));
	roster_free(roster);
}

static void a_line_that_cannot_be_read_is_an_error(void **state)
{
	struct fixture *fixture = *state;
	struct json_object *json =
		json_tokener_parse("{\"ev\":\"ledger\",\"what\":\"x\",\"target\":\"all\"}");
	struct carry to;
	char why[200] = "";

	configure(fixture, text);
	to = (struct carry){ roster_new(fixture->conf), fixture->conf };
	assert_int_not_equal(carry_line(&to, json, why, sizeof(why)), 0);
	assert_true(*why != '\0');
	json_object_put(json);
	roster_free(to.roster);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_configuration_watches_its_gateways_and_their_sessions),
		TEST(who_is_watched_goes_over),
		TEST(who_is_not_watched_stays_behind),
		TEST(a_line_that_cannot_be_read_is_an_error),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
