/* sealing.h - a sealed file as if it had been written at another time.  SPDX-License-Identifier: ISC */
#ifndef SEALING_H
#define SEALING_H

#include "clock.h"
#include "scratch.h"

#define SEALING_BYTES 65536

/* FNV-1a, as the file has it. */
static uint64_t sealing_sum(const char *line)
{
	uint64_t sum = UINT64_C(14695981039346656037);

	for (; *line; line++)
		sum = (sum ^ (unsigned char)*line) * UINT64_C(1099511628211);
	return sum;
}

static size_t sealing_read(struct scratch *scratch, const char *name, char *data)
{
	FILE *file;
	size_t bytes;

	snprintf(scratch->path, sizeof(scratch->path), "%s/%s", scratch->dir, name);
	file = fopen(scratch->path, "r");
	assert_non_null(file);
	bytes = fread(data, 1, SEALING_BYTES - 1, file);
	fclose(file);
	data[bytes] = '\0';
	return bytes;
}

/* Its header now says another boot, wall_ago_ms ago, at t_ms of that boot. */
static void sealing_rewrite_header(struct scratch *scratch, const char *name, int64_t wall_ago_ms,
				   int64_t t_ms)
{
	static char data[SEALING_BYTES], rest[SEALING_BYTES - 400];
	char wall[CLOCK_WALL_TEXT_BYTES], header[300];
	uint64_t sum;

	sealing_read(scratch, name, data);
	snprintf(rest, sizeof(rest), "%.60000s", strchr(data, '\n'));
	clock_wall_text(wall, sizeof(wall), clock_wall_ms() - wall_ago_ms);
	snprintf(header, sizeof(header),
		 "{\"muzzle\":1,\"boot\":\"another\",\"wall\":\"%s\",\"t\":%lld}", wall,
		 (long long)t_ms);
	sum = sealing_sum(header);
	header[strlen(header) - 1] = '\0';
	snprintf(data, sizeof(data), "%s,\"sum\":\"%016llx\"}%s", header, (unsigned long long)sum,
		 rest);
	scratch_write(scratch, name, data);
}

#endif
