/* fuzz_sieve.c - many lines at once give what each gives by itself, colours and all.  SPDX-License-Identifier: ISC */
#include "fuzz.h"
#include "plain.h"
#include "sieve.h"

#define TEMPLATES_MAX 4

static void take_line(struct fuzz_text *said, struct template *const *templates,
		      struct template_line line)
{
	char *room = malloc(line.bytes + 1);
	struct template_line plain = plain_line(line, room);
	struct template_match match;

	for (int i = 0; templates[i]; i++)
		if (template_match_line(templates[i], plain, &match)) {
			fuzz_print(said, "%d %s|%s|%s|%s\n", i, match.text[TEMPLATE_SESSION],
				   match.text[TEMPLATE_EVENT], match.text[TEMPLATE_STATUS],
				   match.text[TEMPLATE_TIME]);
			break;
		}
	free(room);
}

static void take_one_by_one(struct fuzz_text *said, struct template *const *templates,
			    struct fuzz_input in)
{
	while (in.bytes > 0) {
		const uint8_t *newline = memchr(in.data, '\n', in.bytes);
		size_t bytes = newline ? (size_t)(newline - in.data) : in.bytes;
		char *copy = fuzz_copy((struct fuzz_input){ in.data, bytes });

		take_line(said, templates, (struct template_line){ copy, bytes });
		free(copy);
		fuzz_skip(&in, bytes + 1);
	}
}

static void take_together(struct fuzz_text *said, struct template *const *templates,
			  struct fuzz_input in)
{
	char *copy = fuzz_copy(in);
	struct template_line line;
	struct sieve sieve;

	FUZZ_HOLDS(sieve_init(&sieve, templates) == 0);
	sieve_begin(&sieve, (struct template_line){ copy, in.bytes });
	while (sieve_next(&sieve, &line))
		take_line(said, templates, line);
	sieve_fini(&sieve);
	free(copy);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes)
{
	struct fuzz_input in = { data, bytes };
	struct template *templates[TEMPLATES_MAX + 1] = { NULL };
	struct fuzz_text each = { 0 }, together = { 0 };
	int count = 0;

	for (int i = 0; i < TEMPLATES_MAX; i++) {
		char *text = fuzz_line(&in);
		const char *why;

		templates[count] = template_new(text, &why);
		count += templates[count] != NULL;
		free(text);
	}
	take_one_by_one(&each, templates, in);
	take_together(&together, templates, in);
	fuzz_same(&together, &each);
	while (count > 0)
		template_free(templates[--count]);
	return 0;
}
