/* dockerlines.c - see dockerlines.h.  SPDX-License-Identifier: ISC */
#include "dockerlines.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define PART_BYTES 16384 /* of a long line on a terminal */

/* What the first byte of a header may be: stdin counts as stdout; 3 is the Engine's own trouble. */
static const enum dockerlines_stream streams[] = { DOCKERLINES_OUT, DOCKERLINES_OUT,
						   DOCKERLINES_ERR, DOCKERLINES_ERR };

static size_t least(size_t a, size_t b)
{
	return a < b ? a : b;
}

static void end_line(struct dockerlines *d, enum dockerlines_stream stream)
{
	struct dockerlines_begun *b = &d->begun[stream];

	if (d->tty && b->bytes && b->text[b->bytes - 1] == '\r')
		b->bytes--;
	b->text[b->bytes] = '\0';
	b->open = false;
	d->cb(d->arg, &(struct dockerlines_line){ b->text, b->bytes, b->unix_ns, stream });
}

/* Goes on with the line, or begins one. */
static struct dockerlines_begun *open_line(struct dockerlines *d)
{
	struct dockerlines_begun *b = &d->begun[d->stream];

	if (b->open && b->unix_ns != d->unix_ns)
		end_line(d, d->stream);
	if (!b->open) {
		b->open = true;
		b->bytes = 0;
		b->unix_ns = d->unix_ns;
	}
	return b;
}

static void add_text(struct dockerlines *d, const char *text, size_t bytes)
{
	struct dockerlines_begun *b = open_line(d);

	bytes = least(bytes, d->line_bytes_max - b->bytes);
	memcpy(b->text + b->bytes, text, bytes);
	b->bytes += bytes;
}

static void begin_message(struct dockerlines *d)
{
	d->phase = d->tty ? DOCKERLINES_TIME : DOCKERLINES_HEADER;
	d->left = PART_BYTES;
	d->part = false;
	d->head_bytes = 0;
}

static void read_header(struct dockerlines *d)
{
	const unsigned char *h = d->head;

	d->left = (size_t)h[4] << 24 | (size_t)h[5] << 16 | (size_t)h[6] << 8 | h[7];
	d->head_bytes = 0;
	d->phase = d->left ? DOCKERLINES_TIME : DOCKERLINES_HEADER;
	if (h[0] >= sizeof(streams) / sizeof(streams[0]) || h[1] || h[2] || h[3] ||
	    d->left > DOCKERLINES_FRAME_MAX)
		d->phase = DOCKERLINES_BROKEN;
	else
		d->stream = streams[h[0]];
}

static size_t take_header(struct dockerlines *d, const char *data, size_t bytes)
{
	bytes = least(bytes, DOCKERLINES_HEADER_BYTES - d->head_bytes);
	memcpy(d->head + d->head_bytes, data, bytes);
	d->head_bytes += bytes;
	if (d->head_bytes == DOCKERLINES_HEADER_BYTES)
		read_header(d);
	return bytes;
}

static void take_message_time(struct dockerlines *d, int64_t unix_ns)
{
	const struct dockerlines_begun *b = &d->begun[d->stream];

	d->unix_ns = unix_ns;
	d->part = d->tty && b->open && b->unix_ns == unix_ns;
	if (d->tty)
		d->left = PART_BYTES;
}

/* What stands where a time belongs is text if it is none: the Engine's words, or, on a terminal, the
 * rest of a line whose driver makes no parts. */
static void read_time(struct dockerlines *d)
{
	const struct dockerlines_begun *b = &d->begun[d->stream];
	const char *head = (const char *)d->head;
	size_t bytes = d->head_bytes, time_bytes = 0;
	int64_t unix_ns = 0;

	if (bytes && head[bytes - 1] == ' ')
		time_bytes = rfc3339_read(head, bytes - 1, &unix_ns);
	d->head_bytes = 0;
	d->phase = DOCKERLINES_TEXT;
	if (time_bytes && time_bytes == bytes - 1) {
		take_message_time(d, unix_ns);
		return;
	}
	d->unix_ns = d->tty && b->open ? b->unix_ns : 0;
	add_text(d, head, bytes);
	if (d->tty)
		d->left -= least(d->left, bytes);
}

