/* manual.c - fills manuals and completions in from the program's tables.
 * SPDX-License-Identifier: ISC
 *
 * Copies standard input, and replaces each line `@WORD ARGUMENT`:
 *     @commands sh | fish       a line for each command: name, arguments, help, with tabs between,
 *                               escaped to stand in single quotes of that shell
 *     @command NAME             one command, as the head of an item
 *     @keys KIND                the keys of a kind of section, as a list
 *     @plugin NAME              the keys of a plugin, as a list
 *     @presets                  the first line of each preset, as a list
 *     @words TABLE              nothing; but the items that follow must be those of the table
 *     @file PATH                a file, escaped for a literal display
 *     @include PATH             a file, as it is
 * The arguments are the plugins.  What the text leaves out, and keys or commands (the words behind
 * Ic) that do not exist, are told on standard error, which tests/gates/manuals.sh wants empty: so
 * manuals and tables cannot drift apart.
 */
#include <ctype.h>
#include <dirent.h>
#include <dlfcn.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "commands.h"
#include "judge.h"
#include "keys.h"
#include "value.h"
#include "words.h"

#define LINE_BYTES 1024
#define TEXT_COLUMNS 60 /* the next blank behind this column breaks the line */
#define PLUGINS_MAX 32
#define PRESETS "etc/presets"
#define DELIMITERS " \t\n.,;:()"

static const char *const kinds[] = { "muzzle", "gateway", "session", "policy",
				     "source", "action",  "exporter" };
#define KINDS (sizeof(kinds) / sizeof(kinds[0]))

struct manual {
	struct muzzle_plugin plugins[PLUGINS_MAX];
	size_t plugin_count;
	unsigned long told_plugins, told_commands, told_kinds; /* a bit for each */
	const struct words_table *words; /* whose items must follow; NULL: none */
	int next_word;
	size_t line; /* of the input */
};

static void complain(struct manual *m, const char *what, const char *name)
{
	fprintf(stderr, "manual: line %zu: %s%s\n", m->line, what, name);
}

/* --- mdoc */

/* Breaks lines behind sentences and where they are long; escapes what mdoc would obey. */
static void print_text(const char *text)
{
	size_t column = 0;

	for (; *text; text++) {
		bool ends = strncmp(text, ". ", 2) == 0 && isupper((unsigned char)text[2]);

		if (ends || (*text == ' ' && column > TEXT_COLUMNS)) {
			fputs(ends ? ".\n" : "\n", stdout);
			text += ends;
			column = 0;
			continue;
		}
		if (column++ == 0 && (*text == '.' || *text == '\''))
			fputs("\\&", stdout);
		fputs(*text == '\\' ? "\\e" : (const char[]){ *text, '\0' }, stdout);
	}
}

/* Begins with a capital, unless its first word is a value of the option. */
static void print_sentence(const char *text, const char *words)
{
	char copy[LINE_BYTES], first[LINE_BYTES];

	snprintf(copy, sizeof(copy), "%s%s", text,
		 strchr(".?!", text[strlen(text) - 1]) ? "" : ".");
	snprintf(first, sizeof(first), "%.*s", (int)strcspn(text, " :"), text);
	if (!words || !strstr(words, first))
		copy[0] = (char)toupper((unsigned char)copy[0]);
	print_text(copy);
	putchar('\n');
}

/* The type of the value, its limits and its default. */
static void print_value(const struct muzzle_option *o)
{
	char text[LINE_BYTES], range[VALUE_RANGE_BYTES];

	value_format_range(o, range);
	snprintf(text, sizeof(text), "Value: %s%s%s%s%s%s%s%s%s.", value_type_name(o->type),
		 *range ? ", " : "", range, o->words ? ", one of " : "", o->words ? o->words : "",
		 o->flags & MUZZLE_OPT_MANDATORY ? ", mandatory" : "",
		 o->flags & MUZZLE_OPT_SECRET ? ", never printed" : "",
		 o->def ? ".\nDefault: " : "", o->def ? *o->def ? o->def : "empty" : "");
	print_text(text);
	putchar('\n');
}

static void print_options(const struct muzzle_option *list)
{
	if (!list || !list->key)
		return;
	puts(".Bl -tag -width Ds");
	for (const struct muzzle_option *o = list; o->key; o++) {
		printf(".It Ic %s\n", o->key);
		print_sentence(o->help, o->words);
		print_value(o);
	}
	puts(".El");
}

/* --- what is known */

static const struct muzzle_plugin *find_plugin(const struct manual *m, const char *name)
{
	for (size_t i = 0; i < m->plugin_count; i++)
		if (strcmp(m->plugins[i].name, name) == 0)
			return &m->plugins[i];
	return NULL;
}

