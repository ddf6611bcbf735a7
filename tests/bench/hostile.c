/* hostile.c - a load of bad HTTP requests, mixed by chance.  SPDX-License-Identifier: ISC
 *
 *     hostile ADDRESS PORT PATH RATE SECONDS CONNECTIONS DRIPS SIGNED...
 *
 * SIGNED are files with whole requests of valid signatures, which are sent again, bent and cut.
 * RATE requests a second (0: none but the drips) on CONNECTIONS connections; DRIPS more send a byte
 * every 100 ms and hold on.  At the end one line tells what was sent and answered.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define OUT_BYTES 32768
#define FILLER_BYTES 65536
#define PATIENCE_MS 300 /* for an answer to what deserves none */
#define ANSWER_MS 20000 /* and to all else */
#define DRIP_MS 100
#define SIGNED_MAX 8
#define STEP_MS 1
#define EVENTS_MAX 64

struct load;

struct conn {
	int fd; /* owned; -1: to be opened */
	bool drips, ends,
		half; /* the connection is of no use afterwards; its sending side is shut */
	char out[OUT_BYTES];
	size_t out_bytes, sent;
	size_t filler_bytes; /* to be sent behind it */
	int awaited;         /* answers */
	size_t matched;      /* of the beginning of a status line */
	int status;
	int64_t since_ms;
};

struct signed_request {
	char text[OUT_BYTES / 2];
	size_t bytes, body_at, mac_at;
};

struct load {
	struct sockaddr_in to;
	const char *path;
	int64_t rate, drips, conns_count, now_ms, dripped_ms;
	int poll_fd;
	struct conn *conns; /* owned */
	struct signed_request signed_requests[SIGNED_MAX];
	size_t signed_count;
	uint64_t seed;
	int64_t budget, sent, answered[6], opened, cut; /* answers by the hundred; connections */
	char filler[FILLER_BYTES];
};

static int64_t clock_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* xorshift64 */
static uint32_t chance(struct load *l, uint32_t below)
{
	l->seed ^= l->seed << 13;
	l->seed ^= l->seed >> 7;
	l->seed ^= l->seed << 17;
	return (uint32_t)(l->seed >> 32) % below;
}

/* --- what is sent */

static void __attribute__((format(printf, 2, 3))) add(struct conn *c, const char *format, ...)
{
	va_list args;
	int bytes;

	va_start(args, format);
	bytes = vsnprintf(c->out + c->out_bytes, OUT_BYTES - c->out_bytes, format, args);
	va_end(args);
	c->out_bytes += (size_t)bytes;
}

static void add_head(const struct load *l, struct conn *c, const char *method)
{
	add(c, "%s %s HTTP/1.1\r\nHost: h\r\nContent-Type: application/json\r\n", method, l->path);
}

static void add_event(struct load *l, struct conn *c)
{
	char body[300];
	int bytes = snprintf(body, sizeof(body),
			     "{\"id\":\"evt_%08x\",\"timestamp\":%" PRId64
			     ",\"event\":\"session.status\",\"session\":\"victim\",\"payload\":"
			     "{\"name\":\"victim\",\"status\":\"FAILED\"}}",
			     chance(l, UINT32_MAX), (int64_t)time(NULL) * 1000);

	add(c, "Content-Length: %d\r\n\r\n%s", bytes, body);
}

static void send_unsigned(struct load *l, struct conn *c)
{
	add_head(l, c, "POST");
	add_event(l, c);
}

static void send_badly_signed(struct load *l, struct conn *c)
{
	add_head(l, c, "POST");
	add(c, "X-Webhook-Hmac: ");
	for (int i = 0; i < 16; i++)
		add(c, "%08x", chance(l, UINT32_MAX));
	add(c, "\r\n");
	add_event(l, c);
}

static const struct signed_request *pick(struct load *l)
{
	return &l->signed_requests[chance(l, (uint32_t)l->signed_count)];
}

static void add_signed(struct conn *c, const struct signed_request *r)
{
	memcpy(c->out + c->out_bytes, r->text, r->bytes);
	c->out_bytes += r->bytes;
}

