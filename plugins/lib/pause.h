/* pause.h - how long to wait before it is tried, or said, again.  SPDX-License-Identifier: ISC */
#ifndef PAUSE_H
#define PAUSE_H

#include <stdbool.h>
#include <stdint.h>

/* pause_after_ms - a second behind the first failure, doubled by each further one, at most a minute. */
int64_t pause_after_ms(int64_t failures);

/* pause_grant - what the receiver asks for by Retry-After (<= 0: nothing), but no more than an hour, and
 * nothing of what was granted before is taken back. */
void pause_grant(int64_t *quiet_until_ms, int64_t now_ms, int64_t asked_ms);

/* pause_is_over - so long a time has passed since *last_ms (0: never): then that is now. */
bool pause_is_over(int64_t *last_ms, int64_t now_ms, int64_t pause_ms);

#endif
