/* shelf.c - see shelf.h.  SPDX-License-Identifier: ISC */
#include "shelf.h"

#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "conf.h"

static int complain(const char *path, int error)
{
	fprintf(stderr, "muzzle-init: %s: %s\n", path, strerror(error));
	return -error;
}

/* A path that is too long is cut; opening it then fails with a message. */
static void put(char path[PATH_MAX], const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vsnprintf(path, PATH_MAX, format, args);
	va_end(args);
}

static void cut_name(char *path)
{
	char *slash = strrchr(path, '/');

	if (slash)
		*slash = '\0';
}

/* By the place of this program: in a build tree beside the plugins, else in PREFIX/lib/muzzle. */
static int find_programs(struct shelf *shelf)
{
	char here[PATH_MAX / 2];
	ssize_t length = readlink("/proc/self/exe", here, sizeof(here) - 1);

	if (length <= 0)
		return complain("/proc/self/exe", errno);
	here[length] = '\0';
	cut_name(here);
	put(shelf->plugins, "%s/plugins", here);
	if (access(shelf->plugins, F_OK) == 0) {
		put(shelf->muzzle, "%s/muzzle", here);
		cut_name(here);
		put(shelf->presets, "%s/etc/presets", here);
		put(shelf->preset_line, "%s", shelf->presets);
		return 0;
	}
	*shelf->plugins = '\0';
	cut_name(here);
	cut_name(here);
	put(shelf->muzzle, "%s/sbin/muzzle", here);
	put(shelf->presets, "%s/share/muzzle/presets", here);
	return 0;
}

/* Its directory must be there; the file need not. */
static int make_absolute(char path[PATH_MAX], const char *given)
{
	char dir[PATH_MAX], real[PATH_MAX];
	const char *name = strrchr(given, '/');

	put(dir, "%.*s", name ? (int)(name - given) + 1 : 1, name ? given : ".");
	if (!realpath(dir, real)) {
		fprintf(stderr, "muzzle-init: %s: %s%s\n", dir, strerror(errno),
			errno == ENOENT ? ": make this directory first (mkdir -p)" : "");
		return -ENOENT;
	}
	put(path, "%.*s/%.*s", PATH_MAX - 256, strcmp(real, "/") == 0 ? "" : real, 255,
	    name ? name + 1 : given);
	return 0;
}

static const char *home(void)
{
	const char *dir = getenv("HOME");

	return dir && *dir == '/' ? dir : "/";
}

/* For a user who is not root: as the XDG base directories say. */
static void place_user(struct shelf *shelf)
{
	const char *run = getenv("XDG_RUNTIME_DIR");

	conf_name_user(shelf->main);
	shelf->usual = true;
	put(shelf->state, "%s/.local/state/muzzle", home());
	if (run && *run == '/')
		put(shelf->run, "%s/muzzle", run);
	else
		put(shelf->run, "%s/.local/state/muzzle-run", home());
}

/* Named after the file, so that two configurations in one directory do not share them. */
static int place_given(struct shelf *shelf, const char *given)
{
	int rc = make_absolute(shelf->main, given), stem;

	if (rc)
		return rc;
	shelf->usual = strcmp(shelf->main, CONF_FILE) == 0;
	if (shelf->usual)
		return 0;
	stem = (int)strlen(shelf->main);
	if (stem > 4 && strcmp(shelf->main + stem - 4, ".ini") == 0)
		stem -= 4;
	put(shelf->state, "%.*s.state", stem, shelf->main);
	put(shelf->run, "%.*s.run", stem, shelf->main);
	return 0;
}

static int find_main(struct shelf *shelf, const struct wish *wish)
{
	const char *given = wish->conf ? wish->conf : wish->output;

	if (given && strcmp(given, "-") != 0)
		return place_given(shelf, given);
	if (geteuid() == 0 || shelf->print) {
		put(shelf->main, "%s", CONF_FILE);
		shelf->usual = true;
	} else {
		place_user(shelf);
	}
	return 0;
}

int shelf_find(struct shelf *shelf, const struct wish *wish)
{
	int rc;

	*shelf = (struct shelf){ .print = wish->output && strcmp(wish->output, "-") == 0 };
	rc = find_programs(shelf);
	if (rc == 0)
		rc = find_main(shelf, wish);
	shelf->joins = rc == 0 && !wish->output && access(shelf->main, F_OK) == 0;
	return rc;
}

void shelf_place(struct shelf *shelf, const char *name)
{
	char dir[PATH_MAX];

	put(dir, "%s", shelf->main);
	cut_name(dir);
	put(shelf->key, "%s/%s.key", dir, name);
	if (shelf->joins)
		put(shelf->file, "%s/conf.d/%s.ini", dir, name);
	else
		put(shelf->file, "%s", shelf->main);
}
