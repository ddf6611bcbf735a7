/* test_keys.c - our option tables, and etc/muzzle.ini against them and the plugins'.
 * SPDX-License-Identifier: ISC */
#include <dirent.h>
#include <dlfcn.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "arena.h"
#include "keys.h"
#include "scratch.h"
#include "sections.h"
#include "value.h"

#define FILE_BYTES 65536

struct fixture {
	struct scratch scratch;
	struct remarks *remarks;
	char text[FILE_BYTES];
};

static int set_up(void **state)
{
	struct fixture *fixture = calloc(1, sizeof(*fixture));

	fixture->scratch = scratch_make();
	fixture->remarks = remarks_new();
	*state = fixture;
	return 0;
}

static int tear_down(void **state)
{
	struct fixture *fixture = *state;

	scratch_remove(&fixture->scratch);
	remarks_free(fixture->remarks);
	free(fixture);
	return 0;
}

static void print_remarks(const struct fixture *fixture)
{
	for (size_t i = 0; i < fixture->remarks->count; i++)
		print_error("%d: %s\n", fixture->remarks->list[i].line,
			    fixture->remarks->list[i].text);
}

/* One line of etc/muzzle.ini, switched on, with the directories of this build. */
static void add_switched_on(struct fixture *fixture, const char *line)
{
	size_t used = strlen(fixture->text);

	line += *line == ';';
	if (strcmp(line, "plugin_dir = /usr/lib/muzzle\n") == 0)
		line = "plugin_dir = " PLUGIN_DIR "\n";
	if (strcmp(line, "preset_dir = /usr/share/muzzle/presets\n") == 0)
		line = "preset_dir = " SOURCE_DIR "/etc/presets\n";
	assert_true(used + strlen(line) < sizeof(fixture->text));
	strcpy(fixture->text + used, line);
}

static struct conf *load_switched_on(struct fixture *fixture)
{
	FILE *file = fopen(SOURCE_DIR "/etc/muzzle.ini", "r");
	struct conf *conf = NULL;
	char line[512];

	assert_non_null(file);
	while (fgets(line, sizeof(line), file))
		add_switched_on(fixture, line);
	fclose(file);
	scratch_write(&fixture->scratch, "muzzle.ini", fixture->text);
	if (conf_load(fixture->scratch.path, &conf, fixture->remarks))
		print_remarks(fixture);
	assert_non_null(conf);
	return conf;
}

/* A directory that add_switched_on replaced, after it had compared the default. */
static bool is_of_this_build(const struct option_pair *pair)
{
	return strcmp(pair->value, PLUGIN_DIR) == 0 ||
	       strcmp(pair->value, SOURCE_DIR "/etc/presets") == 0;
}

/* Every key of the table stands in a section of the kind (and plugin), with its default. */
static void expect_keys(const struct conf *conf, const char *kind, const char *plugin,
			const struct muzzle_option *table)
{
	for (; table && table->key; table++) {
		const struct option_pair *pair = NULL;

		for (const struct option_section *s = conf->sections; s && !pair; s = s->next) {
			const char *its = option_peek_text(s, "plugin");

			if (strcmp(s->kind, kind) == 0 &&
			    (!plugin || (its && strcmp(its, plugin) == 0)))
				for (pair = s->pairs; pair && strcmp(pair->key, table->key) != 0;)
					pair = pair->next;
		}
		if (!pair ||
		    (table->def && !is_of_this_build(pair) && strcmp(pair->value, table->def)))
			print_error("etc/muzzle.ini: [%s] %s: `%s` %s\n", kind,
				    plugin ? plugin : "", table->key,
				    pair ? "is not at its default" : "is missing");
		assert_non_null(pair);
		if (table->def && !is_of_this_build(pair))
			assert_string_equal(pair->value, table->def);
	}
}

static void our_defaults_can_be_parsed_and_every_key_has_help(void **state)
{
	static const char *const kinds[] = { "muzzle", "gateway", "policy",  "session",
					     "source", "action",  "exporter" };
	struct fixture *fixture = *state;
	struct arena arena = { .blocks = NULL };

	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		const struct muzzle_option *table = keys_of_kind(kinds[i]);
		void *block = calloc(1, 4096);

		assert_non_null(table);
		assert_int_equal(option_defaults(table, block, &arena, fixture->remarks), 0);
		for (; table->key; table++)
			assert_true(table->help && *value_type_name(table->type));
		free(block);
	}
	assert_null(keys_of_kind("gatway"));
	arena_fini(&arena);
}

