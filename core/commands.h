/* commands.h - the table of subcommands.  SPDX-License-Identifier: ISC
 *
 * The usage, the manual and the shells' completions are made from it.
 */
#ifndef COMMANDS_H
#define COMMANDS_H

#include "cmd.h"

struct commands_entry {
	const char *name;
	int (*run)(const struct cmd_args *args);
	/* its own arguments: TARGET, ACTION and the like stand for a name, [ ] for what may be left out,
	 * | for a choice; -c FILE and --json are every command's */
	const char *takes;
	const char *help; /* one line */
	bool helps;       /* a program of its own, which has more to say to --help */
};

/* commands_at - in the order in which they are shown; NULL ends. */
const struct commands_entry *commands_at(size_t i);

/* commands_find - NULL: there is no such command. */
const struct commands_entry *commands_find(const char *name);

/* commands_nearest - which one word may be a misspelling of; NULL: none. */
const struct commands_entry *commands_nearest(const char *word);

/* commands_print_usage - of one command, or with NULL of all. */
void commands_print_usage(FILE *out, const char *only);

#endif
