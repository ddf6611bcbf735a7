/* mutate.c - one C file with all its mutants in it, chosen at run time.  SPDX-License-Identifier: ISC
 *
 * usage: mutate FILE FIRST_ID LIST [ID ...] > MUTATED
 *
 * Wherever an operator, a constant, a condition or a return value stands in a function, the output
 * says `(mutant == ID ? (wrong) : (right))`, so that one build holds them all.  LIST gets a line each:
 * id, file:line, function, right, wrong, by tabs.  IDs behind LIST are left out: they do not compile.
 *
 * The braces of functions stand in column 0.
 */
#include "tokens.h"

#define EDITS_MAX 8000

/* Tokens l .. r may become `wrong`. */
struct edit {
	int l, r, id;
	char *wrong;
};

enum returns { RETURNS_NOTHING = 1, RETURNS_BOOL, RETURNS_NUMBER, RETURNS_POINTER };

struct mutate {
	const char *path;
	struct tokens c;
	struct edit edits[EDITS_MAX];
	int edited, next_id;
	char function[80];
	enum returns returns;
	FILE *list;
	char **left_out;
};

static bool is_left_out(const struct mutate *m, int id)
{
	for (char **out = m->left_out; *out; out++)
		if (atoi(*out) == id)
			return true;
	return false;
}

static void add(struct mutate *m, int l, int r, const char *wrong)
{
	char right[TEXT_MAX] = "";
	int id = m->next_id++;

	tokens_copy(&m->c, l, r, right);
	fprintf(m->list, "%d\t%s:%d\t%s\t%s\t%s\n", id, m->path, m->c.all[l].line, m->function,
		right, wrong);
	if (!is_left_out(m, id))
		m->edits[m->edited++] = (struct edit){ l, r, id, strdup(wrong) };
}

/* Tokens l .. r, with another operator at i. */
static void add_operator(struct mutate *m, int i, const struct token *range, const char *sign)
{
	int l = (int)range->from, r = (int)range->to;
	char wrong[TEXT_MAX] = "";

	tokens_copy(&m->c, l, i - 1, wrong);
	strcat(strcat(strcat(wrong, " "), sign), " ");
	tokens_copy(&m->c, i + 1, r, wrong);
	add(m, l, r, wrong);
}

/* Its relational operators turn it round already. */
static bool is_turned(const struct mutate *m, int l, int r)
{
	int weakest = 99;

	if (l == r && (tokens_is(&m->c, l, "true") || tokens_is(&m->c, l, "false")))
		return true;
	for (int i = l; i <= r; i++) {
		if (tokens_binds(&m->c, i) > 0 && tokens_binds(&m->c, i) < weakest)
			weakest = tokens_binds(&m->c, i);
		if (tokens_is(&m->c, i, "?"))
			return false;
		if (tokens_is(&m->c, i, "(") || tokens_is(&m->c, i, "["))
			i = m->c.all[i].match;
	}
	return weakest == 6 || weakest == 7 ||
	       (tokens_is(&m->c, l, "!") && tokens_operand_end(&m->c, l) == r);
}

static void negate(struct mutate *m, int l, int r)
{
	char wrong[TEXT_MAX] = "!(";

	if (is_turned(m, l, r))
		return;
	tokens_copy(&m->c, l, r, wrong);
	strcat(wrong, ")");
	add(m, l, r, wrong);
}

