/* drive.c - see drive.h.  SPDX-License-Identifier: ISC */
#include "drive.h"

#include "fake_options.h"
#include "fake_report.h"
#include "wordmap.h"

#define STEPS_MAX 64
#define ADVANCE_MAX_MS 600000

typedef void step(struct muzzle_inst *inst, const char *text);

/* What a host would take no offence at. */
static int judge_report(struct muzzle_inst *inst, const struct muzzle_report *report)
{
	static const uint32_t most[] = { [MUZZLE_CLAIM] = MUZZLE_ABSENT,
					 [MUZZLE_PROOF] = 0,
					 [MUZZLE_FAULT] = MUZZLE_SETUP,
					 [MUZZLE_EVENT] = MUZZLE_UNHEALTHY,
					 [MUZZLE_PROBE] = 0,
					 [MUZZLE_MEMORY] = 0 };

	FUZZ_HOLDS(report->kind >= MUZZLE_CLAIM && report->kind <= MUZZLE_MEMORY);
	FUZZ_HOLDS(report->what <= most[report->kind]);
	FUZZ_HOLDS(!most[report->kind] || report->what > 0);
	FUZZ_HOLDS(!report->session || wordmap_name_valid(report->session));
	FUZZ_HOLDS(report->kind != MUZZLE_FAULT || report->why);
	FUZZ_HOLDS(report->bytes >= 0 && report->limit_bytes >= 0);
	FUZZ_HOLDS(report->kind != MUZZLE_MEMORY || (report->bytes && !report->session));
	return fake_report(inst, report);
}

/* False at the end of the settings; an equals sign is what makes one. */
static bool read_setting(struct fuzz_input *in, char **text)
{
	char *equals;

	*text = in->bytes ? fuzz_line(in) : strdup("");
	equals = strchr(*text, '=');
	if (equals)
		*equals = '\0';
	return equals != NULL;
}

struct muzzle_inst *drive_open(const struct drive *drive, struct fuzz_input *in)
{
	struct fake_setting settings[DRIVE_SETTINGS_MAX + 1] = { { NULL, NULL } };
	char *texts[DRIVE_SETTINGS_MAX + 1];
	size_t count = 0, read = 0;
	struct muzzle_inst *inst;

	for (; drive->settings && drive->settings[count].key; count++)
		settings[count] = drive->settings[count];
	while (count < DRIVE_SETTINGS_MAX && read_setting(in, &texts[read++])) {
		const char *key = texts[read - 1];

		settings[count++] = (struct fake_setting){ key, key + strlen(key) + 1 };
	}
	inst = fake_new(drive->plugin, settings);
	inst->containers = drive->containers;
	inst->host.report = judge_report;
	if (fake_start(inst)) {
		fake_close(inst);
		inst = NULL;
	}
	while (read > 0)
		free(texts[--read]);
	return inst;
}

static void advance(struct muzzle_inst *inst, const char *text)
{
	long ms = strtol(text, NULL, 10);

	fake_advance(inst, ms < 0 ? 0 : ms > ADVANCE_MAX_MS ? ADVANCE_MAX_MS : ms);
}

static void answer_linked(struct muzzle_inst *inst, const char *text)
{
	size_t bytes = strcspn(text, "\t");
	const char *body = text + bytes + (text[bytes] == '\t');
	char *link = strndup(text, bytes);
	const struct muzzle_answer answer = { .status = 200,
					      .body = body,
					      .body_bytes = strlen(body),
					      .retry_after_ms = -1,
					      .link = link };

	if (fake_pending(inst, 0))
		fake_answer_to(inst, fake_pending(inst, 0), &answer);
	free(link);
}

static void answer(struct muzzle_inst *inst, const char *text)
{
	char *body;
	int status = (int)strtol(text, &body, 10);

	body += *body == ' ';
	status = status < 100 || status > 599 ? 0 : status;
	if (fake_pending(inst, 0))
		fake_answer(inst, status, status || *body ? body : "gone");
}

static struct fake_request *streaming(struct muzzle_inst *inst)
{
	struct fake_request *request = NULL;

	for (size_t i = 0; (request = fake_pending(inst, i)); i++)
		if (request->data)
			break;
	return request;
}

static void give_bytes(struct muzzle_inst *inst, struct fuzz_input bytes)
{
	struct fake_request *request = streaming(inst);
	char *copy = fuzz_copy(bytes);

	if (request)
		fake_data(inst, request, copy, bytes.bytes);
	free(copy);
}

static void give_data(struct muzzle_inst *inst, const char *text)
{
	give_bytes(inst, (struct fuzz_input){ (const uint8_t *)text, strlen(text) });
}

static void give_data_line(struct muzzle_inst *inst, const char *text)
{
	give_data(inst, text);
	give_data(inst, "\n");
}

/* As the Docker Engine frames what a container wrote. */
static void give_frame(struct muzzle_inst *inst, const char *text)
{
	size_t bytes = strlen(text) + 1;
	const uint8_t header[] = { 1, 0, 0, 0, 0, 0, (uint8_t)(bytes >> 8), (uint8_t)bytes };

	give_bytes(inst, (struct fuzz_input){ header, sizeof(header) });
	give_data_line(inst, text);
}

static void fail_lines(struct muzzle_inst *inst, const char *text)
{
	fake_line_fault(inst, MUZZLE_PATH, *text ? text : "gone");
}

static void end_child(struct muzzle_inst *inst, const char *text)
{
	char *output;
	struct muzzle_exit how = { .exited = true, .code = strtol(text, &output, 10) & 255 };

	if (fake_running(inst, 0))
		fake_exit(inst, &how, output);
}

static void hurry(struct muzzle_inst *inst, const char *text)
{
	(void)text;
	if (inst->plugin->hurry)
		inst->plugin->hurry(inst->self, true);
}

static void relax(struct muzzle_inst *inst, const char *text)
{
	(void)text;
	if (inst->plugin->hurry)
		inst->plugin->hurry(inst->self, false);
}

static void probe(struct muzzle_inst *inst, const char *text)
{
	if (inst->plugin->probe && inst->probe_offered && wordmap_name_valid(text))
		inst->plugin->probe(inst->self, text);
}

static const struct {
	char letter;
	step *step;
} steps[] = {
	{ '+', advance },   { '<', answer },     { '>', answer_linked }, { 'd', give_data_line },
	{ 'D', give_data }, { 'F', give_frame }, { 'l', fake_line },     { 'f', fail_lines },
	{ 'x', end_child }, { 'h', hurry },      { 'H', relax },         { 'p', probe },
};

static void take_step(struct muzzle_inst *inst, const char *text)
{
	for (size_t i = 0; i < sizeof(steps) / sizeof(steps[0]); i++)
		if (steps[i].letter == *text)
			steps[i].step(inst, text + 1);
}

void drive_run(const struct drive *drive, struct fuzz_input in)
{
	struct fuzz_input same = in;
	struct muzzle_inst *one = drive_open(drive, &in), *other = drive_open(drive, &same);

	FUZZ_HOLDS(!one == !other);
	for (int n = 0; one && n < STEPS_MAX && in.bytes; n++) {
		char *text = fuzz_line(&in);

		take_step(one, text);
		take_step(other, text);
		free(text);
	}
	if (!one)
		return;
	FUZZ_HOLDS(strcmp(fake_told(one), fake_told(other)) == 0);
	fake_close(one);
	fake_close(other);
}
