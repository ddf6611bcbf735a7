/* child.c - see child.h.  SPDX-License-Identifier: ISC */
#include "child.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/close_range.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "clock.h"

#define READ_BYTES 16384
#define TURN_READS 4  /* per turn of the loop */
#define LAST_READS 16 /* when it has ended: more than a pipe holds */
#define ENV_MAX 64
#define PATH_DEFAULT "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"

struct child {
	struct loop *loop;
	struct child_calls calls;
	pid_t pid;  /* of the child and of its process group */
	int out_fd; /* owned; -1: at its end */
	struct loop_fd out;
	struct loop_child end;
	struct loop_timer timer; /* first for SIGTERM, then for SIGKILL */
	bool timed_out;
	bool reading; /* the owner is being told, and may cancel meanwhile */
	bool cancelled;
	char *output; /* owned */
	size_t output_bytes, max_output_bytes;
};

static void close_output(struct child *s)
{
	if (s->out_fd < 0)
		return;
	loop_fd_stop(s->loop, &s->out);
	close(s->out_fd);
	s->out_fd = -1;
}

static void release(struct child *s)
{
	free(s->output);
	free(s);
}

/* While its reader is at work the memory stays. */
static void free_child(struct child *s)
{
	close_output(s);
	loop_child_stop(s->loop, &s->end);
	loop_timer_stop(s->loop, &s->timer);
	s->cancelled = true;
	if (!s->reading)
		release(s);
}

/* The first bytes say more than the last: a tool tells its trouble early. */
static void keep_output(struct child *s, const char *data, size_t bytes)
{
	size_t room = s->max_output_bytes - s->output_bytes;

	if (bytes > room)
		bytes = room;
	memcpy(s->output + s->output_bytes, data, bytes);
	s->output_bytes += bytes;
	s->output[s->output_bytes] = '\0';
}

/* False when there is nothing more to read now. */
static bool read_once(struct child *s)
{
	char data[READ_BYTES];
	ssize_t n = read(s->out_fd, data, sizeof(data));

	if (n == 0 || (n < 0 && errno != EAGAIN && errno != EINTR))
		close_output(s);
	if (n <= 0)
		return false;
	if (s->calls.data)
		s->calls.data(s->calls.arg, data, (size_t)n);
	else
		keep_output(s, data, (size_t)n);
	return true;
}

/* True when the owner cancelled the child meanwhile, so that it is gone. */
static bool read_output(struct child *s, int reads)
{
	s->reading = true;
	for (int i = 0; i < reads && s->out_fd >= 0; i++)
		if (!read_once(s))
			break;
	s->reading = false;
	if (!s->cancelled)
		return false;
	release(s);
	return true;
}

static void output_ready(void *arg, int fd, bool readable, bool writable)
{
	(void)fd;
	(void)readable;
	(void)writable;
	read_output(arg, TURN_READS);
}

/* The whole group: a shell script's children are what hangs. */
static void time_is_up(void *arg)
{
	struct child *s = arg;

	kill(-s->pid, s->timed_out ? SIGKILL : SIGTERM);
	if (!s->timed_out)
		loop_timer_start(s->loop, &s->timer, clock_boot_ms() + CHILD_KILL_AFTER_MS);
	s->timed_out = true;
}

static void child_ended(void *arg, int wait_status)
{
	struct child *s = arg;
	struct muzzle_exit how = { .size = sizeof(how), .output = "" };
	struct child_calls calls = s->calls;
	char *output;

	if (s->timed_out)
		kill(-s->pid, SIGKILL); /* whoever of its group is left */
	if (read_output(s, LAST_READS))
		return;
	how.exited = WIFEXITED(wait_status);
	how.code = how.exited ? WEXITSTATUS(wait_status) : WTERMSIG(wait_status);
	how.timed_out = s->timed_out;
	output = s->output;
	if (output) {
		how.output = output;
		how.output_bytes = s->output_bytes;
	}
	s->output = NULL;
	free_child(s);
	calls.done(calls.arg, &how);
	free(output);
}

/* Given variables come first: the first of two equal names is the one that counts. */
static int fill_env(const char **env, const char *path, const char *const *given)
{
	size_t n = 0;

	for (; given && *given; given++) {
		if (n == ENV_MAX - 3)
			return -E2BIG;
		env[n++] = *given;
	}
	env[n++] = path;
	env[n++] = "LANG=C";
	env[n] = NULL;
	return 0;
}

static char *path_variable(void)
{
	const char *path = getenv("PATH");
	char *variable = NULL;

	if (!path || asprintf(&variable, "PATH=%s", path) < 0)
		variable = strdup(PATH_DEFAULT);
	return variable;
}

