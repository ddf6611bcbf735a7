/* talk.c - see talk.h.  SPDX-License-Identifier: ISC */
#include "talk.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

#include "mqtt.h"
#include "smtp.h"

#define HEARD_BYTES 2048

static int write_mqtt(struct script *script, const struct muzzle_http *req)
{
	CURLU *url = curl_url();
	char *path = NULL;
	uint64_t client;
	int rc = -EINVAL;

	if (url && curl_url_set(url, CURLUPART_URL, req->url, CURLU_NON_SUPPORT_SCHEME) == 0 &&
	    curl_url_get(url, CURLUPART_PATH, &path, CURLU_URLDECODE) == 0 &&
	    getrandom(&client, sizeof(client), GRND_NONBLOCK) == sizeof(client))
		rc = mqtt_write(script, req, path + 1, client);
	curl_free(path);
	curl_url_cleanup(url);
	return rc;
}

/* As libcurl is to see them: MQTT is a bare connection to it, such as HTTP begins with. */
static const struct kind {
	const char *scheme, *carrier, *port;
	int (*write)(struct script *script, const struct muzzle_http *req);
	const struct script_protocol *protocol;
} kinds[] = {
	{ "smtp", "smtp", NULL, smtp_write, &smtp_protocol },
	{ "smtps", "smtps", NULL, smtp_write, &smtp_protocol },
	{ "mqtt", "http", "1883", write_mqtt, &mqtt_protocol },
	{ "mqtts", "https", "8883", write_mqtt, &mqtt_protocol },
};

struct talk {
	const struct kind *kind;
	struct script script; /* owned */
	struct script_course course;
	struct talk_calls calls;
	struct loop_fd fd;
	CURL *easy;
	size_t said; /* bytes of the block in hand */
	size_t heard_bytes;
	char heard[HEARD_BYTES];
};

static const struct kind *find_kind(const char *url)
{
	size_t bytes = strcspn(url, ":");

	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (strlen(kinds[i].scheme) == bytes && strncmp(kinds[i].scheme, url, bytes) == 0)
			return &kinds[i];
	return NULL;
}

int talk_new(struct talk **talk, const struct muzzle_http *req)
{
	const struct kind *kind = find_kind(req->url);
	int rc;

	*talk = kind ? calloc(1, sizeof(**talk)) : NULL;
	if (!*talk)
		return kind ? -ENOMEM : 0;
	(*talk)->kind = kind;
	rc = kind->write(&(*talk)->script, req);
	if (rc < 0) {
		talk_free(*talk);
		*talk = NULL;
	}
	return rc;
}

/* The path of a mail's url is what we call ourselves in EHLO; that of MQTT is the topic. */
static int set_url(const struct talk *talk, CURL *easy, const char *text)
{
	const struct kind *kind = talk->kind;
	CURLU *url = curl_url();
	char *port = NULL, *whole = NULL;
	int rc = -EINVAL;

	if (!url || curl_url_set(url, CURLUPART_URL, text, CURLU_NON_SUPPORT_SCHEME))
		goto out;
	if (kind->port && (curl_url_set(url, CURLUPART_PATH, NULL, 0) ||
			   (curl_url_get(url, CURLUPART_PORT, &port, 0) &&
			    curl_url_set(url, CURLUPART_PORT, kind->port, 0))))
		goto out;
	if (curl_url_set(url, CURLUPART_SCHEME, kind->carrier, CURLU_NON_SUPPORT_SCHEME) == 0 &&
	    curl_url_get(url, CURLUPART_URL, &whole, 0) == 0)
		rc = curl_easy_setopt(easy, CURLOPT_URL, whole) == CURLE_OK ? 0 : -ENOMEM;
out:
	curl_free(port);
	curl_free(whole);
	curl_url_cleanup(url);
	return rc;
}

int talk_set(const struct talk *talk, CURL *easy, const struct muzzle_http *req)
{
	bool plain = req->mail && req->mail->plain;

	curl_easy_setopt(easy, CURLOPT_CONNECT_ONLY, 1L);
	curl_easy_setopt(easy, CURLOPT_HTTPPROXYTUNNEL, 1L);
	curl_easy_setopt(easy, CURLOPT_SSL_ENABLE_ALPN, 0L);
	curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, talk->kind->carrier);
	curl_easy_setopt(easy, CURLOPT_USE_SSL, (long)(plain ? CURLUSESSL_TRY : CURLUSESSL_ALL));
	return set_url(talk, easy, req->url);
}

