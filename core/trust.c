/* trust.c - see trust.h.  SPDX-License-Identifier: ISC */
#include "trust.h"

#include <errno.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define LINKS_MAX 32

/* The way from the root to the file, one name after the other. */
struct walk {
	char place[PATH_MAX]; /* judged so far: absolute, without links; "" is the root */
	char rest[PATH_MAX];  /* still to be gone */
	int links;
	char *why;
	size_t why_bytes;
};

static int refuse(const struct walk *walk, const struct stat *st, const char *remedy)
{
	snprintf(walk->why, walk->why_bytes, "%s: owner %u, mode %04o: %s",
		 *walk->place ? walk->place : "/", (unsigned)st->st_uid,
		 (unsigned)st->st_mode & 07777u, remedy);
	return -EPERM;
}

static int fail(const struct walk *walk, int error)
{
	snprintf(walk->why, walk->why_bytes, "%s: %s", *walk->place ? walk->place : "/",
		 strerror(error));
	return -error;
}

/* In a sticky directory nobody can swap what is not his, and what is on our way must be ours. */
static int judge_place(const struct walk *walk, const struct stat *st)
{
	bool others_write = st->st_mode & (S_IWGRP | S_IWOTH);

	if (st->st_uid != 0 && st->st_uid != geteuid())
		return refuse(walk, st, "it must belong to root or to us (chown root)");
	if (S_ISLNK(st->st_mode))
		return 0; /* its mode means nothing */
	if (others_write && !(S_ISDIR(st->st_mode) && (st->st_mode & S_ISVTX)))
		return refuse(walk, st, "others may write it (chmod go-w)");
	return 0;
}

/* What a link names comes before the rest of the way. */
static int follow_link(struct walk *walk)
{
	char target[PATH_MAX], rest[PATH_MAX];
	ssize_t n = readlink(walk->place, target, sizeof(target) - 1);

	if (n < 0)
		return fail(walk, errno);
	if (++walk->links > LINKS_MAX)
		return fail(walk, ELOOP);
	target[n] = '\0';
	if (snprintf(rest, sizeof(rest), "%s/%s", target, walk->rest) >= (int)sizeof(rest))
		return fail(walk, ENAMETOOLONG);
	memcpy(walk->rest, rest, sizeof(rest));
	if (*target == '/')
		*walk->place = '\0';
	else
		*strrchr(walk->place, '/') = '\0';
	return 0;
}

/* Takes the next name off the rest; false when none is left. */
static bool next_name(struct walk *walk, char *name)
{
	char *from = walk->rest + strspn(walk->rest, "/");
	size_t n = strcspn(from, "/");

	memcpy(name, from, n);
	name[n] = '\0';
	memmove(walk->rest, from + n, strlen(from + n) + 1);
	return n > 0;
}

static int go_to(struct walk *walk, const char *name)
{
	size_t n = strlen(walk->place);
	char *slash = strrchr(walk->place, '/');

	if (strcmp(name, ".") == 0)
		return 0;
	if (strcmp(name, "..") == 0) {
		if (slash)
			*slash = '\0';
		return 0;
	}
	if (n + strlen(name) + 2 > sizeof(walk->place))
		return fail(walk, ENAMETOOLONG);
	walk->place[n] = '/';
	memcpy(walk->place + n + 1, name, strlen(name) + 1);
	return 0;
}

static int judge_step(struct walk *walk, struct stat *st)
{
	int rc;

	if (lstat(*walk->place ? walk->place : "/", st) < 0)
		return fail(walk, errno);
	rc = judge_place(walk, st);
	if (rc == 0 && S_ISLNK(st->st_mode))
		rc = follow_link(walk);
	return rc;
}

static int judge_way(struct walk *walk, struct stat *st)
{
	char name[PATH_MAX];
	int rc = judge_step(walk, st);

	while (rc == 0 && next_name(walk, name)) {
		rc = go_to(walk, name);
		if (rc == 0)
			rc = judge_step(walk, st);
	}
	return rc;
}

/* A relative path begins where we stand. */
static int begin_walk(struct walk *walk, const char *path)
{
	char here[PATH_MAX] = "";

	if (*path != '/' && !getcwd(here, sizeof(here)))
		return -errno;
	if (snprintf(walk->rest, sizeof(walk->rest), "%s/%s", here, path) >=
	    (int)sizeof(walk->rest))
		return -ENAMETOOLONG;
	return 0;
}

int trust_check_file(const char *path, char *why, size_t why_bytes)
{
	struct walk walk = { .why = why, .why_bytes = why_bytes };
	struct stat st;
	int rc = begin_walk(&walk, path);

	if (rc < 0) {
		snprintf(why, why_bytes, "%s: %s", path, strerror(-rc));
		return rc;
	}
	rc = judge_way(&walk, &st);
	if (rc == 0 && !S_ISREG(st.st_mode))
		rc = refuse(&walk, &st, "it is not a regular file");
	return rc;
}
