/* cmd_plugins.c - see cmd_plugins.h.  SPDX-License-Identifier: ISC */
#include "cmd_plugins.h"

#include <dirent.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <json-c/json.h>

#include "cmd_program.h"
#include "conf.h"
#include "nearby.h"
#include "instances.h"
#include "judge.h"
#include "keys.h"
#include "option.h"
#include "remarks.h"
#include "tell.h"
#include "value.h"

enum exit_code { SHOWN = 0, REFUSED = 1, NOT_THERE = 2 };

/* What to show and how. */
struct wish {
	const char *name; /* one plugin with its options; NULL: a list of all */
	bool json;
};

/* One file, and what became of it. */
struct entry {
	char path[PATH_MAX];
	char name[NAME_MAX + 1]; /* without .so */
	struct judge_plugin loaded;
	char why[JUDGE_WHY_BYTES]; /* refused; "": it is good */
};

struct listing {
	char dir[PATH_MAX];
	struct dirent **files; /* owned, and each entry */
	int count;
};

static int is_so(const struct dirent *d)
{
	const char *dot = strrchr(d->d_name, '.');

	return dot && dot != d->d_name && strcmp(dot, ".so") == 0;
}

/* Whatever its kind, whoever may use it: the reason of a refusal is shown in its place. */
static void load_entry(struct entry *e, const char *dir, const char *file)
{
	snprintf(e->path, sizeof(e->path), "%s/%s", dir, file);
	snprintf(e->name, sizeof(e->name), "%.*s", (int)strlen(file) - 3, file);
	e->why[0] = '\0';
	judge_load(&e->loaded, e->path, 0, e->why);
}

static void print_option(const struct muzzle_option *o, FILE *out)
{
	char range[VALUE_RANGE_BYTES];

	value_format_range(o, range);
	fprintf(out, "  %-14s %s", o->key, value_type_name(o->type));
	if (o->type == MUZZLE_TYPE_WORD)
		fprintf(out, " (%s)", o->words);
	if (*range)
		fprintf(out, ", %s", range);
	if (o->flags & MUZZLE_OPT_MANDATORY)
		fprintf(out, ", mandatory");
	else if (o->def)
		fprintf(out, ", default %s", *o->def ? o->def : "empty");
	fprintf(out, "%s\n  %-14s %s\n", o->flags & MUZZLE_OPT_SECRET ? ", secret" : "", "",
		o->help);
}

/* What every section of that kind has, whatever its plugin. */
static void print_host_keys(const struct muzzle_plugin *p, FILE *out)
{
	const struct muzzle_option *key = keys_of_kind(judge_kind_name((enum muzzle_kind)p->kind));

	bool mute = strcmp(p->name, INSTANCES_MUTE) == 0;

	for (; key && key->key; key++)
		if (strcmp(key->key, "plugin") != 0 && !option_table_has(p->options, key->key) &&
		    !(mute && instances_tells(key->key))) {
			fputc('\n', out);
			print_option(key, out);
		}
}

static void print_entry(const struct entry *e, FILE *out)
{
	const struct muzzle_plugin *p = &e->loaded.plugin;

	if (*e->why) {
		fprintf(out, "%s is refused: %s\n", e->path, e->why);
		return;
	}
	fprintf(out, "%s, %s: %s\n%s, ABI %d.%u\n", p->name, judge_kind_name(p->kind), p->summary,
		e->path, MUZZLE_ABI_MAJOR, p->abi_minor);
	for (const struct muzzle_option *o = p->options; o && o->key; o++) {
		fputc('\n', out);
		print_option(o, out);
	}
	print_host_keys(p, out);
}

static void print_row(const struct entry *e, FILE *out)
{
	const struct muzzle_plugin *p = &e->loaded.plugin;

	if (*e->why)
		fprintf(out, "%-14s refused   %s\n", e->name, e->why);
	else
		fprintf(out, "%-14s %-9s %s\n", p->name, judge_kind_name(p->kind), p->summary);
}

static struct json_object *option_to_json(const struct muzzle_option *o)
{
	struct json_object *object = json_object_new_object();

	tell_text(object, "key", o->key);
	tell_text(object, "type", value_type_name(o->type));
	tell_text(object, "default", o->def);
	tell_text(object, "words", o->words);
	if (o->min != 0 || o->max != 0) {
		tell_number(object, "min", o->min);
		tell_number(object, "max", o->max);
	}
	tell_flag(object, "mandatory", o->flags & MUZZLE_OPT_MANDATORY);
	tell_flag(object, "secret", o->flags & MUZZLE_OPT_SECRET);
	tell_text(object, "help", o->help);
	return object;
}

