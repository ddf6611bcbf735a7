/* fuzz_trace.c - a line of evidence says the same when it is written and read again.  SPDX-License-Identifier: ISC */
#include "fuzz.h"
#include "trace.h"

static void write_evidence(struct fuzz_text *said, const struct trace_line *line)
{
	struct json_object *json = trace_evidence(&line->evidence, &line->words);

	fuzz_print(said, "%s", json_object_to_json_string_ext(json, TRACE_JSON_FLAGS));
	json_object_put(json);
}

static void write_header(struct fuzz_text *said, const struct trace_line *line)
{
	struct json_object *json = trace_header(line->boot, line->wall_ms, line->t_ms);

	fuzz_print(said, "%s", json_object_to_json_string_ext(json, TRACE_JSON_FLAGS));
	json_object_put(json);
}

/* What the line says, in our own words; nothing for one that says nothing. */
static void retell(struct fuzz_text *said, const char *text)
{
	struct trace_line line;
	char why[160] = "";

	if (trace_parse(text, &line, why, sizeof(why)))
		FUZZ_HOLDS(*why);
	else if (line.kind == TRACE_EVIDENCE)
		write_evidence(said, &line);
	else if (line.kind == TRACE_HEADER)
		write_header(said, &line);
	trace_free(&line);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes)
{
	struct fuzz_input in = { data, bytes };
	char *text = fuzz_rest(&in);
	struct fuzz_text once = { 0 }, twice = { 0 };

	retell(&once, text);
	if (once.data)
		retell(&twice, once.data);
	fuzz_same(&twice, &once);
	free(text);
	return 0;
}
