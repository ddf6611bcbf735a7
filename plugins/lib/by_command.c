/* by_command.c - see by_command.h.  SPDX-License-Identifier: ISC */
#include "by_command.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "command.h"

#define ARGUMENTS_MAX 31
#define OUTPUT_BYTES 4096
#define VARIABLES (LETTER_PRIORITY + 1)
#define SPACE_BYTES 32768

/* Strings, one behind the other, and pointers to them. */
struct packed {
	size_t used;
	char bytes[SPACE_BYTES];
	const char *arguments[ARGUMENTS_MAX + 1];
	const char *variables[VARIABLES + 1];
};

/* Codes of sysexits.h that no time mends: usage, data, addressee, host, permission, configuration. */
static bool is_setup(const struct muzzle_exit *e)
{
	return e->exited && ((e->code >= 64 && e->code <= 68) || e->code == 77 || e->code == 78);
}

static void on_end(void *self, void *arg, const struct muzzle_exit *e)
{
	struct porter *p = self;
	struct porter_end end = { .result = command_judge_end(e, is_setup(e) ? e->code : 0) };

	command_describe_end(end.why, sizeof(end.why), p->command[0], e);
	porter_finish(p, arg, &end);
}

/* Values come from gateways: none may pass for an option of the command. */
static const char *find_flaw(const char *template, const char *argument)
{
	return *template == '{' && *argument == '-'
		       ? "an argument begins with '-'; take it from the environment instead"
		       : NULL;
}

/* NULL, or why not. */
static const char *pack_arguments(struct packed *to, const struct porter *p,
				  const struct letter *letter)
{
	const char *flaw = NULL;

	for (size_t i = 0; p->command[i] && !flaw; i++) {
		struct porter_print print = { .out = to->bytes + to->used,
					      .out_bytes = sizeof(to->bytes) - to->used,
					      .one_line = true };

		if (porter_print(p, letter, p->command[i], &print))
			return "it is too long once filled";
		to->arguments[i] = print.out;
		to->used += strlen(print.out) + 1;
		flaw = find_flaw(p->command[i], print.out);
	}
	return flaw;
}

/* MUZZLE_TARGET and so on, under the names that stand in templates; empty where there is no value. */
static const char *pack_variables(struct packed *to, const struct letter *letter)
{
	for (size_t i = 0; i < VARIABLES; i++) {
		const struct fill_value *v = &letter->values[i];
		char *out = to->bytes + to->used;
		size_t left = sizeof(to->bytes) - to->used;
		size_t bytes = (size_t)snprintf(out, left, "MUZZLE_%s=%s",
						i == LETTER_WHY ? "reason" : v->name,
						v->value ? v->value : "");

		if (bytes >= left)
			return "it is too long once filled";
		for (char *s = out; *s != '='; s++)
			*s = (char)toupper((unsigned char)*s);
		to->variables[i] = out;
		to->used += bytes + 1;
	}
	return NULL;
}

static uint32_t begin(struct porter *p, struct porter_errand *errand, const struct letter *letter,
		      struct porter_end *end)
{
	struct packed packed = { .used = 0 };
	const struct muzzle_spawn child = { .size = sizeof(child),
					    .argv = packed.arguments,
					    .env = packed.variables,
					    .timeout_ms = p->timeout_ms,
					    .max_output_bytes = OUTPUT_BYTES };
	const char *flaw = pack_arguments(&packed, p, letter);
	int rc = command_find(p->command[0]);

	if (!flaw)
		flaw = rc ? strerror(-rc) : pack_variables(&packed, letter);
	if (!flaw)
		return p->host->spawn(p->inst, &child, on_end, errand);
	end->result = MUZZLE_NO_SETUP;
	snprintf(end->why, sizeof(end->why), "%.100s: %s", p->command[0], flaw);
	return 0;
}

static bool has_placeholder(const char *word)
{
	return fill_unknown(word, &(struct fill_value){ .name = NULL });
}

static bool is_one_of(const char *word, const char *const *names)
{
	const char *slash = strrchr(word, '/'), *name = slash ? slash + 1 : word;

	while (*names && strcmp(*names, name) != 0)
		names++;
	return *names;
}

/* What others say must never be read by a shell as its own words: not as the code behind -c, which may
 * be one letter of several (-ec) and have more options behind it, nor where ssh hands it to one. */
static bool is_shell_code(const char *const *word)
{
	static const char *const shells[] = { "sh",  "bash", "dash", "ash", "zsh",
					      "ksh", "mksh", "fish", "csh", NULL };
	static const char *const remotes[] = { "ssh", "dbclient", NULL };
	bool shell = false, remote = false, code = false;

	for (; *word; word++) {
		bool option = **word == '-' || **word == '+';
		bool letters = shell && option && (*word)[1] != '-';

		if (has_placeholder(*word) && (remote || (code && !option)))
			return true;
		if (code && !option)
			return false;
		code = code || strcmp(*word, "-c") == 0 || (letters && strchr(*word, 'c'));
		if (letters && strpbrk(*word, "oO") && word[1])
			word++; /* what the option takes, as pipefail */
		shell |= is_one_of(*word, shells);
		remote |= is_one_of(*word, remotes);
	}
	return false;
}

static const char *find_command_flaw(const char *const *words)
{
	size_t count = 0;

	while (words[count] && !letter_unknown(words[count]))
		count++;
	if (words[count])
		return "`command`: known are only " LETTER_KNOWN;
	if (count > ARGUMENTS_MAX)
		return "`command` has more than 31 words";
	return is_shell_code(words) ? "`command`: a shell would run what others say; write "
				      "\"$MUZZLE_REASON\" in place of {why}, in a script if it is "
				      "for ssh"
				    : NULL;
}

static int check(struct porter *p)
{
	const char *flaw = p->command && *p->command ? find_command_flaw(p->command)
						     : "`format` = exec needs `command`";

	if (flaw)
		return porter_refuse(p, flaw);
	return command_check(p->command[0], "command",
			     &(struct evidence){ .host = p->host, .inst = p->inst });
}

const struct porter_kind by_command_kind = { .spawns = true, .check = check, .begin = begin };