static bool is_key(const struct manual *m, const char *word)
{
	for (size_t i = 0; i < KINDS; i++)
		if (option_table_has(keys_of_kind(kinds[i]), word))
			return true;
	for (size_t i = 0; i < m->plugin_count; i++)
		if (option_table_has(m->plugins[i].options, word))
			return true;
	return false;
}

/* --- the directives */

static void print_quoted(const char *text, bool fish)
{
	for (; *text; text++)
		if (*text == '\'')
			fputs(fish ? "\\'" : "'\\''", stdout);
		else
			putchar(*text);
}

static void tell_commands(struct manual *m, const char *arg)
{
	const struct commands_entry *entry;
	bool fish = strcmp(arg, "fish") == 0;

	(void)m;
	for (size_t i = 0; (entry = commands_at(i)); i++) {
		printf("%s\t", entry->name);
		print_quoted(entry->takes, fish);
		putchar('\t');
		print_quoted(entry->help, fish);
		putchar('\n');
	}
}

static void tell_command(struct manual *m, const char *arg)
{
	const struct commands_entry *entry;

	for (size_t i = 0; (entry = commands_at(i)); i++) {
		if (strcmp(entry->name, arg) != 0)
			continue;
		m->told_commands |= 1UL << i;
		printf(".It Ic %s%s%s\n", arg, *entry->takes ? " No " : "", entry->takes);
		print_sentence(entry->help, NULL);
		return;
	}
	complain(m, "there is no command ", arg);
}

static void tell_keys(struct manual *m, const char *arg)
{
	for (size_t i = 0; i < KINDS; i++)
		if (strcmp(kinds[i], arg) == 0) {
			m->told_kinds |= 1UL << i;
			print_options(keys_of_kind(arg));
			return;
		}
	complain(m, "there is no section of the kind ", arg);
}

static void tell_plugin(struct manual *m, const char *arg)
{
	const struct muzzle_plugin *p = find_plugin(m, arg);

	if (!p) {
		complain(m, "there is no plugin ", arg);
		return;
	}
	m->told_plugins |= 1UL << (p - m->plugins);
	print_options(p->options);
}

/* The first line is `; NAME.ini - WHAT.  SPDX...`. */
static void print_preset(struct manual *m, const char *file)
{
	char path[LINE_BYTES], line[LINE_BYTES] = "", *what, *end;
	FILE *in;

	snprintf(path, sizeof(path), PRESETS "/%s", file);
	in = fopen(path, "re");
	if (!in || !fgets(line, sizeof(line), in))
		complain(m, "cannot be read: ", path);
	what = strstr(line, " - ");
	end = strstr(line, ".  SPDX");
	if (what && end) {
		*end = '\0';
		printf(".It Cm %.*s\n", (int)strlen(file) - 4, file);
		print_sentence(what + 3, NULL);
	} else {
		complain(m, "no first line that says what it is for: ", path);
	}
	if (in)
		fclose(in);
}

static int is_ini(const struct dirent *d)
{
	const char *dot = strrchr(d->d_name, '.');

	return dot && strcmp(dot, ".ini") == 0;
}

static void tell_presets(struct manual *m, const char *arg)
{
	struct dirent **files = NULL;
	int count = scandir(PRESETS, &files, is_ini, alphasort);

	(void)arg;
	if (count < 1)
		complain(m, "there are no presets in ", PRESETS);
	puts(".Bl -tag -width Ds");
	for (int i = 0; i < count; i++) {
		print_preset(m, files[i]->d_name);
		free(files[i]);
	}
	puts(".El");
	free(files);
}

static void tell_words(struct manual *m, const char *arg)
{
	static const struct {
		const char *name;
		const struct words_table *words;
	} tables[] = {
		{ "guard", &words_guard },   { "evidence", &words_evidence },
		{ "state", &words_state },   { "fault", &words_fault },
		{ "event", &words_event },   { "self", &words_self },
		{ "result", &words_result }, { "order", &words_order },
		{ "notify", &words_notify }, { "cause", &words_cause },
	};

	for (size_t i = 0; i < sizeof(tables) / sizeof(tables[0]); i++)
		if (strcmp(tables[i].name, arg) == 0) {
			m->words = tables[i].words;
			m->next_word = 1;
			return;
		}
	complain(m, "there is no table of words ", arg);
}

static FILE *open_file(struct manual *m, const char *path)
{
	FILE *in = fopen(path, "re");

	if (!in)
		complain(m, "cannot be read: ", path);
	return in;
}

static void tell_include(struct manual *m, const char *arg)
{
	FILE *in = open_file(m, arg);
	int c;

	while (in && (c = fgetc(in)) != EOF)
		putchar(c);
	if (in)
		fclose(in);
}

