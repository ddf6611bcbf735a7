/* wish.c - see wish.h.  SPDX-License-Identifier: ISC */
#include "wish.h"

#include <errno.h>
#include <stddef.h>
#include <string.h>

#include "kinds.h"
#include "units.h"

/* An option, and where its value goes; .value is "" for a switch. */
static const struct option {
	const char *name;
	size_t offset;
	const char *value, *help;
} options[] = {
#define AT(field) offsetof(struct wish, field)
	{ "--url", AT(url), "URL", "where the gateway answers, http:// or https://" },
	{ "--kind", AT(kind), "KIND", KINDS_FAMILIES "; else it is recognised" },
	{ "--name", AT(name), "GATEWAY", "what to call it; else its kind" },
	{ "--session", AT(sessions), "NAMES", "sessions to watch, with commas between; else all" },
	{ "--key-file", AT(key_file), "FILE",
	  "where its API key lies; -: read from standard input" },
	{ "--key-env", AT(key_env), "VARIABLE",
	  "the environment variable that holds it, here and when muzzle runs" },
	{ "--key", AT(key), "KEY",
	  "the key itself, which others may see in the list of processes" },
	{ "--ca", AT(ca), "FILE", "authorities to trust instead of the system's, in PEM" },
	{ "--container", AT(container), "NAME",
	  "the container that it runs in; else it is looked for" },
	{ "--docker", AT(docker), "SOCKET", "of the Docker daemon, instead of DOCKER_HOST's" },
	{ "--log", AT(log), "FILE", "its log, which shows traffic" },
	{ "--to", AT(to), "URL", "where alerts go" },
	{ "--format", AT(format), "FORMAT",
	  "what that URL understands: json form ntfy slack discord mqtt syslog alertmanager" },
	{ "--web", AT(web), "", "add the page and the metrics, for this box and to look at only" },
	{ "--enforce", AT(enforce), "",
	  "act from the start; alone: end the mode observe of an existing configuration" },
	{ "-c", AT(conf), "FILE",
	  "the configuration; if it exists, conf.d/GATEWAY.ini beside it is written instead" },
	{ "--output", AT(output), "FILE",
	  "write this file, as a configuration of its own; -: print it" },
	{ "--force", AT(force), "", "replace a file that exists, and keep it as FILE.old" },
	{ "--yes", AT(yes), "", "ask nothing, take what is proposed" },
	{ "--json", AT(json), "", "print what was found and written as one object; ask nothing" },
	{ "--help", AT(help), "", "this" },
};

#define OPTIONS (sizeof(options) / sizeof(options[0]))

static int complain(char *why, const char *what, const char *about)
{
	snprintf(why, WISH_WHY_BYTES, "%s %.100s", what, about);
	return -EINVAL;
}

static const struct option *find(const char *name)
{
	for (size_t i = 0; i < OPTIONS; i++)
		if (strcmp(options[i].name, name) == 0)
			return &options[i];
	return NULL;
}

/* Values go into lines of a file. */
static bool is_line(const char *text)
{
	for (; *text; text++)
		if ((unsigned char)*text < ' ' || *text == 0x7f)
			return false;
	return true;
}

static int take(struct wish *wish, const struct option *option, const char *text, char *why)
{
	char *field = (char *)wish + option->offset;
	const char *before;

	if (!*option->value) {
		memcpy(field, &(bool){ true }, sizeof(bool));
		return 0;
	}
	memcpy(&before, field, sizeof(before));
	if (before)
		return complain(why, "given twice:", option->name);
	if (!text || !*text)
		return complain(why, "its value is missing:", option->name);
	if (!is_line(text))
		return complain(why, "its value holds control characters:", option->name);
	memcpy(field, &text, sizeof(text));
	return 0;
}

static int take_all(int argc, char **argv, struct wish *wish, char *why)
{
	for (int i = 1; i < argc; i++) {
		const struct option *option = find(argv[i]);

		if (!option)
			return complain(why,
					argv[i][0] == '-' ? "there is no option"
							  : "a value without an option:",
					argv[i]);
		if (take(wish, option, argv[i + 1], why))
			return -EINVAL;
		i += *option->value != '\0';
	}
	return 0;
}

static bool are_names(const char *list)
{
	char name[UNITS_NAME_MAX + 2];
	size_t n;

	for (; *list; list += n + (list[n] == ',')) {
		n = strcspn(list, ",");
		snprintf(name, sizeof(name), "%.*s", (int)n, list);
		if (!units_is_name(name))
			return false;
	}
	return true;
}

static int check_names(const struct wish *wish, char *why)
{
	if (wish->name && !units_is_name(wish->name))
		return complain(why, "--name wants letters, digits, _ and -, not", wish->name);
	if (wish->sessions && !are_names(wish->sessions))
		return complain(why, "--session wants names between commas, not", wish->sessions);
	if (wish->container && !units_is_name(wish->container))
		return complain(why, "--container wants the name of a container, not",
				wish->container);
	if (wish->kind && !kinds_find(wish->kind))
		return complain(why, "--kind is one of " KINDS_FAMILIES ", not", wish->kind);
	return 0;
}

static int check_rivals(const struct wish *wish, char *why)
{
	int keys = !!wish->key + !!wish->key_file + !!wish->key_env;

	if (keys > 1)
		return complain(why, "one of", "--key, --key-file and --key-env is enough");
	if (wish->conf && wish->output)
		return complain(why, "one of", "-c and --output is enough");
	if (wish->json && wish->output && strcmp(wish->output, "-") == 0)
		return complain(why, "both would be printed:", "--json and --output -");
	if (wish->format && !wish->to)
		return complain(why, "--format", "says how --to is spoken to: --to is missing");
	return 0;
}

int wish_parse(int argc, char **argv, struct wish *wish, char why[WISH_WHY_BYTES])
{
	*wish = (struct wish){ 0 };
	if (take_all(argc, argv, wish, why) || check_names(wish, why) || check_rivals(wish, why))
		return -EINVAL;
	return 0;
}

void wish_print_usage(FILE *out)
{
	fprintf(out,
		"usage: muzzle init [OPTION]...\n"
		"Looks what answers at a URL and writes a configuration that watches it.  On a terminal\n"
		"it asks for what was not said; nothing is restarted on the first day (mode = observe).\n\n");
	for (size_t i = 0; i < OPTIONS; i++)
		fprintf(out, "  %-11s %-8s  %s\n", options[i].name, options[i].value,
			options[i].help);
	fprintf(out, "\nexit codes: 0 ok, 1 failed, 2 usage or configuration, 3 not reachable\n");
}
