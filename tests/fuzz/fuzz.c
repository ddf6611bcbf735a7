/* fuzz.c - see fuzz.h.  SPDX-License-Identifier: ISC */
#include "fuzz.h"

#include <dlfcn.h>
#include <stdarg.h>
#include <sys/stat.h>
#include <unistd.h>

#define PATH_BYTES 512

void fuzz_skip(struct fuzz_input *in, size_t bytes)
{
	if (bytes > in->bytes)
		bytes = in->bytes;
	if (bytes) /* an empty input may be at NULL */
		in->data += bytes;
	in->bytes -= bytes;
}

uint8_t fuzz_byte(struct fuzz_input *in)
{
	uint8_t byte = in->bytes ? *in->data : 0;

	fuzz_skip(in, 1);
	return byte;
}

char *fuzz_line(struct fuzz_input *in)
{
	const uint8_t *newline = in->bytes ? memchr(in->data, '\n', in->bytes) : NULL;
	struct fuzz_input line = { in->data, newline ? (size_t)(newline - in->data) : in->bytes };

	fuzz_skip(in, line.bytes + 1);
	return fuzz_rest(&line);
}

char *fuzz_rest(struct fuzz_input *in)
{
	char *text = in->bytes ? strndup((const char *)in->data, in->bytes) : strdup("");

	fuzz_skip(in, in->bytes);
	return text;
}

struct fuzz_input fuzz_piece(struct fuzz_pieces *pieces, struct fuzz_input *in)
{
	struct fuzz_input piece = *in;
	uint32_t most;

	if (pieces->state) {
		pieces->state = pieces->state * 1664525u + 1013904223u;
		most = pieces->state & 0x30000 ? 8 : 64;
		piece.bytes = (pieces->state >> 24) % most + 1;
	}
	if (piece.bytes > in->bytes)
		piece.bytes = in->bytes;
	fuzz_skip(in, piece.bytes);
	return piece;
}

char *fuzz_copy(struct fuzz_input in)
{
	char *copy = malloc(in.bytes ? in.bytes : 1);

	if (in.bytes)
		memcpy(copy, in.data, in.bytes);
	return copy;
}

void fuzz_put(struct fuzz_text *text, const void *data, size_t bytes)
{
	while (text->room < text->bytes + bytes + 1) {
		text->room = text->room ? 2 * text->room : 256;
		text->data = realloc(text->data, text->room);
	}
	if (bytes)
		memcpy(text->data + text->bytes, data, bytes);
	text->bytes += bytes;
	text->data[text->bytes] = '\0';
}

void fuzz_print(struct fuzz_text *text, const char *format, ...)
{
	va_list args;
	char *line = NULL;
	int bytes;

	va_start(args, format);
	bytes = vasprintf(&line, format, args);
	va_end(args);
	FUZZ_HOLDS(bytes >= 0);
	fuzz_put(text, line, (size_t)bytes);
	free(line);
}

void fuzz_text_free(struct fuzz_text *text)
{
	free(text->data);
	*text = (struct fuzz_text){ 0 };
}

void fuzz_same(struct fuzz_text *have, struct fuzz_text *want)
{
	bool same = have->bytes == want->bytes &&
		    (!have->bytes || memcmp(have->data, want->data, have->bytes) == 0);

	if (!same)
		fprintf(stderr, "have:\n%.*s\nwant:\n%.*s\n", (int)have->bytes, have->data,
			(int)want->bytes, want->data);
	FUZZ_HOLDS(same);
	fuzz_text_free(have);
	fuzz_text_free(want);
}

/* As RFC 3629 has it, written without a look at how ours reads it. */
static size_t character_bytes(const unsigned char *s)
{
	if (s[0] >= 0x20 && s[0] < 0x7f)
		return 1;
	if (s[0] == 0xc2 && s[1] < 0xa0)
		return 0; /* C1 controls */
	if (s[0] >= 0xc2 && s[0] <= 0xdf)
		return (s[1] & 0xc0) == 0x80 ? 2 : 0;
	if ((s[0] & 0xf0) == 0xe0) {
		if ((s[0] == 0xe0 && s[1] < 0xa0) || (s[0] == 0xed && s[1] > 0x9f))
			return 0;
		return (s[1] & 0xc0) == 0x80 && (s[2] & 0xc0) == 0x80 ? 3 : 0;
	}
	if (s[0] < 0xf0 || s[0] > 0xf4 || (s[0] == 0xf0 && s[1] < 0x90) ||
	    (s[0] == 0xf4 && s[1] > 0x8f))
		return 0;
	return (s[1] & 0xc0) == 0x80 && (s[2] & 0xc0) == 0x80 && (s[3] & 0xc0) == 0x80 ? 4 : 0;
}

bool fuzz_is_clean(const char *text)
{
	while (*text) {
		size_t bytes = character_bytes((const unsigned char *)text);

		if (bytes == 0)
			return false;
		text += bytes;
	}
	return true;
}

void fuzz_load(const char *plugin)
{
	char path[PATH_BYTES];

	snprintf(path, sizeof(path), "%s/%s.so", PLUGIN_DIR, plugin);
	FUZZ_HOLDS(dlopen(path, RTLD_NOW | RTLD_LOCAL));
}

const char *fuzz_dir(void)
{
	static char dir[PATH_BYTES];
	const char *above = getenv("TMPDIR");

	if (!*dir) {
		snprintf(dir, sizeof(dir), "%s/fuzz-XXXXXX", above ? above : "/tmp");
		FUZZ_HOLDS(mkdtemp(dir));
	}
	return dir;
}

const char *fuzz_write(const char *name, const void *data, size_t bytes)
{
	static char path[2 * PATH_BYTES];
	FILE *file;

	snprintf(path, sizeof(path), "%s/%s", fuzz_dir(), name);
	file = fopen(path, "w");
	FUZZ_HOLDS(file);
	FUZZ_HOLDS(fwrite(data, 1, bytes, file) == bytes);
	FUZZ_HOLDS(fclose(file) == 0);
	FUZZ_HOLDS(chmod(path, 0600) == 0);
	return path;
}

void fuzz_read(struct fuzz_text *text, const char *name)
{
	char path[2 * PATH_BYTES], data[4096];
	FILE *file;
	size_t bytes;

	snprintf(path, sizeof(path), "%s/%s", fuzz_dir(), name);
	file = fopen(path, "r");
	if (!file)
		return;
	while ((bytes = fread(data, 1, sizeof(data), file)) > 0)
		fuzz_put(text, data, bytes);
	fclose(file);
}
