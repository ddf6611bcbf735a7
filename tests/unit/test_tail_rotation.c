/* test_tail_rotation.c - a thousand rotations, under a writer and across restarts.  SPDX-License-Identifier: ISC
 *
 * Lines are numbered.  None comes twice or out of order.  One is lost only if its file was emptied, or
 * taken away while nobody looked, before it could be read.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "looped.h"
#include "scratch.h"
#include "tail.h"

#define ROTATIONS 1000

struct world {
	uint64_t chance;
	struct loop loop;
	struct scratch scratch;
	struct tail *tail; /* NULL: nobody looks */
	char file[SCRATCH_BYTES], other[SCRATCH_BYTES];
	char target[SCRATCH_BYTES]; /* where the link points; "": it is none */
	char mark[TAIL_MARK_BYTES];
	int targets;
	long written, seen, lost_max; /* the last line of each kind */
	long before_open; /* the last whole line when the tail was opened; -1: at the end */
	long count, late, lost;
};

static unsigned roll(struct world *w, unsigned sides)
{
	w->chance = w->chance * UINT64_C(6364136223846793005) + 1442695040888963407u;
	return (unsigned)(w->chance >> 33) % sides;
}

static void on_line(void *arg, const char *line, size_t bytes)
{
	struct world *w = arg;
	long number;
	char filler;

	(void)bytes;
	assert_int_equal(sscanf(line, "line %ld of many%c", &number, &filler), 1);
	assert_true(number > w->seen);
	if (number > w->seen + 1) {
		if (number - 1 > w->lost_max)
			fail_msg("lines %ld to %ld are lost", w->seen + 1, number - 1);
		w->lost += number - 1 - w->seen;
	}
	assert_int_equal(tail_late(w->tail), number <= w->before_open);
	w->late += tail_late(w->tail);
	w->count++;
	w->seen = number;
}

static void on_fault(void *arg, enum muzzle_fault kind, const char *why)
{
	(void)arg;
	(void)kind;
	(void)why;
}

static void on_mark(void *arg, const char *mark)
{
	struct world *w = arg;

	snprintf(w->mark, sizeof(w->mark), "%s", mark);
}

static void append(const char *path, const char *text, size_t bytes)
{
	int fd = open(path, O_WRONLY | O_APPEND | O_CREAT, 0600);

	assert_true(fd >= 0);
	assert_int_equal(write(fd, text, bytes), (ssize_t)bytes);
	close(fd);
}

static void open_world(struct world *w)
{
	const struct muzzle_lines from = { .file = w->file, .resume = true };
	const struct tail_calls calls = { .line = on_line,
					  .fault = on_fault,
					  .mark = on_mark,
					  .resume_at = w->mark[0] ? w->mark : NULL,
					  .arg = w };

	w->before_open = w->mark[0] ? w->written : -1;
	assert_int_equal(tail_open(&w->tail, &w->loop, &from, &calls), 0);
}

static void close_world(struct world *w)
{
	tail_close(w->tail);
	w->tail = NULL;
}

/* One line, now and then in two halves with anything the loop does between. */
static void write_line(struct world *w, const char *path)
{
	char text[64];
	int bytes = snprintf(text, sizeof(text), "line %ld of many\n", w->written + 1);
	size_t half = roll(w, 4) ? (size_t)bytes : roll(w, (unsigned)bytes);

	append(path, text, half);
	if (half < (size_t)bytes && w->tail && roll(w, 2)) {
		loop_turn(&w->loop, 0);
		if (roll(w, 4) == 0) {
			close_world(w);
			open_world(w);
		}
		loop_turn(&w->loop, 0);
	}
	append(path, text + half, (size_t)bytes - half);
	w->written++;
}

static void write_lines(struct world *w, const char *path)
{
	for (unsigned n = roll(w, 12); n > 0; n--)
		write_line(w, path);
	for (unsigned n = w->tail ? roll(w, 3) : 0; n > 0; n--)
		loop_turn(&w->loop, 0);
}

