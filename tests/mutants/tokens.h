/* tokens.h - reads a C file by its tokens, as far as mutants need it.  SPDX-License-Identifier: ISC
 *
 * It trusts clang-format: binary operators stand between blanks, unary ones do not.
 */
#ifndef TOKENS_H
#define TOKENS_H

#include <ctype.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define TOKENS_MAX 20000
#define TEXT_MAX 1000

enum kind { KIND_WORD = 1, KIND_NUMBER, KIND_STRING, KIND_SIGN };

struct token {
	size_t from, to;
	enum kind kind;
	int line, match; /* match: of a bracket, its partner */
};

struct tokens {
	char *text;
	struct token all[TOKENS_MAX];
	int count;
};

struct tokens_sign {
	const char *text;
	int binds; /* as a binary operator; 0: it is none */
	const char *wrong[2];
};

/* The longest first. */
static const struct tokens_sign tokens_signs[] = {
	{ "...", 0, { NULL } },     { "<<=", 0, { NULL } },     { ">>=", 0, { NULL } },
	{ "->", 0, { NULL } },      { "++", 0, { "--" } },      { "--", 0, { "++" } },
	{ "<<", 8, { NULL } },      { ">>", 8, { NULL } },      { "<=", 7, { "<", ">" } },
	{ ">=", 7, { ">", "<" } },  { "==", 6, { "!=" } },      { "!=", 6, { "==" } },
	{ "&&", 2, { "||" } },      { "||", 1, { "&&" } },      { "+=", -1, { "-=" } },
	{ "-=", -1, { "+=" } },     { "*=", -1, { "/=" } },     { "/=", -1, { "*=" } },
	{ "|=", -1, { "&=" } },     { "&=", -1, { "|=" } },     { "%=", -1, { NULL } },
	{ "^=", -1, { NULL } },     { "*", 10, { "/" } },       { "/", 10, { "*" } },
	{ "%", 10, { "*" } },       { "+", 9, { "-" } },        { "-", 9, { "+" } },
	{ "<", 7, { "<=", ">=" } }, { ">", 7, { ">=", "<=" } }, { "&", 5, { "|" } },
	{ "^", 4, { NULL } },       { "|", 3, { "&" } },        { "=", -1, { NULL } },
};

static inline const struct tokens_sign *tokens_sign(const char *text)
{
	for (size_t i = 0; i < sizeof(tokens_signs) / sizeof(tokens_signs[0]); i++)
		if (strncmp(text, tokens_signs[i].text, strlen(tokens_signs[i].text)) == 0)
			return &tokens_signs[i];
	return NULL;
}

static inline bool tokens_is(const struct tokens *t, int i, const char *text)
{
	size_t bytes = strlen(text);

	return i >= 0 && i < t->count && t->all[i].to - t->all[i].from == bytes &&
	       memcmp(t->text + t->all[i].from, text, bytes) == 0;
}

static inline bool tokens_is_any(const struct tokens *t, int i, const char *const *texts)
{
	for (; *texts; texts++)
		if (tokens_is(t, i, *texts))
			return true;
	return false;
}

/* Blanks, comments, and lines of the preprocessor. */
static inline const char *tokens_skip_blank(const char *at, bool line_start)
{
	for (;;) {
		if (line_start && *at == '#') {
			while (*at && (*at != '\n' || at[-1] == '\\'))
				at++;
		} else if (at[0] == '/' && at[1] == '*') {
			at = strstr(at, "*/") + 2;
		} else if (*at && isspace((unsigned char)*at)) {
			line_start = *at++ == '\n';
		} else {
			return at;
		}
	}
}

static inline size_t tokens_bytes(const char *at, enum kind *kind)
{
	const char *end = at + 1;

	*kind = KIND_SIGN;
	if (*at == '"' || *at == '\'') {
		*kind = KIND_STRING;
		while (*end != *at)
			end += *end == '\\' ? 2 : 1;
		return (size_t)(end + 1 - at);
	}
	if (isalnum((unsigned char)*at) || *at == '_') {
		*kind = isdigit((unsigned char)*at) ? KIND_NUMBER : KIND_WORD;
		while (isalnum((unsigned char)*end) || *end == '_')
			end++;
		return (size_t)(end - at);
	}
	return tokens_sign(at) ? strlen(tokens_sign(at)->text) : 1;
}

static inline void tokens_pair(struct tokens *t)
{
	int open[200], depth = 0;

	for (int i = 0; i < t->count; i++) {
		if (tokens_is(t, i, "(") || tokens_is(t, i, "[") || tokens_is(t, i, "{"))
			open[depth++] = i;
		else if (depth &&
			 (tokens_is(t, i, ")") || tokens_is(t, i, "]") || tokens_is(t, i, "}"))) {
			t->all[i].match = open[--depth];
			t->all[open[depth]].match = i;
		}
	}
}

