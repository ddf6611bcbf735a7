/* test_explore.c - no sequence of a small alphabet makes the engine bite.  SPDX-License-Identifier: ISC
 *
 * usage: test_explore [ALPHABET [DEPTH]]; without, all of them to their own depth, but for so many
 * letters as EXPLORE_LESS says.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "explore.h"

static void print_path(const struct explore *x)
{
	const struct explore_alphabet *alphabet = x->alphabet;

	printf("%s: not so: %s\n  after", alphabet->name, x->broken);
	for (const char *at = alphabet->prologue; at && *at; at += at[1] ? 2 : 1)
		printf(" [%s]", alphabet->letters[*at - 'a'].name);
	for (int i = 0; i < x->depth; i++)
		printf(" (+%lld) %s,", (long long)alphabet->letters[(int)x->path[i]].after_ms,
		       alphabet->letters[(int)x->path[i]].name);
	printf("\n");
}

static void print_names(const char *what, uint64_t bits, const struct words_table *table)
{
	printf("  %s:", what);
	for (int value = 1; value < table->count; value++)
		if (bits & (UINT64_C(1) << value))
			printf(" %s", words_name(table, value));
	printf("\n");
}

/* True if every rule held. */
static bool explore_one(const struct explore_alphabet *alphabet, int depth, struct explore *sum)
{
	struct explore x;

	explore_begin(&x, alphabet);
	if (!x.broken)
		explore_search(&x, depth);
	printf("%-10s %2d letters, depth %2d%s: %8lu states, %9lu transitions, %lu acts\n",
	       alphabet->name, alphabet->count, depth, x.closed ? " (all there is)" : "", x.states,
	       x.transitions, x.acts);
	print_names("held by", x.guards, &words_guard);
	print_names("acted for", x.causes, &words_cause);
	if (x.broken)
		print_path(&x);
	fflush(stdout);
	sum->states += x.states;
	sum->transitions += x.transitions;
	sum->guards |= x.guards;
	sum->causes |= x.causes;
	explore_end(&x);
	return !x.broken;
}

static void no_sequence_breaks_a_rule(void **state)
{
	const char *less = getenv("EXPLORE_LESS");
	struct explore sum = { 0 };
	bool well = true;

	(void)state;
	for (int i = 0; i < explore_alphabets_count; i++)
		well &= explore_one(&explore_alphabets[i],
				    explore_alphabets[i].depth - (less ? atoi(less) : 0), &sum);
	printf("%lu states, %lu transitions\n", sum.states, sum.transitions);
	assert_true(well);
	if (less)
		return;
	/* no guard and no cause is out of reach of these alphabets */
	for (int guard = 1; guard < words_guard.count; guard++)
		if (!(sum.guards & (UINT64_C(1) << guard)))
			fail_msg("%s never held", words_name(&words_guard, guard));
	for (int cause = 1; cause < words_cause.count; cause++)
		if (!(sum.causes & (UINT64_C(1) << cause)))
			fail_msg("%s never led to an act", words_name(&words_cause, cause));
}

static int explore_named(const char *name, const char *depth)
{
	for (int i = 0; i < explore_alphabets_count; i++) {
		const struct explore_alphabet *alphabet = &explore_alphabets[i];
		struct explore sum = { 0 };

		if (strcmp(alphabet->name, name) == 0)
			return !explore_one(alphabet, depth ? atoi(depth) : alphabet->depth, &sum);
	}
	fprintf(stderr, "no alphabet %s\n", name);
	return 2;
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(no_sequence_breaks_a_rule),
	};

	if (argc > 1 && argv[1][0] >= 'a' && argv[1][0] <= 'z' && !strchr(argv[1], '/') &&
	    strcmp(argv[1], "build") != 0 && strcmp(argv[1], "build-san") != 0)
		return explore_named(argv[1], argc > 2 ? argv[2] : NULL);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
