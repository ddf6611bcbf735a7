/* fill.c - see fill.h.  SPDX-License-Identifier: ISC */
#include "fill.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base64.h"

#define WORD_BYTES 45 /* that an encoded word holds: 75 characters, with 12 around its base64 */

struct sink {
	char *at;
	size_t left; /* the NUL's place included */
};

/* What does not fit is cut. */
static int put(struct sink *to, const char *bytes, size_t n)
{
	bool fits = n < to->left;

	if (!fits)
		n = to->left - 1;
	memcpy(to->at, bytes, n);
	to->at += n;
	to->left -= n;
	return fits ? 0 : -ENOSPC;
}

static bool is_unreserved(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
	       (c && strchr("-._~", c));
}

static int put_byte(struct sink *to, char c, unsigned escape)
{
	char code[8] = { c, '\0' };

	if (escape & FILL_PERCENT && !is_unreserved(c))
		snprintf(code, sizeof(code), "%%%02X", (unsigned char)c);
	else if (escape & FILL_JSON && (c == '"' || c == '\\'))
		snprintf(code, sizeof(code), "\\%c", c);
	else if (escape & FILL_JSON && c == '\n')
		snprintf(code, sizeof(code), "\\n");
	else if (escape & FILL_JSON && (unsigned char)c < ' ')
		snprintf(code, sizeof(code), "\\u%04x", (unsigned)c);
	return put(to, code, strlen(code));
}

static const char *entity(char c)
{
	switch (c) {
	case '&':
		return "&amp;";
	case '<':
		return "&lt;";
	case '>':
		return "&gt;";
	default:
		return NULL;
	}
}

static int put_escaped(struct sink *to, const char *value, unsigned escape)
{
	int rc = 0;

	for (; *value && rc == 0; value++) {
		const char *name = escape & FILL_MARKUP ? entity(*value) : NULL;

		rc = name ? put_escaped(to, name, escape & ~FILL_MARKUP)
			  : put_byte(to, *value, escape);
	}
	return rc;
}

static bool is_ascii(const char *s)
{
	while (*s && (unsigned char)*s < 0x80)
		s++;
	return !*s;
}

/* Bytes of an encoded word's part of the text: whole characters. */
static size_t part_bytes(const char *text)
{
	size_t bytes = strnlen(text, WORD_BYTES + 1);

	if (bytes <= WORD_BYTES)
		return bytes;
	for (bytes = WORD_BYTES; bytes > 1 && ((unsigned char)text[bytes] & 0xc0) == 0x80; bytes--)
		;
	return bytes;
}

/* Blanks between encoded words are no part of the text. */
static int put_words(struct sink *to, const char *value)
{
	int rc = 0;

	if (is_ascii(value))
		return put(to, value, strlen(value));
	for (size_t bytes; *value && rc == 0; value += bytes) {
		char code[BASE64_BYTES(WORD_BYTES)];

		bytes = part_bytes(value);
		put(to, "=?utf-8?B?", 10);
		put(to, code, base64_write(code, value, bytes));
		rc = put(to, value[bytes] ? "?= " : "?=", value[bytes] ? 3 : 2);
	}
	return rc;
}

static int put_value(struct sink *to, const char *value, unsigned escape)
{
	return escape & FILL_HEADER ? put_words(to, value) : put_escaped(to, value, escape);
}

/* The list's entry whose {name} stands at s, or NULL. */
static const struct fill_value *find(const char *s, const struct fill_value *list)
{
	if (*s != '{' || !list)
		return NULL;
	for (; list->name; list++) {
		size_t bytes = strlen(list->name);

		if (strncmp(s + 1, list->name, bytes) == 0 && s[1 + bytes] == '}')
			return list;
	}
	return NULL;
}

int fill_template(char *out, size_t out_bytes, const char *template,
		  const struct fill_values *values)
{
	struct sink to = { out, out_bytes };
	unsigned escape = values->percent ? FILL_PERCENT : 0;
	int rc = out_bytes ? 0 : -ENOSPC;

	while (*template && rc == 0) {
		const struct fill_value *v = find(template, values->list);

		if (!v)
			rc = put(&to, template, 1);
		else
			rc = v->value ? put_value(&to, v->value, escape) : -ENOENT;
		template += v ? strlen(v->name) + 2 : 1;
	}
	if (out_bytes)
		*to.at = '\0';
	return rc;
}

/* A placeholder; .bytes 0: there is none. */
struct slot {
	size_t bytes;
	const char *value; /* "" where it has none */
	unsigned escape;
};

static struct slot slot_at(const char *s, const struct fill_form *form)
{
	const struct fill_value *v = find(s, form->list);
	unsigned escape = form->escape;

	if (!v) {
		v = find(s, form->verbatim);
		escape = 0;
	}
	if (!v)
		return (struct slot){ .bytes = 0 };
	return (struct slot){ strlen(v->name) + 2, v->value ? v->value : "", escape };
}

/* One line, up to end.  -ENOENT: it is to be left out. */
static int put_line(struct sink *to, const char *s, const char *end, const struct fill_form *form)
{
	int rc = 0;

	while (s < end && rc == 0) {
		struct slot slot = slot_at(s, form);

		if (!slot.bytes)
			rc = put(to, s, 1);
		else if (*slot.value || !form->line_end)
			rc = put_value(to, slot.value, slot.escape);
		else
			rc = -ENOENT;
		s += slot.bytes ? slot.bytes : 1;
	}
	return rc;
}

/* A text that was cut ends with a whole character. */
static char *whole_end(const char *text, char *end)
{
	char *lead = end;

	while (lead > text && ((unsigned char)lead[-1] & 0xc0) == 0x80)
		lead--;
	if (lead == text || (unsigned char)lead[-1] < 0xc0)
		return end;
	lead--;
	return end - lead < 2 + ((unsigned char)*lead >= 0xe0) + ((unsigned char)*lead >= 0xf0)
		       ? lead
		       : end;
}

static const char *find_line_end(const char *template, const struct fill_form *form)
{
	const char *end = form->line_end ? strstr(template, form->line_end) : NULL;

	return end ? end : template + strlen(template);
}

int fill_lines(char *out, size_t out_bytes, const char *template, const struct fill_form *form)
{
	struct sink to = { out, out_bytes }, before;
	size_t skip = form->line_end ? strlen(form->line_end) : 0;
	const char *end;
	int rc = 0;

	if (!out_bytes)
		return -ENOSPC;
	for (; *template && rc == 0; template = *end ? end + skip : end) {
		end = find_line_end(template, form);
		before = to;
		if (to.at > out && skip)
			put(&to, form->line_put, strlen(form->line_put));
		rc = put_line(&to, template, end, form);
		if (rc != -ENOENT)
			continue;
		to = before;
		rc = 0;
	}
	*(rc ? whole_end(out, to.at) : to.at) = '\0';
	return rc;
}

static size_t word_bytes(const char *s)
{
	size_t bytes = 0;

	while (s[bytes] >= 'a' && s[bytes] <= 'z')
		bytes++;
	return bytes;
}

const char *fill_unknown(const char *template, const struct fill_value *list)
{
	for (; (template = strchr(template, '{')); template ++) {
		size_t bytes = word_bytes(template + 1);

		if (bytes && template[1 + bytes] == '}' && !find(template, list))
			return template;
	}
	return NULL;
}

const char *fill_missing(const char *template, const struct fill_value *list)
{
	for (; (template = strchr(template, '{')); template ++) {
		const struct fill_value *v = find(template, list);

		if (v && !v->value)
			return v->name;
	}
	return NULL;
}
