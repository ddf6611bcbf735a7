/* ledger.c - see ledger.h.  SPDX-License-Identifier: ISC */
#include "ledger.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "budget.h"
#include "buffer.h"
#include "carry.h"
#include "clock.h"
#include "slurp.h"
#include "state.h"
#include "trace.h"

#define NEW_FILE "ledger.new"
#define MAX_BYTES (8u << 20)
#define SUM_KEY ",\"sum\":\""
#define SUM_BYTES (sizeof(SUM_KEY) - 1 + 16 + 2) /* ,"sum":"0123456789abcdef"} */
#define BAD_FILES 10                             /* so many are kept: ledger.bad-0 ... */
#define WHY_BYTES 200

struct ledger {
	int dir_fd;      /* owned */
	const char *dir; /* borrowed */
	struct log *log;
	uint64_t saved; /* sum of what was saved last, without its header; 0: nothing yet */
};

/* FNV-1a. */
static uint64_t add_sum(uint64_t sum, const char *data, size_t bytes)
{
	for (size_t i = 0; i < bytes; i++)
		sum = (sum ^ (unsigned char)data[i]) * UINT64_C(1099511628211);
	return sum;
}

static uint64_t sum_of(const char *data, size_t bytes)
{
	return add_sum(UINT64_C(14695981039346656037), data, bytes);
}

