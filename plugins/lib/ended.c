/* ended.c - see ended.h.  SPDX-License-Identifier: ISC */
#include "ended.h"

#include <stdio.h>
#include <string.h>

#include "clean.h"

/* An error stands at the end of what a command says. */
static void describe_output(char *out, size_t out_bytes, const struct muzzle_exit *how)
{
	size_t skip = how->output_bytes < out_bytes ? 0 : how->output_bytes - out_bytes + 1;

	clean_text(out, out_bytes, how->output + skip);
}

void ended_describe(char *out, size_t out_bytes, const char *argv0, const struct muzzle_exit *how)
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
