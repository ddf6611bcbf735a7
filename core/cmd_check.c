/* cmd_check.c - see cmd_check.h.  SPDX-License-Identifier: ISC */
#include "cmd_check.h"

#include <curl/curl.h>
#include <errno.h>
#include <json-c/json.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "check.h"
#include "client.h"
#include "conf.h"
#include "easy.h"
#include "host.h"
#include "tell.h"

enum exit_code { EXIT_GOOD = 0, EXIT_FAILED = 1, EXIT_REFUSED = 2 };

/* Without the preset that it names a section would be blamed for keys that the preset has. */
static bool is_whole(const struct conf_instance *instance)
{
	bool torn = option_find(instance->section, "preset") && !instance->section->base;

	return *instance->plugin && !torn;
}

static void check_instances(const struct conf *conf, const struct conf_instance *list, size_t count,
			    struct remarks *remarks)
{
	for (size_t i = 0; i < count; i++)
		if (is_whole(&list[i]) && check_plugin(conf, &list[i], remarks) == 0)
			host_check(&(struct host_wish){ conf->main.plugin_dir, &list[i], remarks });
}

/* Everything is looked at even after an error, so that one run tells all. */
static void check_all(const struct conf *conf, struct remarks *remarks)
{
	bool async_dns = curl_version_info(CURLVERSION_NOW)->features & CURL_VERSION_ASYNCHDNS;

	/* numbers that could not be read would only be blamed once more */
	if (remarks->errors == 0)
		check_conf(conf, remarks);
	check_resolving(conf, async_dns, remarks);
	check_mail(conf, easy_speaks("smtp"), remarks);
	if (conf->main.plugin_dir) {
		check_instances(conf, conf->sources, conf->sources_count, remarks);
		check_instances(conf, conf->actions, conf->actions_count, remarks);
		check_instances(conf, conf->exporters, conf->exporters_count, remarks);
	}
	remarks_sort(remarks);
}

static struct json_object *describe_remark(const struct remark *remark)
{
	struct json_object *object = json_object_new_object();

	if (*remark->file)
		tell_text(object, "file", remark->file);
	if (remark->line > 0)
		tell_number(object, "line", remark->line);
	tell_text(object, "level", remark->warning ? "warning" : "error");
	tell_text(object, "text", remark->text);
	return object;
}

static void print_json(const struct remarks *remarks, FILE *out)
{
	struct json_object *object = json_object_new_object();
	struct json_object *list = json_object_new_array();

	tell_flag(object, "ok", remarks->errors == 0);
	tell_number(object, "errors", (int64_t)remarks->errors);
	for (size_t i = 0; i < remarks->count; i++)
		json_object_array_add(list, describe_remark(&remarks->list[i]));
	json_object_object_add(object, "remarks", list);
	tell_print(object, true, out);
	json_object_put(object);
}

/* The last line says the verdict, for people who scroll no further. */
static void print_text(const char *file, const struct conf *conf, const struct remarks *remarks,
		       FILE *out)
{
	remarks_print(remarks, out);
	if (remarks->errors > 0)
		fprintf(out, "%s: refused, errors=%zu\n", file, remarks->errors);
	else
		fprintf(out, "%s: ok, gateways=%zu sources=%zu actions=%zu exporters=%zu\n", file,
			conf->gateways_count, conf->sources_count, conf->actions_count,
			conf->exporters_count);
}

/* The file with sections that was written last; its time is *wall_ms. */
static const char *find_newest(const struct conf *conf, int64_t *wall_ms)
{
	const char *newest = NULL;

	*wall_ms = 0;
	for (const struct option_section *section = conf->sections; section;
	     section = section->next) {
		struct stat st;
		int64_t ms;

		if (stat(section->place.file, &st) < 0)
			continue;
		ms = (int64_t)st.st_mtim.tv_sec * 1000 + st.st_mtim.tv_nsec / 1000000;
		if (ms > *wall_ms) {
			*wall_ms = ms;
			newest = section->place.file;
		}
	}
	return newest;
}

/* A file that is good need not be what the daemon runs with: it may not have read it yet. */
static void compare_running(const struct cmd_args *args, const struct conf *conf,
			    struct remarks *remarks)
{
	struct json_object *request = client_question("configuration", NULL), *running;
	char *path = realpath(args->file, NULL);
	struct remark_place place = { NULL };
	int64_t wall_ms;

	client_try(args, request, &running);
	place.file = find_newest(conf, &wall_ms);
	if (path && strcmp(tell_get_text(running, "file"), path) == 0 &&
	    wall_ms > tell_get_number(running, "wall_ms"))
		remarks_warning(remarks, &place,
				"newer than what the running muzzle has read: kill -HUP %lld makes "
				"it take this over",
				(long long)tell_get_number(running, "pid"));
	free(path);
	json_object_put(running);
	json_object_put(request);
}

int cmd_check_run(const struct cmd_args *args)
{
	struct remarks *remarks = remarks_new();
	struct conf *conf = NULL;
	int rc = remarks ? conf_read(args->file, &conf, remarks) : -ENOMEM;
	int code = EXIT_FAILED;

	if (rc || !conf)
		goto out;
	check_all(conf, remarks);
	if (!remarks->errors)
		compare_running(args, conf, remarks);
	if (args->json)
		print_json(remarks, args->out);
	else
		print_text(args->file, conf, remarks, args->out);
	code = remarks->errors > 0 ? EXIT_REFUSED : EXIT_GOOD;
out:
	conf_free(conf);
	remarks_free(remarks);
	return code;
}
