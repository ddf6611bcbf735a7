/* judge.c - see judge.h.  SPDX-License-Identifier: ISC */
#include "judge.h"

#include <dlfcn.h>
#include <errno.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "arena.h"
#include "option.h"
#include "remarks.h"
#include "text.h"
#include "trust.h"
#include "value.h"

/* The least that is a descriptor ends with .cancel; what stands behind it may be missing. */
#define BASE_BYTES \
	(offsetof(struct muzzle_plugin, cancel) + sizeof(((struct muzzle_plugin *)0)->cancel))
#define SIZE_MAX_BYTES 4096u /* more is no descriptor */
#define OPTIONS_MAX 64
#define NAME_MAX_BYTES 64

static const char *const kinds[] = {
	[MUZZLE_SOURCE] = "source",
	[MUZZLE_ACTION] = "action",
	[MUZZLE_EXPORTER] = "exporter",
};

const char *judge_kind_name(enum muzzle_kind kind)
{
	return kind >= MUZZLE_SOURCE && kind <= MUZZLE_EXPORTER ? kinds[kind] : "invalid";
}

static int __attribute__((format(printf, 2, 3))) refuse(char *why, const char *fmt, ...)
{
	char raw[JUDGE_WHY_BYTES];
	va_list args;

	va_start(args, fmt);
	vsnprintf(raw, sizeof(raw), fmt, args);
	va_end(args);
	text_scrub(why, JUDGE_WHY_BYTES, raw);
	return -EINVAL;
}

static bool is_word(const char *word)
{
	size_t n = word ? strspn(word, "abcdefghijklmnopqrstuvwxyz0123456789_") : 0;

	return n > 0 && n <= NAME_MAX_BYTES && word[n] == '\0';
}

/* Data that is too short lacks what every plugin has had since 1.0; too long, it is no descriptor. */
static int judge_size(const struct muzzle_plugin *theirs, char *why)
{
	if (theirs->size >= BASE_BYTES && theirs->size <= SIZE_MAX_BYTES)
		return 0;
	return refuse(why, "its descriptor has %u bytes, ABI %d.0 has %zu", (unsigned)theirs->size,
		      MUZZLE_ABI_MAJOR, BASE_BYTES);
}

static int judge_identity(const struct muzzle_plugin *p, const struct judge_expected *expected,
			  char *why)
{
	if (!is_word(p->name) || strcmp(p->name, expected->name) != 0)
		return refuse(why, "it calls itself \"%.64s\", its file \"%.64s\"",
			      p->name ? p->name : "", expected->name);
	if (p->kind < MUZZLE_SOURCE || p->kind > MUZZLE_EXPORTER)
		return refuse(why, "its kind is %u, known are %d to %d", p->kind, MUZZLE_SOURCE,
			      MUZZLE_EXPORTER);
	if (expected->kind && p->kind != expected->kind)
		return refuse(why, "it is a plugin for [%s] sections, not for [%s]", kinds[p->kind],
			      kinds[expected->kind]);
	if (!p->summary)
		return refuse(why, "it has no summary");
	return 0;
}

static int judge_needs(const struct muzzle_plugin *p, char *why)
{
	if (p->needs & ~JUDGE_CAPS)
		return refuse(
			why,
			"it needs capabilities 0x%x (ABI %d.%u), this host lends 0x%x (ABI %d.%d)",
			(unsigned)p->needs, MUZZLE_ABI_MAJOR, p->abi_minor, JUDGE_CAPS,
			MUZZLE_ABI_MAJOR, MUZZLE_ABI_MINOR);
	if (p->self_size > JUDGE_SELF_MAX_BYTES)
		return refuse(why, "it wants %u bytes per section, at most %u are given",
			      (unsigned)p->self_size, JUDGE_SELF_MAX_BYTES);
	if (p->kind == MUZZLE_ACTION && !p->act)
		return refuse(why, "it is an action without act()");
	if (p->kind != MUZZLE_ACTION && !p->open)
		return refuse(why, "it is a%s %s without open()",
			      p->kind == MUZZLE_SOURCE ? "" : "n", kinds[p->kind]);
	return 0;
}

/* Where the option writes must be ours to write, and aligned for what it writes. */
static int judge_place(const struct muzzle_plugin *p, const struct muzzle_option *o, char *why)
{
	size_t bytes = value_type_bytes(o->type);

	if (o->type < MUZZLE_TYPE_INT || o->type > MUZZLE_TYPE_LIST || bytes == 0)
		return refuse(why, "option %s: its type is %u, known are %d to %d", o->key, o->type,
			      MUZZLE_TYPE_INT, MUZZLE_TYPE_LIST);
	if (o->offset + bytes > p->self_size || o->offset + bytes < bytes)
		return refuse(why, "option %s: ends at byte %zu of %u", o->key,
			      (size_t)o->offset + bytes, (unsigned)p->self_size);
	if (o->offset % bytes != 0)
		return refuse(why, "option %s: lies at byte %u, which %zu does not divide", o->key,
			      (unsigned)o->offset, bytes);
	return 0;
}

