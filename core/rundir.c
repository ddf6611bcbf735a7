/* rundir.c - see rundir.h.  SPDX-License-Identifier: ISC */
#include "rundir.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "arena.h"
#include "keys.h"
#include "sections.h"
#include "trust.h"

/* The table has it, so that it stands in one place. */
static const char *default_dir(void)
{
	const struct muzzle_option *option = keys_main;

	while (strcmp(option->key, "run_dir") != 0)
		option++;
	return option->def;
}

/* The files that conf_load reads, but only their [muzzle]: what is wrong elsewhere is not our
 * matter. */
static void read_files(struct sections *sections, const char *file)
{
	const char *slash = strrchr(file, '/');
	char dir[PATH_MAX];

	sections_read_file(sections, file);
	snprintf(dir, sizeof(dir), "%.*s/conf.d", slash ? (int)(slash - file) : 1,
		 slash ? file : ".");
	sections_read_dir(sections, dir);
}

/* Whoever names a file that cannot be used does not ask about the usual directory. */
static int refuse(const struct cmd_args *args)
{
	char why[2 * PATH_MAX];
	int rc = 0;

	if (!args->file_given)
		return 0;
	if (access(args->file, R_OK) < 0) {
		rc = -errno;
		snprintf(why, sizeof(why), "%s", strerror(-rc));
	} else {
		rc = trust_check_file(args->file, why, sizeof(why));
	}
	if (rc)
		fprintf(stderr, "muzzle: cannot read %s: %s\n", args->file, why);
	return rc;
}

int rundir_find(const struct cmd_args *args, char *dir, size_t dir_bytes)
{
	static const struct sections_kind only[] = { { "muzzle", false }, { NULL, false } };
	struct arena arena = { NULL };
	struct sections sections = { .arena = &arena, .remarks = remarks_new(), .kinds = only };
	const struct option_section *section;
	const char *named = NULL;
	int rc = refuse(args);

	if (rc) {
		remarks_free(sections.remarks);
		return rc;
	}
	if (sections.remarks) {
		read_files(&sections, args->file);
		section = sections_find(sections.first, "muzzle", "");
		named = section ? option_peek_text(section, "run_dir") : NULL;
	}
	snprintf(dir, dir_bytes, "%s", named ? named : default_dir());
	arena_fini(&arena);
	remarks_free(sections.remarks);
	return 0;
}

int rundir_read_journal(const struct cmd_args *args, const struct trail_reader *reader,
			char dir[RUNDIR_BYTES])
{
	struct trail *trail;
	int rc = -ENOMEM;

	if (rundir_find(args, dir, RUNDIR_BYTES) < 0)
		return CMD_USAGE;
	trail = trail_open(dir, reader);
	if (trail)
		rc = trail_read_all(trail);
	trail_close(trail);
	if (rc == 0)
		return CMD_OK;
	fprintf(stderr, "muzzle: no journal to read in %s: %s\n", dir, strerror(-rc));
	return CMD_UNREACHABLE;
}