/* json-c's calls fail only without memory; then a key is missing in what we print. */
static struct json_object *entry_to_json(const struct entry *e)
{
	const struct muzzle_plugin *p = &e->loaded.plugin;
	struct json_object *object = json_object_new_object();
	struct json_object *options;

	tell_text(object, "name", e->name);
	tell_text(object, "file", e->path);
	if (*e->why) {
		tell_text(object, "refused", e->why);
		return object;
	}
	tell_text(object, "kind", judge_kind_name(p->kind));
	tell_text(object, "summary", p->summary);
	options = json_object_new_array();
	for (const struct muzzle_option *o = p->options; o && o->key; o++)
		json_object_array_add(options, option_to_json(o));
	json_object_object_add(object, "options", options);
	return object;
}

static void print_json(struct json_object *object, FILE *out)
{
	fprintf(out, "%s\n",
		json_object_to_json_string_ext(object, JSON_C_TO_STRING_NOSLASHESCAPE));
	json_object_put(object);
}

/* The directory that the configuration names, in memory of the caller's. */
static void find_directory(const char *file, char dir[PATH_MAX])
{
	struct remarks *remarks = remarks_new();
	struct conf *conf = NULL;

	cmd_program_find_beside(dir, "plugins");
	if (access(KEYS_PLUGIN_DIR, F_OK) == 0 || access(dir, F_OK) < 0)
		snprintf(dir, PATH_MAX, "%s", KEYS_PLUGIN_DIR);
	if (remarks && conf_load(file, &conf, remarks) == 0)
		snprintf(dir, PATH_MAX, "%s", conf->main.plugin_dir);
	else
		fprintf(stderr, "%s is missing or has errors (see muzzle check); looking in %s\n",
			file, dir);
	conf_free(conf);
	remarks_free(remarks);
}

static int show_one(const struct wish *wish, const char *dir, const char *file, FILE *out)
{
	struct entry e;
	int code;

	load_entry(&e, dir, file);
	code = *e.why ? REFUSED : SHOWN;
	if (wish->json)
		print_json(entry_to_json(&e), out);
	else
		print_entry(&e, out);
	judge_unload(&e.loaded);
	return code;
}

static void show_row(struct json_object *rows, const char *dir, const char *file, FILE *out)
{
	struct entry e;

	load_entry(&e, dir, file);
	if (rows)
		json_object_array_add(rows, entry_to_json(&e));
	else
		print_row(&e, out);
	judge_unload(&e.loaded);
}

static int show_files(const struct wish *wish, const struct listing *listing, FILE *out)
{
	struct json_object *rows = !wish->name && wish->json ? json_object_new_array() : NULL;
	int code = wish->name ? NOT_THERE : SHOWN;
	size_t n = wish->name ? strlen(wish->name) : 0;

	for (int i = 0; i < listing->count; i++) {
		const char *file = listing->files[i]->d_name;

		if (!wish->name)
			show_row(rows, listing->dir, file, out);
		else if (strncmp(file, wish->name, n) == 0 && strcmp(file + n, ".so") == 0)
			code = show_one(wish, listing->dir, file, out);
	}
	if (rows)
		print_json(rows, out);
	return code;
}

static void refuse(const char *name, const char *dir)
{
	char near[NEARBY_BYTES];

	if (nearby_find(dir, ".so", name, near))
		fprintf(stderr, "there is no plugin %s in %s; did you mean `%s`?\n", name, dir,
			near);
	else
		fprintf(stderr, "there is no plugin %s in %s; try muzzle plugins\n", name, dir);
}

int cmd_plugins_run(const char *file, const char *name, bool json, FILE *out)
{
	struct wish wish = { .name = name, .json = json };
	struct listing listing = { .count = 0 };
	int code = NOT_THERE;

	find_directory(file, listing.dir);
	listing.count = scandir(listing.dir, &listing.files, is_so, alphasort);
	if (listing.count >= 0)
		code = show_files(&wish, &listing, out);
	if (listing.count < 0)
		fprintf(stderr, "%s: no directory of plugins (plugin_dir in [muzzle])\n",
			listing.dir);
	else if (code == NOT_THERE)
		refuse(name, listing.dir);
	for (int i = 0; i < listing.count; i++)
		free(listing.files[i]);
	free(listing.files);
	return code;
}