static void watch(struct talk *talk, int fd)
{
	size_t bytes;
	bool silent;

	script_block(&talk->script, talk->course.at, &bytes);
	silent = talk->said == bytes;
	loop_fd_start(talk->calls.loop, &talk->fd, fd, silent ? LOOP_READ : LOOP_READ | LOOP_WRITE);
}

/* As much of the block in hand as the connection takes. */
static CURLcode say(struct talk *talk)
{
	size_t bytes, sent = 0;
	const char *block = script_block(&talk->script, talk->course.at, &bytes);
	CURLcode code = CURLE_OK;

	while (talk->said < bytes && code == CURLE_OK) {
		code = curl_easy_send(talk->easy, block + talk->said, bytes - talk->said, &sent);
		talk->said += code == CURLE_OK ? sent : 0;
	}
	return code == CURLE_AGAIN ? CURLE_OK : code;
}

/* A reply moves the course on: then the next block is in hand. */
static CURLcode judge(struct talk *talk)
{
	size_t at = talk->course.at;
	long bytes = 0;

	while (!talk->course.over &&
	       (bytes = talk->kind->protocol->measure(talk->heard, talk->heard_bytes)) > 0) {
		talk->kind->protocol->judge(&talk->course, &talk->script, talk->heard,
					    (size_t)bytes);
		talk->heard_bytes -= (size_t)bytes;
		memmove(talk->heard, talk->heard + bytes, talk->heard_bytes);
	}
	if (talk->course.at != at)
		talk->said = 0;
	return bytes < 0 || talk->heard_bytes == sizeof(talk->heard) ? CURLE_WEIRD_SERVER_REPLY
								     : CURLE_OK;
}

/* All that is there, as TLS may hold more than the socket shows. */
static CURLcode hear(struct talk *talk)
{
	CURLcode code = CURLE_OK;

	while (code == CURLE_OK && !talk->course.over) {
		size_t bytes = 0;

		code = curl_easy_recv(talk->easy, talk->heard + talk->heard_bytes,
				      sizeof(talk->heard) - talk->heard_bytes, &bytes);
		if (code == CURLE_OK && bytes == 0)
			return CURLE_GOT_NOTHING;
		talk->heard_bytes += bytes;
		if (code == CURLE_OK)
			code = judge(talk);
	}
	return code == CURLE_AGAIN ? CURLE_OK : code;
}

/* Who has all that he wanted says so, and waits for no thanks. */
static void leave(struct talk *talk, CURLcode code)
{
	loop_fd_stop(talk->calls.loop, &talk->fd);
	if (code == CURLE_OK) {
		talk->course.at = talk->script.count - 1;
		talk->said = 0;
		say(talk);
	}
	talk->calls.over(talk->calls.arg, code);
}

static void on_ready(void *arg, int fd, bool readable, bool writable)
{
	struct talk *talk = arg;
	CURLcode code = readable ? hear(talk) : CURLE_OK;

	(void)writable;
	if (code == CURLE_OK && !talk->course.over)
		code = say(talk);
	if (code != CURLE_OK || talk->course.over)
		leave(talk, code);
	else
		watch(talk, fd);
}

int talk_start(struct talk *talk, CURL *easy, const struct talk_calls *calls)
{
	curl_socket_t fd = CURL_SOCKET_BAD;

	if (curl_easy_getinfo(easy, CURLINFO_ACTIVESOCKET, &fd) || fd == CURL_SOCKET_BAD)
		return -ENOTCONN;
	talk->calls = *calls;
	talk->easy = easy;
	talk->fd = (struct loop_fd){ .ready = on_ready, .arg = talk };
	watch(talk, fd);
	return 0;
}

const struct script_course *talk_course(const struct talk *talk)
{
	return &talk->course;
}

const char *talk_name(const struct talk *talk)
{
	return talk->kind->protocol->name;
}

void talk_free(struct talk *talk)
{
	if (!talk)
		return;
	if (talk->calls.loop)
		loop_fd_stop(talk->calls.loop, &talk->fd);
	buffer_fini(&talk->script.bytes);
	free(talk);
}
