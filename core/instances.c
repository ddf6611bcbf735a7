/* instances.c - see instances.h.  SPDX-License-Identifier: ISC */
#include "instances.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "keys.h"
#include "nearby.h"
#include "sections.h"
#include "units.h"
#include "words.h"

#define PATH_BYTES 4096
#define SECOND INT64_C(1000)

static const char *const kind_names[] = {
	[MUZZLE_SOURCE] = "source",
	[MUZZLE_ACTION] = "action",
	[MUZZLE_EXPORTER] = "exporter",
};

static void report_no_preset(const struct option_section *section, const char *name,
			     const struct instances_loading *loading)
{
	const struct remark_place *place = &option_find(section, "preset")->place;
	const char *dir = loading->main->preset_dir, *shown = option_show(section, "preset", name);
	char near[NEARBY_BYTES];

	if (shown == name && nearby_find(dir, ".ini", name, near))
		remarks_error(loading->remarks, place,
			      "there is no preset `%s` in %s; did you mean `%s`?", shown, dir,
			      near);
	else
		remarks_error(loading->remarks, place, "there is no preset `%s` in %s", shown, dir);
}

/* Presets are read anew for each section that names them: they are short, and mistakes in them are
 * told once all the same. */
static int read_preset(struct option_section *section, const char *path, const char *part,
		       const struct instances_loading *loading)
{
	struct sections preset = { .arena = section->arena, .remarks = loading->remarks };
	const struct option_pair *pair = option_find(section, "preset");
	size_t errors = loading->remarks->errors;
	int rc = sections_read_file(&preset, path);

	if (rc)
		return rc;
	section->base = sections_find(preset.first, part, "");
	if (!section->base && loading->remarks->errors == errors)
		remarks_error(loading->remarks, &pair->place, "preset `%s` has no [%s]",
			      pair->value, part);
	return 0;
}

/* Where presets lie beside a binary that runs from its build tree, not installed. */
static int find_build_tree(char *dir, size_t bytes)
{
	char binary[PATH_BYTES / 2];
	ssize_t length = readlink("/proc/self/exe", binary, sizeof(binary) - 1);
	char *slash;

	if (length <= 0)
		return -ENOENT;
	binary[length] = '\0';
	slash = strrchr(binary, '/');
	if (slash)
		*slash = '\0';
	snprintf(dir, bytes, "%s/../etc/presets", binary);
	return 0;
}

static bool is_preset(const char *dir, const char *name, char *path, size_t bytes)
{
	snprintf(path, bytes, "%.*s/%s.ini", PATH_BYTES - 2 * UNITS_NAME_MAX, dir, name);
	return access(path, F_OK) == 0;
}

static bool find_preset(const char *dir, const char *name, char *path, size_t bytes)
{
	char tree[PATH_BYTES];

	if (is_preset(dir, name, path, bytes))
		return true;
	return strcmp(dir, KEYS_PRESET_DIR) == 0 && !find_build_tree(tree, sizeof(tree)) &&
	       is_preset(tree, name, path, bytes);
}

int instances_use_preset(struct option_section *section, const char *part,
			 const struct instances_loading *loading)
{
	const char *name = option_peek_text(section, "preset");
	char path[PATH_BYTES];

	/* what breaks the grammar is refused with the other keys, and never becomes a path */
	if (!name || !units_is_name(name) || !loading->main->preset_dir)
		return 0;
	if (find_preset(loading->main->preset_dir, name, path, sizeof(path)))
		return read_preset(section, path, part, loading);
	report_no_preset(section, name, loading);
	return 0;
}

/* Restarts of these kinds end everything that runs in the gateway. */
static bool is_gateway_wide(const char *via, int64_t scope)
{
	if (scope != KEYS_SCOPE_AUTO)
		return scope == KEYS_SCOPE_GATEWAY;
	return strcmp(via, "docker") == 0 || strcmp(via, "systemd") == 0 ||
	       strcmp(via, "procd") == 0;
}

/* It says what it does, and no session in it. */
static bool names_no_session(const struct option_section *section)
{
	static const char *const keys[] = { "url", "command", "body" };
	bool says = false;

	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++) {
		const struct option_pair *pair = option_find(section, keys[i]);

		if (pair && (strstr(pair->value, "{session}") || strstr(pair->value, "{target}")))
			return false;
		says |= pair != NULL;
	}
	return says;
}

/* Where an action names one; NULL: nowhere. */
static const struct option_pair *find_session(const struct option_section *section)
{
	static const char *const keys[] = { "url", "command", "body", "unit" };

	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++) {
		const struct option_pair *pair = option_find(section, keys[i]);

		if (pair && strstr(pair->value, "{session}"))
			return pair;
	}
	return NULL;
}

/* Whoever writes such a one mostly means all of the gateway, and would find out at night. */
static void doubt_scope(const struct option_section *section, const char *via, int64_t scope,
			struct remarks *remarks)
{
	const struct option_pair *pair = find_session(section);

