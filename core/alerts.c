/* alerts.c - see alerts.h.  SPDX-License-Identifier: ISC */
#include "alerts.h"

#include "calendar.h"
#include "span.h"
#include "tell.h"

/* How many of them wait, and since when the oldest does. */
struct waiting {
	uint32_t count;
	bool gathered; /* some of them, for a digest */
	int64_t since_ms;
};

static struct waiting count_waiting(const struct outbox *outbox,
				    const struct outbox_channel *channel)
{
	struct waiting waiting = { .count = channel->owed };

	for (const struct outbox_entry *entry = outbox->first; entry; entry = entry->next) {
		if (entry->to != channel || entry->gone)
			continue;
		waiting.count += !entry->attempt;
		waiting.gathered |= entry->wait == OUTBOX_GATHERED;
		if (!waiting.since_ms || entry->at_ms < waiting.since_ms)
			waiting.since_ms = entry->at_ms;
	}
	return waiting;
}

static void add_row(struct json_object *list, const struct outbox_channel *channel,
		    const struct waiting *waiting, int64_t now_ms)
{
	struct json_object *row = tell_entry(list);

	tell_text(row, "action", channel->name);
	tell_number(row, "waiting", waiting->count);
	tell_number(row, "in_flight", channel->flying);
	if (waiting->since_ms)
		tell_number(row, "oldest_ms", now_ms - waiting->since_ms);
	if (channel->failures) {
		/* with nothing to try nobody knows whether it still does */
		if (waiting->count + channel->flying)
			tell_number(row, "failing_ms", now_ms - channel->failing_ms);
		else
			tell_number(row, "failed_ms", now_ms - channel->tried_ms);
		tell_text(row, "error", channel->error);
		tell_flag(row, "setup", channel->setup);
	}
	if (channel->quiet_ms > now_ms)
		tell_number(row, "asked_to_wait_ms", channel->quiet_ms - now_ms);
	if (waiting->gathered && channel->gather_ms > now_ms)
		tell_number(row, "gathered_ms", channel->gather_ms - now_ms);
	if (channel->held_wall_ms)
		tell_number(row, "held_until_wall_ms", channel->held_wall_ms);
	if (channel->moved) {
		tell_number(row, "moved", (int64_t)channel->moved);
		tell_text(row, "moved_to", channel->moved_to);
	}
	tell_number(row, "lost", (int64_t)channel->lost);
}

void alerts_describe_all(struct json_object *metrics, const struct outbox *outbox, int64_t now_ms)
{
	struct json_object *list = tell_list(metrics, "alerts");

	for (const struct outbox_channel *channel = outbox->channels; channel;
	     channel = channel->next) {
		const struct waiting waiting = count_waiting(outbox, channel);

		add_row(list, channel, &waiting, now_ms);
	}
}

void alerts_describe(struct json_object *status, const struct outbox *outbox, struct outbox_now now)
{
	struct json_object *list = tell_list(status, "alerts");

	if (outbox->unsaved)
		tell_text(status, "spool", "cannot be written");
	for (const struct outbox_channel *channel = outbox->channels; channel;
	     channel = channel->next) {
		const struct waiting waiting = count_waiting(outbox, channel);

		if (waiting.count || channel->flying || channel->failures || channel->moved ||
		    channel->lost)
			add_row(list, channel, &waiting, now.boot_ms);
	}
}

/* --- to a person */

static void print_trouble(struct json_object *row, int64_t wall_ms, FILE *out)
{
	char span[SPAN_BYTES], until[CALENDAR_TEXT_BYTES];
	bool setup = tell_get_flag(row, "setup");

	if (tell_get(row, "failing_ms"))
		fprintf(out, ", %s for %s: %s", setup ? "refused" : "failing",
			span_format(tell_get_number(row, "failing_ms"), span),
			tell_get_text(row, "error"));
	if (tell_get(row, "failed_ms"))
		fprintf(out, ", %s %s ago: %s", setup ? "refused" : "failed",
			span_format(tell_get_number(row, "failed_ms"), span),
			tell_get_text(row, "error"));
	if (tell_get(row, "asked_to_wait_ms"))
		fprintf(out, ", it asks to wait %s",
			span_format(tell_get_number(row, "asked_to_wait_ms"), span));
	if (tell_get(row, "gathered_ms"))
		fprintf(out, ", told as one in %s",
			span_format(tell_get_number(row, "gathered_ms"), span));
	if (tell_get(row, "held_until_wall_ms"))
		fprintf(out, ", held until %s",
			calendar_format(tell_get_number(row, "held_until_wall_ms"), wall_ms,
					until));
}

static void print_row(struct json_object *row, int64_t wall_ms, FILE *out)
{
	char span[SPAN_BYTES];

	fprintf(out, "alerts: %s %lld waiting", tell_get_text(row, "action"),
		(long long)tell_get_number(row, "waiting"));
	if (tell_get_number(row, "in_flight"))
		fprintf(out, ", %lld in flight", (long long)tell_get_number(row, "in_flight"));
	if (tell_get(row, "oldest_ms"))
		fprintf(out, ", the oldest for %s",
			span_format(tell_get_number(row, "oldest_ms"), span));
	print_trouble(row, wall_ms, out);
	if (tell_get(row, "moved"))
		fprintf(out, ", %lld went to %s", (long long)tell_get_number(row, "moved"),
			*tell_get_text(row, "moved_to") ? tell_get_text(row, "moved_to")
							: "its fallback");
	if (tell_get_number(row, "lost"))
		fprintf(out, ", %lld lost", (long long)tell_get_number(row, "lost"));
	fputc('\n', out);
}

void alerts_print(struct json_object *status, int64_t wall_ms, FILE *out)
{
	struct json_object *list = tell_get(status, "alerts");

	if (tell_get(status, "spool"))
		fprintf(out, "alerts: the spool %s, messages are kept in memory only\n",
			tell_get_text(status, "spool"));
	for (size_t i = 0; i < tell_count(list); i++)
		print_row(json_object_array_get_idx(list, i), wall_ms, out);
}

/* --- to who asks why */

bool alerts_wait(const struct outbox *outbox, uint64_t incident)
{
	for (const struct outbox_owed *owed = outbox->owed; owed; owed = owed->next)
		if (owed->message.incident == incident)
			return true;
	for (const struct outbox_entry *entry = outbox->first; entry; entry = entry->next)
		if (entry->message.incident == incident && !entry->gone)
			return true;
	return false;
}

/* --- to who watches us */

bool alerts_failing(const struct outbox *outbox, int64_t now_ms, char *why, size_t why_bytes)
{
	for (const struct outbox_channel *channel = outbox ? outbox->channels : NULL; channel;
	     channel = channel->next) {
		if (!channel->failures || now_ms - channel->failing_ms < ALERTS_FAILING_MS ||
		    !(count_waiting(outbox, channel).count + channel->flying))
			continue;
		snprintf(why, why_bytes, "%s: %s", channel->name, channel->error);
		return true;
	}
	return false;
}
