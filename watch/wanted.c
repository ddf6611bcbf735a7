/* wanted.c - see wanted.h.  SPDX-License-Identifier: ISC */
#include "wanted.h"

#include <errno.h>
#include <getopt.h>

#include "conf.h"
#include "units.h"

#define EVERY_MIN_MS 1000 /* a serial line must keep up */
#define EVERY_MAX_MS 3600000

static const struct option options[] = {
	{ "every", required_argument, NULL, 'e' },
	{ "plain", no_argument, NULL, 'p' },
	{ "json", no_argument, NULL, 'j' },
	{ "help", no_argument, NULL, 'h' },
	{ NULL, 0, NULL, 0 },
};

static int take_every(struct wanted *wanted, const char *text, char *why)
{
	const char *reason;

	if (units_parse_msec(text, &wanted->every_ms, &reason)) {
		snprintf(why, WANTED_WHY_BYTES, "--every %.40s: %.80s", text, reason);
		return -EINVAL;
	}
	if (wanted->every_ms >= EVERY_MIN_MS && wanted->every_ms <= EVERY_MAX_MS)
		return 0;
	snprintf(why, WANTED_WHY_BYTES, "--every %.40s: at least 1s and at most 1h", text);
	return -EINVAL;
}

static int take_option(struct wanted *wanted, int option, char *why)
{
	switch (option) {
	case 'c':
		wanted->file = optarg;
		wanted->file_given = true;
		return 0;
	case 'e':
		return take_every(wanted, optarg, why);
	case 'p':
		wanted->plain = true;
		return 0;
	case 'j':
		wanted->json = true;
		return 0;
	case 'h':
		wanted->help = true;
		return 0;
	default:
		snprintf(why, WANTED_WHY_BYTES, "an option is unknown or lacks its value");
		return -EINVAL;
	}
}

int wanted_parse(int argc, char **argv, struct wanted *wanted, char why[WANTED_WHY_BYTES])
{
	int option;

	*wanted = (struct wanted){ .every_ms = EVERY_MIN_MS };
	opterr = 0;
	optind = 1;
	while ((option = getopt_long(argc, argv, "c:h", options, NULL)) != -1)
		if (take_option(wanted, option, why))
			return -EINVAL;
	if (optind < argc)
		wanted->target = argv[optind++];
	if (optind == argc)
		return 0;
	snprintf(why, WANTED_WHY_BYTES, "one target at most, found %.80s", argv[optind]);
	return -EINVAL;
}

void wanted_print_usage(FILE *out)
{
	fprintf(out,
		"usage: muzzle watch [-c FILE] [--every 1s] [--plain] [--json] "
		"[GATEWAY[/SESSION]]\n\n"
		"  -c FILE        the configuration, instead of %s\n"
		"                 (if you are not root and cannot read that: %s)\n"
		"  --every 1s     how often the daemon is asked, 1s to 1h\n"
		"  --plain        a line for each change, as where there is no terminal\n"
		"  --json         the status as one JSON object a line\n"
		"\non the screen ? shows the keys\n",
		CONF_FILE, CONF_FILE_USER);
}
