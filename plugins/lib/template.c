/* template.c - see template.h.  SPDX-License-Identifier: ISC */
#include "template.h"

#include <stdlib.h>
#include <string.h>

#include "wordmap.h"

enum piece_kind { TEXT = 1, GAP, CAPTURE };

struct piece {
	enum piece_kind kind;
	enum template_capture capture;
	enum moment_form form; /* if it is {time} */
	struct needle text;    /* in .store */
};

/* A run of pieces without a gap is a segment: found as a whole, leftmost first. */
struct template
{
	const struct needle *needle; /* the longest text: a line without it cannot match */
	size_t count;
	char *store;          /* owned: the unescaped text */
	struct piece piece[]; /* .count of them, then one of kind 0 */
};

static const char *const names[TEMPLATE_CAPTURES] = {
	[TEMPLATE_SESSION] = "session",
	[TEMPLATE_EVENT] = "event",
	[TEMPLATE_STATUS] = "status",
	[TEMPLATE_TIME] = "time",
};

static size_t word_bytes(const char *s)
{
	size_t bytes = 0;

	while (s[bytes] >= 'a' && s[bytes] <= 'z')
		bytes++;
	return bytes;
}

/* What a brace encloses: a word, and behind {time: another one. */
struct brace {
	const char *word, *form;
	size_t word_bytes, form_bytes;
	size_t bytes; /* of it all, 0: it is text */
};

static struct brace brace_at(const char *s)
{
	struct brace b = { .word = s + 1 };
	const char *at;

	if (*s != '{' || !(b.word_bytes = word_bytes(b.word)))
		return b;
	at = b.form = b.word + b.word_bytes;
	if (*at == ':' && b.word_bytes == 4 && memcmp(b.word, "time", 4) == 0) {
		b.form = at + 1;
		b.form_bytes = word_bytes(b.form);
		at = b.form + b.form_bytes;
	}
	if (*at == '}')
		b.bytes = (size_t)(at + 1 - s);
	return b;
}

static enum template_capture capture_of(const struct brace *b)
{
	for (int c = TEMPLATE_SESSION; c < TEMPLATE_CAPTURES; c++)
		if (strlen(names[c]) == b->word_bytes &&
		    memcmp(b->word, names[c], b->word_bytes) == 0)
			return (enum template_capture)c;
	return 0;
}

/* Adds one byte of text to the last piece, or to a new one. */
static void add_text(struct template *t, char **store, char c)
{
	struct piece *last = t->count ? &t->piece[t->count - 1] : NULL;

	if (!last || last->kind != TEXT) {
		last = &t->piece[t->count++];
		*last = (struct piece){ .kind = TEXT, .text.text = *store };
	}
	*(*store)++ = c;
	last->text.bytes++;
}

static void add_gap(struct template *t)
{
	if (!t->count || t->piece[t->count - 1].kind != GAP)
		t->piece[t->count++] = (struct piece){ .kind = GAP };
}

static const char *add_capture(struct template *t, const struct brace *b)
{
	enum template_capture capture = capture_of(b);
	enum moment_form form = moment_form_named(b->form, b->form_bytes);

	if (!capture)
		return "it names a capture other than {session} {event} {status} {time}";
	if (!form)
		return "it dates by a form other than {time} {time:s} {time:ms} {time:iso}";
	if (template_has(t, capture))
		return "it names a capture twice";
	if (t->count && t->piece[t->count - 1].kind != TEXT)
		return "it needs text between a `*` or a capture and the capture behind it";
	t->piece[t->count++] = (struct piece){ .kind = CAPTURE, .capture = capture, .form = form };
	return NULL;
}

static const char *compile(struct template *t, const char *s)
{
	char *store = t->store;
	const char *why = NULL;

	while (*s && !why) {
		struct brace brace = brace_at(s);

		if (*s == '\\' && s[1])
			add_text(t, &store, *++s);
		else if (*s == '*')
			add_gap(t);
		else if (brace.bytes)
			why = add_capture(t, &brace);
		else
			add_text(t, &store, *s);
		s += brace.bytes ? brace.bytes : 1;
	}
	return why;
}

