/* dialogue.h - questions on the terminal.  SPDX-License-Identifier: ISC
 *
 * Without a terminal nothing is asked, and what is proposed is the answer.
 */
#ifndef DIALOGUE_H
#define DIALOGUE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

struct dialogue {
	FILE *in, *out;
	bool asks;  /* there is a terminal */
	bool ended; /* the user broke off: end of input, or Ctrl-C in a hidden answer */
};

/* dialogue_ask - answer holds the proposal ("": none), which an empty line takes.  False: .ended. */
bool dialogue_ask(struct dialogue *dialogue, const char *question, char *answer, size_t bytes);

/* dialogue_ask_hidden - the same, without a proposal; what is typed is not shown. */
bool dialogue_ask_hidden(struct dialogue *dialogue, const char *question, char *answer,
			 size_t bytes);

/* dialogue_confirm - true: yes; an empty line takes the proposal, anything but yes and no is asked
 * again. */
bool dialogue_confirm(struct dialogue *dialogue, const char *question, bool proposal);

#endif
