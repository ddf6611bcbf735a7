/* prompt.h - a question in the last line, and what is typed.  SPDX-License-Identifier: ISC */
#ifndef PROMPT_H
#define PROMPT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define PROMPT_LABEL_BYTES 240
#define PROMPT_TEXT_BYTES 160

enum prompt_outcome { PROMPT_GOES_ON = 1, PROMPT_DONE, PROMPT_CANCELLED };

/* Zeroed: nothing is asked. */
struct prompt {
	bool open;
	char label[PROMPT_LABEL_BYTES];
	char text[PROMPT_TEXT_BYTES]; /* UTF-8 */
	bool proposed;                /* .text is a proposal: what is typed replaces it */
	size_t bytes;
};

/* prompt_ask - begin, with text as the proposal: typing replaces it, backspace edits it. */
void prompt_ask(struct prompt *prompt, const char *label, const char *text);

/* prompt_press - take a key (press.h): a character, backspace, Ctrl-U to wipe, Enter, Escape. */
enum prompt_outcome prompt_press(struct prompt *prompt, uint32_t key);

#endif
