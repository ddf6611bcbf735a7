/* page.c - see page.h.  SPDX-License-Identifier: ISC */
#include "page.h"

#include <inttypes.h>

#include "clock.h"

/* FNV-1a, behind a line as the file has it: {...,"sum":"0123456789abcdef"} */
static void put_sealed(struct fuzz_text *file, const char *line)
{
	uint64_t sum = UINT64_C(14695981039346656037);
	size_t bytes = strlen(line);

	for (const char *s = line; *s; s++)
		sum = (sum ^ (unsigned char)*s) * UINT64_C(1099511628211);
	fuzz_put(file, line, bytes ? bytes - 1 : 0);
	fuzz_print(file, ",\"sum\":\"%016" PRIx64 "\"}\n", sum);
}

void page_seal(struct fuzz_text *file, struct fuzz_input in, const char *boot, int64_t wall_ms)
{
	char header[200], last[64], wall[CLOCK_WALL_TEXT_BYTES], present[CLOCK_BOOT_ID_BYTES];
	int lines = 1;

	clock_boot_id(present, sizeof(present));
	clock_wall_text(wall, sizeof(wall), wall_ms);
	snprintf(header, sizeof(header),
		 "{\"muzzle\":1,\"boot\":\"%s\",\"wall\":\"%s\",\"t\":%lld}", boot ? boot : present,
		 wall, (long long)clock_boot_ms());
	put_sealed(file, header);
	for (; in.bytes; lines++) {
		char *line = fuzz_line(&in);

		put_sealed(file, line);
		free(line);
	}
	snprintf(last, sizeof(last), "{\"ev\":\"end\",\"lines\":%d}", lines);
	put_sealed(file, last);
}

void page_read(struct fuzz_text *said, const char *name)
{
	struct fuzz_text file = { 0 };
	struct fuzz_input in;

	fuzz_read(&file, name);
	in = (struct fuzz_input){ (const uint8_t *)file.data, file.bytes };
	free(fuzz_line(&in));
	fuzz_put(said, in.data, in.bytes);
	fuzz_text_free(&file);
}