static void send_replay(struct load *l, struct conn *c)
{
	add_signed(c, pick(l));
}

static void send_bent_body(struct load *l, struct conn *c)
{
	const struct signed_request *r = pick(l);

	add_signed(c, r);
	c->out[r->body_at + chance(l, (uint32_t)(r->bytes - r->body_at))] ^=
		(char)(1 << chance(l, 7));
}

static void send_bent_signature(struct load *l, struct conn *c)
{
	const struct signed_request *r = pick(l);

	add_signed(c, r);
	c->out[r->mac_at + chance(l, 128)] ^= 1; /* stays a hexadecimal digit, mostly */
}

static void send_wrong_method(struct load *l, struct conn *c)
{
	static const char *const methods[] = { "GET", "PUT", "DELETE", "PATCH", "BREW" };

	add_head(l, c, methods[chance(l, 5)]);
	add(c, "Content-Length: 0\r\n\r\n");
}

static void send_wrong_path(struct load *l, struct conn *c)
{
	add(c, "POST /%08x?%08x HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\n\r\n{}",
	    chance(l, UINT32_MAX), chance(l, UINT32_MAX));
}

static void send_huge_headers(struct load *l, struct conn *c)
{
	add_head(l, c, "POST");
	for (int i = 0; i < 300; i++)
		add(c, "X-Header-%d: %064x\r\n", i, chance(l, UINT32_MAX));
	add(c, "\r\n");
	c->ends = true;
}

static void send_huge_body(struct load *l, struct conn *c)
{
	c->filler_bytes = 3u << 20;
	add_head(l, c, "POST");
	add(c, "Content-Length: %zu\r\n\r\n", c->filler_bytes);
}

static void send_chunks(struct load *l, struct conn *c)
{
	add_head(l, c, "POST");
	add(c, "Transfer-Encoding: chunked\r\n\r\n3\r\n{}\n\r\n%s",
	    chance(l, 2) ? "0\r\n\r\n" : "fffffffffffffffff\r\nxyz\r\n");
	c->ends = true;
}

static void send_two_lengths(struct load *l, struct conn *c)
{
	static const char *const lengths[] = { "-1",
					       "99999999999999999999",
					       "2\r\nContent-Length: 5",
					       "2\r\nTransfer-Encoding: chunked",
					       "0x10",
					       "" };

	add_head(l, c, "POST");
	add(c, "Content-Length: %s\r\n\r\n{}", lengths[chance(l, 6)]);
	c->ends = true;
}

static void send_garbage(struct load *l, struct conn *c)
{
	size_t bytes = 1 + chance(l, 2000);

	while (c->out_bytes < bytes)
		c->out[c->out_bytes++] = (char)chance(l, 256);
	c->ends = true;
}

static void send_half(struct load *l, struct conn *c)
{
	add_head(l, c, "POST");
	add(c, "Content-Length: 4000\r\n\r\n{\"id\":");
	c->ends = c->half = true;
}

static void send_nothing(struct load *l, struct conn *c)
{
	(void)l;
	c->ends = true;
}

static void send_pipeline(struct load *l, struct conn *c)
{
	for (int i = 0; i < 10; i++)
		send_unsigned(l, c);
}

static const struct kind {
	uint32_t weight, requests; /* how many it counts for */
	void (*fill)(struct load *l, struct conn *c);
} kinds[] = {
	{ 2000, 1, send_unsigned },       { 2000, 1, send_badly_signed },
	{ 1500, 1, send_replay },         { 1500, 1, send_bent_body },
	{ 1000, 1, send_bent_signature }, { 500, 1, send_wrong_method },
	{ 500, 1, send_wrong_path },      { 100, 10, send_pipeline },
	{ 20, 1, send_huge_headers },     { 2, 1, send_huge_body },
	{ 20, 1, send_chunks },           { 20, 1, send_two_lengths },
	{ 50, 1, send_garbage },          { 20, 1, send_half },
	{ 20, 1, send_nothing },
};
#define KINDS (sizeof(kinds) / sizeof(kinds[0]))

/* --- how it is sent */

static void hang_up(struct load *l, struct conn *c, bool by_them)
{
	if (c->fd < 0)
		return;
	l->cut += by_them;
	close(c->fd);
	c->fd = -1;
}

