/* format.c - see format.h.  SPDX-License-Identifier: ISC */
#include "format.h"

#include "fill.h"

#define AS_JSON .method = "POST", .type = "application/json"
/* For people.  Also documented as the default of the option. */
#define LINES                                                                                   \
	"{text}\\nReason: {why}\\nLast known state: {state}\\nSince: {since}\\nSeen by: {host}" \
	"\\nAt: {time}"
#define TO_PEOPLE .title = "{title}", .text = LINES, .digest = true
/* The sentence alone: all else has its own place. */
#define TO_PROGRAMS .title = "{title}", .text = "{text}"
#define JSON_BODY                                                          \
	"{\"what\":\"{what}\",\"incident\":{incident},"                    \
	"\"target\":\"{target}\",\"gateway\":\"{gateway}\",\n"             \
	"\"session\":\"{session}\",\n"                                     \
	"\"state\":\"{state}\",\n"                                         \
	"\"why\":\"{why}\",\n"                                             \
	"\"since\":\"{since}\",\n"                                         \
	"\"time\":\"{time}\",\"host\":\"{host}\",\"title\":\"{title}\",\n" \
	"\"lines\":[{lines}],\n"                                           \
	"\"text\":\"{text}\",\"id\":\"{id}\"}"

const struct format format_table[FORMATS] = {
	/* json */
	{ AS_JSON, TO_PROGRAMS, .digest = true, .escape = FILL_JSON, .text_bytes = 4096,
	  .priorities = { "normal", "high", "urgent" }, .body = JSON_BODY },
	/* form */
	{ TO_PEOPLE, .method = "POST", .type = "application/x-www-form-urlencoded",
	  .escape = FILL_PERCENT, .text_bytes = 4096, .priorities = { "normal", "high", "urgent" },
	  .body = "title={title}&text={text}&priority={priority}&id={id}" },
	/* ntfy: longer texts become attachments; a repeated id changes what is there already (2.16) */
	{ TO_PEOPLE, .method = "POST", .type = "text/plain; charset=utf-8", .text_bytes = 4000,
	  .priorities = { "default", "high", "urgent" },
	  .headers = "Title: {title}\nPriority: {priority}\nTags: {tags}\nX-Sequence-ID: {id}\n"
		     "Authorization: Bearer {token}",
	  .body = "{text}" },
	/* slack */
	{ AS_JSON, TO_PEOPLE, .escape = FILL_JSON | FILL_MARKUP, .text_bytes = 3500,
	  .priorities = { "normal", "high", "urgent" },
	  .body = "{\"text\":\"*{title}*\\n{text}\",\"unfurl_links\":false}" },
	/* discord: 2000 characters in all */
	{ AS_JSON, TO_PEOPLE, .escape = FILL_JSON, .text_bytes = 1700,
	  .priorities = { "normal", "high", "urgent" },
	  .body = "{\"content\":\"**{title}**\\n{text}\",\"allowed_mentions\":{\"parse\":[]}}" },
	/* telegram: 4096 characters in all */
	{ AS_JSON, TO_PEOPLE, .to = "https://api.telegram.org", .path = "/bot{token}/sendMessage",
	  .needs = FORMAT_TOKEN | FORMAT_RECIPIENT, .escape = FILL_JSON | FILL_MARKUP,
	  .text_bytes = 3800, .priorities = { "normal", "high", "urgent" },
	  .body = "{\"chat_id\":\"{recipient}\",\"parse_mode\":\"HTML\","
		  "\"link_preview_options\":{\"is_disabled\":true},"
		  "\"text\":\"<b>{title}</b>\\n{text}\"}" },
	/* gotify: from 4 on with a sound, from 8 on it insists */
	{ AS_JSON, TO_PEOPLE, .path = "/message", .needs = FORMAT_TOKEN, .escape = FILL_JSON,
	  .text_bytes = 4096, .priorities = { "4", "7", "10" }, .headers = "X-Gotify-Key: {token}",
	  .body = "{\"title\":\"{title}\",\"message\":\"{text}\",\"priority\":{priority}}" },
	/* pushover: 2 would ask until it is acknowledged */
	{ AS_JSON, TO_PEOPLE, .to = "https://api.pushover.net", .path = "/1/messages.json",
	  .needs = FORMAT_TOKEN | FORMAT_RECIPIENT, .escape = FILL_JSON, .text_bytes = 1024,
	  .priorities = { "0", "1", "1" },
	  .body = "{\"token\":\"{token}\",\"user\":\"{recipient}\",\"title\":\"{title}\","
		  "\"message\":\"{text}\",\"priority\":{priority}}" },
	/* matrix: a room's server knows a repetition by the transaction id, which ends the path */
	{ TO_PEOPLE, .method = "PUT", .type = "application/json",
	  .path = "/_matrix/client/v3/rooms/{recipient}/send/m.room.message/{id}",
	  .needs = FORMAT_TOKEN | FORMAT_RECIPIENT, .escape = FILL_JSON, .text_bytes = 4096,
	  .priorities = { "normal", "high", "urgent" }, .headers = "Authorization: Bearer {token}",
	  .body = "{\"msgtype\":\"m.text\",\"body\":\"{title}\\n{text}\"}" },
	/* alertmanager: nothing that changes in an incident may be a label; empty ones count as none */
	{ AS_JSON, TO_PROGRAMS, .path = "/api/v2/alerts", .escape = FILL_JSON, .text_bytes = 4096,
	  .priorities = { "warning", "error", "critical" },
	  .headers = "Authorization: Bearer {token}",
	  .body = "[{\"labels\":{\"alertname\":\"Muzzle{subject}\",\"instance\":\"{host}\","
		  "\"gateway\":\"{gateway}\",\n"
		  "\"session\":\"{session}\",\n"
		  "\"target\":\"{target}\"\n"
		  "{labels}\n"
		  "},\n"
		  "\"startsAt\":\"{since}\",\n"
		  "\"endsAt\":\"{ends}\",\"annotations\":{\"summary\":\"{title}\","
		  "\"description\":\"{text}\",\"what\":\"{what}\",\n"
		  "\"state\":\"{state}\",\n"
		  "\"why\":\"{why}\",\n"
		  "\"severity\":\"{priority}\",\"incident\":\"{incident}\",\"id\":\"{id}\"}}]" },
	/* pagerduty: the key is the incident's, whatever is said of it */
	{ AS_JSON, TO_PROGRAMS, .to = "https://events.pagerduty.com", .path = "/v2/enqueue",
	  .needs = FORMAT_TOKEN, .escape = FILL_JSON, .text_bytes = 4096,
	  .priorities = { "warning", "error", "critical" },
	  .body = "{\"routing_key\":\"{token}\",\"event_action\":\"{event}\","
		  "\"dedup_key\":\"muzzle/{host}/{target}/{subject}-{incident}\","
		  "\"client\":\"muzzle\",\"payload\":{\"summary\":\"{title}\",\"source\":\"{host}\","
		  "\"severity\":\"{priority}\",\"timestamp\":\"{time}\",\"component\":\"{target}\","
		  "\"group\":\"{gateway}\",\"class\":\"{what}\",\"custom_details\":{\n"
		  "\"why\":\"{why}\",\n"
		  "\"state\":\"{state}\",\n"
		  "\"since\":\"{since}\",\n"
		  "\"text\":\"{text}\",\"id\":\"{id}\"}}}" },
	/* smtp */
	{ TO_PEOPLE, .needs = FORMAT_RECIPIENT, .text_bytes = 4096,
	  .priorities = { "normal", "high", "urgent" }, .body = "{text}", .carrier = FORMAT_MAIL },
	/* mqtt: for programs; people give a body */
	{ TO_PROGRAMS, .digest = true, .escape = FILL_JSON, .text_bytes = 4096,
	  .priorities = { "normal", "high", "urgent" }, .body = JSON_BODY, .carrier = FORMAT_MQTT },
	/* syslog: a line each */
	{ .title = "{title}",
	  .text = "{title}\\n({why})",
	  .text_bytes = 900,
	  .priorities = { "notice", "warning", "crit" },
	  .body = "{text}",
	  .carrier = FORMAT_SYSLOG },
	/* exec */
	{ TO_PEOPLE, .text_bytes = 4096, .priorities = { "normal", "high", "urgent" },
	  .body = "{text}", .carrier = FORMAT_COMMAND },
};
