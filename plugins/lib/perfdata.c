/* perfdata.c - see perfdata.h.  SPDX-License-Identifier: ISC */
#include "perfdata.h"

#include <stdlib.h>
#include <string.h>

#include "clean.h"

#define BLANKS " \t\r\n"
#define LINE_BYTES 512 /* of text, before it is cleaned */
#define VALUE_MAX 9e15 /* in thousandths it still is an int64_t */

/* What is left to read. */
struct span {
	const char *at, *end;
};

static bool is_blank(char c)
{
	return c && strchr(BLANKS, c);
}

void perfdata_copy_text(char *out, size_t out_bytes, const char *output)
{
	char line[LINE_BYTES];
	size_t bytes;

	output += strspn(output, BLANKS);
	bytes = strcspn(output, "|\n");
	if (bytes >= sizeof(line))
		bytes = sizeof(line) - 1;
	memcpy(line, output, bytes);
	line[bytes] = '\0';
	clean_text(out, out_bytes, line);
}

/* The label's next byte; NUL where it ends, with its closing quote taken.  In quotes '' is one. */
static char take_label_byte(struct span *in, bool quoted)
{
	if (in->at < in->end && quoted && *in->at == '\'')
		if (++in->at == in->end || *in->at != '\'')
			return '\0';
	if (in->at == in->end || (!quoted && (*in->at == '=' || is_blank(*in->at))))
		return '\0';
	return *in->at++;
}

/* Takes a label; whether it is the wanted one. */
static bool take_label(struct span *in, const char *wanted)
{
	bool quoted = *in->at == '\'', same = true;
	char c;

	in->at += quoted;
	while ((c = take_label_byte(in, quoted))) {
		same = same && c == *wanted;
		wanted += same;
	}
	return same && !*wanted;
}

static bool read_value(const char *text, int64_t *value)
{
	char *end;
	double number;

	if (!*text || !strchr("+-.0123456789", *text))
		return false;
	number = strtod(text, &end);
	if (end == text || !(number >= -VALUE_MAX && number <= VALUE_MAX))
		return false;
	*value = (int64_t)(number * 1000);
	return true;
}

/* Takes one item; whether it was the wanted one and has a value. */
static bool take_item(struct span *in, const char *label, int64_t *value)
{
	bool wanted = take_label(in, label);
	bool found = wanted && in->at < in->end && *in->at == '=' && read_value(in->at + 1, value);

	while (in->at < in->end && !is_blank(*in->at))
		in->at++;
	return found;
}

static bool find_in(struct span in, const char *label, int64_t *value)
{
	while (in.at < in.end) {
		if (is_blank(*in.at))
			in.at++;
		else if (take_item(&in, label, value))
			return true;
	}
	return false;
}

bool perfdata_find(const char *output, const char *label, int64_t *value)
{
	size_t line = strcspn(output, "\n");
	const char *rest = strchr(output + line, '|'), *bar = memchr(output, '|', line);

	if (bar && find_in((struct span){ bar + 1, output + line }, label, value))
		return true;
	return rest && find_in((struct span){ rest + 1, rest + strlen(rest) }, label, value);
}
