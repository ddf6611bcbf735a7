/* dialogue.h - questions to who sits at the terminal.  SPDX-License-Identifier: ISC
 *
 * Nobody is asked who did not sit there: then the proposal holds.
 */
#ifndef DIALOGUE_H
#define DIALOGUE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

struct dialogue {
	FILE *in, *out;
	bool asks;  /* somebody sits there */
	bool ended; /* and wants no more of it: end of input, or Ctrl-C in a hidden answer */
};

/* dialogue_ask - the answer; the proposal for none ("" if there is none).  False: ended. */
bool dialogue_ask(struct dialogue *dialogue, const char *question, char *answer, size_t bytes);

/* dialogue_ask_hidden - the same, nothing of it is shown. */
bool dialogue_ask_hidden(struct dialogue *dialogue, const char *question, char *answer,
			 size_t bytes);

/* dialogue_confirm - yes or no, the proposal for neither. */
bool dialogue_confirm(struct dialogue *dialogue, const char *question, bool proposal);

#endif
