/* viewers.c - many who look at the page's streams at once, some of them badly.  SPDX-License-Identifier: ISC
 *
 *     viewers ADDRESS PORT STREAMS POLLERS SLOW STUCK
 *
 * STREAMS follow /api/events and read all that comes, POLLERS ask for /api/status each second, SLOW read some
 * bytes of their stream now and then, STUCK nothing.  Until SIGTERM, or the end of who started us; then one
 * line tells what was seen.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <inttypes.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define NARROW_BYTES 4096 /* what the kernel keeps for who reads badly */
#define SIP_BYTES 200
#define SIP_MS 500
#define POLL_MS 1000
#define STEP_MS 20
#define EVENTS_MAX 64

enum habit { STREAMS, POLLERS, SLOW, STUCK, HABITS };

/* Something to be counted in a stream, wherever it is cut. */
static const char *const words[] = { "event: status", "event: entry", "HTTP/1.1 200" };
enum word { WORD_STATUS, WORD_ENTRY, WORD_OK, WORDS };

struct viewer {
	enum habit habit;
	int fd; /* owned; -1: it was hung up on */
	int64_t due_ms;
	size_t matched[WORDS];
	int64_t seen[WORDS];
};

struct crowd {
	struct sockaddr_in to;
	int poll_fd, end_fd;
	struct viewer *viewers; /* owned */
	size_t count;
	int64_t asked; /* polls */
};

static int64_t clock_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* --- one of them */

static bool reads_all(const struct viewer *v)
{
	return v->habit == STREAMS || v->habit == POLLERS;
}

static void ask(struct crowd *crowd, struct viewer *v)
{
	char text[200], host[INET_ADDRSTRLEN];
	int bytes;

	inet_ntop(AF_INET, &crowd->to.sin_addr, host, sizeof(host));
	bytes = snprintf(text, sizeof(text), "GET %s HTTP/1.1\r\nHost: %s:%d\r\n\r\n",
			 v->habit == POLLERS ? "/api/status" : "/api/events", host,
			 ntohs(crowd->to.sin_port));
	if (send(v->fd, text, (size_t)bytes, MSG_NOSIGNAL) == bytes)
		crowd->asked += v->habit == POLLERS;
}

/* 0, or -errno. */
static int join(struct crowd *crowd, struct viewer *v)
{
	struct epoll_event on = { .events = EPOLLIN, .data.ptr = v };
	int narrow = NARROW_BYTES;

	v->fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (v->fd < 0)
		return -errno;
	if (!reads_all(v))
		setsockopt(v->fd, SOL_SOCKET, SO_RCVBUF, &narrow, sizeof(narrow));
	if (connect(v->fd, (struct sockaddr *)&crowd->to, sizeof(crowd->to)))
		return -errno;
	if (reads_all(v) && epoll_ctl(crowd->poll_fd, EPOLL_CTL_ADD, v->fd, &on))
		return -errno;
	ask(crowd, v);
	v->due_ms = clock_ms() + (v->habit == SLOW ? SIP_MS : POLL_MS);
	return 0;
}

static void count_words(struct viewer *v, const char *in, size_t bytes)
{
	for (size_t i = 0; i < bytes; i++) {
		for (enum word w = 0; w < WORDS; w++) {
			v->matched[w] = in[i] == words[w][v->matched[w]] ? v->matched[w] + 1
									 : in[i] == *words[w];
			if (words[w][v->matched[w]])
				continue;
			v->matched[w] = 0;
			v->seen[w]++;
		}
	}
}

static void take(struct viewer *v, size_t bytes_max)
{
	char in[16384];
	ssize_t got =
		recv(v->fd, in, bytes_max < sizeof(in) ? bytes_max : sizeof(in), MSG_DONTWAIT);

	if (got > 0)
		count_words(v, in, (size_t)got);
	if (got > 0 || (got < 0 && errno == EAGAIN))
		return;
	close(v->fd);
	v->fd = -1;
}

