/* muzzle_plugin.h - the only header that a plugin includes.  SPDX-License-Identifier: ISC
 *
 * Ownership   The host allocates one zeroed block of .self_size bytes per configured section, fills
 *             it from .options before .check(), and frees it after .close().  A plugin frees only what
 *             it acquired itself; timers, watches, requests and children end with the instance.
 * Borrowing   host, inst and every option value stay valid from before .open() until .close() has
 *             returned.  What a callback is handed is valid during that call only.
 * Calls       All on one thread, never re-entered for one instance.  No callback may block: over
 *             10 ms is counted, over 100 ms is logged.  .close() is called once iff .open() returned 0.
 *             .open() reports nothing yet: what it would say it says from a timer of 0 ms.
 * Errors      0 or a negative errno.  The host logs it once, with the section's file:line.
 * Time        int64_t milliseconds of CLOCK_BOOTTIME, unless named _wall_ms (Unix epoch).
 * Versions    The major number is in the symbol's name.  Minor versions append fields; `size` comes
 *             first on both sides, and each side reads only what the smaller size covers.
 */
#ifndef MUZZLE_PLUGIN_H
#define MUZZLE_PLUGIN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define MUZZLE_ABI_MAJOR 1
#define MUZZLE_ABI_MINOR 4

struct muzzle_inst; /* opaque: one section of the configuration */

enum muzzle_kind { MUZZLE_SOURCE = 1, MUZZLE_ACTION, MUZZLE_EXPORTER };
enum muzzle_level { MUZZLE_ERR = 1, MUZZLE_WARN, MUZZLE_INFO, MUZZLE_DEBUG };
enum muzzle_report_kind {
	MUZZLE_CLAIM = 1,
	MUZZLE_PROOF,
	MUZZLE_FAULT,
	MUZZLE_EVENT,
	MUZZLE_PROBE,
	MUZZLE_MEMORY /* since 1.3: what the gateway uses */
};
enum muzzle_state {
	MUZZLE_UP = 1,
	MUZZLE_STARTING,
	MUZZLE_DOWN,
	MUZZLE_OFF,
	MUZZLE_HUMAN,
	MUZZLE_ABSENT
};
enum muzzle_fault { MUZZLE_PATH = 1, MUZZLE_SETUP };
enum muzzle_event {
	MUZZLE_START = 1,
	MUZZLE_DIE,
	MUZZLE_OOM,
	MUZZLE_STOP,
	MUZZLE_PAUSE,
	MUZZLE_UNPAUSE,
	MUZZLE_HEALTHY,
	MUZZLE_UNHEALTHY
};
enum muzzle_result { MUZZLE_DONE = 1, MUZZLE_FAILED, MUZZLE_NO_SETUP, MUZZLE_TIMEOUT };

/* What the host can lend; a plugin lists in .needs what it cannot live without. */
#define MUZZLE_CAP_REPORT (1u << 0) /* report, round, offer_probe, gateway_of */
#define MUZZLE_CAP_TIMER (1u << 1)
#define MUZZLE_CAP_FD (1u << 2)
#define MUZZLE_CAP_HTTP (1u << 3)
#define MUZZLE_CAP_SPAWN (1u << 4)
#define MUZZLE_CAP_LINES (1u << 5)
#define MUZZLE_CAP_RESULT (1u << 6)
#define MUZZLE_CAP_UPLINK (1u << 7)   /* since 1.1; who does not list it is not heard */
#define MUZZLE_CAP_MEMORY (1u << 8)   /* since 1.2 */
#define MUZZLE_CAP_ASK (1u << 9)      /* since 1.4: ask, but no command */
#define MUZZLE_CAP_COMMAND (1u << 10) /* since 1.4: ask, for hold, release and reset */