	if (pair && is_gateway_wide(via, scope))
		remarks_warning(remarks, &pair->place,
				"an action on the whole gateway has no {session}: %s",
				scope == KEYS_SCOPE_AUTO
					? "set `scope = session`"
					: "leave it out, or set `scope = session`");
	if (scope == KEYS_SCOPE_AUTO && (strcmp(via, "http") == 0 || strcmp(via, "exec") == 0) &&
	    names_no_session(section))
		remarks_warning(remarks, &section->place,
				"[%s %s] is taken for an action on one session, but names no "
				"{session}: if it restarts the whole gateway, set `scope = "
				"gateway`, else `scope = session`",
				section->kind, section->name);
}

/* The plugin reads the same key for its own request; ours is for when it never answers at all. */
static int64_t find_timeout_ms(const struct option_section *section, const char *via)
{
	int64_t configured_ms = option_peek_msec(section, "timeout", 0);

	if (configured_ms > 0)
		return configured_ms;
	if (strcmp(via, "http") == 0)
		return 20 * SECOND;
	if (strcmp(via, "docker") == 0)
		return 60 * SECOND + option_peek_msec(section, "stop_timeout", 10 * SECOND);
	return 60 * SECOND;
}

/* Messages by their names. */
static uint32_t find_urgent(const struct option_section *section, const char *const *names,
			    struct remarks *remarks)
{
	uint32_t urgent = 0;

	for (; names && *names; names++) {
		int what = words_value(&words_notify, *names);

		urgent |= 1u << what;
		if (!what)
			remarks_error(remarks, &option_find(section, "urgent")->place,
				      "`urgent`: there is no message `%s`",
				      option_show(section, "urgent", *names));
	}
	return urgent;
}

void instances_doubt_windows(const struct option_section *section, const char *key,
			     const struct calendar *calendar, struct remarks *remarks)
{
	const char *doubt = calendar_doubt(calendar);

	if (doubt)
		remarks_warning(remarks, &option_find(section, key)->place,
				"`%s`: %s; is that meant?", key, doubt);
}

static const char *const telling[] = { "fallback", "fallback_after", "keep",
				       "digest",   "quiet",          "urgent" };

bool instances_tells(const char *key)
{
	for (size_t i = 0; i < sizeof(telling) / sizeof(telling[0]); i++)
		if (strcmp(telling[i], key) == 0)
			return true;
	return false;
}

/* Too late is never; and who restarts tells nobody. */
static void doubt_delivery(const struct option_section *section, const struct conf_instance *action,
			   struct remarks *remarks)
{
	bool mute = strcmp(action->plugin, INSTANCES_MUTE) == 0;
	const struct conf_delivery *delivery = &action->delivery;

	if (delivery->fallback && delivery->fallback_after_ms >= delivery->keep_ms)
		remarks_error(remarks, &option_find(section, "fallback")->place,
			      "`fallback_after` is not shorter than `keep`: by then the message is "
			      "given up");
	for (size_t i = 0; mute && i < sizeof(telling) / sizeof(telling[0]); i++)
		if (option_find(section, telling[i]))
			remarks_warning(remarks, &option_find(section, telling[i])->place,
					"`%s` is about messages, and a restart tells none",
					telling[i]);
}

/* The plugin's own keys stay as they are written: the host applies the plugin's table to them. */
static int load_instance(struct option_section *section, struct conf_instance *instance,
			 const struct instances_loading *loading)
{
	const struct muzzle_option *table = keys_of_kind(section->kind);
	const char *plugin = option_peek_text(section, "plugin");
	struct keys_instance keys = { .plugin = NULL };
	int rc = plugin ? instances_use_preset(section, plugin, loading) : 0;
	const char *via = option_peek_text(section, "via");

	section->host_keys = table;
	via = via ? via : "";
	if (rc == 0)
		rc = option_take(section, table, &keys, loading->remarks);
	*instance = (struct conf_instance){
		.name = section->name,
		.kind = instance->kind,
		.plugin = keys.plugin ? keys.plugin : "",
		.gateway = keys.gateway,
		.gateway_wide = is_gateway_wide(via, keys.scope),
		.timeout_ms = find_timeout_ms(section, via),
		.delivery = keys.delivery,
		.section = section,
	};
	instance->delivery.urgent = rc ? 0 : find_urgent(section, keys.urgent, loading->remarks);
	if (rc == 0 && instance->kind == MUZZLE_ACTION) {
		doubt_scope(section, via, keys.scope, loading->remarks);
		instances_doubt_windows(section, "quiet", &keys.delivery.quiet, loading->remarks);
		doubt_delivery(section, instance, loading->remarks);
	}
	return rc == -EINVAL ? 0 : rc;
}

int instances_load(struct instances *instances, enum muzzle_kind kind, struct option_section *first,
		   const struct instances_loading *loading)
{
	const char *name = kind_names[kind];
	size_t count = 0;
	int rc = 0;

	memset(instances, 0, sizeof(*instances));
	first = sections_next(first, name);
	for (struct option_section *section = first; section;
	     section = sections_next(section->next, name))
		count++;
	if (count == 0)
		return 0;
	instances->list = arena_alloc(first->arena, count * sizeof(*instances->list));
	if (!instances->list)
		return -ENOMEM;
	for (; first && rc == 0; first = sections_next(first->next, name)) {
		instances->list[instances->count].kind = kind;
		rc = load_instance(first, &instances->list[instances->count++], loading);
	}
	return rc;
}
