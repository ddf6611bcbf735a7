/* hold.c - see hold.h.  SPDX-License-Identifier: ISC */
#include "hold.h"

#include <string.h>

#include "calendar.h"
#include "clock.h"
#include "span.h"
#include "tell.h"

int64_t hold_left_ms(const struct target *target, int64_t now_ms)
{
	int64_t left_ms = target->hold_until_ms - TARGET_TIME_BASE - now_ms;

	return target->hold_until_ms && left_ms > 0 ? left_ms : 0;
}

/* The notes keep the beginning of a long name. */
bool hold_is_anothers(const struct notes_target *on, const char *by)
{
	return on && strncmp(on->hold.by, by, sizeof(on->hold.by) - 1) != 0;
}

void hold_describe(struct json_object *list, struct notes *notes, const struct target *target,
		   int64_t now_ms)
{
	const struct notes_target *on = notes_of(notes, target);
	int64_t left_ms = hold_left_ms(target, now_ms);
	char until[CLOCK_WALL_TEXT_BYTES];
	struct json_object *hold;

	if (!left_ms)
		return;
	clock_wall_text(until, sizeof(until), clock_wall_ms() + left_ms);
	hold = tell_entry(list);
	tell_text(hold, "target", roster_name(target));
	tell_text(hold, "by", on ? on->hold.by : "");
	tell_text(hold, "why", on ? on->hold.why : "");
	tell_number(hold, "for_ms", left_ms);
	tell_text(hold, "until", until);
}

const char *hold_format(struct json_object *hold, char *text)
{
	const char *by = tell_get_text(hold, "by"), *why = tell_get_text(hold, "why");
	char span[SPAN_BYTES], until[CALENDAR_TEXT_BYTES];
	int64_t until_ms = 0;

	clock_wall_parse(tell_get_text(hold, "until"), &until_ms);
	snprintf(text, HOLD_TEXT_BYTES, "held by %s until %s, for another %s%s%s (%s)",
		 *by ? by : "somebody", calendar_format(until_ms, clock_wall_ms(), until),
		 span_format(tell_get_number(hold, "for_ms"), span), *why ? ": " : "", why,
		 tell_get_text(hold, "target"));
	return text;
}
