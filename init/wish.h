/* wish.h - what the command line of muzzle-init asks for.  SPDX-License-Identifier: ISC */
#ifndef WISH_H
#define WISH_H

#include <stdbool.h>
#include <stdio.h>

#define WISH_WHY_BYTES 256

/* Options that were not given are NULL or false. */
struct wish {
	const char *url, *kind, *name, *sessions;
	const char *key, *key_file, *key_env, *ca;
	const char *container, *docker, *log;
	const char *to, *format;
	const char *conf, *output;
	bool web, enforce, force, yes, json, help;
};

/* wish_parse - 0, or -EINVAL with the reason in why, never with a key; wish borrows from argv. */
int wish_parse(int argc, char **argv, struct wish *wish, char why[WISH_WHY_BYTES]);

/* wish_print_usage - all options, as --help prints them. */
void wish_print_usage(FILE *out);

#endif
