/* dog.c - see dog.h; the kernel's Documentation/watchdog/watchdog-api.rst.  SPDX-License-Identifier: ISC */
#include "dog.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/watchdog.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#define FEED "1"
#define CALL_OFF "V"

/* What a person can do about it. */
static const char *remedy(int error)
{
	switch (error) {
	case ENOENT:
	case ENODEV:
	case ENXIO:
		return "load its driver, or leave out `watchdog`";
	case EBUSY:
		return "somebody else feeds it: systemd's RuntimeWatchdogSec, procd, or a watchdog "
		       "daemon";
	case EINVAL:
		return "set another `watchdog_timeout`";
	default:
		return "the daemon's user must be allowed to write to it";
	}
}

static int refuse(const struct dog *dog, const char *what, int error)
{
	log_line(dog->log, MUZZLE_ERR, "watchdog", "%s file=%s error=%s remedy=\"%s\"", what,
		 dog->path, strerror(error), remedy(error));
	return -error;
}

/* The number that a file in /sys begins with, -1: there is no such file. */
static int read_number(const char *path)
{
	FILE *file = fopen(path, "re");
	int number = -1;

	if (!file)
		return -1;
	if (fscanf(file, "%d", &number) != 1)
		number = -1;
	fclose(file);
	return number;
}

/* /dev/watchdog is another name for the first one, of which /sys says nothing. */
static bool never_stops(const struct dog *dog)
{
	char path[PATH_MAX];
	struct stat st;
	int number;

	if (fstat(dog->fd, &st) < 0 || !S_ISCHR(st.st_mode))
		return false;
	snprintf(path, sizeof(path), "/sys/dev/char/%u:%u/nowayout", major(st.st_rdev),
		 minor(st.st_rdev));
	number = read_number(path);
	return number < 0 ? read_number("/sys/class/watchdog/watchdog0/nowayout") > 0 : number > 0;
}

static void warn_of_kind(const struct dog *dog)
{
	struct watchdog_info info = { 0 };

	if (never_stops(dog))
		log_line(dog->log, MUZZLE_WARN, "watchdog",
			 "cannot be called off (nowayout): the box resets when muzzle stops "
			 "file=%s",
			 dog->path);
	else if (ioctl(dog->fd, WDIOC_GETSUPPORT, &info) == 0 && !(info.options & WDIOF_MAGICCLOSE))
		log_line(dog->log, MUZZLE_WARN, "watchdog",
			 "is off as soon as muzzle is gone, also after a crash file=%s", dog->path);
}

/* The driver may round, and some have one time only. */
static int set_timeout(struct dog *dog, int64_t timeout_ms)
{
	int seconds = (int)(timeout_ms / 1000), error;

	dog->timeout_ms = timeout_ms;
	if (ioctl(dog->fd, WDIOC_SETTIMEOUT, &seconds) == 0 && seconds > 0) {
		dog->timeout_ms = seconds * INT64_C(1000);
		return 0;
	}
	error = errno;
	if (error == EINVAL)
		return refuse(dog, "does not take that timeout", error);
	if (ioctl(dog->fd, WDIOC_GETTIMEOUT, &seconds) == 0 && seconds > 0)
		dog->timeout_ms = seconds * INT64_C(1000);
	log_line(dog->log, MUZZLE_WARN, "watchdog",
		 "cannot be given a timeout, fed for ms=%lld file=%s error=%s",
		 (long long)dog->timeout_ms, dog->path, strerror(error));
	return 0;
}

static int start(struct dog *dog, const char *path)
{
	dog->path = strdup(path);
	if (!dog->path)
		return -ENOMEM;
	dog->fd = open(path, O_WRONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	if (dog->fd >= 0) {
		warn_of_kind(dog);
		return 0;
	}
	refuse(dog, "cannot be opened", errno);
	free(dog->path);
	dog->path = NULL;
	return -EIO;
}

int dog_open(struct dog *dog, const char *path, int64_t timeout_ms)
{
	int rc = 0;

	if (dog->path && strcmp(dog->path, path) == 0 && dog->asked_ms == timeout_ms)
		return 0;
	if (dog->path && strcmp(dog->path, path) != 0)
		dog_close(dog);
	if (!dog->path)
		rc = start(dog, path);
	if (rc)
		return rc;
	dog_feed(dog);
	dog->asked_ms = timeout_ms;
	rc = set_timeout(dog, timeout_ms);
	if (rc) {
		dog_close(dog);
		return rc;
	}
	log_line(dog->log, MUZZLE_INFO, "watchdog", "bites when not fed ms=%lld file=%s",
		 (long long)dog->timeout_ms, path);
	return 0;
}

void dog_feed(struct dog *dog)
{
	if (!dog->path)
		return;
	if (write(dog->fd, FEED, 1) == 1) {
		dog->told = false;
		return;
	}
	if (!dog->told)
		log_line(dog->log, MUZZLE_ERR, "watchdog", "cannot be fed file=%s error=%s",
			 dog->path, strerror(errno));
	dog->told = true;
}

void dog_close(struct dog *dog)
{
	if (!dog->path)
		return;
	if (write(dog->fd, CALL_OFF, 1) != 1)
		log_line(dog->log, MUZZLE_ERR, "watchdog",
			 "cannot be called off: the box resets file=%s error=%s", dog->path,
			 strerror(errno));
	close(dog->fd);
	free(dog->path);
	dog->path = NULL;
}