/* What is due of who does something by the clock. */
static void move(struct crowd *crowd, struct viewer *v, int64_t now_ms)
{
	if (v->fd < 0 || v->due_ms > now_ms)
		return;
	if (v->habit == POLLERS) {
		v->due_ms = now_ms + POLL_MS;
		ask(crowd, v);
	} else if (v->habit == SLOW) {
		v->due_ms = now_ms + SIP_MS;
		take(v, SIP_BYTES);
	}
}

/* --- all of them */

static int gather(struct crowd *crowd, char **numbers)
{
	size_t at = 0;

	for (enum habit h = 0; h < HABITS; h++)
		crowd->count += strtoul(numbers[h], NULL, 10);
	crowd->viewers = calloc(crowd->count + 1, sizeof(*crowd->viewers));
	if (!crowd->viewers)
		return -ENOMEM;
	for (enum habit h = 0; h < HABITS; h++) {
		for (unsigned long i = strtoul(numbers[h], NULL, 10); i; i--) {
			struct viewer *v = &crowd->viewers[at++];
			int rc;

			v->habit = h;
			rc = join(crowd, v);
			if (rc)
				return rc;
		}
	}
	return 0;
}

/* Until somebody ends us. */
static void look(struct crowd *crowd)
{
	struct epoll_event events[EVENTS_MAX];

	for (;;) {
		int ready = epoll_wait(crowd->poll_fd, events, EVENTS_MAX, STEP_MS);
		int64_t now_ms = clock_ms();

		for (int i = 0; i < ready; i++) {
			struct viewer *v = events[i].data.ptr;

			if (!v)
				return;
			take(v, SIZE_MAX);
		}
		for (size_t i = 0; i < crowd->count; i++)
			move(crowd, &crowd->viewers[i], now_ms);
	}
}

static void tell(const struct crowd *crowd)
{
	int64_t least[WORDS] = { INT64_MAX, INT64_MAX }, answered = 0;
	size_t ended[HABITS] = { 0 };

	for (size_t i = 0; i < crowd->count; i++) {
		const struct viewer *v = &crowd->viewers[i];

		ended[v->habit] += v->fd < 0;
		if (v->habit == POLLERS)
			answered += v->seen[WORD_OK];
		for (enum word w = WORD_STATUS; v->habit == STREAMS && w <= WORD_ENTRY; w++)
			least[w] = v->seen[w] < least[w] ? v->seen[w] : least[w];
	}
	printf("statuses_least=%" PRId64 " entries_least=%" PRId64 " polls=%" PRId64
	       " answered=%" PRId64 " streams_ended=%zu pollers_ended=%zu slow_ended=%zu "
	       "stuck_ended=%zu\n",
	       least[WORD_STATUS], least[WORD_ENTRY], crowd->asked, answered, ended[STREAMS],
	       ended[POLLERS], ended[SLOW], ended[STUCK]);
}

/* A signal that ends us is read from a descriptor, beside the others. */
static int open_ends(struct crowd *crowd)
{
	struct epoll_event on = { .events = EPOLLIN };
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGTERM);
	sigprocmask(SIG_BLOCK, &set, NULL);
	prctl(PR_SET_PDEATHSIG, SIGTERM);
	crowd->end_fd = signalfd(-1, &set, SFD_CLOEXEC);
	crowd->poll_fd = epoll_create1(EPOLL_CLOEXEC);
	return epoll_ctl(crowd->poll_fd, EPOLL_CTL_ADD, crowd->end_fd, &on) ? -errno : 0;
}

int main(int argc, char **argv)
{
	struct crowd crowd = { .to.sin_family = AF_INET };
	int rc;

	if (argc != 3 + HABITS || inet_pton(AF_INET, argv[1], &crowd.to.sin_addr) != 1) {
		fputs("usage: viewers ADDRESS PORT STREAMS POLLERS SLOW STUCK\n", stderr);
		return 2;
	}
	crowd.to.sin_port = htons((uint16_t)strtoul(argv[2], NULL, 10));
	rc = open_ends(&crowd);
	if (!rc)
		rc = gather(&crowd, argv + 3);
	if (rc)
		fprintf(stderr, "viewers: %s\n", strerror(-rc));
	else
		look(&crowd);
	tell(&crowd);
	free(crowd.viewers);
	return rc ? 1 : 0;
}