static void open_conn(struct load *l, struct conn *c)
{
	struct epoll_event on = { .events = EPOLLIN | EPOLLOUT | EPOLLET, .data.ptr = c };

	c->fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	c->out_bytes = c->sent = c->filler_bytes = c->matched = 0;
	c->awaited = 0;
	c->ends = c->half = false;
	c->since_ms = l->now_ms;
	l->opened++;
	if (c->fd >= 0 && connect(c->fd, (struct sockaddr *)&l->to, sizeof(l->to)) &&
	    errno != EINPROGRESS)
		hang_up(l, c, true);
	else if (c->fd >= 0)
		epoll_ctl(l->poll_fd, EPOLL_CTL_ADD, c->fd, &on);
}

/* True when all is out. */
static bool send_rest(struct load *l, struct conn *c)
{
	while (c->fd >= 0 && (c->sent < c->out_bytes || c->filler_bytes)) {
		bool filler = c->sent == c->out_bytes;
		size_t left = filler ? c->filler_bytes : c->out_bytes - c->sent;
		ssize_t got = send(c->fd, filler ? l->filler : c->out + c->sent,
				   left < FILLER_BYTES ? left : FILLER_BYTES, MSG_NOSIGNAL);

		if (got < 0 && errno != EAGAIN)
			hang_up(l, c, true);
		if (got < 0)
			return false;
		if (filler)
			c->filler_bytes -= (size_t)got;
		else
			c->sent += (size_t)got;
	}
	return c->fd >= 0;
}

/* Counts status lines, wherever the bytes are cut; what else there is between them does not matter. */
static void scan(struct load *l, struct conn *c, const char *in, size_t bytes)
{
	static const char line[] = "HTTP/1.1 ";

	for (size_t i = 0; i < bytes; i++) {
		if (c->matched == sizeof(line) - 1) {
			c->matched = 0;
			if (in[i] >= '1' && in[i] <= '5')
				l->answered[in[i] - '0']++;
			c->awaited -= in[i] != '1';
		} else {
			c->matched = in[i] == line[c->matched] ? c->matched + 1 : in[i] == 'H';
		}
	}
}

static void receive(struct load *l, struct conn *c)
{
	char in[16384];
	ssize_t got = 1;

	while (c->fd >= 0 && got > 0) {
		got = recv(c->fd, in, sizeof(in), 0);
		if (got > 0)
			scan(l, c, in, (size_t)got);
		else if (got == 0 || errno != EAGAIN)
			hang_up(l, c, true);
	}
}

static void begin_request(struct load *l, struct conn *c)
{
	uint32_t sum = 0, at;
	const struct kind *kind = kinds;

	for (size_t i = 0; i < KINDS; i++)
		sum += kinds[i].weight;
	for (at = chance(l, sum); at >= kind->weight; kind++)
		at -= kind->weight;
	c->out_bytes = c->sent = 0;
	kind->fill(l, c);
	c->awaited = c->ends ? 1 : (int)kind->requests;
	c->since_ms = l->now_ms;
	l->sent += kind->requests;
	l->budget -= kind->requests;
	if (send_rest(l, c) && c->half)
		shutdown(c->fd, SHUT_WR);
}

static bool is_over(const struct load *l, const struct conn *c)
{
	int64_t for_ms = l->now_ms - c->since_ms;

	if (c->awaited <= 0)
		return c->ends;
	return for_ms > (c->ends ? PATIENCE_MS : ANSWER_MS);
}

static void drip(struct load *l, struct conn *c)
{
	if (c->fd < 0) {
		open_conn(l, c);
		send_unsigned(l, c);
	}
	if (c->fd >= 0 && c->sent < c->out_bytes - 1) {
		if (send(c->fd, c->out + c->sent, 1, MSG_NOSIGNAL) == 1)
			c->sent++;
		else if (errno != EAGAIN)
			hang_up(l, c, true);
	}
}

static void drip_all(struct load *l)
{
	if (l->now_ms - l->dripped_ms < DRIP_MS)
		return;
	l->dripped_ms = l->now_ms;
	for (int64_t i = 0; i < l->drips; i++)
		drip(l, &l->conns[l->conns_count + i]);
}

