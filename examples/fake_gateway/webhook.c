/* webhook.c - sends webhooks as WAHA does.  SPDX-License-Identifier: ISC */
#include "webhook.h"

#include <arpa/inet.h>
#include <errno.h>
#include <inttypes.h>
#include <mbedtls/md.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define TRIES_MAX 15 /* after the first */
#define MAC_BYTES 64
#define ANSWER_BYTES 1024
#define IDLE_MS 4000 /* as agentkeepalive has it */

/* One event for one receiver, until it has answered or the last try has failed. */
struct webhook_post {
	struct webhook_post *next;
	struct wahalog_event event; /* without its payload */
	int fd;                     /* owned; -1: waits for its next try */
	int64_t due_ms;
	int tries; /* that failed */
	char answer[ANSWER_BYTES];
	size_t answer_bytes, bytes, sent;
	char *text; /* owned; the request */
};

/* HMAC-SHA512 of the raw body, in lower-case hexadecimal; "" if the library refuses. */
static void sign(char *hex, const char *key, const char *body)
{
	const mbedtls_md_info_t *sha512 = mbedtls_md_info_from_type(MBEDTLS_MD_SHA512);
	unsigned char mac[MAC_BYTES];

	hex[0] = '\0';
	if (!sha512 || mbedtls_md_hmac(sha512, (const unsigned char *)key, strlen(key),
				       (const unsigned char *)body, strlen(body), mac))
		return;
	for (size_t i = 0; i < MAC_BYTES; i++)
		snprintf(hex + 2 * i, 3, "%02x", mac[i]);
}

static char *print_body(const struct wahalog_event *e)
{
	char *body = NULL;

	if (asprintf(&body,
		     "{\"id\":\"%s\",\"timestamp\":%" PRId64 ",\"event\":\"%s\",\"session\":\"%s\","
		     "\"me\":%s,\"payload\":%s,\"engine\":\"NOWEB\",\"environment\":"
		     "{\"version\":\"2026.2.1\",\"engine\":\"NOWEB\",\"tier\":\"CORE\","
		     "\"browser\":null,\"platform\":\"linux/x64\",\"worker\":{\"id\":null}}}",
		     e->id, e->at_ms, e->name, e->session,
		     e->known ? "{\"id\":\"15550001111@c.us\",\"pushName\":\"Edge Box\"}" : "null",
		     e->payload) < 0)
		return NULL;
	return body;
}

static int print_request(char **text, const struct webhooks *hooks, const struct wahalog_event *e)
{
	char hmac[2 * MAC_BYTES + 1], signature[240] = "", *body = print_body(e);
	int bytes;

	if (!body)
		return -ENOMEM;
	if (hooks->key) {
		sign(hmac, hooks->key, body);
		snprintf(signature, sizeof(signature),
			 "X-Webhook-Hmac: %s\r\nX-Webhook-Hmac-Algorithm: sha512\r\n", hmac);
	}
	bytes = asprintf(text,
			 "POST %s HTTP/1.1\r\nAccept: application/json, text/plain, */*\r\n"
			 "Content-Type: application/json\r\nUser-Agent: WAHA/2026.2.1\r\n"
			 "X-Webhook-Request-Id: %s\r\nX-Webhook-Timestamp: %" PRId64 "\r\n"
			 "%sContent-Length: %zu\r\nAccept-Encoding: gzip, compress, deflate, br\r\n"
			 "Host: 127.0.0.1:%u\r\nConnection: keep-alive\r\n\r\n%s",
			 hooks->path, e->request_id, e->at_ms, signature, strlen(body),
			 ntohs(hooks->to.sin_port), body);
	free(body);
	return bytes;
}

static void post(void *arg, const struct wahalog_event *event)
{
	struct webhooks *hooks = arg;
	struct webhook_post **at = &hooks->posts, *p = calloc(1, sizeof(*p));
	int bytes = p ? print_request(&p->text, hooks, event) : -ENOMEM;

	if (bytes < 0) {
		free(p);
		return;
	}
	p->event = *event;
	p->event.payload = NULL;
	p->bytes = (size_t)bytes;
	p->fd = -1;
	while (*at)
		at = &(*at)->next;
	*at = p;
}

static void hang_up(struct webhook_post *p)
{
	if (p->fd >= 0)
		close(p->fd);
	p->fd = -1;
	p->sent = p->answer_bytes = 0;
}

static void keep(struct webhooks *hooks, int fd)
{
	if (hooks->idle_count == WEBHOOK_IDLE_MAX)
		close(fd);
	else
		hooks->idle[hooks->idle_count++] =
			(struct webhook_idle){ fd, hooks->now_ms + IDLE_MS };
}

static void drop_idle(struct webhooks *hooks, size_t i)
{
	close(hooks->idle[i].fd);
	hooks->idle[i] = hooks->idle[--hooks->idle_count];
}

