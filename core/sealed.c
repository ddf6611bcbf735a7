/* sealed.c - see sealed.h.  SPDX-License-Identifier: ISC */
#include "sealed.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "fnv.h"
#include "slurp.h"
#include "tell.h"
#include "trace.h"

#define MAX_BYTES (8u << 20)
#define SUM_KEY ",\"sum\":\""
#define SUM_BYTES (sizeof(SUM_KEY) - 1 + 16 + 2) /* ,"sum":"0123456789abcdef"} */
#define BAD_FILES 10                             /* so many are kept: NAME.bad-0 ... */
#define NAME_BYTES 32
#define WHY_BYTES 200

static uint64_t sum_of(const char *data, size_t bytes)
{
	return fnv_add(FNV_START, data, bytes);
}

int sealed_open(struct sealed *sealed)
{
	sealed->dir_fd = open(sealed->dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	return sealed->dir_fd < 0 ? -errno : 0;
}

void sealed_close(struct sealed *sealed)
{
	close(sealed->dir_fd);
}

/* --- writing */

/* The sum stands behind the line's own text: {...,"sum":"0123456789abcdef"} */
void sealed_put(void *ctx, struct json_object *line)
{
	struct sealed_page *page = ctx;
	size_t bytes;
	const char *text = json_object_to_json_string_length(line, TRACE_JSON_FLAGS, &bytes);
	char sum[SUM_BYTES + 2];

	snprintf(sum, sizeof(sum), SUM_KEY "%016" PRIx64 "\"}\n", sum_of(text, bytes));
	buffer_add(&page->text, text, bytes - 1);
	buffer_add(&page->text, sum, SUM_BYTES + 1);
	page->lines++;
}

static void put_own_line(struct sealed_page *page, struct json_object *line)
{
	sealed_put(page, line);
	json_object_put(line);
}

void sealed_begin(struct sealed_page *page)
{
	char boot[CLOCK_BOOT_ID_BYTES];

	*page = (struct sealed_page){ .lines = 0 };
	clock_boot_id(boot, sizeof(boot));
	put_own_line(page, trace_header(boot, clock_wall_ms(), clock_boot_ms()));
	page->header_bytes = page->text.bytes;
}

static void put_end(struct sealed_page *page)
{
	struct json_object *line = json_object_new_object();

	tell_text(line, "ev", "end");
	tell_number(line, "lines", page->lines);
	put_own_line(page, line);
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
static int replace_file(const struct sealed *sealed, const struct buffer *text)
{
	char fresh[NAME_BYTES];
	int fd, rc;

	snprintf(fresh, sizeof(fresh), "%s.new", sealed->name);
	fd = openat(sealed->dir_fd, fresh, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC,
		    0600);
	if (fd < 0)
		return -errno;
	rc = write_all(fd, text);
	if (close(fd) < 0 && rc == 0)
		rc = -errno;
	if (rc == 0 && renameat(sealed->dir_fd, fresh, sealed->dir_fd, sealed->name) < 0)
		rc = -errno;
	if (rc == 0 && fsync(sealed->dir_fd) < 0)
		rc = -errno;
	return rc;
}

int sealed_save(struct sealed *sealed, struct sealed_page *page)
{
	uint64_t sum;
	int rc = 0;

	put_end(page);
	if (page->text.failed) {
		rc = -ENOMEM;
		goto out;
	}
	sum = sum_of(page->text.data + page->header_bytes, page->text.bytes - page->header_bytes);
	if (sum == sealed->saved)
		goto out;
	rc = replace_file(sealed, &page->text);
	sealed->saved = rc == 0 ? sum : 0;
out:
	buffer_fini(&page->text);
	return rc;
}

/* --- reading */

struct reading {
	struct sealed_head *head;
	sealed_line *take;
	void *arg;
	int64_t lines; /* whole ones */
	bool ended;    /* the line that says how many they are was there */
	char why[WHY_BYTES];
};

typedef int read_line(struct reading *reading, char *line);

static int refuse(struct reading *reading, const char *why)
{
	snprintf(reading->why, sizeof(reading->why), "line %lld: %s", (long long)reading->lines + 1,
		 why);
	return -EBADMSG;
}

/* Before anything is taken: half a file is worse than none. */
static int check_line(struct reading *reading, char *line)
{
	size_t bytes = strlen(line);
	size_t own = bytes > SUM_BYTES ? bytes - SUM_BYTES : 0;
	uint64_t sum;

	if (!own || memcmp(line + own, SUM_KEY, sizeof(SUM_KEY) - 1) != 0 || line[bytes - 1] != '}')
		return refuse(reading, "no sum");
	sum = fnv_add(sum_of(line, own), "}", 1);
	if (sum != strtoull(line + own + sizeof(SUM_KEY) - 1, NULL, 16))
		return refuse(reading, "its sum is wrong");
	return 0;
}

static int take_header(struct reading *reading, const struct trace_line *line)
{
	if (line->t_ms < 0)
		return refuse(reading, "a header without its time");
	snprintf(reading->head->boot, sizeof(reading->head->boot), "%s", line->boot);
	reading->head->wall_ms = line->wall_ms;
	reading->head->t_ms = line->t_ms;
	return 0;
}

static bool is_end(struct json_object *line)
{
	return strcmp(tell_get_text(line, "ev"), "end") == 0;
}

static int take_end(struct reading *reading, struct json_object *line)
{
	struct json_object *lines;

	reading->ended = true;
	if (json_object_object_get_ex(line, "lines", &lines) &&
	    json_object_get_int64(lines) == reading->lines)
		return 0;
	return refuse(reading, "lines are missing");
}

/* A line that no trace has may be the end, or what its taker understands. */
static int take_parsed(struct reading *reading, const struct trace_line *line, char *why)
{
	if (!line->json)
		return refuse(reading, why);
	if (is_end(line->json))
		return take_end(reading, line->json);
	if (reading->take(reading->arg, line->json, why, WHY_BYTES))
		return refuse(reading, why);
	return 0;
}

static int take_line(struct reading *reading, char *text)
{
	struct trace_line line;
	char why[WHY_BYTES] = "nothing that belongs here";
	int rc;

	if (reading->ended)
		return refuse(reading, "something behind the end");
	rc = trace_parse(text, &line, why, sizeof(why));
	if (line.kind == TRACE_HEADER)
		rc = rc ? refuse(reading, why) : take_header(reading, &line);
	else
		rc = take_parsed(reading, &line, why);
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
	if (rc == 0 && !*reading->head->boot)
		rc = refuse(reading, "no header");
	if (rc == 0 && !reading->ended && !is_torn(file))
		rc = refuse(reading, "its end is missing");
	return rc;
}

static void set_aside(const struct sealed *sealed, const char *why)
{
	char name[NAME_BYTES];
	struct stat st;
	int i = 0;

	do
		snprintf(name, sizeof(name), "%s.bad-%d", sealed->name, i);
	while (fstatat(sealed->dir_fd, name, &st, AT_SYMLINK_NOFOLLOW) == 0 && ++i < BAD_FILES);
	if (renameat(sealed->dir_fd, sealed->name, sealed->dir_fd, name) < 0)
		snprintf(name, sizeof(name), "nowhere: %.20s", strerror(errno));
	log_line(sealed->log, MUZZLE_ERR, sealed->name, "damaged, %s dir=%s aside=%s why=\"%s\"",
		 sealed->loss, sealed->dir, name, why);
}

int sealed_load(const struct sealed *sealed, struct sealed_head *head, sealed_line *take, void *arg)
{
	struct reading reading = { .head = head, .take = take, .arg = arg };
	struct slurp file;
	char path[PATH_MAX];
	int rc;

	*head = (struct sealed_head){ .boot = "" };
	snprintf(path, sizeof(path), "%s/%s", sealed->dir, sealed->name);
	rc = slurp_file(&file, path, MAX_BYTES);
	if (rc == -ENOENT)
		return rc;
	if (rc) {
		set_aside(sealed, file.why);
		return -EBADMSG;
	}
	rc = take_file(&reading, &file);
	if (rc)
		set_aside(sealed, reading.why);
	else if (is_torn(&file))
		log_line(sealed->log, MUZZLE_WARN, sealed->name, "torn last line dropped");
	slurp_fini(&file);
	return rc;
}

bool sealed_of_this_boot(const struct sealed_head *head)
{
	char boot[CLOCK_BOOT_ID_BYTES];

	return clock_boot_id(boot, sizeof(boot)) == 0 && strcmp(boot, head->boot) == 0;
}

int64_t sealed_age_ms(const struct sealed_head *head)
{
	return sealed_of_this_boot(head) ? clock_boot_ms() - head->t_ms
					 : clock_wall_ms() - head->wall_ms;
}
