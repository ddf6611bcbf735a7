/* fuzz_init.c - whatever answers at a URL: what is read of it is fit to be shown, and adds nothing to a
 * configuration but names and comments.  SPDX-License-Identifier: ISC */
#include "compose.h"
#include "docker_list.h"
#include "fuzz.h"
#include "inifile.h"
#include "preset.h"
#include "recognise.h"

static const int statuses[] = { 200, 401, 503, 404, 0 };

static struct answer take_answer(struct fuzz_input *in)
{
	struct answer answer = { .status = statuses[fuzz_byte(in) % 5] };

	answer.body = fuzz_line(in);
	answer.bytes = strlen(answer.body);
	return answer;
}

static const struct kinds_kind *recognise(struct fuzz_input *in)
{
	struct answer answers[KINDS_PATHS];
	const struct kinds_kind *kind;

	for (int i = 0; i < KINDS_PATHS; i++)
		answers[i] = take_answer(in);
	kind = recognise_kind(answers);
	for (int i = 0; i < KINDS_PATHS; i++)
		answer_fini(&answers[i]);
	return kind;
}

static void read_claims(struct survey *survey, struct fuzz_input *in)
{
	struct claims *claims = &survey->claims;
	struct answer answer = take_answer(in);
	struct preset preset;

	FUZZ_HOLDS(preset_read(&preset, SOURCE_DIR "/etc/presets", survey->kind->preset) == 0);
	claims_read(claims, &preset, &answer, survey->kind->lists == KINDS_ONE ? "sales" : NULL);
	FUZZ_HOLDS(claims->count <= CLAIMS_MAX);
	for (size_t i = 0; i < claims->count; i++)
		FUZZ_HOLDS(units_is_name(claims->list[i].name) &&
			   fuzz_is_clean(claims->list[i].word) && claims->list[i].state);
	answer_fini(&answer);
}

static void read_boxes(struct survey *survey, struct fuzz_input *in)
{
	struct docker_list *list = calloc(1, sizeof(*list));
	struct answer answer = take_answer(in);
	const struct docker_list_box *box;

	docker_list_read(list, &answer);
	for (size_t i = 0; i < list->count; i++)
		FUZZ_HOLDS(units_is_name(list->list[i].name) &&
			   fuzz_is_clean(list->list[i].image) &&
			   docker_list_find(list, list->list[i].name));
	box = docker_list_guess(list, 3000, survey->kind->image);
	survey->in_box = box;
	if (box)
		survey->box = *box;
	answer_fini(&answer);
	free(list);
}

/* Sections, and the mode. */
static int take_entry(void *arg, const struct remark_place *place, const char *section,
		      const struct inifile_pair *pair)
{
	FUZZ_HOLDS(place->line > 0);
	if (!pair)
		fuzz_print(arg, "[%s]\n", section);
	else if (strcmp(pair->key, "mode") == 0)
		fuzz_print(arg, "mode=%s\n", pair->value);
	return 0;
}

static struct fuzz_text composed(const struct survey *survey)
{
	const struct wish wish = { .sessions = survey->kind->lists == KINDS_ONE ? "sales" : NULL };
	const struct shelf shelf = { .file = "/etc/muzzle/muzzle.ini" };
	const struct standing standing = { 0 };
	const struct compose compose = { .wish = &wish,
					 .survey = survey,
					 .shelf = &shelf,
					 .standing = &standing,
					 .name = "gw",
					 .prefix = "",
					 .docker = DOCKER_LIST_SOCKET,
					 .observe = true };
	struct remarks *remarks = remarks_new();
	struct fuzz_text said = { 0 };
	const struct inifile_sink sink = { take_entry, &said, remarks };
	char *text = NULL;
	size_t bytes;
	FILE *out = open_memstream(&text, &bytes);

	compose_write(&compose, out);
	fclose(out);
	FUZZ_HOLDS(inifile_parse("x.ini", text, bytes, &sink) == 0 && remarks->errors == 0);
	remarks_free(remarks);
	free(text);
	return said;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes)
{
	struct fuzz_input in = { data, bytes };
	size_t pick = fuzz_byte(&in) % 8;
	struct survey told = { .address = { .url = "http://127.0.0.1:3000" } }, mute;
	struct answer version;
	struct json_object *json;
	struct fuzz_text with, without;

	told.kind = recognise(&in);
	if (!told.kind)
		told.kind = kinds_at(pick);
	read_claims(&told, &in);
	read_boxes(&told, &in);
	mute = told;
	mute.claims.count = 0;
	version = take_answer(&in);
	json = answer_json(&version);
	answer_text(json, "/version", told.version, sizeof(told.version));
	FUZZ_HOLDS(fuzz_is_clean(told.version));
	json_object_put(json);
	answer_fini(&version);
	with = composed(&told);
	without = composed(&mute);
	fuzz_same(&with, &without);
	return 0;
}