/* Signals that we catch or block are nothing to the child. */
static int set_attributes(posix_spawnattr_t *attr)
{
	sigset_t all, none;
	int rc;

	sigfillset(&all);
	sigemptyset(&none);
	rc = posix_spawnattr_setflags(attr, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGDEF |
						    POSIX_SPAWN_SETSIGMASK);
	if (rc == 0)
		rc = posix_spawnattr_setpgroup(attr, 0);
	if (rc == 0)
		rc = posix_spawnattr_setsigdefault(attr, &all);
	return rc ? rc : posix_spawnattr_setsigmask(attr, &none);
}

static int set_actions(posix_spawn_file_actions_t *actions, int write_fd)
{
	int rc = posix_spawn_file_actions_addopen(actions, 0, "/dev/null", O_RDONLY, 0);

	if (rc == 0)
		rc = posix_spawn_file_actions_adddup2(actions, write_fd, 1);
	return rc ? rc : posix_spawn_file_actions_adddup2(actions, write_fd, 2);
}

/* What a library opened without O_CLOEXEC stays ours too; kernels before 5.11 cannot promise it. */
static void keep_descriptors(void)
{
	syscall(SYS_close_range, 3u, ~0u, CLOSE_RANGE_CLOEXEC);
}

/* posix_spawnp takes pointers to what it does not write; this is its one loose end in C. */
union words {
	const char *const *given;
	char *const *taken;
};

static int spawn_process(struct child *s, const struct muzzle_spawn *what, int write_fd)
{
	const char *env[ENV_MAX];
	char *path = path_variable();
	posix_spawn_file_actions_t actions;
	posix_spawnattr_t attr;
	int rc = path ? fill_env(env, path, what->env) : -ENOMEM;

	if (rc == 0) {
		posix_spawn_file_actions_init(&actions);
		posix_spawnattr_init(&attr);
		rc = -set_actions(&actions, write_fd);
		if (rc == 0)
			rc = -set_attributes(&attr);
		keep_descriptors();
		if (rc == 0)
			rc = -posix_spawnp(&s->pid, what->argv[0], &actions, &attr,
					   (union words){ what->argv }.taken,
					   (union words){ env }.taken);
		posix_spawnattr_destroy(&attr);
		posix_spawn_file_actions_destroy(&actions);
	}
	free(path);
	return rc;
}

static struct child *new_child(struct loop *loop, const struct muzzle_spawn *what,
			       const struct child_calls *calls)
{
	struct child *s = calloc(1, sizeof(*s));

	if (!s)
		return NULL;
	*s = (struct child){ .loop = loop,
			     .calls = *calls,
			     .out_fd = -1,
			     .max_output_bytes = what->max_output_bytes };
	s->out = (struct loop_fd){ .ready = output_ready, .arg = s };
	s->end = (struct loop_child){ .ended = child_ended, .arg = s };
	s->timer = (struct loop_timer){ .fire = time_is_up, .arg = s };
	if (!calls->data)
		s->output = calloc(1, what->max_output_bytes + 1);
	if (calls->data || s->output)
		return s;
	free(s);
	return NULL;
}

static void watch_child(struct child *s, int64_t timeout_ms)
{
	loop_child_start(s->loop, &s->end, s->pid);
	loop_fd_start(s->loop, &s->out, s->out_fd, LOOP_READ);
	if (timeout_ms > 0)
		loop_timer_start(s->loop, &s->timer, clock_boot_ms() + timeout_ms);
}

static int run_child(struct child *s, const struct muzzle_spawn *what)
{
	int ends[2], rc;

	if (pipe2(ends, O_CLOEXEC) < 0)
		return -errno;
	s->out_fd = ends[0];
	fcntl(ends[0], F_SETFL, O_NONBLOCK);
	rc = spawn_process(s, what, ends[1]);
	close(ends[1]);
	if (rc == 0)
		watch_child(s, what->timeout_ms);
	return rc;
}

int child_start(struct loop *loop, const struct muzzle_spawn *what, const struct child_calls *calls,
		struct child **child)
{
	struct child *s;
	int rc;

	if (!what->argv || !what->argv[0])
		return -EINVAL;
	s = new_child(loop, what, calls);
	if (!s)
		return -ENOMEM;
	rc = run_child(s, what);
	if (rc < 0)
		free_child(s);
	else
		*child = s;
	return rc;
}

void child_cancel(struct child *child)
{
	kill(-child->pid, SIGKILL);
	free_child(child);
}
