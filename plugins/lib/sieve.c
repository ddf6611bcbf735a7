/* sieve.c - see sieve.h.  SPDX-License-Identifier: ISC */
#include "sieve.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

static unsigned char pair_of(char one, char other)
{
	return (unsigned char)((unsigned char)one * 31 + (unsigned char)other);
}

static void add_needle(struct sieve *sieve, struct template_line text)
{
	sieve->needles[sieve->count++].needle = needle_make(text.text, text.bytes);
	for (size_t i = 1; i < text.bytes; i++)
		sieve->pairs[pair_of(text.text[i - 1], text.text[i])] = true;
}

int sieve_init(struct sieve *sieve, struct template *const *templates)
{
	size_t count = 0;

	while (templates[count])
		count++;
	*sieve = (struct sieve){ .needles = calloc(count + 1, sizeof(struct sieve_needle)) };
	if (!sieve->needles)
		return -ENOMEM;
	for (size_t i = 0; i < count; i++)
		add_needle(sieve, template_needle(templates[i]));
	return 0;
}

void sieve_fini(struct sieve *sieve)
{
	free(sieve->needles);
}

/* Behind an escape sequence and those that follow it at once. */
static const char *skip_escapes(const char *s, const char *end)
{
	while (s < end && *s == PLAIN_ESCAPE)
		s += plain_escape_bytes(s, end);
	return s;
}

/* The first escape that stands between two bytes as a needle has them. */
static const char *find_colour(const struct sieve *sieve)
{
	const char *s = sieve->at, *end = sieve->end, *behind;

	for (; (s = memchr(s, PLAIN_ESCAPE, (size_t)(end - s))); s++) {
		behind = skip_escapes(s, end);
		if (s > sieve->at && behind < end && sieve->pairs[pair_of(s[-1], *behind)])
			return s;
	}
	return end;
}

static const char *find_needle(const struct sieve_needle *n, const struct sieve *sieve)
{
	const char *found = needle_find(&n->needle, sieve->at, sieve->end);

	return found ? found : sieve->end;
}

void sieve_begin(struct sieve *sieve, struct template_line lines)
{
	sieve->at = lines.text;
	sieve->end = lines.text + lines.bytes;
	sieve->colour = find_colour(sieve);
	for (struct sieve_needle *n = sieve->needles; n < sieve->needles + sieve->count; n++)
		n->next = find_needle(n, sieve);
}

/* Looks again for what was found before .at only. */
static const char *find_first(struct sieve *sieve)
{
	const char *first;

	if (sieve->colour < sieve->at)
		sieve->colour = find_colour(sieve);
	first = sieve->colour;
	for (struct sieve_needle *n = sieve->needles; n < sieve->needles + sieve->count; n++) {
		if (n->next < sieve->at)
			n->next = find_needle(n, sieve);
		if (n->next < first)
			first = n->next;
	}
	return first;
}

bool sieve_next(struct sieve *sieve, struct template_line *line)
{
	const char *hit, *from = sieve->at, *end = sieve->end, *newline;

	if (from >= end)
		return false;
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