int ledger_open(struct ledger **ledger, const char *state_dir, struct log *log)
{
	struct ledger *l = calloc(1, sizeof(*l));
	int rc;

	*ledger = NULL;
	if (!l)
		return -ENOMEM;
	l->dir = state_dir;
	l->log = log;
	l->dir_fd = open(state_dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (l->dir_fd < 0) {
		rc = -errno;
		free(l);
		return rc;
	}
	*ledger = l;
	return 0;
}

void ledger_close(struct ledger *ledger)
{
	if (!ledger)
		return;
	close(ledger->dir_fd);
	free(ledger);
}

/* --- writing */

struct writing {
	struct buffer text;
	int64_t lines;
};

/* The sum stands behind the line's own text: {...,"sum":"0123456789abcdef"} */
static void put_line(void *ctx, struct json_object *line)
{
	struct writing *writing = ctx;
	size_t bytes;
	const char *text = json_object_to_json_string_length(line, TRACE_JSON_FLAGS, &bytes);
	char sum[SUM_BYTES + 2];

	snprintf(sum, sizeof(sum), SUM_KEY "%016" PRIx64 "\"}\n", sum_of(text, bytes));
	buffer_add(&writing->text, text, bytes - 1);
	buffer_add(&writing->text, sum, SUM_BYTES + 1);
	writing->lines++;
}

static void put_own_line(struct writing *writing, struct json_object *line)
{
	put_line(writing, line);
	json_object_put(line);
}

static void put_header(struct writing *writing)
{
	char boot[CLOCK_BOOT_ID_BYTES];

	clock_boot_id(boot, sizeof(boot));
	put_own_line(writing, trace_header(boot, clock_wall_ms(), clock_boot_ms()));
}

/* The engine knows only until when. */
static void put_holder(struct writing *writing, const struct ledger_view *view,
		       const struct target *target)
{
	const struct notes_target *on = notes_of(view->notes, target);
	struct json_object *line;

	if (!target->hold_until_ms || !on)
		return;
	line = json_object_new_object();
	json_object_object_add(line, "ev", json_object_new_string("holder"));
	json_object_object_add(line, "target", json_object_new_string(roster_name(target)));
	json_object_object_add(line, "by", json_object_new_string(on->hold.by));
	json_object_object_add(line, "why", json_object_new_string(on->hold.why));
	put_own_line(writing, line);
}

static void put_end(struct writing *writing)
{
	struct json_object *line = json_object_new_object();

	json_object_object_add(line, "ev", json_object_new_string("end"));
	json_object_object_add(line, "lines", json_object_new_int64(writing->lines));
	put_own_line(writing, line);
}

static int write_all(int fd, const struct buffer *text)
{
	for (size_t done = 0; done < text->bytes;) {
		ssize_t written = write(fd, text->data + done, text->bytes - done);

		if (written < 0 && errno != EINTR)
			return -errno;
		done += written > 0 ? (size_t)written : 0;
	}
	return fsync(fd) < 0 ? -errno : 0;
}

/* Never a moment without a whole file under the name. */
static int replace_file(const struct ledger *ledger, const struct buffer *text)
{
	int fd = openat(ledger->dir_fd, NEW_FILE,
			O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0600);
	int rc;

	if (fd < 0)
		return -errno;
	rc = write_all(fd, text);
	if (close(fd) < 0 && rc == 0)
		rc = -errno;
	if (rc == 0 && renameat(ledger->dir_fd, NEW_FILE, ledger->dir_fd, LEDGER_FILE) < 0)
		rc = -errno;
	if (rc == 0 && fsync(ledger->dir_fd) < 0)
		rc = -errno;
	return rc;
}

int ledger_save(struct ledger *ledger, const struct ledger_view *view)
{
	struct writing writing = { .lines = 0 };
	const struct engine *engine = roster_engine(view->roster);
	size_t header_bytes;
	uint64_t sum;
	int rc = 0;

	put_header(&writing);
	header_bytes = writing.text.bytes;
	state_write(view->roster, STATE_DEPTH_LEDGER, put_line, &writing);
	for (const struct target *target = engine->first; target; target = target->next_all)
		put_holder(&writing, view, target);
	put_end(&writing);
	if (writing.text.failed) {
		rc = -ENOMEM;
		goto out;
	}
	sum = sum_of(writing.text.data + header_bytes, writing.text.bytes - header_bytes);
	if (sum == ledger->saved)
		goto out;
	rc = replace_file(ledger, &writing.text);
	ledger->saved = rc == 0 ? sum : 0;
out:
	buffer_fini(&writing.text);
	return rc;
}

/* --- reading */

struct reading {
	struct ledger *ledger;
	const struct ledger_view *view;
	int64_t lines; /* whole ones */
	bool ended;    /* the line that says how many they are was there */
	char boot[CLOCK_BOOT_ID_BYTES];
	int64_t wall_ms, t_ms;
	char why[WHY_BYTES];
};

typedef int read_line(struct reading *reading, char *line);

static int refuse(struct reading *reading, const char *why)
{
	snprintf(reading->why, sizeof(reading->why), "line %lld: %s", (long long)reading->lines + 1,
		 why);
	return -EBADMSG;
}

/* Before anything is taken: half a ledger is worse than none. */
static int check_line(struct reading *reading, char *line)
{
	size_t bytes = strlen(line);
	size_t own = bytes > SUM_BYTES ? bytes - SUM_BYTES : 0;
	uint64_t sum;

	if (!own || memcmp(line + own, SUM_KEY, sizeof(SUM_KEY) - 1) != 0)
		return refuse(reading, "no sum");
	sum = add_sum(sum_of(line, own), "}", 1);
	if (sum != strtoull(line + own + sizeof(SUM_KEY) - 1, NULL, 16))
		return refuse(reading, "its sum is wrong");
	return 0;
}

static const char *text_of(const struct trace_line *line, const char *key)
{
	struct json_object *value;

	return json_object_object_get_ex(line->json, key, &value) ? json_object_get_string(value)
								  : NULL;
}

static int take_header(struct reading *reading, const struct trace_line *line)
{
	if (line->t_ms < 0)
		return refuse(reading, "a header without its time");
	snprintf(reading->boot, sizeof(reading->boot), "%s", line->boot);
	reading->wall_ms = line->wall_ms;
	reading->t_ms = line->t_ms;
	return 0;
}

/* Lines of our own, which no trace has: who holds, and how many lines there are. */
static int take_own(struct reading *reading, struct json_object *json)
{
	const struct trace_line line = { .json = json };
	const char *ev = text_of(&line, "ev"), *name = text_of(&line, "target");
	struct json_object *lines;
	struct target *target;

	if (ev && strcmp(ev, "end") == 0 && json_object_object_get_ex(json, "lines", &lines)) {
		reading->ended = true;
		return json_object_get_int64(lines) == reading->lines
			       ? 0
			       : refuse(reading, "lines are missing");
	}
	if (!ev || strcmp(ev, "holder") != 0 || !name)
		return refuse(reading, "nothing that a ledger has");
	target = roster_find(reading->view->roster, name);
	if (target)
		notes_set_hold(notes_of(reading->view->notes, target), text_of(&line, "by"),
			       text_of(&line, "why"));
	return 0;
}

static int take_line(struct reading *reading, char *text)
{
	const struct carry to = { reading->view->roster, reading->view->conf };
	struct trace_line line;
	char why[WHY_BYTES] = "";
	int rc = trace_parse(text, &line, why, sizeof(why));

	if (reading->ended)
		rc = refuse(reading, "something behind the end");
	else if (rc && line.json)
		rc = take_own(reading, line.json);
	else if (rc)
		rc = refuse(reading, why);
	else if (line.kind == TRACE_HEADER)
		rc = take_header(reading, &line);
	else if (line.kind != TRACE_LEDGER)
		rc = refuse(reading, "nothing that a ledger has");
	else if (carry_line(&to, line.json, why, sizeof(why)))
		rc = refuse(reading, why);
	trace_free(&line);
	return rc;
}

/* Whole lines only: a torn last one is dropped. */
static int each_line(struct reading *reading, struct slurp *file, read_line *read)
{
	char *line = file->text, *newline;
	int rc = 0;

	reading->lines = 0;
	reading->ended = false;
	while (rc == 0 &&
	       (newline = memchr(line, '\n', file->bytes - (size_t)(line - file->text)))) {
		*newline = '\0';
		rc = strlen(line) == (size_t)(newline - line) ? read(reading, line)
							      : refuse(reading, "a NUL byte");
		*newline = '\n';
		line = newline + 1;
		reading->lines++;
	}
	if (rc || line < file->text + file->bytes)
		return rc;
	return reading->lines ? 0 : refuse(reading, "it is empty");
}

static bool is_torn(const struct slurp *file)
{
	return file->bytes > 0 && file->text[file->bytes - 1] != '\n';
}

static int take_file(struct reading *reading, struct slurp *file)
{
	int rc = each_line(reading, file, check_line);

	if (rc == 0)
		rc = each_line(reading, file, take_line);
	if (rc == 0 && !*reading->boot)
		rc = refuse(reading, "no header");
	if (rc == 0 && !reading->ended && !is_torn(file))
		rc = refuse(reading, "its end is missing");
	if (rc == 0 && is_torn(file))
		log_line(reading->ledger->log, MUZZLE_WARN, "ledger", "torn last line dropped");
	return rc;
}

/* Under another boot time starts anew: what was old is as much older as the wall clock says. */
static void age(const struct reading *reading)
{
	char boot[CLOCK_BOOT_ID_BYTES];
	int64_t elapsed_ms = clock_wall_ms() - reading->wall_ms;

	if (clock_boot_id(boot, sizeof(boot)) == 0 && strcmp(boot, reading->boot) == 0)
		return;
	if (elapsed_ms < 0 || elapsed_ms > LEDGER_MAX_AGE_MS)
		elapsed_ms = 0;
	engine_shift(roster_engine(reading->view->roster),
		     clock_boot_ms() - reading->t_ms - elapsed_ms);
	log_line(reading->ledger->log, MUZZLE_INFO, "ledger", "of another boot age_ms=%lld",
		 (long long)elapsed_ms);
}

static void set_aside(const struct ledger *ledger, const char *why)
{
	char name[32];
	struct stat st;
	int i = 0;

	do
		snprintf(name, sizeof(name), LEDGER_FILE ".bad-%d", i);
	while (fstatat(ledger->dir_fd, name, &st, AT_SYMLINK_NOFOLLOW) == 0 && ++i < BAD_FILES);
	if (renameat(ledger->dir_fd, LEDGER_FILE, ledger->dir_fd, name) < 0)
		snprintf(name, sizeof(name), "nowhere: %.20s", strerror(errno));
	log_line(ledger->log, MUZZLE_ERR, "ledger",
		 "damaged, every budget counts as charged once dir=%s aside=%s why=\"%s\"",
		 ledger->dir, name, why);
}

int ledger_load(struct ledger *ledger, const struct ledger_view *view)
{
	struct reading reading = { .ledger = ledger, .view = view };
	struct slurp file;
	char path[PATH_MAX];
	int rc;

	snprintf(path, sizeof(path), "%s/" LEDGER_FILE, ledger->dir);
	rc = slurp_file(&file, path, MAX_BYTES);
	if (rc == -ENOENT)
		return 0;
	if (rc) {
		set_aside(ledger, file.why);
		return -EBADMSG;
	}
	rc = take_file(&reading, &file);
	if (rc)
		set_aside(ledger, reading.why);
	else
		age(&reading);
	slurp_fini(&file);
	return rc;
}

void ledger_charge_all(struct roster *roster, int64_t now_ms)
{
	struct engine *engine = roster_engine(roster);

	now_ms += TARGET_TIME_BASE;
	budget_charge(&engine->budget, now_ms);
	for (struct target *target = engine->first; target; target = target->next_all) {
		budget_charge(&target->budget, now_ms);
		target->last_act_ms = now_ms;
		target->cooldown++;
	}
}