/* Tabs become two blanks: a manual has only 80 columns. */
static void tell_file(struct manual *m, const char *arg)
{
	FILE *in = open_file(m, arg);
	bool begins = true;
	int c;

	while (in && (c = fgetc(in)) != EOF) {
		if (begins && (c == '.' || c == '\''))
			fputs("\\&", stdout);
		if (c == '\\')
			fputs("\\e", stdout);
		else if (c == '\t')
			fputs("  ", stdout);
		else
			putchar(c);
		begins = c == '\n';
	}
	if (in)
		fclose(in);
}

static void obey(struct manual *m, char *line)
{
	static const struct {
		const char *word;
		void (*tell)(struct manual *m, const char *arg);
	} directives[] = {
		{ "@commands", tell_commands }, { "@command", tell_command },
		{ "@keys", tell_keys },         { "@plugin", tell_plugin },
		{ "@presets", tell_presets },   { "@words", tell_words },
		{ "@file", tell_file },         { "@include", tell_include },
	};
	size_t bytes = strcspn(line, " \n");
	char *arg = line + bytes + strspn(line + bytes, " ");

	arg[strcspn(arg, "\n")] = '\0';
	for (size_t i = 0; i < sizeof(directives) / sizeof(directives[0]); i++)
		if (strlen(directives[i].word) == bytes &&
		    strncmp(directives[i].word, line, bytes) == 0) {
			directives[i].tell(m, arg);
			return;
		}
	complain(m, "nothing is known of ", line);
}

/* --- what the text says itself */

/* Behind @words the items must be those of the table, in its order. */
static void judge_item(struct manual *m, const char *line)
{
	const char *due = words_name(m->words, m->next_word);
	size_t bytes = strlen(due);

	if (strncmp(line, ".It Cm ", 7) == 0) {
		if (strncmp(line + 7, due, bytes) != 0 || !isspace((unsigned char)line[7 + bytes]))
			complain(m, "the next word of the table is ", due);
		m->next_word++;
	} else if (strncmp(line, ".El", 3) == 0) {
		if (m->next_word < m->words->count)
			complain(m, "the table has one more word: ", due);
		m->words = NULL;
	}
}

static void judge_names(struct manual *m, const char *line)
{
	char copy[LINE_BYTES], *rest = copy, *word;
	bool due = false;

	snprintf(copy, sizeof(copy), "%s", line + 1);
	while ((word = strtok_r(rest, DELIMITERS, &rest))) {
		if (due && !is_key(m, word) && !commands_find(word))
			complain(m, "there is no key or command ", word);
		due = strcmp(word, "Ic") == 0;
	}
}

static void judge_line(struct manual *m, const char *line)
{
	if (m->words)
		judge_item(m, line);
	if (*line == '.')
		judge_names(m, line);
}

/* A manual that describes one command, kind or plugin must describe all of them. */
static void judge_whole(struct manual *m)
{
	const struct commands_entry *entry;

	for (size_t i = 0; m->told_commands && (entry = commands_at(i)); i++)
		if (!(m->told_commands & 1UL << i))
			complain(m, "the text forgets the command ", entry->name);
	for (size_t i = 0; m->told_kinds && i < KINDS; i++)
		if (!(m->told_kinds & 1UL << i))
			complain(m, "the text forgets the kind of section ", kinds[i]);
	for (size_t i = 0; m->told_plugins && i < m->plugin_count; i++)
		if (!(m->told_plugins & 1UL << i))
			complain(m, "the text forgets the plugin ", m->plugins[i].name);
}

/* --- the plugins */

/* Who owns a plugin does not matter here, as it is only read. */
static void load(struct manual *m, const char *path)
{
	const char *file = strrchr(path, '/') ? strrchr(path, '/') + 1 : path;
	char name[LINE_BYTES], why[JUDGE_WHY_BYTES] = "";
	void *so = dlopen(path, RTLD_NOW | RTLD_LOCAL);
	const struct muzzle_plugin *theirs = so ? dlsym(so, "muzzle_plugin_v1") : NULL;

	snprintf(name, sizeof(name), "%.*s", (int)strcspn(file, "."), file);
	if (!theirs || m->plugin_count == PLUGINS_MAX)
		complain(m, "cannot be loaded: ", path);
	else if (judge_descriptor(theirs, &(struct judge_expected){ .name = name },
				  &m->plugins[m->plugin_count], why))
		complain(m, why, "");
	else
		m->plugin_count++;
}

int main(int argc, char **argv)
{
	struct manual m = { .plugin_count = 0 };
	char line[LINE_BYTES];

	for (int i = 1; i < argc; i++)
		load(&m, argv[i]);
	while (fgets(line, sizeof(line), stdin)) {
		m.line++;
		if (*line == '@') {
			obey(&m, line);
		} else {
			judge_line(&m, line);
			fputs(line, stdout);
		}
	}
	judge_whole(&m);
	return fflush(stdout) ? EXIT_FAILURE : EXIT_SUCCESS;
}
