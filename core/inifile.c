/* inifile.c - see inifile.h.  SPDX-License-Identifier: ISC */
#include "inifile.h"

#include <errno.h>
#include <ini.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "slurp.h"

/* Control bytes are refused in what people write, so that these are free for our talk with inih. */
#define EDGE "\x01" /* on both sides of a piece: inih takes blanks off the ends */
#define SEMICOLON '\x02'
#define SECTION_MARK "\x03" /* a key that stands for the section line itself */

struct span {
	const char *at;
	size_t bytes;
};

struct reader {
	const struct inifile_sink *sink;
	struct remark_place place; /* of the line that is being read */
	struct span rest;          /* what was not read yet */
	char section[INIFILE_SECTION_MAX + 1];
	char key[INIFILE_KEY_MAX + 1];
	struct span value; /* what inih did not get yet of the line's value */
	bool marking;      /* the section mark is due */
	bool sending;      /* a value's piece is due, may be an empty one */
	bool skipping;     /* the section was refused, and with it its keys */
	bool owed;         /* inih got a line that must lead to a call */
	int rc;
	char *joined; /* owned; the value so far */
	size_t joined_bytes;
};

static bool is_blank(char c)
{
	return c == ' ' || c == '\t';
}

static struct span trim(struct span text)
{
	while (text.bytes > 0 && is_blank(text.at[0])) {
		text.at++;
		text.bytes--;
	}
	while (text.bytes > 0 && is_blank(text.at[text.bytes - 1]))
		text.bytes--;
	return text;
}

static bool is_comment(struct span text)
{
	return text.bytes == 0 || text.at[0] == ';' || text.at[0] == '#';
}

static void complain(struct reader *reader, const char *text)
{
	remarks_error(reader->sink->remarks, &reader->place, "%s", text);
}

static bool has_control_byte(struct span text)
{
	for (size_t i = 0; i < text.bytes; i++) {
		unsigned char c = (unsigned char)text.at[i];

		if ((c < ' ' && c != '\t') || c == 0x7f)
			return true;
	}
	return false;
}

static bool is_key(struct span text)
{
	for (size_t i = 0; i < text.bytes; i++) {
		char c = text.at[i];
		bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');

		if (!letter && !(c >= '0' && c <= '9') && c != '_' && c != '-' && c != '.')
			return false;
	}
	return text.bytes > 0;
}

/* Cuts a value where its comment begins; false when a quote is open at its end. */
static bool cut_comment(struct span *value)
{
	bool quoted = false;

	for (size_t i = 0; i < value->bytes; i++) {
		char c = value->at[i];

		if (c == '"')
			quoted = !quoted;
		else if (quoted && c == '\\')
			i++;
		else if (!quoted && c == ';' && (i == 0 || is_blank(value->at[i - 1])))
			value->bytes = i;
	}
	return !quoted;
}

/* [text] and at most a comment behind it.  inih would skip what it does not understand and give the
 * keys below to the section before: a refused section therefore takes its keys with it. */
static void read_section(struct reader *reader, struct span line)
{
	const char *close = memchr(line.at, ']', line.bytes);
	size_t bytes = close ? (size_t)(close - line.at) - 1 : 0;

	reader->skipping = true;
	if (!close || !is_comment(trim((struct span){ close + 1, line.bytes - bytes - 2 }))) {
		complain(reader, "a section is [kind name] and nothing else on its line");
	} else if (bytes > INIFILE_SECTION_MAX) {
		remarks_error(
			reader->sink->remarks, &reader->place,
			"the section's text has %zu bytes, at most %d can be read; shorten it "
			"(a long session is named by `target`)",
			bytes, INIFILE_SECTION_MAX);
	} else {
		memcpy(reader->section, line.at + 1, bytes);
		reader->section[bytes] = '\0';
		reader->skipping = false;
		reader->marking = true;
	}
}

/* inih splits at the first = or :, and so do we, or a piece would become a key of another name. */
static void read_pair(struct reader *reader, struct span line)
{
	size_t at = 0;
	struct span key;

	while (at < line.bytes && line.at[at] != '=' && line.at[at] != ':')
		at++;
	key = trim((struct span){ line.at, at });
	if (at == line.bytes || !is_key(key) || key.bytes > INIFILE_KEY_MAX) {
		complain(reader, "this is no [section], no comment and no `key = value`");
		return;
	}
	memcpy(reader->key, key.at, key.bytes);
	reader->key[key.bytes] = '\0';
	reader->value = trim((struct span){ line.at + at + 1, line.bytes - at - 1 });
	reader->joined_bytes = 0;
	reader->sending = cut_comment(&reader->value);
	reader->value = trim(reader->value);
	if (!reader->sending)
		complain(reader,
			 "a double quote is not closed; a quote itself is written \"\\\"\"");
}