/* The C type that an option writes at its offset. */
enum muzzle_type {
	MUZZLE_TYPE_INT = 1, /* int64_t */
	MUZZLE_TYPE_MSEC,    /* int64_t, from 500ms 30s 5m 2h 7d */
	MUZZLE_TYPE_BYTES,   /* int64_t, from 512 64k 4M */
	MUZZLE_TYPE_BOOL,    /* bool, from yes no true false on off */
	MUZZLE_TYPE_STR,     /* const char *, NULL when unset and without a default */
	MUZZLE_TYPE_WORD,    /* int64_t, the index in the space-separated list .words */
	MUZZLE_TYPE_WORDS,   /* const char *const *, split at blanks, NULL-terminated */
	MUZZLE_TYPE_LIST /* const char *const *, one entry per repetition of the key, NULL-terminated */
};
#define MUZZLE_OPT_MANDATORY (1u << 0) /* the section is refused without it */
#define MUZZLE_OPT_SECRET (1u << 1)    /* the value is never printed */

/* One key of a section. */
struct muzzle_option {
	const char *key;
	const char *def;  /* as a user would write it, or NULL */
	const char *help; /* one line, with the unit */
	int64_t min, max; /* inclusive, after unit conversion; INT, MSEC and BYTES only, 0 0: any */
	const char *words; /* WORD only: "http docker exec" */
	uint32_t offset;
	uint16_t type;  /* enum muzzle_type */
	uint16_t flags; /* MUZZLE_OPT_* */
};

/* One piece of evidence.  Strings are copied by the host. */
struct muzzle_report {
	uint32_t size;
	uint32_t kind;       /* enum muzzle_report_kind */
	const char *gateway; /* NULL: the gateway of this section */
	const char *session; /* NULL: the gateway itself */
	uint32_t what;       /* enum muzzle_state, muzzle_fault or muzzle_event, as .kind says */
	bool ok;             /* probe: what it found */
	bool wall;           /* at_ms is Unix time, to be mapped onto CLOCK_BOOTTIME by the host */
	int64_t at_ms;       /* claim, proof: the event's own time; 0: now */
	const char *raw;     /* claim: the word that was mapped */
	const char *why;     /* fault, probe: reason in a few words */
	const char *id;      /* event: container id */
	int64_t code;        /* event die: exit code */
	int64_t bytes; /* memory: in use, without what the kernel could drop at once; since 1.3 */
	int64_t limit_bytes; /* memory: where it is killed; 0: nowhere */
};

/* Who we are and whom we trust.  Since 1.2; every member may be NULL or 0. */
struct muzzle_transport {
	uint32_t size;
	int32_t redirects_max;  /* followed at most; only to the same scheme, host and port */
	const char *user;       /* "name:password", for basic authentication */
	const char *bearer;     /* a token */
	const char *ca_file;    /* PEM; trusted in place of the system's authorities */
	const char *pinned_key; /* "sha256//BASE64": the only public key that the server may have */
	const char *cert_file;  /* PEM; our own certificate ... */
	const char *key_file;   /* ... and its key */
	const char *proxy;      /* a URL; NULL: none, whatever the environment says */
};

/* What mail needs beside its text.  Since 1.3. */
struct muzzle_mail {
	uint32_t size;
	const char *from;      /* an address, as in a@example.org */
	const char *const *to; /* addresses, NULL-terminated */
	bool plain;            /* may go unencrypted if the server does not offer STARTTLS */
};

/* An HTTP request; since 1.3 also mail (smtp://, smtps://: the body is a whole message with its headers)
 * and MQTT (mqtt://host/topic: the body is published).  The host copies it all; redirects and proxies are off unless .transport has them. */
struct muzzle_http {
	uint32_t size;
	const char *method; /* NULL: GET */
	const char *url;
	const char *unix_socket;    /* NULL: by network */
	const char *const *headers; /* "Name: value", NULL-terminated, or NULL */
	const char *body;
	size_t body_bytes;
	int64_t timeout_ms; /* of the whole exchange; with .data: of connecting and of the header */
	size_t max_body_bytes;                    /* more is an error; with .data: unused */
	const struct muzzle_transport *transport; /* since 1.2; NULL: as plain as can be */
	const struct muzzle_mail *mail;           /* since 1.3; mail only */
};
struct muzzle_answer {
	uint32_t size;
	int status; /* 0: no answer, then why says what happened.  Mail: the last reply code of SMTP, of
		     * which 4xx may pass.  MQTT: 200 once the broker has it */
	bool timed_out;
	const char *why;  /* never NULL; never holds a header or the query of the url */
	const char *body; /* NUL-terminated beyond .body_bytes */
	size_t body_bytes;
	int64_t took_ms;
	int64_t retry_after_ms; /* -1: not said */
	const char *link;       /* since 1.2: the value of the header Link, "" without one */
	bool setup; /* since 1.2: status 0, and it stays so until a person mends url or certificate */
	/* since 1.3: of the header, also where the rest never came whole and status is 0; 0: none came */
	int64_t header_status;
};
typedef void muzzle_http_done(void *self, void *arg, const struct muzzle_answer *answer);
typedef void muzzle_http_data(void *self, void *arg, const char *data, size_t bytes);

