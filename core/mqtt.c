/* mqtt.c - see mqtt.h.  SPDX-License-Identifier: ISC */
#include "mqtt.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

/* First bytes of packets (MQTT 3.1.1, section 2.2), and the flags of CONNECT (3.1.2.3). */
#define CONNECT "\x10"
#define CONNACK 0x20
#define PUBLISH_AT_LEAST_ONCE "\x32"
#define PUBACK 0x40
#define DISCONNECT "\xe0\0"
#define CLEAN_SESSION 0x02
#define HAS_PASSWORD 0x40
#define HAS_USER 0x80

#define KEEP_ALIVE_S 60
#define ANSWER_BYTES 4 /* of both answers */
#define STRING_MAX_BYTES 65535
#define MESSAGE_MAX_BYTES (1 << 20)

static void add_number(struct script *script, size_t number)
{
	const unsigned char bytes[] = { (unsigned char)(number >> 8), (unsigned char)number };

	script_add(script, bytes, sizeof(bytes));
}

static void add_string(struct script *script, const char *text, size_t bytes)
{
	add_number(script, bytes);
	script_add(script, text, bytes);
}

/* Seven bits a byte, the lowest first (section 2.2.3). */
static void add_head(struct script *script, const char *type, size_t bytes)
{
	script_add(script, type, 1);
	do {
		unsigned char seven = (unsigned char)((bytes & 127) | (bytes > 127 ? 128 : 0));

		script_add(script, &seven, 1);
		bytes >>= 7;
	} while (bytes > 0);
}

/* user reads name:password, or is NULL. */
static void add_connect(struct script *script, const char *client, const char *user)
{
	const char *password = user ? strchr(user, ':') + 1 : NULL;
	size_t name_bytes = user ? (size_t)(password - 1 - user) : 0;
	const char head[] = { 4, user ? (char)(HAS_USER | HAS_PASSWORD | CLEAN_SESSION)
				      : CLEAN_SESSION };

	add_head(script, CONNECT,
		 10 + 2 + strlen(client) + (user ? 2 + name_bytes + 2 + strlen(password) : 0));
	add_string(script, "MQTT", 4);
	script_add(script, head, sizeof(head));
	add_number(script, KEEP_ALIVE_S);
	add_string(script, client, strlen(client));
	if (user) {
		add_string(script, user, name_bytes);
		add_string(script, password, strlen(password));
	}
	script_end_block(script);
}

int mqtt_write(struct script *script, const struct muzzle_http *req, const char *topic,
	       uint64_t client)
{
	const char *user = req->transport ? req->transport->user : NULL;
	size_t topic_bytes = strlen(topic), body_bytes = req->body ? req->body_bytes : 0;
	char id[24]; /* at most 23 letters and digits (3.1.3.1) */

	if (!topic_bytes || topic[strcspn(topic, "+#")] || topic_bytes > STRING_MAX_BYTES ||
	    body_bytes > MESSAGE_MAX_BYTES ||
	    (user && (!strchr(user, ':') || strlen(user) > STRING_MAX_BYTES)))
		return -EINVAL;
	snprintf(id, sizeof(id), "muzzle%016" PRIx64, client);
	add_connect(script, id, user);
	add_head(script, PUBLISH_AT_LEAST_ONCE, 2 + topic_bytes + 2 + body_bytes);
	add_string(script, topic, topic_bytes);
	add_number(script, 1); /* the packet's id */
	script_add(script, req->body ? req->body : "", body_bytes);
	script_end_block(script);
	script_add(script, DISCONNECT, 2);
	script_end_block(script);
	return script->bytes.failed ? -ENOMEM : 0;
}

/* Both answers have two bytes behind the two of their head. */
static long measure(const char *heard, size_t bytes)
{
	if (bytes < 2)
		return 0;
	if ((heard[0] != CONNACK && heard[0] != PUBACK) || heard[1] != ANSWER_BYTES - 2)
		return -1;
	return bytes < ANSWER_BYTES ? 0 : ANSWER_BYTES;
}

/* The return codes of CONNACK (3.2.2.3). */
static void judge_connack(struct script_course *course, unsigned char code)
{
	static const struct {
		const char *why;
		bool setup;
	} codes[] = {
		{ "", false },
		{ "the broker does not speak MQTT 3.1.1", true },
		{ "the broker does not take our client id", true },
		{ "the broker is not available", false },
		{ "the broker does not take our name and password", true },
		{ "the broker does not let us in: it wants `user`, or another one", true },
	};
	size_t i = code < sizeof(codes) / sizeof(codes[0]) ? code : 1;

	if (i == 0) {
		course->at++;
		return;
	}
	script_finish(course, 0, codes[i].why, strlen(codes[i].why));
	course->setup = codes[i].setup;
}

static void judge(struct script_course *course, const struct script *script, const char *reply,
		  size_t bytes)
{
	static const char odd[] = "the answer is not MQTT";

	(void)script;
	(void)bytes;
	if (reply[0] == CONNACK && course->at == 0)
		judge_connack(course, (unsigned char)reply[3]);
	else if (reply[0] == PUBACK && course->at == 1 && reply[2] == 0 && reply[3] == 1)
		script_finish(course, 200, "", 0);
	else
		script_finish(course, 0, odd, strlen(odd));
}

const struct script_protocol mqtt_protocol = { measure, judge, "MQTT" };
