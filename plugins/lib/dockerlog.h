/* dockerlog.h - follows a container's log through the Docker Engine.  SPDX-License-Identifier: ISC
 *
 * An inspection tells which container bears the name and whether it has a terminal; then its log is
 * streamed from where the reading stopped, in this process or an earlier one (host->remember).  The
 * stream ends with the container's life: it is looked for again until it lives.  A stream that says
 * nothing is no trouble, but every LOOK another inspection asks whether it is still the right one.
 */
#ifndef DOCKERLOG_H
#define DOCKERLOG_H

#include "dockercursor.h"
#include "dockerlines.h"
#include "evidence.h"

/* late: it was written before the stream was asked for. */
typedef void dockerlog_cb(void *arg, const struct dockerlines_line *line, bool late);
/* Why the log cannot be read, once until it can; why NULL: it can be read again. */
typedef void dockerlog_trouble(void *arg, enum muzzle_fault kind, const char *why);

struct dockerlog_from {
	const char *name, *socket; /* borrowed */
	size_t line_bytes_max;
	dockerlog_cb *cb;
	dockerlog_trouble *trouble;
	void *arg;
};

/* What its timer ends. */
enum dockerlog_wait {
	DOCKERLOG_CONNECT = 1, /* nothing is asked */
	DOCKERLOG_SETTLE,      /* a stream is young */
	DOCKERLOG_LOOK,        /* it stands */
	DOCKERLOG_BROKEN       /* it is none */
};

/* One stream. */
struct dockerlog_stream {
	int64_t opened_ms, opened_wall_ms;
	int64_t heard_ms;   /* when the last bytes came */
	int64_t started_ns; /* the container's life */
	bool running;       /* it did, when the stream was asked for */
	bool settled, broken;
	char words[128]; /* the Engine's own, if it said any */
};

/* Zeroed is closed.  It must stay where it is while it is open. */
struct dockerlog {
	struct evidence by;
	struct dockerlog_from from;
	muzzle_timer *wake; /* ours */
	enum dockerlog_wait wait;
	struct dockerlines lines;
	struct dockercursor cursor;
	struct dockerlog_stream stream;
	uint32_t request, look, timer;
	int64_t backoff_ms, missing_ms; /* missing_ms: since when; 0: it is not */
	int64_t read_ns;                /* the life, now ended, of which all is read */
	int64_t lines_read;
	enum muzzle_fault told; /* 0: no fault, or it is over */
};

/* dockerlog_open - in .open(); needs MUZZLE_CAP_HTTP, _TIMER and _MEMORY.  0 or -errno. */
int dockerlog_open(struct dockerlog *log, struct evidence by, const struct dockerlog_from *from);

/* dockerlog_close - requests and timers end with the instance; a closed one is allowed. */
void dockerlog_close(struct dockerlog *log);

#endif
