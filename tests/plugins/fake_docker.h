/* fake_docker.h - what a Docker daemon says, and a plugin that listens to it.  SPDX-License-Identifier: ISC */
#ifndef FAKE_DOCKER_H
#define FAKE_DOCKER_H

#include "fake_asserts.h"

#define ID_A "aaaaaaaaaaaa0000000000000000000000000000000000000000000000000000"
#define ID_B "bbbbbbbbbbbb0000000000000000000000000000000000000000000000000000"
#define A "aaaaaaaaaaaa"
#define B "bbbbbbbbbbbb"

/* One event; s: seconds behind 1795302000, three digits. */
#define EVENT_MORE(action, id, name, s, more)                                              \
	"{\"status\":\"" action "\",\"id\":\"" id                                          \
	"\",\"from\":\"img\",\"Type\":\"container\",\"Action\":\"" action                  \
	"\",\"Actor\":{\"ID\":\"" id "\",\"Attributes\":{" more                            \
	"\"image\":\"img\",\"name\":\"" name "\"}},\"scope\":\"local\",\"time\":1795302" s \
	",\"timeNano\":1795302" s "000000000}\n"
#define EVENT(action, id, s) EVENT_MORE(action, id, "gw", s, "")
#define DIE(id, s, code) EVENT_MORE("die", id, "gw", s, "\"exitCode\":\"" code "\",")

/* Inspections; times are minute and second of 2026-11-21T23:mm:ss, 1795302000 is 23:00:00. */
#define INSPECT(id, status, more, start, finish)                                \
	"{\"Id\":\"" id "\",\"State\":{\"Status\":\"" status "\"," more         \
	"\"StartedAt\":\"2026-11-21T23:" start ".5Z\",\"FinishedAt\":\"" finish \
	"\"},\"Name\":\"/gw\"}"
#define NEVER "0001-01-01T00:00:00Z"
#define RUNNING(id, start) INSPECT(id, "running", "\"ExitCode\":0,", start, NEVER)
#define EXITED(id, start, end) \
	INSPECT(id, "exited", "\"ExitCode\":3,", start, "2026-11-21T23:" end ".5Z")

/* fake_docker_open - docker_events watching the containers, at 23:05:00, its first request sent. */
struct muzzle_inst *fake_docker_open(const struct fake_container *containers);

/* fake_docker_watch - the same for the container gw of the gateway waha. */
struct muzzle_inst *fake_docker_watch(void);

/* fake_docker_running - that, and gw was found running since 23:01:00; its stream is open. */
struct muzzle_inst *fake_docker_running(void);

/* assert_asks - one request waits, with url_part in its url. */
void assert_asks(struct muzzle_inst *inst, const char *url_part);

/* assert_inspected - answers the inspection of gw (NULL: there is none); the reports it makes. */
void assert_inspected(struct muzzle_inst *inst, const char *body, const char *lines);

/* assert_streams - the stream brings text; the reports it makes. */
void assert_streams(struct muzzle_inst *inst, const char *text, const char *lines);

/* fake_docker_say - the stream brings text. */
void fake_docker_say(struct muzzle_inst *inst, const char *text);

/* fake_docker_lose - a settled stream ends; after the backoff the missed events are asked for. */
void fake_docker_lose(struct muzzle_inst *inst);

#endif
