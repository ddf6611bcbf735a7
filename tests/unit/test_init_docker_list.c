/* test_init_docker_list.c - containers, and which of them a gateway may run in.
 * SPDX-License-Identifier: ISC */
#include "answered.h"
#include "docker_list.h"

#define BOX(name, image, more) \
	"{\"Names\":[\"/" name "\"],\"Image\":\"" image "\",\"State\":\"running\"" more "}"
#define PORT(number)                                                                                                        \
	",\"Ports\":[{\"PrivatePort\":80,\"Type\":\"tcp\"},{\"IP\":\"0.0.0.0\",\"PrivatePort\":3000,\"PublicPort\":" number \
	",\"Type\":\"tcp\"}]"
#define HOST_NET ",\"HostConfig\":{\"NetworkMode\":\"host\"}"

static struct docker_list read_from(const char *body)
{
	struct answer answer = answered(200, body);
	struct docker_list list;

	assert_true(docker_list_read(&list, &answer));
	answer_fini(&answer);
	return list;
}

static void the_container_that_publishes_the_port_is_taken(void **state)
{
	struct docker_list list = read_from("[" BOX("db", "postgres", PORT("5432")) "," BOX(
		"wa", "registry.example/own", PORT("3000")) "," BOX("old", "devlikeapro/waha",
								    "") "]");

	(void)state;
	assert_int_equal(list.count, 3);
	assert_string_equal(docker_list_guess(&list, 3000, "waha")->name, "wa");
	assert_string_equal(docker_list_guess(&list, 3000, NULL)->name, "wa");
	assert_string_equal(docker_list_guess(&list, 5432, "waha")->name, "db");
}

static void else_the_only_reachable_one_of_that_image(void **state)
{
	struct docker_list one = read_from("[" BOX("wa", "DevLikeAPro/WAHA:noweb", HOST_NET) "]");
	struct docker_list two =
		read_from("[" BOX("a", "x/waha", HOST_NET) "," BOX("b", "x/waha", HOST_NET) "]");
	struct docker_list elsewhere = read_from("[" BOX("wa", "x/waha", PORT("4000")) "]");

	(void)state;
	assert_string_equal(docker_list_guess(&one, 3000, "waha")->name, "wa");
	assert_null(docker_list_guess(&one, 3000, "openclaw"));
	assert_null(docker_list_guess(&one, 3000, NULL));
	assert_null(docker_list_guess(&two, 3000, "waha"));
	assert_null(docker_list_guess(&elsewhere, 3000, "waha"));
}

static void a_health_check_and_a_label_are_seen(void **state)
{
	struct docker_list list = read_from(
		"[" BOX("a", "x", ",\"Status\":\"Up 3 hours (healthy)\",\"Labels\":{\"muzzle\":\"off\"}") "," BOX(
			"b", "x",
			",\"Status\":\"Up 1 second (health: starting)\"") "," BOX("c", "x",
										  ",\"Status\":\"Up 3 hours\",\"Labels\":{\"muzzle\":\"on\"}") "]");

	(void)state;
	assert_true(list.list[0].health && list.list[0].hands_off);
	assert_true(list.list[1].health && !list.list[1].hands_off);
	assert_false(list.list[2].health || list.list[2].hands_off);
	assert_ptr_equal(docker_list_find(&list, "b"), &list.list[1]);
	assert_null(docker_list_find(&list, "d"));
}

static void a_container_without_a_valid_name_is_left_out(void **state)
{
	struct docker_list list =
		read_from("[{},{\"Names\":[]},{\"Names\":[\"/a b\"]},{\"Names\":[7]},1," BOX(
			"ok", "x",
			",\"Ports\":[1,{\"PublicPort\":\"x\"},{\"PublicPort\":70000}]") "]");
	struct answer refused = answered(403, "[]"), other = answered(200, "{}");

	(void)state;
	assert_int_equal(list.count, 1);
	assert_string_equal(list.list[0].name, "ok");
	assert_false(docker_list_read(&list, &refused));
	assert_false(docker_list_read(&list, &other));
	answer_fini(&refused);
	answer_fini(&other);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_container_that_publishes_the_port_is_taken),
		cmocka_unit_test(else_the_only_reachable_one_of_that_image),
		cmocka_unit_test(a_health_check_and_a_label_are_seen),
		cmocka_unit_test(a_container_without_a_valid_name_is_left_out),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