/* A child process.  There is no shell; stdin is /dev/null. */
struct muzzle_spawn {
	uint32_t size;
	const char *const *argv; /* argv[0] is looked up in PATH, NULL-terminated */
	const char *const *env;  /* "NAME=value" added to a minimal one, NULL-terminated, or NULL */
	int64_t timeout_ms;      /* then SIGTERM, 2 s later SIGKILL, to its process group */
	size_t max_output_bytes; /* stdout and stderr together; the rest is read and dropped */
};
struct muzzle_exit {
	uint32_t size;
	bool exited;    /* code is an exit status; else it is a signal number */
	bool timed_out; /* we ended it */
	int code;
	const char *output; /* NUL-terminated */
	size_t output_bytes;
};
typedef void muzzle_spawn_done(void *self, void *arg, const struct muzzle_exit *how);

/* Where lines come from: exactly one of .file and .argv. */
struct muzzle_lines {
	uint32_t size;
	const char *file;        /* followed by name, from its end; rotation is noticed */
	const char *const *argv; /* restarted with backoff when it ends */
	size_t max_line_bytes;   /* a longer line is cut and its rest dropped */
	bool resume; /* since 1.2, for .file: go on where this section stopped reading, even in an
		      * earlier process; takes the place of remember() */
	bool together; /* since 1.2: give many lines in one call, with the newlines between them; then only
			* a line that has not ended yet is cut */
};
/* line is NUL-terminated, without its newline.  line NULL: a fault of the given kind, why says which. */
typedef void muzzle_line(void *self, void *arg, const char *line, size_t bytes,
			 enum muzzle_fault kind, const char *why);
typedef void muzzle_timer(void *self, void *arg);
typedef void muzzle_fd(void *self, void *arg, int fd, bool readable, bool writable);

/* What an action is told.  An act must be answered once by host->result(); a notify likewise, of which
 * several may be under way at once.  What the results mean of a message: MUZZLE_DONE: its receiver has
 * it; _FAILED, _TIMEOUT and a negative .act(): it is told again, after 1 s, 2 s, 4 s ... 5 min;
 * _NO_SETUP: only a person can mend it, so that the section's `fallback` is told instead.  Without a
 * result it is cancelled 10 s after the section's `timeout`, and told again. */
struct muzzle_order {
	uint32_t size;
	uint64_t id;        /* for host->result() */
	bool notify;        /* tell a person; else act */
	const char *target; /* "gateway" or "gateway/session" */
	const char *gateway;
	const char *session;   /* NULL: the gateway itself */
	const char *container; /* NULL: none configured */
	const char *what;      /* notify: opened closed quarantined human setup reminder leak
				* digest */
	const char *state;     /* the present claim, a word */
	const char *why;
	uint64_t incident;
	int64_t wall_ms; /* when it was ordered */
	/* since 1.3, as all below.  The same whenever the same message is told again, and of no other:
	 * receivers may know a repetition by it.  [A-Za-z0-9-]+; NULL: an act */
	const char *message;
	int64_t since_wall_ms; /* when the incident opened; 0: not known */
	/* .what "digest": several messages in one, a line of text each, NULL-terminated; else NULL.  An
	 * action that has no form for it answers -ENOTSUP, and is told each by itself */
	const char *const *lines;
};

