/* clock.c - see clock.h.  SPDX-License-Identifier: ISC */
#include "clock.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static int64_t read_clock(clockid_t clock)
{
	struct timespec ts = { 0 };

	clock_gettime(clock, &ts);
	return (int64_t)ts.tv_sec * 1000 + ts.tv_nsec / 1000000;
}

int64_t clock_boot_ms(void)
{
	return read_clock(CLOCK_BOOTTIME);
}

int64_t clock_mono_ms(void)
{
	return read_clock(CLOCK_MONOTONIC);
}

int64_t clock_wall_ms(void)
{
	return read_clock(CLOCK_REALTIME);
}

static int read_boot_id(char *id, size_t id_bytes)
{
	int fd = open("/proc/sys/kernel/random/boot_id", O_RDONLY | O_CLOEXEC);
	ssize_t n;

	if (fd < 0)
		return -errno;
	n = read(fd, id, id_bytes - 1);
	close(fd);
	if (n <= 0)
		return -EIO;
	id[n] = '\0';
	id[strcspn(id, "\n")] = '\0';
	return 0;
}

int clock_boot_id(char *id, size_t id_bytes)
{
	int rc = id_bytes < CLOCK_BOOT_ID_BYTES ? -EINVAL : read_boot_id(id, id_bytes);

	if (rc < 0)
		snprintf(id, id_bytes, "unknown");
	return rc;
}

/* Division that rounds down, so that times before 1970 have a fraction too. */
static int64_t floor_div(int64_t a, int64_t b)
{
	return a / b - (a % b < 0);
}

void clock_wall_text(char *text, size_t text_bytes, int64_t wall_ms)
{
	time_t seconds = (time_t)floor_div(wall_ms, 1000);
	int fraction = (int)(wall_ms - floor_div(wall_ms, 1000) * 1000);
	struct tm tm;
	char day[24];

	if (!gmtime_r(&seconds, &tm) || tm.tm_year < -1900 || tm.tm_year > 8099) {
		snprintf(text, text_bytes, "invalid");
		return;
	}
	strftime(day, sizeof(day), "-%m-%dT%H:%M:%S", &tm);
	snprintf(text, text_bytes, "%04d%s.%03dZ", tm.tm_year + 1900, day, fraction);
}

/* Exactly `digits` digits; NULL when they are not there. */
static const char *scan_digits(const char *s, int digits, int *number)
{
	*number = 0;
	for (int i = 0; i < digits; i++, s++) {
		if (*s < '0' || *s > '9')
			return NULL;
		*number = *number * 10 + (*s - '0');
	}
	return s;
}

/* Reads by a pattern in which "4" and "2" stand for that many digits and the rest for itself. */
static const char *scan_pattern(const char *s, const char *pattern, int *numbers)
{
	for (; s && *pattern; pattern++) {
		if (*pattern == '4' || *pattern == '2')
			s = scan_digits(s, *pattern - '0', numbers++);
		else
			s = *s == *pattern ? s + 1 : NULL;
	}
	return s;
}

/* A fraction of any length; digits beyond milliseconds are dropped. */
static const char *scan_fraction(const char *s, int *ms)
{
	int unit = 100;

	*ms = 0;
	if (*s != '.')
		return s;
	for (s++; *s >= '0' && *s <= '9'; s++, unit /= 10)
		*ms += (*s - '0') * unit;
	return s;
}

static const char *scan_offset(const char *s, int64_t *offset_ms)
{
	int64_t sign_ms = *s == '+' ? 60000 : -60000;
	int hours = 0, minutes = 0;

	*offset_ms = 0;
	if (*s != '+' && *s != '-')
		return *s == 'Z' ? s + 1 : s;
	s = scan_digits(s + 1, 2, &hours);
	if (s && *s == ':')
		s++;
	s = s ? scan_digits(s, 2, &minutes) : NULL;
	*offset_ms = (hours * INT64_C(60) + minutes) * sign_ms;
	return s;
}

static bool is_date(const int *n)
{
	return n[1] >= 1 && n[1] <= 12 && n[2] >= 1 && n[2] <= 31 && n[3] <= 23 && n[4] <= 59 &&
	       n[5] <= 60;
}

int clock_wall_parse(const char *text, int64_t *wall_ms)
{
	int n[6] = { 0 }, fraction = 0;
	int64_t offset_ms = 0;
	const char *s = scan_pattern(text, "4-2-2T2:2:2", n);

	s = s ? scan_fraction(s, &fraction) : NULL;
	s = s ? scan_offset(s, &offset_ms) : NULL;
	if (!s || *s || !is_date(n))
		return -EINVAL;

	struct tm tm = { .tm_year = n[0] - 1900,
			 .tm_mon = n[1] - 1,
			 .tm_mday = n[2],
			 .tm_hour = n[3],
			 .tm_min = n[4],
			 .tm_sec = n[5] };

	*wall_ms = (int64_t)timegm(&tm) * 1000 + fraction - offset_ms;
	return 0;
}