static void mutate_sign(struct mutate *m, int i)
{
	const struct tokens_sign *sign = tokens_sign(m->c.text + m->c.all[i].from);
	int strength = tokens_binds(&m->c, i);
	struct token range = { .from = (size_t)tokens_left(&m->c, i, strength),
			       .to = (size_t)tokens_right(&m->c, i, strength) };

	if (tokens_is(&m->c, i, "?")) {
		negate(m, tokens_left(&m->c, i, 0), i - 1);
	} else if (tokens_is(&m->c, i, "!")) {
		char wrong[TEXT_MAX] = "!!";

		tokens_copy(&m->c, i + 1, tokens_operand_end(&m->c, i), wrong);
		add(m, i, tokens_operand_end(&m->c, i), wrong);
	} else if (tokens_is(&m->c, i, "++") || tokens_is(&m->c, i, "--")) {
		bool prefix = m->c.all[i + 1].kind == KIND_WORD || tokens_is(&m->c, i + 1, "*");

		range.from = (size_t)(prefix ? i : tokens_operand_start(&m->c, i));
		range.to = (size_t)(prefix ? tokens_operand_end(&m->c, i) : i);
		add_operator(m, i, &range, sign->wrong[0]);
	} else if (strength) {
		for (int k = 0; k < 2 && sign->wrong[k]; k++)
			add_operator(m, i, &range, sign->wrong[k]);
	}
}

static void mutate_number(struct mutate *m, int i)
{
	char text[TEXT_MAX] = "", wrong[TEXT_MAX + 8];
	bool zero = tokens_is(&m->c, i, "0"),
	     one = tokens_is(&m->c, i, "1") || tokens_is(&m->c, i, "1u");

	tokens_copy(&m->c, i, i, text);
	snprintf(wrong, sizeof(wrong), "%s + 1", text);
	add(m, i, i, wrong);
	if (zero)
		return;
	snprintf(wrong, sizeof(wrong), "%s - 1", text);
	add(m, i, i, wrong);
	if (!one)
		add(m, i, i, "0");
}

/* A named constant, in contrast to an enumerator. */
static bool is_constant(const struct mutate *m, int i)
{
	static const char *const tails[] = { "_MS",   "_MIN",  "_FAILURES", "_DAY", "_HOURS",
					     "_RUNG", "_BINS", "_RUNS",     NULL };
	char text[TEXT_MAX] = "";

	tokens_copy(&m->c, i, i, text);
	if (strspn(text, "ABCDEFGHIJKLMNOPQRSTUVWXYZ_0123456789") != strlen(text))
		return false;
	for (const char *const *tail = tails; *tail; tail++)
		if (strlen(text) > strlen(*tail) &&
		    strcmp(text + strlen(text) - strlen(*tail), *tail) == 0)
			return true;
	return false;
}

static void mutate_return(struct mutate *m, int i)
{
	int l = i + 1, r = i + 1;
	char wrong[TEXT_MAX] = "(";

	while (!tokens_is(&m->c, r + 1, ";"))
		r = tokens_is(&m->c, r + 1, "(") || tokens_is(&m->c, r + 1, "{")
			    ? m->c.all[r + 1].match
			    : r + 1;
	if (m->returns == RETURNS_BOOL)
		negate(m, l, r);
	if (m->returns != RETURNS_NUMBER && m->returns != RETURNS_POINTER)
		return;
	if (l == r && (tokens_is(&m->c, l, "0") || tokens_is(&m->c, l, "NULL") ||
		       m->c.all[l].kind == KIND_NUMBER))
		return;
	add(m, l, r, "0");
	tokens_copy(&m->c, l, r, wrong);
	strcat(wrong, ") + 1");
	if (m->returns == RETURNS_NUMBER)
		add(m, l, r, wrong);
}

/* Returns the token to go on behind. */
static int mutate_word(struct mutate *m, int i)
{
	static const char *const unread[] = { "memset", "sizeof", NULL };
	int end = i;

	if (tokens_is(&m->c, i, "case"))
		while (!tokens_is(&m->c, end, ":"))
			end++;
	else if (tokens_is(&m->c, i, "static"))
		while (!tokens_is(&m->c, end, ";"))
			end++;
	else if (tokens_is_any(&m->c, i, unread) && tokens_is(&m->c, i + 1, "("))
		end = m->c.all[i + 1].match;
	else if (tokens_is(&m->c, i, "if") || tokens_is(&m->c, i, "while"))
		negate(m, i + 2, m->c.all[i + 1].match - 1);
	else if (tokens_is(&m->c, i, "return") && !tokens_is(&m->c, i + 1, ";"))
		mutate_return(m, i);
	else if (tokens_is(&m->c, i, "true") || tokens_is(&m->c, i, "false"))
		add(m, i, i, tokens_is(&m->c, i, "true") ? "false" : "true");
	else if (is_constant(m, i))
		mutate_number(m, i);
	return end;
}

