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
	bool proposed;                /* what stands there was not typed */
	size_t bytes;
};

/* prompt_ask - begin, with that text proposed: what is typed takes its place, unless it is mended. */
void prompt_ask(struct prompt *prompt, const char *label, const char *text);

/* prompt_press - take a key (press.h): characters, backspace, Ctrl-U for all of it, Enter, Escape. */
enum prompt_outcome prompt_press(struct prompt *prompt, uint32_t key);

#endif
