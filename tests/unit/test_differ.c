/* test_differ.c - two configurations over one trace: where they part, and why.  SPDX-License-Identifier: ISC */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <errno.h>

#include "differ.h"
#include "traced.h"

struct fixture {
	struct scratch scratch;
	struct traced traced;
	struct conf *conf[2];
	char *said; /* owned */
};

static struct fixture make_ladders(const char *policy, const char *a, const char *b)
{
	struct fixture f = { .scratch = scratch_make(), .traced = traced_begin() };

	f.conf[0] = traced_conf(&f.scratch, "a.ini", policy, a);
	f.conf[1] = traced_conf(&f.scratch, "b.ini", policy, b);
	return f;
}

static struct fixture make(const char *a, const char *b)
{
	static const char ladder[] = "restart-session restart-container";
	struct fixture f = { .scratch = scratch_make(), .traced = traced_begin() };

	f.conf[0] = traced_conf(&f.scratch, "a.ini", a, ladder);
	f.conf[1] = traced_conf(&f.scratch, "b.ini", b, ladder);
	return f;
}

static int compare(struct fixture *f, bool json)
{
	struct differ differ = { .a = f->conf[0], .b = f->conf[1], .json = json };
	size_t bytes;
	int rc;

	differ.in = traced_open(&f->traced);
	differ.out = open_memstream(&f->said, &bytes);
	rc = differ_run(&differ);
	fclose(differ.in);
	fclose(differ.out);
	return rc;
}

static void end(struct fixture *f)
{
	free(f->said);
	conf_free(f->conf[0]);
	conf_free(f->conf[1]);
	scratch_remove(&f->scratch);
}

static void assert_says(const struct fixture *f, const char *text)
{
	if (!strstr(f->said, text))
		print_error("not said: %s\nbut: %s\n", text, f->said);
	assert_non_null(strstr(f->said, text));
}

static void the_same_configuration_decides_alike(void **state)
{
	struct fixture f = make("patience = 30s", "patience = 30s");

	(void)state;
	traced_say(&f.traced, "up", 0, 600);
	traced_say(&f.traced, "down", 600, 1200);
	traced_say(&f.traced, "up", 1200, 3600);
	assert_int_equal(compare(&f, true), 0);
	assert_memory_equal(f.said, "{\"divergences\":0,\"differences\":0,", 33);
	end(&f);
}

static void more_patience_parts_with_both_reasons(void **state)
{
	struct fixture f = make("patience = 30s", "patience = 90s");

	(void)state;
	traced_say(&f.traced, "up", 0, 600);
	traced_say(&f.traced, "down", 600, 645);
	traced_say(&f.traced, "up", 645, 3600);
	assert_int_equal(compare(&f, true), 1);
	assert_says(&f, "{\"t\":630000,\"wall\":\"2026-01-01T00:10:30.000Z\","
			"\"target\":\"waha/omer\",\"a\":\"act restart-session\",\"a_why\":\"bad "
			"without a proof for longer than patience (30 s, patience 30 s)\","
			"\"b\":\"nothing\",\"b_why\":\"bad for 30s, patience 1m 30s\"}\n");
	assert_says(&f, "{\"divergences\":1,\"differences\":1,\"a\":{\"file\":\"");
	assert_says(&f, "/a.ini\",\"acts\":1,\"messages\":0}");
	assert_says(&f, "/b.ini\",\"acts\":0,\"messages\":0}}");
	end(&f);
}

static void only_the_first_difference_of_a_divergence_is_shown(void **state)
{
	struct fixture f = make("patience = 30s", "patience = 35s");

	(void)state;
	traced_say(&f.traced, "up", 0, 600);
	traced_say(&f.traced, "down", 600, 645); /* acts at 630 and 635: two differences */
	traced_say(&f.traced, "up", 645, 2400);
	traced_say(&f.traced, "down", 2400, 2445); /* within half an hour of the last */
	traced_say(&f.traced, "up", 2445, 4205);
	traced_say(&f.traced, "down", 4205, 4250); /* and half an hour after the last */
	traced_say(&f.traced, "up", 4250, 8000);
	assert_int_equal(compare(&f, true), 1);
	assert_says(&f, "{\"t\":630000,");
	assert_null(strstr(f.said, "{\"t\":635000,"));
	assert_null(strstr(f.said, "{\"t\":2430000,"));
	assert_says(&f, "{\"t\":4235000,");
	assert_says(&f, "{\"divergences\":2,\"differences\":6,");
	end(&f);
}

