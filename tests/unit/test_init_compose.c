/* test_init_compose.c - configurations that muzzle itself takes, for each kind of gateway.  SPDX-License-Identifier: ISC */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "compose.h"
#include "compose_sources.h"
#include "conf.h"
#include "scratch.h"

/* What there is to know of a gateway; tests change what they are about. */
struct scene {
	struct wish wish;
	struct survey survey;
	struct shelf shelf;
	struct standing standing;
	struct compose compose;
};

static void setup(struct scene *c, const char *preset)
{
	*c = (struct scene){ .shelf = { .file = "/etc/muzzle/muzzle.ini",
					.presets = SOURCE_DIR "/etc/presets",
					.preset_line = SOURCE_DIR "/etc/presets",
					.plugins = PLUGIN_DIR } };
	c->survey.kind = kinds_of_preset(preset);
	strcpy(c->survey.address.url, "http://127.0.0.1:3000");
	c->compose = (struct compose){ .wish = &c->wish,
				       .survey = &c->survey,
				       .shelf = &c->shelf,
				       .standing = &c->standing,
				       .name = "gw",
				       .prefix = "",
				       .docker = DOCKER_LIST_SOCKET,
				       .observe = true,
				       .outward = true };
}

static char *text_of(const struct scene *c)
{
	char *text = NULL;
	size_t bytes;
	FILE *out = open_memstream(&text, &bytes);

	compose_write(&c->compose, out);
	fclose(out);
	return text;
}

static void assert_says(const struct scene *c, const char *part)
{
	char *text = text_of(c);

	if (!strstr(text, part))
		fail_msg("not there: %s\nin:\n%s", part, text);
	free(text);
}

static void assert_silent(const struct scene *c, const char *part)
{
	char *text = text_of(c);

	if (strstr(text, part))
		fail_msg("there: %s\nin:\n%s", part, text);
	free(text);
}

/* Read as the daemon does; the caller ends it. */
static struct conf *load(const struct scene *c, struct scratch *scratch)
{
	char *text = text_of(c);
	struct remarks *remarks = remarks_new();
	struct conf *conf = NULL;

	*scratch = scratch_make();
	conf_load(scratch_write(scratch, "muzzle.ini", text), &conf, remarks);
	if (remarks->errors)
		remarks_print(remarks, stderr);
	assert_int_equal(remarks->errors, 0);
	remarks_free(remarks);
	free(text);
	return conf;
}

static void put_box(struct scene *c, const char *name)
{
	c->survey.in_box = true;
	strcpy(c->survey.box.name, name);
}

static void every_kind_is_watched_by_what_is_written(void **state)
{
	(void)state;
	for (size_t i = 0; kinds_at(i); i++) {
		struct scratch scratch;
		struct conf *conf;
		struct scene c;

		setup(&c, kinds_at(i)->preset);
		c.wish.sessions = kinds_at(i)->lists == KINDS_ONE ? "sales" : NULL;
		if (strcmp(kinds_at(i)->family, "docker") == 0) {
			*c.survey.address.url = '\0';
			put_box(&c, "box");
		}
		conf = load(&c, &scratch);
		assert_int_equal(conf->gateways_count, 1);
		assert_true(conf->main.observe);
		assert_true(conf->sources_count >= 2);
		assert_int_equal(conf->gateways[0].limits.rungs > 0,
				 c.survey.in_box || kinds_at(i)->rungs[0].name);
		conf_free(conf);
		scratch_remove(&scratch);
	}
}

static void a_container_is_the_last_rung_and_is_watched_itself(void **state)
{
	struct scratch scratch;
	struct conf *conf;
	struct scene c;

	(void)state;
	setup(&c, "waha");
	put_box(&c, "wa-1");
	conf = load(&c, &scratch);
	assert_string_equal(conf->gateways[0].container, "wa-1");
	assert_string_equal(conf->gateways[0].ladder[0]->name, "restart-session");
	assert_string_equal(conf->gateways[0].ladder[1]->name, "restart-container");
	assert_true(conf->gateways[0].ladder[1]->gateway_wide);
	assert_silent(&c, "socket");
	c.compose.docker = "/run/other.sock";
	assert_says(&c, "docker  = wa-1\nsocket  = /run/other.sock\n");
	conf_free(conf);
	scratch_remove(&scratch);
}

static void a_key_goes_to_source_and_action_by_reference(void **state)
{
	struct scene c;

	(void)state;
	setup(&c, "waha");
	c.compose.key = "${file:/etc/muzzle/gw.key}";
	assert_says(&c, "[source gw-status]\nplugin  = status_poll\ngateway = gw\npreset  = waha\n"
			"url     = http://127.0.0.1:3000\n"
			"header  = X-Api-Key: ${file:/etc/muzzle/gw.key}\n");
	assert_says(&c, "/api/sessions/{session}/restart\n"
			"header  = X-Api-Key: ${file:/etc/muzzle/gw.key}\n");
	setup(&c, "wppconnect");
	c.wish.sessions = "sales";
	c.compose.key = "${env:TOKEN}";
	assert_says(&c, "session = sales\n");
	assert_says(
		&c,
		"close-session\nbearer  = ${env:TOKEN}\nheader  = \"Content-Type: application/json\"\n");
	setup(&c, "http");
	c.compose.key = "${env:TOKEN}";
	assert_silent(&c, "TOKEN");
}