static void read_line(struct reader *reader)
{
	const char *end = memchr(reader->rest.at, '\n', reader->rest.bytes);
	size_t bytes = end ? (size_t)(end - reader->rest.at) : reader->rest.bytes;
	struct span line = { reader->rest.at, bytes };

	reader->rest.at += bytes + (end != NULL);
	reader->rest.bytes -= bytes + (end != NULL);
	reader->place.line++;
	if (line.bytes > 0 && line.at[line.bytes - 1] == '\r')
		line.bytes--;
	line = trim(line);
	if (is_comment(line))
		return;
	if (has_control_byte(line))
		complain(reader, "there is a control byte in this line; remove it");
	else if (line.at[0] == '[')
		read_section(reader, line);
	else if (!reader->skipping)
		read_pair(reader, line);
}

/* As much of the value as inih takes in one line, as if it were a key of its own. */
static void send_piece(struct reader *reader, char *line, size_t size)
{
	size_t frame = strlen(reader->key) + strlen("=" EDGE EDGE "\n") + 1;
	size_t room = size > frame ? size - frame : 0;
	size_t bytes = reader->value.bytes < room ? reader->value.bytes : room;
	char *at = stpcpy(stpcpy(line, reader->key), "=" EDGE);

	for (size_t i = 0; i < bytes; i++)
		*at++ = reader->value.at[i] == ';' ? SEMICOLON : reader->value.at[i];
	strcpy(at, EDGE "\n");
	reader->value.at += bytes;
	reader->value.bytes -= bytes;
	reader->sending = reader->value.bytes > 0;
}

/* inih's idea of fgets: one line of ours at a time, each of which must lead to one call of
 * take_entry before the next is asked for.  If it did not, inih could not read it, and that is
 * said. */
static char *next_line(char *line, int size, void *arg)
{
	struct reader *reader = arg;

	if (reader->owed)
		complain(reader, "this line cannot be read");
	reader->owed = reader->marking || reader->sending;
	if (reader->marking) {
		strcpy(line, SECTION_MARK "=\n");
		reader->marking = false;
		return line;
	}
	while (!reader->sending && reader->rest.bytes > 0 && reader->rc == 0) {
		read_line(reader);
		if (reader->marking) {
			snprintf(line, (size_t)size, "[%s]\n", reader->section);
			return line;
		}
	}
	if (!reader->sending || reader->rc)
		return NULL;
	reader->owed = true;
	send_piece(reader, line, (size_t)size);
	return line;
}

/* The inverse of send_piece; joined has room for the whole text. */
static void join_piece(struct reader *reader, const char *piece)
{
	size_t bytes = strlen(piece);

	for (size_t i = 1; i + 1 < bytes; i++)
		reader->joined[reader->joined_bytes++] = piece[i] == SEMICOLON ? ';' : piece[i];
	reader->joined[reader->joined_bytes] = '\0';
}

static int take_entry(void *arg, const char *section, const char *key, const char *value)
{
	struct reader *reader = arg;
	const struct inifile_sink *sink = reader->sink;
	bool mark = strcmp(key, SECTION_MARK) == 0;
	struct inifile_pair pair = { reader->key, reader->joined };

	if (strcmp(section, reader->section) != 0) {
		reader->skipping = true;
		return 1; /* still owed: the reader complains */
	}
	reader->owed = false;
	if (mark)
		reader->rc = sink->entry(sink->arg, &reader->place, section, NULL);
	else
		join_piece(reader, value);
	if (!mark && !reader->sending)
		reader->rc = sink->entry(sink->arg, &reader->place, section, &pair);
	return 1;
}

int inifile_parse(const char *name, const char *text, size_t bytes, const struct inifile_sink *sink)
{
	bool bom = bytes >= 3 && memcmp(text, "\xef\xbb\xbf", 3) == 0;
	struct reader reader = {
		.sink = sink,
		.place = { .file = name },
		.rest = { text + 3 * bom, bytes - 3 * bom },
		.joined = malloc(bytes + 1),
	};
	int rc;

	if (!reader.joined)
		return -ENOMEM;
	rc = ini_parse_stream(next_line, &reader, take_entry, &reader) == -2 ? -ENOMEM : reader.rc;
	explicit_bzero(reader.joined, bytes + 1);
	free(reader.joined);
	return rc;
}

int inifile_load(const char *path, const struct inifile_sink *sink)
{
	struct slurp slurp;
	int rc = slurp_file(&slurp, path, INIFILE_MAX_BYTES);

	if (rc) {
		remarks_error(sink->remarks, NULL, "%s%s", slurp.why,
			      rc == -ENOENT ? "; `muzzle init` writes one, -c names another" : "");
		return 0;
	}
	rc = inifile_parse(path, slurp.text, slurp.bytes, sink);
	slurp_fini(&slurp);
	return rc;
}