/* Each connection that is free sends the next. */
static void send_more(struct load *l)
{
	for (int64_t i = 0; i < l->conns_count && l->budget > 0; i++) {
		struct conn *c = &l->conns[i];

		if (c->fd >= 0 && is_over(l, c))
			hang_up(l, c, false);
		if (c->fd < 0)
			open_conn(l, c);
		if (c->fd >= 0 && !c->ends && c->awaited <= 0)
			begin_request(l, c);
	}
}

static void serve(struct load *l)
{
	struct epoll_event events[EVENTS_MAX];
	int count = epoll_wait(l->poll_fd, events, EVENTS_MAX, STEP_MS);

	l->now_ms = clock_ms();
	for (int i = 0; i < count; i++) {
		struct conn *c = events[i].data.ptr;

		if (!c->drips)
			send_rest(l, c);
		receive(l, c);
	}
}

static void run(struct load *l, int64_t seconds)
{
	int64_t began_ms = clock_ms(), due;

	l->now_ms = began_ms;
	while (l->now_ms - began_ms < seconds * 1000) {
		due = l->rate * (l->now_ms - began_ms) / 1000;
		l->budget = due - l->sent;
		send_more(l);
		drip_all(l);
		serve(l);
	}
	printf("sent=%" PRId64 " seconds=%" PRId64 " ok=%" PRId64 " refused=%" PRId64
	       " failed=%" PRId64 " connections=%" PRId64 " cut=%" PRId64 "\n",
	       l->sent, seconds, l->answered[2], l->answered[4], l->answered[5], l->opened, l->cut);
}

static int load_signed(struct signed_request *r, const char *path)
{
	FILE *in = fopen(path, "re");
	const char *at;

	if (!in)
		return -errno;
	r->bytes = fread(r->text, 1, sizeof(r->text) - 1, in);
	fclose(in);
	at = strstr(r->text, "\r\n\r\n");
	r->body_at = at ? (size_t)(at + 4 - r->text) : 0;
	at = strcasestr(r->text, "X-Webhook-Hmac: ");
	r->mac_at = at ? (size_t)(at + 16 - r->text) : 0;
	return r->body_at && r->mac_at && r->bytes > r->body_at ? 0 : -EINVAL;
}

static int prepare(struct load *l, char **argv)
{
	int rc = 0;

	l->to = (struct sockaddr_in){ .sin_family = AF_INET,
				      .sin_port = htons((uint16_t)atoi(argv[2])) };
	l->path = argv[3];
	l->rate = atoll(argv[4]);
	l->conns_count = atoll(argv[6]);
	l->drips = atoll(argv[7]);
	l->seed = 0x9e3779b97f4a7c15;
	l->poll_fd = epoll_create1(EPOLL_CLOEXEC);
	l->conns = calloc((size_t)(l->conns_count + l->drips), sizeof(*l->conns));
	memset(l->filler, 'x', sizeof(l->filler));
	for (char **file = argv + 8; *file && rc == 0 && l->signed_count < SIGNED_MAX; file++)
		rc = load_signed(&l->signed_requests[l->signed_count++], *file);
	for (int64_t i = 0; l->conns && i < l->conns_count + l->drips; i++) {
		l->conns[i].fd = -1;
		l->conns[i].drips = i >= l->conns_count;
	}
	if (inet_pton(AF_INET, argv[1], &l->to.sin_addr) != 1)
		return -EINVAL;
	return !l->conns || l->poll_fd < 0 ? -ENOMEM : rc;
}

int main(int argc, char **argv)
{
	struct load *l = calloc(1, sizeof(*l));
	int rc = -EINVAL;

	if (l && argc > 8)
		rc = prepare(l, argv);
	if (rc == 0)
		run(l, atoll(argv[5]));
	else
		fprintf(stderr,
			"hostile ADDRESS PORT PATH RATE SECONDS CONNECTIONS DRIPS SIGNED...: %s\n",
			strerror(-rc));
	if (l)
		free(l->conns);
	free(l);
	return rc < 0;
}
