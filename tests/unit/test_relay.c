/* test_relay.c - the journal read out: the past first, then what comes, over swaps and cuts.
 * SPDX-License-Identifier: ISC
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "journaled.h"
#include "looped.h"
#include "relay.h"

#define HEADER "{\"muzzle\":1,\"boot\":\"b\",\"wall\":\"2026-01-01T00:00:00Z\",\"t\":1000}\n"

struct fixture {
	struct loop loop;
	struct scratch scratch;
	struct relay *relay;
	size_t shown, past;
	char heard[2000]; /* words, or the number of a proof */
	int64_t wall_ms;
};

static void hear(void *arg, const struct muzzle_entry *entry)
{
	struct fixture *f = arg;
	const char *t = strstr(entry->json, "\"t\":");
	size_t n = strlen(f->heard);

	f->shown++;
	f->past += entry->past;
	f->wall_ms = entry->wall_ms;
	if (entry->text)
		snprintf(f->heard + n, sizeof(f->heard) - n, "%s;", entry->text);
	else if (strstr(entry->json, "proof"))
		snprintf(f->heard + n, sizeof(f->heard) - n, "proof %d;", atoi(t + 4));
}

static int make_fixture(void **state)
{
	struct fixture *f = calloc(1, sizeof(*f));

	assert_non_null(f);
	assert_int_equal(loop_init(&f->loop, NULL), 0);
	f->scratch = scratch_make();
	*state = f;
	return 0;
}

static int end_fixture(void **state)
{
	struct fixture *f = *state;

	relay_free(f->relay);
	loop_fini(&f->loop);
	scratch_remove(&f->scratch);
	free(f);
	return 0;
}

static void open_relay(struct fixture *f)
{
	const struct relay_setting setting = { f->scratch.dir, &f->loop, hear, f };

	f->relay = relay_new(&setting);
	assert_non_null(f->relay);
}

static void append(struct fixture *f, const char *text)
{
	journaled_append(&f->scratch, text);
	relay_wake(f->relay);
}

static void append_proof(struct fixture *f, int t_ms)
{
	char line[200];

	snprintf(line, sizeof(line),
		 "{\"t\":%d,\"ev\":\"proof\",\"target\":\"g/a\",\"source\":\"l\"}\n", t_ms);
	append(f, line);
}

static void wait_for(struct fixture *f, const char *heard)
{
	LOOPED_UNTIL(&f->loop, strcmp(f->heard, heard) == 0);
}

static void the_past_comes_first_from_the_older_file_and_is_marked(void **state)
{
	struct fixture *f = *state;

	scratch_write(&f->scratch, "journal.1",
		      HEADER "{\"t\":2000,\"ev\":\"proof\",\"target\":\"g/a\",\"source\":\"l\"}\n");
	append(f, HEADER);
	append(f,
	       "{\"t\":3000,\"ev\":\"claim\",\"target\":\"g/a\",\"source\":\"s\",\"state\":\"up\"}\n");
	open_relay(f);
	wait_for(f, "proof 2000;is up (s says so);");
	assert_int_equal(f->past, f->shown);
	assert_int_equal(f->shown, 4); /* with both headers */
	LOOPED_UNTIL(&f->loop, (append_proof(f, 4000), f->past < f->shown));
	assert_int_equal(f->wall_ms, INT64_C(1767225603000));
}

static void what_repeats_is_shown_without_words_and_what_is_broken_not_at_all(void **state)
{
	struct fixture *f = *state;

	open_relay(f);
	append(f, HEADER "torn\n{\"t\":1,\"ev\":\"nonsense\"}\n");
	append(f,
	       "{\"t\":3000,\"ev\":\"claim\",\"target\":\"g/a\",\"source\":\"s\",\"state\":\"up\"}\n");
	append(f,
	       "{\"t\":3001,\"ev\":\"claim\",\"target\":\"g/a\",\"source\":\"s\",\"state\":\"up\"}\n");
	append_proof(f, 3002);
	wait_for(f, "is up (s says so);proof 3002;");
	assert_int_equal(f->shown, 4);
}

static void swaps_lose_nothing_however_far_behind_it_is(void **state)
{
	struct fixture *f = *state;

	append(f, HEADER);
	append_proof(f, 2000);
	open_relay(f);
	wait_for(f, "proof 2000;");
	append_proof(f, 2001);
	journaled_swap(&f->scratch);
	append(f, HEADER);
	append_proof(f, 2002);
	wait_for(f, "proof 2000;proof 2001;proof 2002;");
	journaled_swap(&f->scratch); /* nothing new is in it */
	append(f, HEADER);
	append_proof(f, 2003);
	wait_for(f, "proof 2000;proof 2001;proof 2002;proof 2003;");
}

static void a_line_comes_when_it_is_whole_and_one_that_was_taken_back_is_forgotten(void **state)
{
	struct fixture *f = *state;

	append(f, HEADER);
	open_relay(f);
	append(f, "{\"t\":2000,\"ev\":\"proof\",");
	LOOPED_UNTIL(&f->loop, f->shown == 1);
	append(f, "\"target\":\"g/a\",\"source\":\"l\"}\n");
	wait_for(f, "proof 2000;");
	append(f, "{\"t\":2001,\"ev\":\"cl");
	for (int i = 0; i < 20; i++)
		loop_turn(&f->loop, 10);
	journaled_cut(&f->scratch, strlen(HEADER));
	for (int i = 0; i < 20; i++) {
		relay_wake(f->relay);
		loop_turn(&f->loop, 10);
	}
	append_proof(f, 2002);
	wait_for(f, "proof 2000;proof 2002;");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, make_fixture, end_fixture)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(the_past_comes_first_from_the_older_file_and_is_marked),
		TEST(what_repeats_is_shown_without_words_and_what_is_broken_not_at_all),
		TEST(swaps_lose_nothing_however_far_behind_it_is),
		TEST(a_line_comes_when_it_is_whole_and_one_that_was_taken_back_is_forgotten),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