static void defaults_of_the_tables_are_those_of_the_engine(void **state)
{
	struct fixture *fixture = *state;
	struct arena arena = { .blocks = NULL };
	struct policy policy, wanted;
	struct policy_gateway wanted_limits;
	struct keys_gateway keys;

	memset(&policy, 0, sizeof(policy));
	memset(&keys, 0, sizeof(keys));
	policy_default(&wanted);
	policy_gateway_default(&wanted_limits);
	assert_int_equal(option_defaults(keys_policy, &policy, &arena, fixture->remarks), 0);
	assert_memory_equal(&policy, &wanted, sizeof(policy));
	assert_int_equal(option_defaults(keys_gateway, &keys, &arena, fixture->remarks), 0);
	assert_int_equal(keys.gateway.limits.die_settle_ms, wanted_limits.die_settle_ms);
	assert_int_equal(keys.gateway.limits.start_max_ms, wanted_limits.start_max_ms);
	assert_int_equal(keys.gateway.limits.unreachable_ms, wanted_limits.unreachable_ms);
	arena_fini(&arena);
}

static void the_shipped_file_only_watches_the_uplink(void **state)
{
	struct fixture *fixture = *state;
	struct conf *conf = NULL, *empty = NULL;

	assert_int_equal(conf_load(SOURCE_DIR "/etc/muzzle.ini", &conf, fixture->remarks), 0);
	scratch_write(&fixture->scratch, "muzzle.ini", "");
	assert_int_equal(conf_load(fixture->scratch.path, &empty, fixture->remarks), 0);
	assert_int_equal(fixture->remarks->count, 0);
	assert_memory_equal(&conf->policies[0].policy, &empty->policies[0].policy,
			    sizeof(struct policy));
	assert_string_equal(conf->main.state_dir, empty->main.state_dir);
	assert_int_equal(conf->gateways_count + conf->actions_count, 0);
	assert_int_equal(conf->sources_count, 1);
	assert_string_equal(conf->sources[0].plugin, "uplink");
	conf_free(conf);
	conf_free(empty);
}

static void switched_on_it_has_every_key_of_ours_at_its_default(void **state)
{
	static const char *const kinds[] = { "muzzle",  "gateway", "policy",
					     "session", "source",  "action" };
	struct fixture *fixture = *state;
	struct conf *conf = load_switched_on(fixture);
	struct policy wanted;

	print_remarks(fixture);
	assert_int_equal(fixture->remarks->count, 0);
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		expect_keys(conf, kinds[i], NULL, keys_of_kind(kinds[i]));
	policy_default(&wanted);
	assert_memory_equal(&conf->policies[0].policy, &wanted, sizeof(wanted));
	assert_int_equal(conf->main.journal_bytes, 524288);
	conf_free(conf);
}

/* The table is borrowed from the plugin, which stays open. */
static const struct muzzle_plugin *open_plugin(const char *name, void **handle)
{
	char path[SCRATCH_BYTES];

	snprintf(path, sizeof(path), "%s/%s", PLUGIN_DIR, name);
	*handle = dlopen(path, RTLD_NOW | RTLD_LOCAL);
	if (!*handle)
		print_error("%s\n", dlerror());
	assert_non_null(*handle);
	return dlsym(*handle, "muzzle_plugin_v1");
}

static void expect_plugin(struct fixture *fixture, const struct conf *conf, const char *file)
{
	static const char *const kinds[] = { NULL, "source", "action", "exporter" };
	void *handle;
	const struct muzzle_plugin *plugin = open_plugin(file, &handle);

	assert_non_null(plugin);
	expect_keys(conf, kinds[plugin->kind], plugin->name, plugin->options);
	for (const struct option_section *s = conf->sections; s; s = s->next) {
		const char *name = option_peek_text(s, "plugin");
		void *block = calloc(1, plugin->self_size + 1);

		if (name && strcmp(name, plugin->name) == 0)
			option_apply(s, plugin->options, block, fixture->remarks);
		free(block);
	}
	dlclose(handle);
}

static void switched_on_it_has_every_key_of_every_plugin_at_its_default(void **state)
{
	struct fixture *fixture = *state;
	struct conf *conf = load_switched_on(fixture);
	DIR *dir = opendir(PLUGIN_DIR);
	struct dirent *entry;
	size_t count = 0;

	assert_non_null(dir);
	while ((entry = readdir(dir))) {
		size_t bytes = strlen(entry->d_name);

		if (bytes < 4 || strcmp(entry->d_name + bytes - 3, ".so") != 0)
			continue;
		expect_plugin(fixture, conf, entry->d_name);
		count++;
	}
	closedir(dir);
	print_remarks(fixture);
	assert_int_equal(fixture->remarks->count, 0);
	assert_true(count > 0);
	conf_free(conf);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(our_defaults_can_be_parsed_and_every_key_has_help),
		TEST(defaults_of_the_tables_are_those_of_the_engine),
		TEST(the_shipped_file_only_watches_the_uplink),
		TEST(switched_on_it_has_every_key_of_ours_at_its_default),
		TEST(switched_on_it_has_every_key_of_every_plugin_at_its_default),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
