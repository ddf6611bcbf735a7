/* nagios.c - see nagios.h.  SPDX-License-Identifier: ISC */
#include "nagios.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "command.h"
#include "perfdata.h"

#define REMEDY "give the whole path of an executable that the user of muzzle may run"
#define OWN_WORD_BYTES 24 /* where the text of a check holds its status, if it does */

/* By exit code. */
static const struct {
	enum nagios_end end;
	const char *word;
} codes[] = {
	{ NAGIOS_OK, "OK" },
	{ NAGIOS_WARNING, "WARNING" },
	{ NAGIOS_CRITICAL, "CRITICAL" },
	{ NAGIOS_LOST, "UNKNOWN" },
};
#define CODES ((int)(sizeof(codes) / sizeof(codes[0])))

uint32_t nagios_start(struct nagios_check *check, const struct evidence *by,
		      muzzle_spawn_done *done, void *arg)
{
	const struct muzzle_spawn child = {
		.size = sizeof(child),
		.argv = check->argv,
		.env = check->env,
		.timeout_ms = check->timeout_ms,
		.max_output_bytes = NAGIOS_OUTPUT_BYTES,
	};
	int rc = command_find(check->argv[0]);
	uint32_t handle = rc ? 0 : by->host->spawn(by->inst, &child, done, arg);

	if (!handle)
		snprintf(check->said, sizeof(check->said), "%.80s: %s; " REMEDY, check->argv[0],
			 rc ? strerror(-rc) : "it cannot be started");
	return handle;
}

/* Most checks begin with the word themselves: "OK - fine", "HTTP OK: fine". */
static void tell_status(struct nagios_check *check, const struct muzzle_exit *how)
{
	const char *word = codes[how->code].word;
	char text[sizeof(check->said) - sizeof("CRITICAL: ") + 1];
	const char *own;

	perfdata_copy_text(text, sizeof(text), how->output);
	own = strstr(text, word);
	if (own && own - text < OWN_WORD_BYTES)
		snprintf(check->said, sizeof(check->said), "%s", text);
	else
		snprintf(check->said, sizeof(check->said), "%s%s%s", word, *text ? ": " : "", text);
}

static enum nagios_end judge(const struct muzzle_exit *how)
{
	if (how->timed_out)
		return NAGIOS_LATE;
	if (!how->exited)
		return NAGIOS_LOST;
	if (how->code < CODES)
		return codes[how->code].end;
	return how->code == COMMAND_NOT_FOUND || how->code == COMMAND_NOT_RUNNABLE ? NAGIOS_BROKEN
										   : NAGIOS_LOST;
}

/* Of a check that did not end by the rules. */
static void tell_trouble(struct nagios_check *check, const struct muzzle_exit *how, bool broken)
{
	char end[CLEAN_TEXT_BYTES - sizeof(REMEDY) - 2];

	command_describe_end(end, sizeof(end), check->argv[0], how);
	if (how->timed_out)
		snprintf(check->said, sizeof(check->said), "%.80s: no answer within %gs",
			 check->argv[0], (double)check->timeout_ms / 1000);
	else
		snprintf(check->said, sizeof(check->said), "%s%s", end, broken ? "; " REMEDY : "");
}

enum nagios_end nagios_read(struct nagios_check *check, const struct muzzle_exit *how)
{
	enum nagios_end end = judge(how);

	if (how->exited && !how->timed_out && how->code < CODES)
		tell_status(check, how);
	else
		tell_trouble(check, how, end == NAGIOS_BROKEN);
	return end;
}

bool nagios_env_valid(const char *const *env)
{
	size_t count = 0;

	for (; env && *env; env++, count++)
		if (**env == '=' || !strchr(*env, '='))
			return false;
	return count <= NAGIOS_ENV_MAX;
}