static inline void tokens_split(struct tokens *t)
{
	const char *at = tokens_skip_blank(t->text, true), *counted = t->text;
	int line = 1;

	while (*at) {
		struct token *token = &t->all[t->count++];

		token->from = (size_t)(at - t->text);
		at += tokens_bytes(at, &token->kind);
		token->to = (size_t)(at - t->text);
		for (; counted < t->text + token->from; counted++)
			line += *counted == '\n';
		token->line = line;
		at = tokens_skip_blank(at, false);
	}
	tokens_pair(t);
}

/* Strength of a binary operator; -1 of an assignment, 0 of anything else. */
static inline int tokens_binds(const struct tokens *t, int i)
{
	const struct token *token = &t->all[i];
	const struct tokens_sign *sign = tokens_sign(t->text + token->from);

	if (token->kind != KIND_SIGN || !sign || strlen(sign->text) != token->to - token->from)
		return 0;
	return isspace((unsigned char)t->text[token->to]) ? sign->binds : 0;
}

/* An EACH_...() or an if () before a statement, in contrast to a cast or a call. */
static inline bool tokens_head_statement(const struct tokens *t, int close)
{
	static const char *const keywords[] = { "if", "while", "for", "switch", NULL };
	int before = t->all[close].match - 1;

	if (tokens_is_any(t, before, keywords))
		return true;
	return before >= 0 && t->all[before].kind == KIND_WORD &&
	       t->all[close + 1].kind == KIND_WORD;
}

/* The first token of the left operand of i. */
static inline int tokens_left(const struct tokens *t, int i, int strength)
{
	static const char *const ends[] = { "(", "[",      "{",    "}",    ";",  ",", "?",
					    ":", "return", "case", "else", "do", NULL };
	int j = i - 1;

	for (; j >= 0 && !tokens_is_any(t, j, ends); j--) {
		if (tokens_binds(t, j) < 0 ||
		    (tokens_binds(t, j) > 0 && tokens_binds(t, j) < strength))
			break;
		if (tokens_is(t, j, ")") && tokens_head_statement(t, j))
			break;
		if (tokens_is(t, j, ")") || tokens_is(t, j, "]"))
			j = t->all[j].match;
	}
	return j + 1;
}

/* The last token of its right operand. */
static inline int tokens_right(const struct tokens *t, int i, int strength)
{
	static const char *const ends[] = { ")", "]", "}", ";", ",", "?", ":", NULL };
	int j = i + 1;

	for (; j < t->count && !tokens_is_any(t, j, ends); j++) {
		if (tokens_binds(t, j) < 0 ||
		    (tokens_binds(t, j) > 0 && tokens_binds(t, j) <= strength))
			break;
		if (tokens_is(t, j, "(") || tokens_is(t, j, "[") || tokens_is(t, j, "{"))
			j = t->all[j].match;
	}
	return j - 1;
}

/* The last token of the operand of the unary operator i. */
static inline int tokens_operand_end(const struct tokens *t, int i)
{
	int j = i + 1;

	while (tokens_is(t, j, "!") || tokens_is(t, j, "-") || tokens_is(t, j, "*") ||
	       tokens_is(t, j, "&"))
		j++;
	if (tokens_is(t, j, "("))
		j = t->all[j].match;
	for (;; j++) {
		if (tokens_is(t, j + 1, "(") || tokens_is(t, j + 1, "["))
			j = t->all[j + 1].match - 1;
		else if (!tokens_is(t, j + 1, "->") && !tokens_is(t, j + 1, ".") &&
			 !tokens_is(t, j, "->") && !tokens_is(t, j, "."))
			return j;
	}
}

/* The first token of what stands before a postfix operator. */
static inline int tokens_operand_start(const struct tokens *t, int i)
{
	int j = i - 1;

	for (;; j--) {
		if (tokens_is(t, j, "]") || tokens_is(t, j, ")"))
			j = t->all[j].match;
		else if (!tokens_is(t, j - 1, "->") && !tokens_is(t, j - 1, ".") &&
			 t->all[j].kind == KIND_WORD)
			return j;
	}
}

/* Source text of tokens l .. r, in one line. */
static inline void tokens_copy(const struct tokens *t, int l, int r, char *to)
{
	size_t used = strlen(to);

	for (size_t at = t->all[l].from; l <= r && at < t->all[r].to; at++) {
		char c = isspace((unsigned char)t->text[at]) ? ' ' : t->text[at];

		if (used < TEXT_MAX - 1 && !(c == ' ' && used && to[used - 1] == ' '))
			to[used++] = c;
	}
	to[used] = '\0';
}

#endif
