/* prompt.c - see prompt.h.  SPDX-License-Identifier: ISC */
#include "prompt.h"

#include <stdio.h>
#include <string.h>

#include "press.h"

void prompt_ask(struct prompt *prompt, const char *label, const char *text)
{
	prompt->open = true;
	snprintf(prompt->label, sizeof(prompt->label), "%s", label);
	snprintf(prompt->text, sizeof(prompt->text), "%s", text);
	prompt->bytes = strlen(prompt->text);
	prompt->proposed = true;
}

/* Removes the last character, all bytes of it. */
static void take_back(struct prompt *prompt)
{
	while (prompt->bytes > 0 && (prompt->text[--prompt->bytes] & 0xc0) == 0x80)
		;
	prompt->text[prompt->bytes] = '\0';
}

/* A code point as UTF-8.  Returns how many bytes. */
static size_t encode(uint32_t number, char *bytes)
{
	size_t count = number < 0x80 ? 1 : number < 0x800 ? 2 : number < 0x10000 ? 3 : 4;

	if (count == 1) {
		*bytes = (char)number;
		return 1;
	}
	for (size_t i = count; i-- > 1; number >>= 6)
		bytes[i] = (char)(0x80 | (number & 0x3f));
	bytes[0] = (char)((0xf00u >> count & 0xf0) | number);
	return count;
}

static void type(struct prompt *prompt, uint32_t key)
{
	char bytes[4];
	size_t count;

	if (key < 0x20 || (key >= 0x7f && key < 0xa0) || key >= PRESS_FIRST)
		return;
	if (prompt->proposed)
		prompt->bytes = 0;
	prompt->proposed = false;
	count = encode(key, bytes);
	if (prompt->bytes + count >= sizeof(prompt->text))
		return;
	memcpy(prompt->text + prompt->bytes, bytes, count);
	prompt->bytes += count;
	prompt->text[prompt->bytes] = '\0';
}

enum prompt_outcome prompt_press(struct prompt *prompt, uint32_t key)
{
	switch (key) {
	case PRESS_ENTER:
	case PRESS_ESCAPE:
		prompt->open = false;
		return key == PRESS_ENTER ? PROMPT_DONE : PROMPT_CANCELLED;
	case PRESS_BACKSPACE:
		prompt->proposed = false;
		take_back(prompt);
		return PROMPT_GOES_ON;
	case PRESS_WIPE:
		prompt->bytes = 0;
		prompt->text[0] = '\0';
		return PROMPT_GOES_ON;
	default:
		type(prompt, key);
		return PROMPT_GOES_ON;
	}
}