/* Up to the blank behind it, or to where there cannot be one any more. */
static size_t take_time(struct dockerlines *d, const char *data, size_t bytes)
{
	size_t taken = 0;
	bool over = false;

	bytes = least(bytes, sizeof(d->head) - d->head_bytes);
	if (!d->tty)
		bytes = least(bytes, d->left);
	while (taken < bytes && !over) {
		over = data[taken] == ' ' || data[taken] == '\n';
		if (data[taken] != '\n')
			d->head[d->head_bytes++] = (unsigned char)data[taken++];
	}
	if (!d->tty)
		d->left -= taken;
	if (over || d->head_bytes == sizeof(d->head) || !d->left)
		read_time(d);
	return taken;
}

/* Where the text ends for now: behind its newline, or behind what stands before a lost one. */
static size_t text_bytes(const struct dockerlines *d, const char *data, size_t bytes)
{
	const char *newline = memchr(data, '\n', bytes), *end = newline;

	if (newline)
		bytes = (size_t)(newline - data) + 1;
	if (d->part)
		end = memchr(data, '\r', bytes);
	return end ? (size_t)(end - data) + 1 : bytes;
}

static size_t take_text(struct dockerlines *d, const char *data, size_t bytes)
{
	char last;

	bytes = text_bytes(d, data, least(bytes, d->left));
	last = bytes ? data[bytes - 1] : '\0';
	if (bytes)
		add_text(d, data, bytes - (last == '\n' ? 1 : 0));
	d->left -= bytes;
	if (last == '\n')
		end_line(d, d->stream);
	if (!d->left || (d->tty && last == '\n'))
		begin_message(d);
	else if (d->part && last == '\r')
		d->phase = DOCKERLINES_TIME;
	return bytes;
}

bool dockerlines_feed(struct dockerlines *d, const char *data, size_t bytes)
{
	static size_t (*const take[])(struct dockerlines *, const char *, size_t) = {
		[DOCKERLINES_HEADER] = take_header,
		[DOCKERLINES_TIME] = take_time,
		[DOCKERLINES_TEXT] = take_text,
	};

	for (size_t at = 0; at < bytes && d->phase != DOCKERLINES_BROKEN;)
		at += take[d->phase](d, data + at, bytes - at);
	return d->phase != DOCKERLINES_BROKEN;
}

void dockerlines_reset(struct dockerlines *d, bool tty)
{
	for (size_t i = 0; i < DOCKERLINES_STREAMS; i++)
		d->begun[i].open = false;
	d->tty = tty;
	d->stream = DOCKERLINES_OUT;
	begin_message(d);
}

int64_t dockerlines_begun_ns(const struct dockerlines *d)
{
	int64_t oldest_ns = INT64_MAX;

	for (size_t i = 0; i < DOCKERLINES_STREAMS; i++)
		if (d->begun[i].open && d->begun[i].unix_ns && d->begun[i].unix_ns < oldest_ns)
			oldest_ns = d->begun[i].unix_ns;
	return oldest_ns;
}

int dockerlines_open(struct dockerlines *d, size_t line_bytes_max, dockerlines_cb *cb, void *arg)
{
	*d = (struct dockerlines){ .line_bytes_max = line_bytes_max, .cb = cb, .arg = arg };
	for (size_t i = DOCKERLINES_OUT; i < DOCKERLINES_STREAMS; i++) {
		d->begun[i].text = malloc(line_bytes_max + 1);
		if (!d->begun[i].text) {
			dockerlines_close(d);
			return -ENOMEM;
		}
	}
	dockerlines_reset(d, false);
	return 0;
}

void dockerlines_close(struct dockerlines *d)
{
	for (size_t i = 0; i < DOCKERLINES_STREAMS; i++) {
		free(d->begun[i].text);
		d->begun[i].text = NULL;
	}
}
