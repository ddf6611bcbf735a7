/* command.c - see command.h.  SPDX-License-Identifier: ISC */
#include "command.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "clean.h"

/* Who may search a directory "may execute" it. */
static int find_file(const char *path)
{
	struct stat st;

	if (access(path, X_OK) || stat(path, &st))
		return -errno;
	return S_ISDIR(st.st_mode) ? -EISDIR : 0;
}

int command_find(const char *argv0)
{
	const char *dirs = getenv("PATH");
	char path[512];

	if (strchr(argv0, '/'))
		return find_file(argv0);
	for (dirs = dirs ? dirs : "/usr/sbin:/usr/bin:/sbin:/bin"; *dirs;) {
		int bytes = (int)strcspn(dirs, ":");

		snprintf(path, sizeof(path), "%.*s/%s", bytes, dirs, argv0);
		if (find_file(path) == 0)
			return 0;
		dirs += bytes + (dirs[bytes] == ':');
	}
	return -ENOENT;
}

int command_check(const char *argv0, const char *key, const struct evidence *by)
{
	int rc = command_find(argv0);
	bool path = *argv0 == '/';

	if (rc)
		by->host->log(by->inst, path ? MUZZLE_ERR : MUZZLE_WARN, "`%s`: %s: %s; %s", key,
			      argv0, strerror(-rc),
			      path ? "install it or mend the path"
				   : "install it, or give its whole path");
	return rc && path ? -EINVAL : 0;
}

/* An error stands at the end of what a command says.  What is cut begins with a whole word. */
static void describe_output(char *out, size_t out_bytes, const struct muzzle_exit *how)
{
	size_t skip = how->output_bytes < out_bytes ? 0 : how->output_bytes - out_bytes + 1;
	const char *said = how->output + skip, *word = said + strcspn(said, " \n");

	clean_text(out, out_bytes, skip && word[0] && word[1] ? word : said);
}

void command_describe_end(char *out, size_t out_bytes, const char *argv0,
			  const struct muzzle_exit *how)
{
	const char *slash = strrchr(argv0, '/'), *name = slash ? slash + 1 : argv0;
	char said[121] = "";

	if (!how->exited || how->code)
		describe_output(said, sizeof(said), how);
	if (how->timed_out)
		snprintf(out, out_bytes, "%s took too long and was ended", name);
	else
		snprintf(out, out_bytes, "%s %s %d%s%s", name,
			 how->exited ? "exited with" : "was killed by signal", how->code,
			 *said ? ": " : "", said);
}

enum muzzle_result command_judge_end(const struct muzzle_exit *e, int setup_code)
{
	if (e->timed_out)
		return MUZZLE_TIMEOUT;
	if (!e->exited)
		return MUZZLE_FAILED;
	if (e->code == 0)
		return MUZZLE_DONE;
	return e->code == COMMAND_NOT_FOUND || e->code == COMMAND_NOT_RUNNABLE ||
			       e->code == setup_code
		       ? MUZZLE_NO_SETUP
		       : MUZZLE_FAILED;
}