static void beside_others_names_are_its_own_and_the_mode_is_theirs(void **state)
{
	struct scene c;

	(void)state;
	setup(&c, "waha");
	c.shelf.joins = true;
	c.compose.prefix = "gw-";
	c.compose.spare = true;
	c.standing = (struct standing){ .gateways = 1,
					.uplink = true,
					.docker = true,
					.page = true,
					.web = true,
					.file = "/etc/muzzle/muzzle.ini" };
	put_box(&c, "wa-1");
	assert_silent(&c, "[muzzle]");
	assert_silent(&c, "mode  ");
	assert_silent(&c, "uplink");
	assert_silent(&c, "docker_events");
	assert_silent(&c, "exporter");
	assert_says(&c, "\n;ladder = gw-restart-session gw-restart-container\nnotify = page\n");
	assert_says(&c, "[action gw-restart-session]");
	assert_silent(&c, "observe`:");
	c.compose.spare = false;
	assert_says(&c, "# /etc/muzzle/muzzle.ini has `mode = observe`:");
	assert_says(&c, "#	muzzle history ");
	c.compose.spare = true;
	c.standing.docker = false;
	assert_says(&c, "[source gw-docker]\nplugin  = docker_events\ngateway = gw\n");
}

static void who_is_told_is_written_as_it_is_spoken_to(void **state)
{
	struct scene c;

	(void)state;
	setup(&c, "waha");
	assert_says(&c, ";notify = page\n");
	c.compose.to = "https://own.example/a;b";
	c.compose.format = "json";
	assert_says(&c, "\nnotify = page\n");
	assert_says(&c, "[action page]\nplugin  = alert\nto      = \"https://own.example/a;b\"\n"
			"format  = json\n");
}

static void directories_are_only_named_where_the_usual_ones_would_not_do(void **state)
{
	struct scene c;

	(void)state;
	setup(&c, "waha");
	assert_silent(&c, "state_dir");
	strcpy(c.shelf.state, "/x/muzzle.state");
	assert_says(&c, "state_dir  = /x/muzzle.state\n");
	assert_says(&c, "plugin_dir = " PLUGIN_DIR "\n");
	c.compose.observe = false;
	assert_says(&c, "\n[muzzle]\nmode       = enforce\n");
	assert_silent(&c, "observe");
}

static void while_it_only_observes_the_journal_has_room_for_a_day(void **state)
{
	struct scene c;

	(void)state;
	setup(&c, "waha");
	c.survey.claims.count = 1;
	assert_says(&c, "\njournal_size = 8M\n");
	c.survey.claims.count = 5;
	assert_says(&c, "\njournal_size = 20M\n");
	c.survey.claims.count = 200;
	assert_says(&c, "\njournal_size = 32M\n");
	c.compose.observe = false;
	assert_silent(&c, "journal_size");
	c.shelf.joins = true;
	c.standing.gateways = 1;
	assert_silent(&c, "[muzzle]");
	c.compose.observe = true;
	assert_says(&c, "\n[muzzle]\n# Room");
	assert_silent(&c, "mode  ");
}

static void a_box_without_a_way_out_is_not_held_by_that(void **state)
{
	struct scene c;

	(void)state;
	setup(&c, "waha");
	assert_says(&c, "\n[source uplink]\n");
	c.compose.outward = false;
	assert_says(&c, "\n;[source uplink]\n;plugin  = uplink\n");
}

static void what_a_gateway_calls_itself_stays_in_its_comment(void **state)
{
	struct scratch scratch;
	struct conf *conf;
	struct scene c;

	(void)state;
	setup(&c, "waha");
	strcpy(c.survey.version, "1 [action x]");
	c.survey.claims.count = 20;
	for (int i = 0; i < 20; i++)
		snprintf(c.survey.claims.list[i].name, sizeof(c.survey.claims.list[i].name), "s%d",
			 i);
	conf = load(&c, &scratch);
	assert_says(&c, "# Found: WAHA 1 [action x] at");
	assert_says(&c, " s10, s11 ...\n");
	conf_free(conf);
	scratch_remove(&scratch);
}

static void values_are_quoted_where_they_would_be_cut(void **state)
{
	char *text = NULL;
	size_t bytes;
	FILE *out = open_memstream(&text, &bytes);

	(void)state;
	compose_sources_put(out, "file", "/a/b");
	compose_sources_put(out, "file", "/a ;b\"c\\d");
	fclose(out);
	assert_string_equal(text, "file    = /a/b\nfile    = \"/a ;b\\\"c\\\\d\"\n");
	free(text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_kind_is_watched_by_what_is_written),
		cmocka_unit_test(a_container_is_the_last_rung_and_is_watched_itself),
		cmocka_unit_test(a_key_goes_to_source_and_action_by_reference),
		cmocka_unit_test(beside_others_names_are_its_own_and_the_mode_is_theirs),
		cmocka_unit_test(who_is_told_is_written_as_it_is_spoken_to),
		cmocka_unit_test(directories_are_only_named_where_the_usual_ones_would_not_do),
		cmocka_unit_test(while_it_only_observes_the_journal_has_room_for_a_day),
		cmocka_unit_test(a_box_without_a_way_out_is_not_held_by_that),
		cmocka_unit_test(what_a_gateway_calls_itself_stays_in_its_comment),
		cmocka_unit_test(values_are_quoted_where_they_would_be_cut),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
