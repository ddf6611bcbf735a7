/* outward.c - see outward.h.  SPDX-License-Identifier: ISC */
#include "outward.h"

#include <stdio.h>
#include <string.h>

#define LINE_BYTES 256

/* Columns of /proc/net/route: interface, destination, gateway, flags, ... , mask. */
static bool is_default4(const char *line)
{
	char iface[64], to[16], gateway[16], mask[16];
	unsigned flags;

	return sscanf(line, "%63s %15s %15s %x %*s %*s %*s %15s", iface, to, gateway, &flags,
		      mask) == 5 &&
	       strcmp(to, "00000000") == 0 && strcmp(mask, "00000000") == 0 && (flags & 1);
}

/* The kernel has a default route by lo that refuses everything. */
static bool is_default6(const char *line)
{
	char to[40], bits[8], iface[64];

	return sscanf(line, "%39s %7s %*s %*s %*s %*s %*s %*s %*s %63s", to, bits, iface) == 3 &&
	       strcmp(bits, "00") == 0 && strspn(to, "0") == strlen(to) && strcmp(iface, "lo") != 0;
}

static bool any_line(const char *path, bool (*is_default)(const char *line))
{
	FILE *file = fopen(path, "re");
	char line[LINE_BYTES];
	bool found = false;

	while (file && !found && fgets(line, sizeof(line), file))
		found = is_default(line);
	if (file)
		fclose(file);
	return found;
}

bool outward_has_route(void)
{
	return any_line("/proc/net/route", is_default4) ||
	       any_line("/proc/net/ipv6_route", is_default6);
}
