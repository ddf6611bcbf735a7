/* fake_host.h - a host for plugin tests: invented time, recorded calls.  SPDX-License-Identifier: ISC
 *
 * Nothing happens by itself: time moves in fake_advance(), requests are answered by fake_answer(),
 * children end by fake_exit(), lines arrive by fake_line(), descriptors are served by fake_ready().  All strings live until fake_close().
 */
#ifndef FAKE_HOST_H
#define FAKE_HOST_H

#include "muzzle_plugin.h"

#define FAKE_START_MS 1000000               /* BOOTTIME when an instance is made */
#define FAKE_WALL_MS INT64_C(1795302186000) /* Unix time at that moment */
#define FAKE_LIMIT 4096
#define FAKE_FDS 32

struct fake_setting {
	const char *key, *value; /* repeated keys make a LIST; key NULL ends */
};

struct fake_container {
	const char *name, *gateway; /* name NULL ends */
};

struct fake_timer {
	uint32_t id; /* 0: stopped or fired */
	int64_t due_ms;
	muzzle_timer *cb;
	void *arg;
};

struct fake_request {
	uint32_t id;
	bool live; /* neither answered nor cancelled */
	bool cancelled;
	struct muzzle_http req; /* body NUL-terminated; headers may be NULL */
	muzzle_http_data *data;
	muzzle_http_done *done;
	void *arg;
};

struct fake_child {
	uint32_t id;
	bool live, cancelled;
	struct muzzle_spawn child;
	muzzle_spawn_done *done;
	void *arg;
};

struct fake_lines {
	uint32_t id; /* 0: closed */
	struct muzzle_lines from;
	muzzle_line *cb;
	void *arg;
};

struct fake_fd {
	uint32_t id; /* 0: unwatched */
	int fd;
	bool read, write;
	muzzle_fd *cb;
	void *arg;
};

struct fake_log {
	enum muzzle_level level;
	const char *text;
};

struct fake_result {
	uint64_t id;
	enum muzzle_result result;
	const char *why;
};

struct fake_gauge {
	const char *name;
	int64_t value;
};

/* One instance of one plugin.  Tests read all and may set what stands before fake_start(). */
struct muzzle_inst {
	struct muzzle_host host; /* what the plugin is lent; caps and functions may be changed */
	const struct fake_container *containers;
	int64_t now_ms, wall_ms;
	const struct muzzle_plugin *plugin;
	void *self, *so;
	int rc;      /* of the options, then of .check() and .open() */
	bool opened; /* .close() is due */
	bool probe_offered;
	bool refuse_http;    /* http() gives 0 */
	bool late;           /* what lines_late() says */
	const char *memory;  /* what is remembered; NULL: nothing */
	const char *blind;   /* why; NULL: it sees */
	uint64_t asked_id;   /* of the last retry_after() ... */
	int64_t asked_ms;    /* ... and for how long */
	uint64_t printed_id; /* of the last output() ... */
	const char *printed; /* ... and its text; NULL: none */
	/* what ask() says, valid until the next one; NULL: an error */
	const char *(*answers)(struct muzzle_inst *inst, const char *request);
	void *arg;         /* for .answers */
	const char *asked; /* the last request ... */
	size_t asks;       /* ... and how many there were */
	const char *error; /* why the options were refused */
	char *told;        /* see fake_told() */
	size_t reports, rounds;
	struct muzzle_report last; /* the newest report */
	uint32_t handles;          /* the last handle given */
	size_t timers, requests, children, streams, logs, results, gauges, kept;
	struct fake_timer timer[FAKE_LIMIT];
	struct fake_request request[FAKE_LIMIT];
	struct fake_child child[FAKE_LIMIT];
	struct fake_lines stream[16];
	struct fake_fd fd[FAKE_FDS];
	struct fake_log log[FAKE_LIMIT];
	struct fake_result result[FAKE_LIMIT];
	struct fake_gauge gauge[MUZZLE_GAUGES_MAX];
	void **keep; /* owned */
};

/* fake_new - loads PLUGIN_DIR/<plugin>.so and fills an instance from the settings; a refused
 * setting leaves .rc = -EINVAL and .error.  Ends with fake_close(). */
struct muzzle_inst *fake_new(const char *plugin, const struct fake_setting *settings);

/* fake_start - calls .check(), then .open(), unless the options were refused; 0 or -errno. */
int fake_start(struct muzzle_inst *inst);

/* fake_open - fake_new() and fake_start(), which must succeed. */
struct muzzle_inst *fake_open(const char *plugin, const struct fake_setting *settings);

/* fake_close - calls .close() if due, then frees all; no callback comes after it. */
void fake_close(struct muzzle_inst *inst);

/* fake_advance - moves the time by ms and fires the timers that fall due, in their order. */
void fake_advance(struct muzzle_inst *inst, int64_t ms);

/* fake_pending - the i-th live request, oldest first, or NULL. */
struct fake_request *fake_pending(struct muzzle_inst *inst, size_t i);

/* fake_answer - ends the oldest live request; status 0: no HTTP answer, then body is the why. */
void fake_answer(struct muzzle_inst *inst, int status, const char *body);

/* fake_answer_to - ends one request with a whole answer (size, why and body are completed). */
void fake_answer_to(struct muzzle_inst *inst, struct fake_request *to,
		    const struct muzzle_answer *answer);

/* fake_data - hands bytes to a streaming request. */
void fake_data(struct muzzle_inst *inst, struct fake_request *to, const char *data, size_t bytes);

/* fake_running - the i-th live child, oldest first, or NULL. */
struct fake_child *fake_running(struct muzzle_inst *inst, size_t i);

/* fake_exit - ends the oldest live child; output may be NULL. */
void fake_exit(struct muzzle_inst *inst, const struct muzzle_exit *how, const char *output);

/* fake_line - a line arrives at every open stream. */
void fake_line(struct muzzle_inst *inst, const char *line);

/* fake_line_fault - every open stream reports a fault. */
void fake_line_fault(struct muzzle_inst *inst, enum muzzle_fault kind, const char *why);

/* fake_told - what was reported since the last call, one line each, in words:
 *   claim omer up WORKING | proof omer +-250 (ms from now) | fault - path refused | probe omer ok why
 *   event gw die 4407c6 137 | memory - 60000000 of 0 | round | uplink down no default route | blind no line for 3m | seeing
 * "-" is the gateway itself.  A gateway other than the section's stands as "gw:" before it. */
const char *fake_told(struct muzzle_inst *inst);

/* fake_gauge - what the number was set to, or -1. */
int64_t fake_gauge(struct muzzle_inst *inst, const char *name);

/* fake_ready - serves the descriptors that are ready, waiting at most wait_ms of real time for the
 * first; how many were. */
int fake_ready(struct muzzle_inst *inst, int wait_ms);

/* fake_logged - the newest log line that contains text, or NULL. */
const char *fake_logged(const struct muzzle_inst *inst, const char *text);

/* fake_header - the value of a request's header, or NULL; name without the colon. */
const char *fake_header(const struct fake_request *request, const char *name);

#endif