static const char *choose_needle(struct template *t)
{
	for (struct piece *p = t->piece; p < t->piece + t->count; p++) {
		if (p->kind != TEXT)
			continue;
		p->text = needle_make(p->text.text, p->text.bytes);
		if (!t->needle || p->text.bytes > t->needle->bytes)
			t->needle = &p->text;
	}
	return t->needle ? NULL : "it has no text";
}

struct template *template_new(const char *text, const char **why)
{
	size_t bytes = strlen(text);
	struct template *t = calloc(1, sizeof(*t) + (bytes + 1) * sizeof(t->piece[0]));

	*why = NULL;
	if (!t)
		return NULL;
	t->store = malloc(bytes + 1);
	if (!t->store)
		goto fail;
	*why = compile(t, text);
	if (!*why)
		*why = choose_needle(t);
	if (!*why)
		return t;
fail:
	template_free(t);
	return NULL;
}

void template_free(struct template *template)
{
	if (template)
		free(template->store);
	free(template);
}

const struct needle *template_needle(const struct template *template)
{
	return template->needle;
}

bool template_has(const struct template *template, enum template_capture capture)
{
	for (size_t i = 0; i < template->count; i++)
		if (template->piece[i].kind == CAPTURE && template->piece[i].capture == capture)
			return true;
	return false;
}

static bool text_stands(const struct piece *p, const char *at, const char *end)
{
	return (size_t)(end - at) >= p->text.bytes && memcmp(at, p->text.text, p->text.bytes) == 0;
}

/* Where the capture at s ends, NULL if it cannot stand here. */
static const char *end_capture(const struct piece *p, const char *s, const char *end)
{
	const char *at = s, *last = end - s > TEMPLATE_CAPTURE_MAX ? s + TEMPLATE_CAPTURE_MAX : end;
	bool text_follows = p[1].kind == TEXT;
	char behind = text_follows ? *p[1].text.text : 0;

	if (p->capture == TEMPLATE_TIME) {
		at += moment_bytes(p->form, s, last);
		return at == s ? NULL : at;
	}
	while (at < last && wordmap_name_has(*at)) {
		at++;
		if (text_follows && at < end && *at == behind && text_stands(&p[1], at, end))
			return at;
	}
	return text_follows || at == s ? NULL : at;
}

/* Matches the segment that begins with piece p exactly at s; its end, or NULL. */
static const char *match_segment(const struct piece *p, struct template_line at,
				 struct template_match *match)
{
	const char *s = at.text, *end = at.text + at.bytes;

	for (; s && p->kind && p->kind != GAP; p++) {
		const char *from = s;

		if (p->kind == TEXT) {
			s = text_stands(p, s, end) ? s + p->text.bytes : NULL;
			continue;
		}
		s = end_capture(p, from, end);
		if (!s)
			break;
		memcpy(match->text[p->capture], from, (size_t)(s - from));
		match->text[p->capture][s - from] = '\0';
		if (p->capture == TEMPLATE_TIME)
			match->form = p->form;
	}
	return s;
}

static const struct piece *next_gap(const struct piece *p)
{
	while (p->kind && p->kind != GAP)
		p++;
	return p;
}

/* Finds the segment behind a gap: it begins with text.  The last one must reach the line's end. */
static const char *find_segment(const struct piece *p, struct template_line line,
				struct template_match *match)
{
	const char *end = line.text + line.bytes, *s = line.text, *found;
	bool last = !next_gap(p)->kind;

	while ((s = needle_find(&p->text, s, end))) {
		found = match_segment(p, (struct template_line){ s, (size_t)(end - s) }, match);
		if (found && (!last || found == end))
			return found;
		s++;
	}
	return NULL;
}

bool template_match_line(const struct template *template, struct template_line line,
			 struct template_match *match)
{
	const struct piece *p = template->piece;
	const char *end = line.text + line.bytes, *s = line.text;

	if (!needle_find(template->needle, s, end))
		return false;
	for (int c = TEMPLATE_SESSION; c < TEMPLATE_CAPTURES; c++)
		match->text[c][0] = '\0';
	if (p->kind != GAP)
		s = match_segment(p, line, match);
	for (p = next_gap(p); s && p->kind; p = next_gap(p)) {
		if (!(++p)->kind)
			return true;
		s = find_segment(p, (struct template_line){ s, (size_t)(end - s) }, match);
	}
	return s == end;
}
