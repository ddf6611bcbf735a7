/* survey.c - see survey.h.  SPDX-License-Identifier: ISC */
#include "survey.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "preset.h"
#include "recognise.h"
#include "visit.h"

#define ANSWER_MS 5000
#define URL_BYTES (ADDRESS_BYTES + PRESET_TEXT_BYTES + 128)
#define SESSION "{session}"

static void ask(const struct survey *survey, const struct survey_question *question,
		const char *path, struct answer *answer)
{
	char url[URL_BYTES];
	const struct visit visit = { .url = url,
				     .ca_file = question->ca_file,
				     .timeout_ms = ANSWER_MS };

	snprintf(url, sizeof(url), "%s%s", survey->address.url, path);
	visit_get(&visit, answer);
}

/* Without an answer to the first question the others are not asked.  Nor can a path follow a URL
 * that has a query. */
static void ask_all(struct survey *survey, const struct survey_question *question,
		    struct answer *answers)
{
	bool plain = !strchr(survey->address.url, '?');

	ask(survey, question, plain && survey->address.bare ? "/" : "", &answers[KINDS_ROOT]);
	for (int i = KINDS_ROOT + 1; i < KINDS_PATHS; i++) {
		answers[i] = (struct answer){ 0 };
		if (plain && answers[KINDS_ROOT].status)
			ask(survey, question, kinds_paths[i], &answers[i]);
	}
}

static void read_version(struct survey *survey, const struct answer *answer)
{
	const struct kinds_kind *kind = survey->kind;
	struct json_object *json = answer_json(answer);

	if (kind->version && answer->status == 200)
		answer_text(json, kind->version, survey->version, sizeof(survey->version));
	if (kind->engine && answer->status == 200)
		answer_text(json, kind->engine, survey->engine, sizeof(survey->engine));
	json_object_put(json);
}

int survey_front(struct survey *survey, const struct survey_question *question)
{
	struct answer answers[KINDS_PATHS];

	ask_all(survey, question, answers);
	survey->kind = recognise_kind(answers);
	if (survey->kind)
		read_version(survey, &answers[survey->kind->version_path]);
	answer_fini(&survey->front);
	survey->front = answers[KINDS_ROOT];
	for (int i = KINDS_ROOT + 1; i < KINDS_PATHS; i++)
		answer_fini(&answers[i]);
	return survey->front.status ? 0 : -EHOSTUNREACH;
}

/* --- sessions */

/* The header with the key, to be ended with wipe(); NULL: there is no key. */
static char *make_header(const struct survey *survey, const struct survey_question *question)
{
	char *header = NULL;

	if (!question->key || !survey->kind->key_header ||
	    asprintf(&header, "%s%s", kinds_header(survey->kind), question->key) < 0)
		return NULL;
	return header;
}

static void wipe(char *header)
{
	if (header)
		explicit_bzero(header, strlen(header));
	free(header);
}

static void ask_with_key(const struct survey *survey, const struct survey_question *question,
			 const char *path, struct answer *answer)
{
	char *header = make_header(survey, question);
	char url[URL_BYTES];
	const struct visit visit = {
		.url = url, .header = header, .ca_file = question->ca_file, .timeout_ms = ANSWER_MS
	};

	snprintf(url, sizeof(url), "%s%s", survey->address.url, path);
	visit_get(&visit, answer);
	wipe(header);
}

static enum survey_key judge_key(const struct survey *survey,
				 const struct survey_question *question)
{
	bool refused = survey->list.status == 401 || survey->list.status == 403;

	if (!survey->kind->key_header)
		return SURVEY_KEY_NONE;
	if (refused)
		return question->key ? SURVEY_KEY_REFUSED : SURVEY_KEY_WANTED;
	return question->key ? SURVEY_KEY_ACCEPTED : SURVEY_KEY_OPEN;
}

/* The path of a preset, with the first session that a person named in place of {session}. */
static void fill_path(char *path, size_t bytes, const char *pattern, const char *sessions)
{
	const char *at = strstr(pattern, SESSION);
	int name = sessions ? (int)strcspn(sessions, ",") : 0;

	if (at)
		snprintf(path, bytes, "%.*s%.*s%s", (int)(at - pattern), pattern, name,
			 sessions ? sessions : "", at + strlen(SESSION));
	else
		snprintf(path, bytes, "%s", pattern);
}

/* Some gateways tell their version only to a caller with the key. */
static void ask_version(struct survey *survey, const struct survey_question *question)
{
	struct answer answer;

	if (!survey->kind->version || *survey->version || survey->key != SURVEY_KEY_ACCEPTED)
		return;
	if (survey->kind->version_path == KINDS_TOKEN) {
		read_version(survey, &survey->list);
		return;
	}
	ask_with_key(survey, question, kinds_paths[survey->kind->version_path], &answer);
	read_version(survey, &answer);
	answer_fini(&answer);
}

static void ask_list(struct survey *survey, const struct survey_question *question,
		     const struct preset *preset)
{
	char path[PRESET_TEXT_BYTES * 2];
	int status;

	fill_path(path, sizeof(path), preset->path, question->sessions);
	answer_fini(&survey->list);
	ask_with_key(survey, question, path, &survey->list);
	status = survey->list.status;
	survey->key = judge_key(survey, question);
	/* a list of what fails comes with status 503 */
	survey->listed = (status == 200 || (status == 503 && *preset->failing)) &&
			 claims_read(&survey->claims, preset, &survey->list, question->sessions);
	ask_version(survey, question);
}

int survey_sessions(struct survey *survey, const struct survey_question *question)
{
	struct preset preset;

	survey->listed = false;
	survey->key = SURVEY_KEY_NONE;
	survey->claims = (struct claims){ 0 };
	if (preset_read(&preset, question->presets, survey->kind->preset))
		return -EINVAL;
	if (*preset.path)
		ask_list(survey, question, &preset);
	return 0;
}

/* --- containers */

static bool list_containers(const struct survey_question *question, struct docker_list *list)
{
	const struct visit visit = { .url = DOCKER_LIST_URL,
				     .unix_socket = question->docker,
				     .timeout_ms = ANSWER_MS };
	struct answer answer;
	bool good;

	visit_get(&visit, &answer);
	good = docker_list_read(list, &answer);
	answer_fini(&answer);
	return good;
}

static const struct docker_list_box *choose(const struct survey *survey,
					    const struct survey_question *question,
					    const struct docker_list *list)
{
	if (question->container)
		return docker_list_find(list, question->container);
	if (!survey->address.local || !survey->kind)
		return NULL;
	return docker_list_guess(list, survey->address.port, survey->kind->image);
}

int survey_container(struct survey *survey, const struct survey_question *question)
{
	struct docker_list *list = calloc(1, sizeof(*list));
	const struct docker_list_box *box;

	if (!list)
		return -ENOMEM;
	survey->docker = list_containers(question, list);
	box = survey->docker ? choose(survey, question, list) : NULL;
	survey->boxes = list->count;
	survey->in_box = box != NULL;
	survey->guessed = box && !question->container;
	if (box)
		survey->box = *box;
	free(list);
	return question->container && !survey->in_box ? -ENOENT : 0;
}

void survey_fini(struct survey *survey)
{
	answer_fini(&survey->front);
	answer_fini(&survey->list);
}
