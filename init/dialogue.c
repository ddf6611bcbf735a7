/* dialogue.c - see dialogue.h.  SPDX-License-Identifier: ISC */
#include "dialogue.h"

#include <string.h>
#include <strings.h>
#include <termios.h>
#include <unistd.h>

#define CTRL_C 0x03
#define CTRL_D 0x04
#define BACKSPACE 0x08
#define DELETE 0x7f

static void trim(char *text)
{
	size_t n = strlen(text), blanks = strspn(text, " \t");

	while (n && strchr(" \t\r\n", text[n - 1]))
		text[--n] = '\0';
	if (blanks < n)
		memmove(text, text + blanks, n - blanks + 1);
}

/* What of a line was too long must not answer the next question. */
static void drop_rest(const char *line, FILE *in)
{
	int c = strchr(line, '\n') ? '\n' : 0;

	while (c != '\n' && c != EOF)
		c = fgetc(in);
}

static bool read_line(struct dialogue *dialogue, char *line, size_t bytes)
{
	if (!fgets(line, (int)bytes, dialogue->in)) {
		dialogue->ended = true;
		fputc('\n', dialogue->out);
		return false;
	}
	drop_rest(line, dialogue->in);
	trim(line);
	return true;
}

bool dialogue_ask(struct dialogue *dialogue, const char *question, char *answer, size_t bytes)
{
	char line[512];

	if (!dialogue->asks)
		return !dialogue->ended;
	fprintf(dialogue->out, *answer ? "%s [%s]: " : "%s: ", question, answer);
	fflush(dialogue->out);
	if (!read_line(dialogue, line, sizeof(line)))
		return false;
	if (*line)
		snprintf(answer, bytes, "%s", line);
	return true;
}

static bool take_key(struct dialogue *dialogue, char *answer, size_t bytes)
{
	size_t n = 0;
	char c;

	while (read(STDIN_FILENO, &c, 1) == 1 && c != '\n' && c != '\r') {
		if (c == CTRL_C || (c == CTRL_D && n == 0)) {
			dialogue->ended = true;
			break;
		}
		if (c == BACKSPACE || c == DELETE)
			n -= n > 0;
		else if ((unsigned char)c > ' ' && n + 1 < bytes)
			answer[n++] = c;
	}
	answer[n] = '\0';
	return !dialogue->ended;
}

/* Signals from the keyboard are off meanwhile: none can end us while the terminal does not echo. */
bool dialogue_ask_hidden(struct dialogue *dialogue, const char *question, char *answer,
			 size_t bytes)
{
	struct termios before, mute;
	bool good;

	*answer = '\0';
	if (!dialogue->asks || tcgetattr(STDIN_FILENO, &before) < 0)
		return !dialogue->ended;
	mute = before;
	mute.c_lflag &= ~(tcflag_t)(ECHO | ICANON | ISIG);
	/* before the question, as what was typed already is dropped */
	tcsetattr(STDIN_FILENO, TCSAFLUSH, &mute);
	fprintf(dialogue->out, "%s: ", question);
	fflush(dialogue->out);
	good = take_key(dialogue, answer, bytes);
	tcsetattr(STDIN_FILENO, TCSAFLUSH, &before);
	fputc('\n', dialogue->out);
	return good;
}

static bool is_yes(const char *line)
{
	return strcasecmp(line, "y") == 0 || strcasecmp(line, "yes") == 0;
}

static bool is_no(const char *line)
{
	return strcasecmp(line, "n") == 0 || strcasecmp(line, "no") == 0;
}

bool dialogue_confirm(struct dialogue *dialogue, const char *question, bool proposal)
{
	char line[64];

	if (!dialogue->asks)
		return proposal && !dialogue->ended;
	do {
		fprintf(dialogue->out, "%s [%s] ", question, proposal ? "Y/n" : "y/N");
		fflush(dialogue->out);
		if (!read_line(dialogue, line, sizeof(line)))
			return false;
	} while (*line && !is_yes(line) && !is_no(line));
	return *line ? is_yes(line) : proposal;
}
