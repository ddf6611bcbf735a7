/* sieve.c - see sieve.h.  SPDX-License-Identifier: ISC */
#include "sieve.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "plain.h"

int sieve_init(struct sieve *sieve, struct template *const *templates)
{
	size_t count = 0;

	while (templates[count])
		count++;
	*sieve = (struct sieve){ .needles = calloc(count + 1, sizeof(struct sieve_needle)) };
	if (!sieve->needles)
		return -ENOMEM;
	for (; sieve->count < count; sieve->count++)
		sieve->needles[sieve->count].needle = *template_needle(templates[sieve->count]);
	return 0;
}

void sieve_fini(struct sieve *sieve)
{
	free(sieve->needles);
}

/* Whether an escape sequence, as plain_line() takes them out, ends with the byte at s. */
static bool ends_escape(const char *s, const char *begin)
{
	if (*s == PLAIN_ESCAPE)
		return true;
	if (s - begin > PLAIN_ESCAPE_MAX)
		begin = s - PLAIN_ESCAPE_MAX;
	while (s > begin && s[-1] >= 0x20 && s[-1] < 0x40)
		s--;
	return s > begin + 1 && s[-1] == '[' && s[-2] == PLAIN_ESCAPE;
}

/* Whether the needle may stand around its rare byte at `at`: it does up to its ends, or up to colours,
 * which cut it in pieces but never a byte. */
static bool may_stand(const struct sieve *sieve, const struct needle *n, const char *at)
{
	const char *s = at;
	size_t i = n->rare;

	while (++i < n->bytes && ++s < sieve->end && *s != PLAIN_ESCAPE)
		if (*s != n->text[i])
			return false;
	for (s = at, i = n->rare; i > 0; i--) {
		if (--s < sieve->at)
			return false;
		if (ends_escape(s, sieve->at))
			return true;
		if (*s != n->text[i - 1])
			return false;
	}
	return true;
}

static const char *find_coloured(const struct sieve *sieve, const struct needle *n)
{
	const char *at = sieve->at, *end = sieve->end;

	for (; (at = memchr(at, n->text[n->rare], (size_t)(end - at))); at++)
		if (may_stand(sieve, n, at))
			return at;
	return NULL;
}

static void find(const struct sieve *sieve, struct sieve_needle *n)
{
	n->next = sieve->coloured ? find_coloured(sieve, &n->needle)
				  : needle_find(&n->needle, sieve->at, sieve->end);
	if (!n->next)
		n->next = sieve->end;
}

void sieve_begin(struct sieve *sieve, struct template_line lines)
{
	sieve->at = lines.text;
	sieve->end = lines.text + lines.bytes;
	sieve->coloured = memchr(lines.text, PLAIN_ESCAPE, lines.bytes) != NULL;
	for (struct sieve_needle *n = sieve->needles; n < sieve->needles + sieve->count; n++)
		find(sieve, n);
}

/* Looks again for what was found before .at only. */
static const char *find_first(struct sieve *sieve)
{
	const char *first = sieve->end;

	for (struct sieve_needle *n = sieve->needles; n < sieve->needles + sieve->count; n++) {
		if (n->next < sieve->at)
			find(sieve, n);
		if (n->next < first)
			first = n->next;
	}
	return first;
}

bool sieve_next(struct sieve *sieve, struct template_line *line)
{
	const char *hit, *from = sieve->at, *end = sieve->end, *newline;

	hit = find_first(sieve);
	if (hit == end)
		return false;
	newline = memrchr(from, '\n', (size_t)(hit - from));
	if (newline)
		from = newline + 1;
	newline = memchr(hit, '\n', (size_t)(end - hit));
	if (newline)
		end = newline;
	*line = (struct template_line){ from, (size_t)(end - from) };
	sieve->at = newline ? newline + 1 : sieve->end;
	return true;
}
