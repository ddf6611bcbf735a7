/* wish.h - what the command line of muzzle-init asks for.  SPDX-License-Identifier: ISC */
#ifndef WISH_H
#define WISH_H

#include <stdbool.h>
#include <stdio.h>

#define WISH_WHY_BYTES 256

/* Texts are NULL where nothing was said. */
struct wish {
	const char *url, *kind, *name, *sessions;
	const char *key, *key_file, *key_env, *ca;
	const char *container, *docker, *log;
	const char *to, *format;
	const char *conf, *output;
	bool web, enforce, force, yes, json, help;
};

/* wish_parse - 0; -EINVAL, with what is wrong in why and never a key. */
int wish_parse(int argc, char **argv, struct wish *wish, char why[WISH_WHY_BYTES]);

/* wish_print_usage - all options. */
void wish_print_usage(FILE *out);

#endif
