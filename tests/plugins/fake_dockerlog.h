/* fake_dockerlog.h - a Docker daemon that has a log, and webhook_log that reads it.
 * SPDX-License-Identifier: ISC */
#ifndef FAKE_DOCKERLOG_H
#define FAKE_DOCKERLOG_H

#include "fake_docker.h"

#define MINUTE_MS 60000

/* The invented time begins at 23:03:06; s: mm:ss and a fraction of nine digits. */
#define AT(s) "2026-11-21T23:" s "Z "
#define INSPECTED(id, status, tty, start)                    \
	"{\"Id\":\"" id "\",\"State\":{\"Status\":\"" status \
	"\",\"StartedAt\":\"2026-11-21T23:" start            \
	".5Z\",\"FinishedAt\":\"0001-01-01T00:00:00Z\"},\"Config\":{\"Tty\":" tty "}}"
#define LIVES(id) INSPECTED(id, "running", "false", "01:00")
#define ENDED(id) INSPECTED(id, "exited", "false", "01:00")
#define GONE "{\"message\":\"No such container: gw\"}"

/* fake_dockerlog_new - follows the container gw; every m* of a session is a proof. */
struct muzzle_inst *fake_dockerlog_new(void);

/* fake_dockerlog_begin - that, started where memory ends; its first request is out. */
struct muzzle_inst *fake_dockerlog_begin(const char *memory);

/* fake_dockerlog_follow - that without a memory, and its stream of the running container A is asked for. */
struct muzzle_inst *fake_dockerlog_follow(void);

/* fake_dockerlog_lose - a settled stream ends; after the backoff the container is inspected. */
void fake_dockerlog_lose(struct muzzle_inst *inst);

/* fake_say - the stream brings text. */
void fake_say(struct muzzle_inst *inst, const char *text);

/* fake_frame - the stream brings text in a frame of stdout (1) or stderr (2). */
void fake_frame(struct muzzle_inst *inst, char stream, const char *text);

/* assert_inspects - one request waits, an inspection of gw. */
void assert_inspects(struct muzzle_inst *inst);

/* assert_follows - one request waits, for the log of that short id since that time. */
void assert_follows(struct muzzle_inst *inst, const char *id, const char *since);

/* assert_waits - for so long nothing is asked; then gw is inspected. */
void assert_waits(struct muzzle_inst *inst, int64_t ms);

#endif
