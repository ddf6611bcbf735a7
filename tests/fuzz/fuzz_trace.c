/* fuzz_trace.c - a line of evidence says the same when it is written and read again.  SPDX-License-Identifier: ISC */
#include "fuzz.h"
#include "trace.h"

static void write_evidence(struct fuzz_text *said, const struct trace_line *line)
{
	struct json_object *json = trace_evidence(&line->evidence, &line->words);

	fuzz_print(said, "%s", json_object_to_json_string_ext(json, TRACE_JSON_FLAGS));
	json_object_put(json);
	/* and what was understood, as far as each kind has it */
	fuzz_print(said, "\n%d %lld %lld %d %d %llu\n", (int)line->evidence.kind,
		   (long long)line->evidence.t_ms, (long long)line->evidence.at_ms,
		   line->evidence.what, line->evidence.ok, (unsigned long long)line->evidence.id);
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
	free(text);
	in = (struct fuzz_input){ (const uint8_t *)once.data, once.bytes };
	text = fuzz_line(&in);
	retell(&twice, text);
	free(text);
	fuzz_same(&twice, &once);
	return 0;
}
