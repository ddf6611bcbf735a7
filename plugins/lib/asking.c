/* asking.c - see asking.h.  SPDX-License-Identifier: ISC */
#include "asking.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fill.h"

#define FILLED_BYTES 4096 /* all words of the command */

/* The command with its placeholders replaced. */
struct filled {
	const char *argv[ASKING_ARGS_MAX + 1];
	char bytes[FILLED_BYTES];
};

/* Names come from the gateway: none may pass for an option of the command. */
static int fill(struct filled *to, const char *const *command, const char *session)
{
	const struct fill_value list[] = { { "session", session }, { NULL, NULL } };
	const struct fill_values values = { list, false };
	size_t i = 0, used = 0;

	for (; command[i]; i++) {
		char *word = to->bytes + used;

		if (fill_template(word, sizeof(to->bytes) - used, command[i], &values))
			return -ENOSPC;
		if (command[i][0] == '{' && *word == '-')
			return -EINVAL;
		to->argv[i] = word;
		used += strlen(word) + 1;
	}
	to->argv[i] = NULL;
	return 0;
}

/* What a person must mend is told once: all is as wrong at the next look. */
static void tell_broken(struct asking *asking, const char *what)
{
	char why[CLEAN_TEXT_BYTES];

	snprintf(why, sizeof(why), "probe_command: %.180s", what);
	if (!asking->told)
		evidence_fault(asking->by, MUZZLE_SETUP, why);
	asking->told = true;
}

static bool start(struct asking *asking)
{
	struct nagios_check *check = &asking->check;
	struct filled filled;

	if (fill(&filled, asking->command, asking->waiting[asking->first])) {
		tell_broken(asking, "no word may be {session} alone: this name begins with `-`");
		return false;
	}
	check->argv = filled.argv;
	asking->child = nagios_start(check, asking->by, asking->ended, asking);
	check->argv = asking->command; /* whose first word has no placeholder */
	if (!asking->child)
		tell_broken(asking, check->said);
	return asking->child != 0;
}

static void leave_first(struct asking *asking)
{
	asking->first = (asking->first + 1) % ASKING_ROOM;
	asking->count--;
}

static void go_on(struct asking *asking)
{
	while (asking->count && !asking->child && !start(asking))
		leave_first(asking);
}

static void tell_lost(struct asking *asking)
{
	char why[CLEAN_TEXT_BYTES];

	snprintf(why, sizeof(why), "probe: %.190s", asking->check.said);
	evidence_fault(asking->by, MUZZLE_PATH, why);
}

static void on_end(void *self, void *arg, const struct muzzle_exit *how)
{
	struct asking *asking = arg;
	const char *session = asking->waiting[asking->first];
	enum nagios_end end = nagios_read(&asking->check, how);

	(void)self;
	asking->child = 0;
	if (end == NAGIOS_OK || end == NAGIOS_CRITICAL) {
		asking->told = false;
		evidence_probe(asking->by, session, end == NAGIOS_OK, asking->check.said);
	} else if (end == NAGIOS_BROKEN) {
		tell_broken(asking, asking->check.said);
	} else {
		tell_lost(asking);
	}
	leave_first(asking);
	go_on(asking);
}

const char *asking_flaw(const char *const *command)
{
	static const struct fill_value known[] = { { "session", NULL }, { NULL, NULL } };
	static const struct fill_value none[] = { { NULL, NULL } };
	size_t words = 0;

	for (; command[words]; words++)
		if (fill_unknown(command[words], known))
			return "it may only name {session}";
	if (words == 0 || fill_unknown(command[0], none))
		return "it begins with a program";
	return words > ASKING_ARGS_MAX ? "it has more than 31 words" : NULL;
}

int asking_init(struct asking *asking)
{
	asking->ended = on_end;
	asking->waiting = calloc(ASKING_ROOM, sizeof(*asking->waiting));
	return asking->waiting ? 0 : -ENOMEM;
}

void asking_fini(struct asking *asking)
{
	free(asking->waiting);
	asking->waiting = NULL;
}

static char *place(struct asking *asking, size_t i)
{
	return asking->waiting[(asking->first + i) % ASKING_ROOM];
}

void asking_ask(struct asking *asking, const char *session)
{
	for (size_t i = 0; i < asking->count; i++)
		if (strcmp(place(asking, i), session) == 0)
			return;
	if (asking->count == ASKING_ROOM)
		return;
	snprintf(place(asking, asking->count), ASKING_NAME_BYTES, "%s", session);
	asking->count++;
	go_on(asking);
}
