/* ability.c - see ability.h.  SPDX-License-Identifier: ISC
 *
 * A file of its own, as term.h defines common words as macros.
 */
#include "ability.h"

#include <stdlib.h>
#include <unistd.h>

#include <ncurses.h>
#include <term.h>

bool ability_to_draw(void)
{
	int error;
	bool able;

	if (!isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO) || !getenv("TERM") ||
	    setupterm(NULL, STDOUT_FILENO, &error) != OK)
		return false;
	able = cursor_address && clear_screen;
	del_curterm(cur_term);
	return able;
}