/* What was not read so far may be lost from now on. */
static void give_up_unread(struct world *w)
{
	w->lost_max = w->written;
}

static void rename_it(struct world *w)
{
	if (w->target[0] && !w->tail)
		give_up_unread(w); /* what the link named is elsewhere */
	rename(w->file, w->other);
	if (!w->target[0])
		write_lines(w, w->other); /* its writer was not told yet */
	w->target[0] = '\0';
}

static void truncate_it(struct world *w)
{
	give_up_unread(w);
	assert_int_equal(truncate(w->file, 0), 0);
}

static void copy_and_truncate_it(struct world *w)
{
	char command[3 * SCRATCH_BYTES];

	snprintf(command, sizeof(command), "cp '%s' '%s.copy'", w->file, w->other);
	assert_int_equal(system(command), 0);
	truncate_it(w);
}

static void delete_it(struct world *w)
{
	if (!w->tail)
		give_up_unread(w);
	unlink(w->file);
	w->target[0] = '\0';
}

/* A link to a file of another directory takes the name. */
static void swap_link(struct world *w)
{
	char name[32];

	if (!w->tail)
		give_up_unread(w);
	snprintf(name, sizeof(name), "sub/%d", ++w->targets);
	snprintf(w->target, sizeof(w->target), "%s", scratch_write(&w->scratch, name, ""));
	write_line(w, w->target);
	unlink(w->other);
	assert_int_equal(symlink(w->target, w->other), 0);
	assert_int_equal(rename(w->other, w->file), 0);
}

/* The link stays, and its target is rotated where it is. */
static void rotate_target(struct world *w)
{
	char old[SCRATCH_BYTES + 4];

	if (!w->target[0]) {
		rename_it(w);
		return;
	}
	if (!w->tail)
		give_up_unread(w);
	snprintf(old, sizeof(old), "%s.old", w->target);
	assert_int_equal(rename(w->target, old), 0);
}

static void rotate(struct world *w)
{
	static void (*const kinds[])(struct world *) = {
		rename_it, truncate_it, copy_and_truncate_it, delete_it, swap_link, rotate_target
	};

	kinds[roll(w, sizeof(kinds) / sizeof(kinds[0]))](w);
	write_line(w, w->file);
}

static void wait_until_read(struct world *w)
{
	LOOPED_UNTIL(&w->loop, w->seen == w->written);
}

/* Rotations that nobody sees, because the next comes before a look, are two in one. */
static void live_one_day(struct world *w)
{
	bool closed = roll(w, 3) == 0;

	write_lines(w, w->file);
	if (closed) {
		close_world(w);
		write_lines(w, w->file);
	}
	rotate(w);
	write_lines(w, w->file);
	if (!w->tail)
		open_world(w);
	wait_until_read(w);
}

static void a_thousand_rotations_lose_and_repeat_nothing(void **state)
{
	struct world *w = *state;

	append(w->file, "before\n", 7);
	open_world(w);
	loop_turn(&w->loop, 0);
	for (int i = 0; i < ROTATIONS; i++)
		live_one_day(w);
	print_message("%ld lines, %ld of them late, %ld lost by truncation or unseen removal\n",
		      w->count, w->late, w->lost);
	assert_true(w->count > 10000 && w->late > 1000 && w->lost < w->count / 4);
	close_world(w);
}

int main(int argc, char **argv)
{
	static struct world w = { .chance = 4 };
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_prestate(a_thousand_rotations_lose_and_repeat_nothing, &w),
	};
	int rc;

	if (argc > 1)
		w.chance = strtoull(argv[1], NULL, 10);
	w.scratch = scratch_make();
	snprintf(w.file, sizeof(w.file), "%s/log", w.scratch.dir);
	snprintf(w.other, sizeof(w.other), "%s/log.1", w.scratch.dir);
	if (loop_init(&w.loop, NULL) < 0)
		return 1;
	rc = cmocka_run_group_tests(tests, NULL, NULL);
	loop_fini(&w.loop);
	if (rc == 0)
		scratch_remove(&w.scratch);
	return rc;
}
