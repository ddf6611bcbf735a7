/* vitals.h - those who watch the watchdog: service manager, hardware, a service elsewhere.
 * SPDX-License-Identifier: ISC
 *
 * All of them are fed by timers of the loop: a loop that hangs is noticed by each.
 */
#ifndef VITALS_H
#define VITALS_H

#include <json-c/json.h>
#include <stdint.h>
#include <stdio.h>

#include "dog.h"
#include "heartbeat.h"
#include "loop.h"
#include "sdnotify.h"
#include "text.h"

#define VITALS_STATUS_MS 5000 /* the service manager hears of a change within it */

struct supervise;

/* Zeroed: nobody watches. */
struct vitals {
	struct sdnotify notify;
	struct dog dog;
	struct heartbeat *heartbeat; /* owned; NULL: none is wanted */
	struct loop_timer alive, status,
		fed;              /* for the manager, for its status line, for the dog */
	int64_t refused_wall_ms;  /* when the last reload was refused; 0: it was not */
	char refused[TEXT_BYTES]; /* its first error */
};

/* vitals_open - who started us is not to be inherited by children: before any of them. */
void vitals_open(struct supervise *s);

/* vitals_start - all is there: tell it.  0, or -errno: there is no hardware watchdog where one is
 * wanted. */
int vitals_start(struct supervise *s);

/* vitals_reloading - a new configuration is being read. */
void vitals_reloading(struct supervise *s);

/* vitals_reloaded - it was taken over with 0, else refused. */
void vitals_reloaded(struct supervise *s, int rc);

/* vitals_stopping - no new order from now on; the dog is fed until vitals_stop. */
void vitals_stopping(struct supervise *s);

/* vitals_stop - a clean end, also of a start that failed. */
void vitals_stop(struct supervise *s);

/* vitals_describe - add to a status what a person should know, and to its headline a refused
 * reload. */
void vitals_describe(struct json_object *status, const struct supervise *s);

/* vitals_print - a line for each thing in the status that is not as it should be. */
void vitals_print(struct json_object *status, FILE *out);

#endif