/* A line of the journal.  Since 1.4. */
struct muzzle_entry {
	uint32_t size;
	int64_t wall_ms; /* when it was; 0: not known */
	bool past;       /* it was in the journal before the plugin was shown the newest line */
	/* The line, one JSON object, with "wall" added where .text is not NULL: then it is what `muzzle history
	 * --json` prints.  A line with two pieces of news comes twice. */
	const char *json;
	const char *text;   /* in words, as in `muzzle history`; NULL: left out there as no news */
	const char *target; /* which .text is about; NULL: the whole box */
};

#define MUZZLE_MEMORY_MAX 512
#define MUZZLE_GAUGES_MAX 24
#define MUZZLE_OUTPUT_MAX 1024

/* Services lent to plugins.  Handles are > 0; 0 is a failure that the host has logged. */
struct muzzle_host {
	uint32_t size; /* sizeof in the running host */
	uint32_t caps; /* MUZZLE_CAP_* */
	void (*log)(struct muzzle_inst *inst, enum muzzle_level level, const char *fmt, ...)
		__attribute__((format(printf, 3, 4)));
	int64_t (*now)(struct muzzle_inst *inst);
	int64_t (*wall)(struct muzzle_inst *inst); /* Unix ms; for dating and printing only */
	/* MUZZLE_CAP_REPORT */
	int (*report)(struct muzzle_inst *inst, const struct muzzle_report *report);
	/* the claims since the last round are all the sessions there are */
	int (*round)(struct muzzle_inst *inst);
	/* in .open(): .probe() works for our sessions */
	int (*offer_probe)(struct muzzle_inst *inst);
	/* whose container that is; NULL: nobody's */
	const char *(*gateway_of)(struct muzzle_inst *inst, const char *container);
	/* the watched containers, of the section's gateway if it has one; NULL ends */
	const char *(*container_at)(struct muzzle_inst *inst, size_t i);
	/* MUZZLE_CAP_TIMER: fires once */
	uint32_t (*timer_start)(struct muzzle_inst *inst, int64_t after_ms, muzzle_timer *cb,
				void *arg);
	void (*timer_stop)(struct muzzle_inst *inst, uint32_t timer);
	/* MUZZLE_CAP_FD */
	uint32_t (*fd_watch)(struct muzzle_inst *inst, int fd, bool read, bool write, muzzle_fd *cb,
			     void *arg);
	void (*fd_unwatch)(struct muzzle_inst *inst, uint32_t watch);
	/* MUZZLE_CAP_HTTP: done is called once, never from inside http(); data may be NULL */
	uint32_t (*http)(struct muzzle_inst *inst, const struct muzzle_http *req,
			 muzzle_http_data *data, muzzle_http_done *done, void *arg);
	/* done is not called */
	void (*http_cancel)(struct muzzle_inst *inst, uint32_t request);
	/* MUZZLE_CAP_SPAWN: done is called once, never from inside spawn() */
	uint32_t (*spawn)(struct muzzle_inst *inst, const struct muzzle_spawn *child,
			  muzzle_spawn_done *done, void *arg);
	/* the child is killed; done is not called */
	void (*spawn_cancel)(struct muzzle_inst *inst, uint32_t child);
	/* MUZZLE_CAP_LINES */
	uint32_t (*lines_open)(struct muzzle_inst *inst, const struct muzzle_lines *from,
			       muzzle_line *cb, void *arg);
	void (*lines_close)(struct muzzle_inst *inst, uint32_t lines);
	/* MUZZLE_CAP_RESULT: how an order ended; a second answer is ignored */
	void (*result)(struct muzzle_inst *inst, uint64_t id, enum muzzle_result result,
		       const char *why);
	/* MUZZLE_CAP_UPLINK: the box's own line works, or why it does not.  It is down while any
	 * source says so.  Silence after .open() keeps what a former configuration knew, so that
	 * each source must say one of both, soon.  -EPERM: not listed in .needs */
	int (*uplink)(struct muzzle_inst *inst, bool up, const char *why);
	/* Since 1.2, as all below.  MUZZLE_CAP_LINES: the line in hand was there before we looked,
	 * so that only its own date says when it was written. */
	bool (*lines_late)(struct muzzle_inst *inst, uint32_t lines);
	/* MUZZLE_CAP_MEMORY: one line of text, at most MUZZLE_MEMORY_MAX bytes, that this section
	 * finds again after a reload and in the next process.  A reboot or a kill may lose the last
	 * seconds, or all: it is a bookmark, no ledger.  In .close() it is too late: the next
	 * instance has opened, or all is saved.  -EINVAL: it cannot be kept */
	int (*remember)(struct muzzle_inst *inst, const char *text);
	/* NULL: nothing is remembered; valid until the next remember() */
	const char *(*recall)(struct muzzle_inst *inst);
	/* MUZZLE_CAP_REPORT: the source ought to deliver and does not; why NULL: it does again.  Its
	 * silence says nothing of the sessions then.  A repetition is nothing */
	int (*blind)(struct muzzle_inst *inst, const char *why);
	/* a number that `muzzle status` shows under the section; name [a-z0-9_]+ and static.
	 * -ENOSPC: MUZZLE_GAUGES_MAX others are there */
	int (*gauge)(struct muzzle_inst *inst, const char *name, int64_t value);
	/* Since 1.3, as all below.  MUZZLE_CAP_RESULT, before result() of a message: the receiver asks not
	 * to be told anything for so long */
	void (*retry_after)(struct muzzle_inst *inst, uint64_t id, int64_t after_ms);
	/* MUZZLE_CAP_RESULT, before result() of an act: what it printed, kept for `muzzle why`: its end,
	 * MUZZLE_OUTPUT_MAX bytes of it */
	void (*output)(struct muzzle_inst *inst, uint64_t id, const char *text);
	/* Since 1.4, as all below.  MUZZLE_CAP_ASK: a request and its answer as the control socket has them,
	 * one JSON object each: {"cmd":"status"} and what `muzzle status --json` prints, or {"error":...}.
	 * Commands want MUZZLE_CAP_COMMAND, too.  Never NULL; valid until the next ask() of this instance */
	const char *(*ask)(struct muzzle_inst *inst, const char *request);
};

