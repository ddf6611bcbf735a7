/* fuzz_template.c - a line template matches what a backtracking matcher matches.  SPDX-License-Identifier: ISC */
#include "fuzz.h"
#include "template.h"

#define TOKENS_MAX 48
#define LINE_MAX_BYTES 160

enum token_kind { END, BYTE, GAP, CAPTURE };

struct token {
	enum token_kind kind;
	int what; /* the byte, or the capture */
	enum moment_form form;
};

/* One token each: what a template means, as its manual says it. */
struct simple {
	struct token token[TOKENS_MAX + 1];
	const char *line;
	size_t bytes;
	bool stands[TOKENS_MAX + 1][LINE_MAX_BYTES + 1];
};

static const struct {
	const char *text;
	struct token token;
} captures[] = {
	{ "{session}", { CAPTURE, TEMPLATE_SESSION, 0 } },
	{ "{event}", { CAPTURE, TEMPLATE_EVENT, 0 } },
	{ "{status}", { CAPTURE, TEMPLATE_STATUS, 0 } },
	{ "{time}", { CAPTURE, TEMPLATE_TIME, MOMENT_EPOCH } },
	{ "{time:}", { CAPTURE, TEMPLATE_TIME, MOMENT_EPOCH } },
	{ "{time:s}", { CAPTURE, TEMPLATE_TIME, MOMENT_S } },
	{ "{time:ms}", { CAPTURE, TEMPLATE_TIME, MOMENT_MS } },
	{ "{time:iso}", { CAPTURE, TEMPLATE_TIME, MOMENT_ISO } },
};

/* The token at text, and how many bytes it takes. */
static size_t read_token(struct token *token, const char *text)
{
	for (size_t i = 0; i < sizeof(captures) / sizeof(captures[0]); i++)
		if (strncmp(text, captures[i].text, strlen(captures[i].text)) == 0) {
			*token = captures[i].token;
			return strlen(captures[i].text);
		}
	if (*text == '\\' && text[1]) {
		*token = (struct token){ BYTE, (unsigned char)text[1], 0 };
		return 2;
	}
	*token = (struct token){ *text == '*' ? GAP : BYTE, (unsigned char)*text, 0 };
	return 1;
}

/* How many there are; too many: more than TOKENS_MAX. */
static size_t read_tokens(struct simple *m, const char *text)
{
	size_t n = 0;

	for (; *text && n < TOKENS_MAX; n++)
		text += read_token(&m->token[n], text);
	return *text ? TOKENS_MAX + 1 : n;
}

static bool is_word(char c)
{
	static const char words[] =
		"0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_.@:-";

	return c && strchr(words, c);
}

static bool text_stands(const struct simple *m, size_t token, size_t at)
{
	for (; m->token[token].kind == BYTE; token++, at++)
		if (at >= m->bytes || (unsigned char)m->line[at] != m->token[token].what)
			return false;
	return true;
}

/* How long the capture is, 0 if it cannot stand. */
static size_t capture_bytes(const struct simple *m, size_t token, size_t at)
{
	bool text = m->token[token + 1].kind == BYTE;
	size_t n = 0, most = m->bytes - at;

	if (most > TEMPLATE_CAPTURE_MAX)
		most = TEMPLATE_CAPTURE_MAX;
	if (m->token[token].what == TEMPLATE_TIME)
		return moment_bytes(m->token[token].form, m->line + at, m->line + at + most);
	while (n < most && is_word(m->line[at + n])) {
		n++;
		if (text && text_stands(m, token + 1, at + n))
			return n;
	}
	return text ? 0 : n;
}

/* Whether the rest of the line, from at on, is what the tokens from token on stand for; what follows is
 * known already. */
static bool stands(const struct simple *m, size_t token, size_t at)
{
	const struct token *t = &m->token[token];
	size_t n;

	if (t->kind == END)
		return at == m->bytes;
	if (t->kind == GAP)
		return m->stands[token + 1][at] || (at < m->bytes && m->stands[token][at + 1]);
	if (t->kind == BYTE)
		return at < m->bytes && (unsigned char)m->line[at] == t->what &&
		       m->stands[token + 1][at + 1];
	n = capture_bytes(m, token, at);
	return n && m->stands[token + 1][at + n];
}

static bool matches(struct simple *m, size_t tokens)
{
	for (size_t token = tokens + 1; token-- > 0;)
		for (size_t at = m->bytes + 1; at-- > 0;)
			m->stands[token][at] = stands(m, token, at);
	return m->stands[0][0];
}

/* Along the way that matches, gaps as short as can be. */
static void check_captures(const struct simple *m, const struct template_match *match)
{
	for (size_t token = 0, at = 0, n; m->token[token].kind; token++, at += n) {
		n = m->token[token].kind == BYTE;
		while (m->token[token].kind == GAP && !m->stands[token + 1][at])
			at++;
		if (m->token[token].kind != CAPTURE)
			continue;
		n = capture_bytes(m, token, at);
		FUZZ_HOLDS(strlen(match->text[m->token[token].what]) == n);
		FUZZ_HOLDS(memcmp(match->text[m->token[token].what], m->line + at, n) == 0);
	}
}

static void compare(const struct template *t, const char *text, const char *line)
{
	struct simple *simple = calloc(1, sizeof(*simple));
	struct template_match match;
	size_t tokens = read_tokens(simple, text);
	bool matched;

	simple->line = line;
	simple->bytes = strlen(line);
	matched = template_match_line(t, (struct template_line){ line, strlen(line) }, &match);
	if (simple->bytes <= LINE_MAX_BYTES && tokens <= TOKENS_MAX) {
		FUZZ_HOLDS(matches(simple, tokens) == matched);
		if (matched)
			check_captures(simple, &match);
	}
	free(simple);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes)
{
	struct fuzz_input in = { data, bytes };
	char *text = fuzz_line(&in), *line = fuzz_rest(&in);
	const char *why;
	struct template *t = template_new(text, &why);

	FUZZ_HOLDS(t || why);
	if (t)
		compare(t, text, line);
	template_free(t);
	free(text);
	free(line);
	return 0;
}