/* What the other side has closed is found by looking, not by a request that is lost. */
static void look_at_idle(struct webhooks *hooks)
{
	char byte;

	for (size_t i = hooks->idle_count; i-- > 0;)
		if (hooks->now_ms >= hooks->idle[i].until_ms ||
		    recv(hooks->idle[i].fd, &byte, 1, MSG_PEEK) >= 0 || errno != EAGAIN)
			drop_idle(hooks, i);
}

static int dial(struct webhook_post *p, struct webhooks *hooks)
{
	if (hooks->idle_count) {
		p->fd = hooks->idle[--hooks->idle_count].fd;
		return 0;
	}
	p->fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	if (p->fd < 0)
		return -errno;
	if (connect(p->fd, (const struct sockaddr *)&hooks->to, sizeof(hooks->to)) &&
	    errno != EINPROGRESS)
		return -errno;
	return 0;
}

static int send_rest(struct webhook_post *p)
{
	ssize_t sent = send(p->fd, p->text + p->sent, p->bytes - p->sent, MSG_NOSIGNAL);

	if (sent < 0)
		return -errno;
	p->sent += (size_t)sent;
	return p->sent < p->bytes ? -EAGAIN : 0;
}

static bool is_whole(const char *answer)
{
	const char *body = strstr(answer, "\r\n\r\n"), *length;

	length = body ? strcasestr(answer, "Content-Length:") : NULL;
	return body && length && strlen(body + 4) >= strtoul(length + 15, NULL, 10);
}

/* The status, or -errno; -EAGAIN until the answer is whole.  It has a length, and is short. */
static int read_answer(struct webhook_post *p)
{
	ssize_t got = recv(p->fd, p->answer + p->answer_bytes,
			   sizeof(p->answer) - 1 - p->answer_bytes, 0);

	if (got < 0)
		return -errno;
	p->answer_bytes += (size_t)got;
	p->answer[p->answer_bytes] = '\0';
	if (got > 0 && !is_whole(p->answer))
		return -EAGAIN;
	return strncmp(p->answer, "HTTP/1.1 ", 9) == 0 ? atoi(p->answer + 9) : -ECONNRESET;
}

/* The status of the answer, or -errno; -EAGAIN: not yet, and there is no time limit. */
static int try_post(struct webhook_post *p, struct webhooks *hooks)
{
	int rc = p->fd < 0 ? dial(p, hooks) : 0;

	if (rc == 0 && p->sent < p->bytes)
		rc = send_rest(p);
	return rc == 0 ? read_answer(p) : rc;
}

/* True when nothing more is to be done for it. */
static bool end_try(struct webhooks *hooks, struct webhook_post *p, int status)
{
	bool kept =
		status > 0 && is_whole(p->answer) && !strcasestr(p->answer, "Connection: close");
	char why[96];

	if (kept) {
		keep(hooks, p->fd);
		p->fd = -1;
	}
	hang_up(p);
	if (status >= 200 && status < 300) {
		hooks->delivered++;
		wahalog_answered(hooks->log, &p->event, status);
		return true;
	}
	if (++p->tries > TRIES_MAX) {
		hooks->lost++;
		return true;
	}
	hooks->retried++;
	if (status > 0)
		snprintf(why, sizeof(why), "Request failed with status code %d", status);
	else
		snprintf(why, sizeof(why), "%s", strerror(-status));
	wahalog_retry(hooks->log, &p->event, why, p->tries);
	return false;
}

static void free_post(struct webhook_post *p)
{
	hang_up(p);
	free(p->text);
	free(p);
}

void webhook_step(struct webhooks *hooks, int64_t now_ms)
{
	struct webhook_post **at = &hooks->posts, *p;

	hooks->now_ms = now_ms;
	look_at_idle(hooks);
	while ((p = *at)) {
		int status = p->due_ms <= now_ms ? try_post(p, hooks) : -EAGAIN;

		if (status != -EAGAIN && end_try(hooks, p, status)) {
			*at = p->next;
			free_post(p);
			continue;
		}
		if (status != -EAGAIN)
			p->due_ms = now_ms + hooks->retry_ms;
		at = &p->next;
	}
}

int webhook_init(struct webhooks *hooks)
{
	char address[16];
	int port, path = 0;

	if (!hooks->url)
		return 0;
	if (sscanf(hooks->url, "http://%15[0-9.]:%d%n", address, &port, &path) != 2 || !path)
		return -EINVAL;
	hooks->path = hooks->url[path] ? hooks->url + path : "/";
	hooks->to =
		(struct sockaddr_in){ .sin_family = AF_INET, .sin_port = htons((uint16_t)port) };
	hooks->log->post = post;
	hooks->log->post_arg = hooks;
	hooks->log->url = hooks->url;
	return inet_pton(AF_INET, address, &hooks->to.sin_addr) == 1 ? 0 : -EINVAL;
}

void webhook_fini(struct webhooks *hooks)
{
	struct webhook_post *p;

	while ((p = hooks->posts)) {
		hooks->posts = p->next;
		free_post(p);
	}
	while (hooks->idle_count)
		drop_idle(hooks, 0);
}
