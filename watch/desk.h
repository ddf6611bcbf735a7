/* desk.h - the state of the screen: what is shown, what a key does, what the daemon is to be asked.
 * SPDX-License-Identifier: ISC
 *
 * Knows neither terminal nor socket: keys come in here, parley.h exchanges requests with the
 * daemon, and scene.h draws it.
 */
#ifndef DESK_H
#define DESK_H

#include <json-c/json.h>
#include <stdbool.h>
#include <stdint.h>

#include "board.h"
#include "pager.h"
#include "prompt.h"
#include "recent.h"

#define DESK_MESSAGE_BYTES 800
#define DESK_LOSS_BYTES 400

enum desk_page { DESK_TABLE = 1, DESK_WHY, DESK_HELP };
enum desk_question {
	DESK_ASKS_HOLD_FOR = 1,
	DESK_ASKS_HOLD_WHY,
	DESK_ASKS_RESET,
	DESK_ASKS_FILTER
};
enum desk_matter { DESK_MATTER_STATUS = 1, DESK_MATTER_WHY, DESK_MATTER_COMMAND };

struct desk {
	const char *where; /* the daemon's directory; borrowed */
	struct board board;
	struct recent recent;
	struct pager pager;
	struct prompt prompt;
	enum desk_page page;
	enum desk_question question;
	char whom[BOARD_NAME_BYTES]; /* the target of the question or the page */
	int64_t hold_ms;             /* how long, kept while the reason is asked for */
	bool paused, over;
	bool status_due, why_due;
	struct json_object *command;      /* owned; to be sent next; NULL: none */
	struct json_object *request;      /* owned; under way ... */
	enum desk_matter matter;          /* ... and what about */
	int64_t gone_wall_ms;             /* since when the daemon does not answer; 0: it does */
	char loss[DESK_LOSS_BYTES];       /* why it does not */
	int journal_rc;                   /* 0, or -errno: why the journal cannot be read */
	char message[DESK_MESSAGE_BYTES]; /* until the next key */
};

/* desk_new - only: a target, a gateway with its sessions, NULL: all; where: the daemon's directory.
 * Both are borrowed.  NULL: no memory. */
struct desk *desk_new(const char *only, const char *where);

/* desk_free - NULL is allowed. */
void desk_free(struct desk *desk);

/* desk_press - take a key (press.h).  False: it was the last one. */
bool desk_press(struct desk *desk, uint32_t key);

#endif