static void the_other_may_be_the_one_that_acts(void **state)
{
	struct fixture f = make("patience = 90s", "patience = 30s");

	(void)state;
	traced_say(&f.traced, "up", 0, 600);
	traced_say(&f.traced, "down", 600, 645);
	traced_say(&f.traced, "up", 645, 3600);
	assert_int_equal(compare(&f, true), 1);
	assert_says(&f, "{\"t\":630000,");
	assert_says(&f, "\"a\":\"nothing\",\"a_why\":\"bad for 30s, patience 1m 30s\","
			"\"b\":\"act restart-session\"");
	end(&f);
}

static void expect_held_by_cooldown(const char *a, const char *b, const char *does)
{
	struct fixture f = make(a, b);

	traced_say(&f.traced, "up", 0, 600);
	for (long s = 600; s <= 1500; s += 300) {
		traced_say(&f.traced, "down", s, s + 60);
		traced_say(&f.traced, "up", s + 60, s + 300);
	}
	traced_say(&f.traced, "down", 1800, 1860);
	assert_int_equal(compare(&f, true), 1);
	assert_says(&f, does);
	assert_says(&f, "\"b\":\"held cooldown\"");
	assert_says(&f, "a.ini\",\"acts\":3,");
	assert_says(&f, "b.ini\",\"acts\":2,");
	end(&f);
}

static void what_holds_the_other_back_is_its_reason(void **state)
{
	(void)state;
	expect_held_by_cooldown("patience = 30s\ncooldown = 1s",
				"patience = 30s\ncooldown = 1s 30m",
				"\"a\":\"act restart-session\"");
	expect_held_by_cooldown("patience = 30s\ncooldown = 1s\n[muzzle]\nmode = observe",
				"patience = 30s\ncooldown = 1s 30m\n[muzzle]\nmode = observe",
				"\"a\":\"held observe\"");
}

/* One is in quarantine and tries again; the other has something against it since before. */
static void what_has_held_for_long_is_a_reason_too(void **state)
{
	struct fixture held = make_ladders("patience = 30s", "kick", "kick"),
		       human = make_ladders("patience = 30s", "kick", "kick");

	(void)state;
	conf_free(held.conf[1]);
	held.conf[1] =
		traced_conf(&held.scratch, "b.ini", "patience = 30s\ncooldown = 1s 24h", "kick");
	traced_say(&held.traced, "up", 0, 600);
	traced_say(&held.traced, "down", 600, 27000);
	assert_int_equal(compare(&held, true), 1);
	assert_says(&held, "\"a\":\"act kick\"");
	assert_says(&held, "\"b\":\"nothing\",\"b_why\":\"held by cooldown\"");
	end(&held);
	conf_free(human.conf[0]);
	human.conf[0] =
		traced_conf(&human.scratch, "a.ini", "patience = 30s\nstopped = restart", "kick");
	traced_say(&human.traced, "up", 0, 600);
	traced_say(&human.traced, "off", 600, 16000);
	assert_int_equal(compare(&human, true), 1);
	assert_says(&human, "\"a\":\"act kick\"");
	assert_says(&human, "\"b\":\"nothing\",\"b_why\":\"only a person can help\"");
	end(&human);
}

static void another_action_is_another_decision(void **state)
{
	struct fixture f = make_ladders("patience = 30s", "restart-session", "kick");

	(void)state;
	traced_say(&f.traced, "up", 0, 600);
	traced_say(&f.traced, "down", 600, 645);
	traced_say(&f.traced, "up", 645, 3600);
	assert_int_equal(compare(&f, true), 1);
	assert_says(&f, "\"a\":\"act restart-session\"");
	assert_says(&f, "\"b\":\"act kick\"");
	end(&f);
}

static void say_of(struct traced *traced, const char *name, long t, bool up)
{
	fprintf(traced->file,
		"{\"t\":%ld000,\"ev\":\"claim\",\"target\":\"waha/%s\",\"source\":\"s\",\"state\":\"%s\"}\n",
		t, name, up ? "up" : "down");
}

/* At one moment the one would restart omer and the other ana, who went bad too long after him for one
 * cause. */