/* The descriptor: pure data, so that the host can judge it before any of its code runs. */
struct muzzle_plugin {
	uint32_t size;      /* sizeof when the plugin was compiled */
	uint16_t abi_minor; /* minor that the plugin was compiled against */
	uint16_t kind;      /* enum muzzle_kind */
	uint32_t needs;     /* MUZZLE_CAP_* */
	uint32_t self_size; /* bytes of instance state, 0 allowed */
	const char *name;   /* [a-z0-9_]+, equals the file name without .so */
	const char *summary;
	const struct muzzle_option *options; /* ends with MUZZLE_OPT_END, or NULL */
	/* optional, in pairs */
	int (*open)(void *self, const struct muzzle_host *host, struct muzzle_inst *inst);
	void (*close)(void *self);
	/* sources, optional: poll faster, or relax; look beyond the status */
	void (*hurry)(void *self, bool hurry);
	void (*probe)(void *self, const char *session);
	/* actions; optional: no result is due any more, at shutdown or when it never came */
	int (*act)(void *self, const struct muzzle_order *order);
	void (*cancel)(void *self, uint64_t id);
	/* optional, before .open() and in `muzzle check`: judges the options alone; logs what is wrong,
	 * changes nothing outside self and keeps nothing; host lends log, now and wall.  0 or -EINVAL */
	int (*check)(void *self, const struct muzzle_host *host, struct muzzle_inst *inst);
	/* exporters, since 1.4, optional: the journal, line by line, in its order: first what it holds when
	 * .open() returns, in portions, then what comes, a moment later.  Decisions do not wait for it */
	void (*show)(void *self, const struct muzzle_entry *entry);
};

#define MUZZLE_PLUGIN(k) \
	.size = sizeof(struct muzzle_plugin), .abi_minor = MUZZLE_ABI_MINOR, .kind = (k)
#define MUZZLE_EXPORT __attribute__((visibility("default")))
extern const struct muzzle_plugin muzzle_plugin_v1;

#define MUZZLE_OPT_END      \
	{                   \
		.key = NULL \
	}
/* True when the running host is new enough to have the field and lends it. */
#define MUZZLE_HAS(host, f) \
	((host)->size >= offsetof(struct muzzle_host, f) + sizeof((host)->f) && (host)->f)

#endif
