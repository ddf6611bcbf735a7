/* footprint.c - see footprint.h.  SPDX-License-Identifier: ISC */
#include "footprint.h"

#include <errno.h>
#include <inttypes.h>
#include <json-c/json.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "procfile.h"

#define PATH_BYTES 1024
#define KB 1024
#define NEVER \
	(INT64_C(1) << 62) /* nobody has so much: version 1 writes nearly twice that for no limit */

/* How the versions of cgroups name their files, and what could be dropped at once. */
static const struct form {
	const char *usage, *limit, *idle;
} forms[] = {
	{ "memory.current", "memory.max", "inactive_file" },
	{ "memory.usage_in_bytes", "memory.limit_in_bytes", "total_inactive_file" },
};

#define FORMS (sizeof(forms) / sizeof(forms[0]))

/* Who may use as much as there is has no limit of his own; Docker says so of those without one. */
static void set(struct footprint *use, int64_t usage, int64_t idle, int64_t limit)
{
	int64_t machine_kb;
	bool known = procfile_number("/proc/meminfo", "MemTotal:", &machine_kb) == 0;

	use->bytes = idle > 0 && idle < usage ? usage - idle : usage;
	use->limit_bytes = limit > 0 && limit < (known ? machine_kb * KB : NEVER) ? limit : 0;
}

static int read_in(const char *dir, const char *name, const char *key, int64_t *number)
{
	char path[PATH_BYTES];

	if (snprintf(path, sizeof(path), "%s/%s", dir, name) >= (int)sizeof(path))
		return -ENAMETOOLONG;
	return procfile_number(path, key, number);
}

/* A slice may be the one that is short.  Above the root of the hierarchy there are no such files. */
static int64_t smallest_limit(const char *dir, const char *name)
{
	int64_t least = INT64_MAX, limit;
	char at[PATH_BYTES], *slash = at;

	snprintf(at, sizeof(at), "%s", dir);
	while (slash && read_in(at, name, NULL, &limit) == 0) {
		if (limit < least)
			least = limit;
		slash = strrchr(at, '/');
		if (slash)
			*slash = '\0';
	}
	return least;
}

int footprint_of_cgroup(struct footprint *use, const char *dir)
{
	int64_t usage = 0, idle = 0;
	size_t i = 0;
	int rc = -ENOENT;

	for (; i < FORMS && rc == -ENOENT; i++)
		rc = read_in(dir, forms[i].usage, NULL, &usage);
	if (rc)
		return rc == -ENOENT && access(dir, F_OK) == 0 ? -ENOTSUP : rc;
	read_in(dir, "memory.stat", forms[i - 1].idle, &idle);
	set(use, usage, idle, smallest_limit(dir, forms[i - 1].limit));
	return 0;
}

int footprint_of_process(struct footprint *use, const char *pid_file)
{
	char path[PATH_BYTES];
	int64_t pid, resident_kb;
	int rc = procfile_number(pid_file, NULL, &pid);

	if (rc)
		return rc;
	snprintf(path, sizeof(path), "/proc/%" PRId64 "/status", pid);
	if (procfile_number(path, "VmRSS:", &resident_kb))
		return -ESRCH; /* gone, or a zombie */
	set(use, resident_kb * KB, 0, 0);
	return 0;
}

static struct json_object *get(struct json_object *object, const char *key)
{
	struct json_object *value = NULL;

	json_object_object_get_ex(object, key, &value);
	return value;
}

/* What was never read has the date of the year 1; only who runs can be read.  Podman has no `stats`, and has
 * taken off already what could be dropped. */
int footprint_of_stats(struct footprint *use, struct json_object *stats)
{
	struct json_object *memory = get(stats, "memory_stats"), *read = get(stats, "read"),
			   *idle = NULL;
	int64_t usage = json_object_get_int64(get(memory, "usage"));

	if (!json_object_is_type(memory, json_type_object))
		return -EPROTO;
	if (usage <= 0 && read && strncmp(json_object_get_string(read), "0001", 4) == 0)
		return -ESRCH;
	if (usage <= 0)
		return -ENOTSUP;
	for (size_t i = FORMS; i-- > 0 && !idle;)
		idle = get(get(memory, "stats"), forms[i].idle);
	set(use, usage, json_object_get_int64(idle), json_object_get_int64(get(memory, "limit")));
	return 0;
}