static enum returns returns_of(const struct mutate *m, int from, int name)
{
	for (int i = name - 1; i >= from; i--)
		if (tokens_is(&m->c, i, "*"))
			return RETURNS_POINTER;
	for (int i = from; i < name; i++)
		if (tokens_is(&m->c, i, "void") || tokens_is(&m->c, i, "struct"))
			return RETURNS_NOTHING;
		else if (tokens_is(&m->c, i, "bool"))
			return RETURNS_BOOL;
	return RETURNS_NUMBER;
}

static void begin_function(struct mutate *m, int body)
{
	int from = body, name = 0;

	while (from > 0 && !tokens_is(&m->c, from - 1, ";") && !tokens_is(&m->c, from - 1, "}"))
		from--;
	for (name = from; !tokens_is(&m->c, name + 1, "("); name++)
		;
	m->returns = returns_of(m, from, name);
	snprintf(m->function, sizeof(m->function), "%.*s",
		 (int)(m->c.all[name].to - m->c.all[name].from), m->c.text + m->c.all[name].from);
}

static void mutate_function(struct mutate *m, int body)
{
	begin_function(m, body);
	for (int i = body + 1; i < m->c.all[body].match; i++) {
		if (m->c.all[i].kind == KIND_WORD)
			i = mutate_word(m, i);
		else if (m->c.all[i].kind == KIND_NUMBER)
			mutate_number(m, i);
		else if (m->c.all[i].kind == KIND_SIGN)
			mutate_sign(m, i);
	}
}

/* What wraps most comes first; what ends needs no order, as all ends are alike. */
static void print_token(const struct mutate *m, int i)
{
	for (int r = m->c.count; r >= i; r--)
		for (int k = 0; k < m->edited; k++)
			if (m->edits[k].l == i && m->edits[k].r == r)
				printf("(mutant == %d ? (%s) : (", m->edits[k].id,
				       m->edits[k].wrong);
	fwrite(m->c.text + m->c.all[i].from, 1, m->c.all[i].to - m->c.all[i].from, stdout);
	for (int k = 0; k < m->edited; k++)
		if (m->edits[k].r == i)
			fputs("))", stdout);
}

static void print_all(const struct mutate *m)
{
	size_t at = 0;

	for (int i = 0; i < m->c.count; i++) {
		fwrite(m->c.text + at, 1, m->c.all[i].from - at, stdout);
		print_token(m, i);
		at = m->c.all[i].to;
	}
	fputs(m->c.text + at, stdout);
}

static char *slurp(const char *path)
{
	FILE *file = fopen(path, "r");
	char *text = calloc(1, 1 << 20);

	if (!file || !text)
		return NULL;
	if (fread(text, 1, (1 << 20) - 1, file) == 0)
		return NULL;
	fclose(file);
	return text;
}

int main(int argc, char **argv)
{
	struct mutate *m = calloc(1, sizeof(*m));

	if (argc < 4 || !m)
		return 2;
	m->path = strrchr(argv[1], '/') ? strrchr(argv[1], '/') + 1 : argv[1];
	m->next_id = atoi(argv[2]);
	m->left_out = argv + 4;
	m->list = fopen(argv[3], "w");
	m->c.text = slurp(argv[1]);
	if (!m->list || !m->c.text) {
		perror(argv[1]);
		return 1;
	}
	tokens_split(&m->c);
	for (int i = 1; i < m->c.count; i++)
		if (tokens_is(&m->c, i, "{") && m->c.text[m->c.all[i].from - 1] == '\n')
			mutate_function(m, i);
	print_all(m);
	return fclose(m->list);
}