static void the_same_action_on_another_session_is_another_decision(void **state)
{
	struct fixture f = make("patience = 1000s\n[session o]\ntarget = waha/omer\npatience = 60s",
				"patience = 1000s\n[session a]\ntarget = waha/ana\npatience = 20s");

	(void)state;
	for (long t = 0; t < 665; t += 5) {
		say_of(&f.traced, "omer", t, t < 600);
		say_of(&f.traced, "ana", t, t < 640);
	}
	assert_int_equal(compare(&f, true), 1);
	assert_says(&f, "{\"divergences\":2,\"differences\":2,");
	end(&f);
}

static void another_message_is_another_decision(void **state)
{
	struct fixture f =
		make_ladders("patience = 30s\nnotify_on = opened", "restart-session", "");

	(void)state;
	traced_say(&f.traced, "up", 0, 600);
	traced_say(&f.traced, "down", 600, 645);
	assert_int_equal(compare(&f, true), 1);
	assert_says(&f, "{\"divergences\":1,\"differences\":3,");
	end(&f);
}

static void messages_are_decisions_too(void **state)
{
	struct fixture f =
		make("patience = 30s\nnotify_on = opened", "patience = 30s\nnotify_on = unhelped");

	(void)state;
	traced_say(&f.traced, "up", 0, 600);
	traced_say(&f.traced, "down", 600, 645);
	traced_say(&f.traced, "up", 645, 3600);
	assert_int_equal(compare(&f, true), 1);
	assert_says(&f, "\"a\":\"notify opened\"");
	assert_says(&f, "\"b\":\"nothing\",\"b_why\":\"its incident is open\"");
	end(&f);
}

static void what_only_observe_mode_holds_back_is_a_decision(void **state)
{
	struct fixture f = make("patience = 30s\n[muzzle]\nmode = observe",
				"patience = 90s\n[muzzle]\nmode = observe");

	(void)state;
	traced_say(&f.traced, "up", 0, 600);
	traced_say(&f.traced, "down", 600, 645);
	traced_say(&f.traced, "up", 645, 3600);
	assert_int_equal(compare(&f, true), 1);
	assert_says(&f, "\"a\":\"held observe\"");
	assert_says(&f, "\"acts\":1,");
	end(&f);
}

static void people_read_it_line_by_line(void **state)
{
	struct fixture f = make("patience = 30s", "patience = 90s");

	(void)state;
	traced_say(&f.traced, "up", 0, 600);
	traced_say(&f.traced, "down", 600, 645);
	traced_say(&f.traced, "up", 645, 700);
	assert_int_equal(compare(&f, false), 1);
	assert_says(&f, "t: 630000\nwall: 2026-01-01T00:10:30.000Z\ntarget: waha/omer\n"
			"a: act restart-session\na_why: bad without");
	assert_says(&f, "b: nothing\nb_why: bad for 30s, patience 1m 30s\ndivergences: 1\n"
			"differences: 1\na\n  file: ");
	assert_says(&f, "/b.ini\n  acts: 0\n  messages: 0\n");
	end(&f);
}

static void bad_lines_are_named_once(void **state)
{
	struct fixture f = make("patience = 30s", "patience = 90s");

	(void)state;
	fputs("nonsense\n", f.traced.file);
	assert_int_equal(compare(&f, true), -EINVAL);
	assert_says(&f, "\"line\":2}\n");
	assert_null(strstr(strstr(f.said, "error") + 1, "error"));
	end(&f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_same_configuration_decides_alike),
		cmocka_unit_test(more_patience_parts_with_both_reasons),
		cmocka_unit_test(only_the_first_difference_of_a_divergence_is_shown),
		cmocka_unit_test(the_other_may_be_the_one_that_acts),
		cmocka_unit_test(what_holds_the_other_back_is_its_reason),
		cmocka_unit_test(what_has_held_for_long_is_a_reason_too),
		cmocka_unit_test(another_action_is_another_decision),
		cmocka_unit_test(the_same_action_on_another_session_is_another_decision),
		cmocka_unit_test(another_message_is_another_decision),
		cmocka_unit_test(messages_are_decisions_too),
		cmocka_unit_test(what_only_observe_mode_holds_back_is_a_decision),
		cmocka_unit_test(people_read_it_line_by_line),
		cmocka_unit_test(bad_lines_are_named_once),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