static int judge_option(const struct muzzle_plugin *p, size_t i, char *why)
{
	const struct muzzle_option *o = &p->options[i];

	if (!is_word(o->key))
		return refuse(why, "option %zu: \"%.64s\" is no lower-case word", i + 1, o->key);
	for (size_t j = 0; j < i; j++)
		if (strcmp(p->options[j].key, o->key) == 0)
			return refuse(why, "option %s: is both number %zu and %zu", o->key, j + 1,
				      i + 1);
	if (!o->help)
		return refuse(why, "option %s: has no help", o->key);
	if (o->type == MUZZLE_TYPE_WORD && !o->words)
		return refuse(why, "option %s: has no words to choose from", o->key);
	if (o->min > o->max)
		return refuse(why, "option %s: its range is %lld to %lld", o->key,
			      (long long)o->min, (long long)o->max);
	return judge_place(p, o, why);
}

/* The defaults go through the parser that users' values go through. */
static int judge_defaults(const struct muzzle_plugin *p, char *why)
{
	struct remarks *remarks = remarks_new();
	struct arena arena = { 0 };
	void *block = calloc(1, p->self_size + 1);
	int rc = -ENOMEM;

	if (remarks && block)
		rc = option_defaults(p->options, block, &arena, remarks);
	if (rc == -EINVAL)
		refuse(why, "%s", remarks->count ? remarks->list[0].text : "a default is wrong");
	else if (rc < 0)
		refuse(why, "%s", strerror(-rc));
	free(block);
	arena_fini(&arena);
	remarks_free(remarks);
	return rc;
}

static int judge_options(const struct muzzle_plugin *p, char *why)
{
	int rc = 0;

	if (!p->options)
		return 0;
	for (size_t i = 0; rc == 0 && p->options[i].key; i++) {
		if (i == OPTIONS_MAX)
			return refuse(why, "it has more than %d options", OPTIONS_MAX);
		rc = judge_option(p, i, why);
	}
	return rc ? rc : judge_defaults(p, why);
}

int judge_descriptor(const struct muzzle_plugin *theirs, const struct judge_expected *expected,
		     struct muzzle_plugin *plugin, char why[JUDGE_WHY_BYTES])
{
	int rc = judge_size(theirs, why);

	*plugin = (struct muzzle_plugin){ 0 };
	if (rc < 0)
		return rc;
	memcpy(plugin, theirs, theirs->size < sizeof(*plugin) ? theirs->size : sizeof(*plugin));
	rc = judge_identity(plugin, expected, why);
	if (rc == 0)
		rc = judge_needs(plugin, why);
	return rc ? rc : judge_options(plugin, why);
}

static int judge_file_name(const char *path, char name[NAME_MAX_BYTES + 1], char *why)
{
	const char *base = strrchr(path, '/');
	size_t n;

	base = base ? base + 1 : path;
	n = strcspn(base, ".");
	if (n > NAME_MAX_BYTES)
		return refuse(why, "the name has %zu bytes, at most %d may be", n, NAME_MAX_BYTES);
	memcpy(name, base, n);
	name[n] = '\0';
	if (!is_word(name) || strcmp(base + n, ".so") != 0)
		return refuse(why, "a plugin's file is called [a-z0-9_]+.so");
	return 0;
}

/* RTLD_NOW: a missing function is found now and not in the night; RTLD_LOCAL: no plugin sees another. */
static int open_so(struct judge_plugin *loaded, const char *path, char *why)
{
	int rc = trust_check_file(path, why, JUDGE_WHY_BYTES);

	if (rc < 0)
		return rc;
	loaded->so = dlopen(path, RTLD_NOW | RTLD_LOCAL);
	if (!loaded->so)
		return refuse(why, "%s", dlerror());
	return 0;
}

int judge_load(struct judge_plugin *loaded, const char *path, enum muzzle_kind kind,
	       char why[JUDGE_WHY_BYTES])
{
	char name[NAME_MAX_BYTES + 1];
	struct judge_expected expected = { name, kind };
	const struct muzzle_plugin *theirs;
	int rc;

	*loaded = (struct judge_plugin){ 0 };
	rc = judge_file_name(path, name, why);
	if (rc == 0)
		rc = open_so(loaded, path, why);
	if (rc < 0)
		return rc;
	theirs = dlsym(loaded->so, "muzzle_plugin_v1");
	if (theirs)
		rc = judge_descriptor(theirs, &expected, &loaded->plugin, why);
	else
		rc = refuse(why, "it does not export muzzle_plugin_v%d", MUZZLE_ABI_MAJOR);
	if (rc < 0)
		judge_unload(loaded);
	return rc;
}

void judge_unload(struct judge_plugin *loaded)
{
	if (loaded->so)
		dlclose(loaded->so);
	*loaded = (struct judge_plugin){ 0 };
}
