/* by_syslog.c - see by_syslog.h.  SPDX-License-Identifier: ISC */
#include "by_syslog.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/un.h>
#include <unistd.h>

#include "dial.h"
#include "syslogline.h"

#define REMOTE "syslog://"

union address {
	struct sockaddr any;
	struct sockaddr_un local;
	union dial_address remote;
};

static bool is_remote(const char *to)
{
	return strncmp(to, REMOTE, strlen(REMOTE)) == 0;
}

/* Port 514 unless another is said; names are not looked up. */
static int read_remote(union dial_address *address, const char *to)
{
	const char *host = to + strlen(REMOTE), *last = strrchr(host, ':');
	bool port = last && (*host != '[' || last[-1] == ']');
	char url[128];

	return (size_t)snprintf(url, sizeof(url), "tcp://%s%s", host, port ? "" : ":514") <
			       sizeof(url)
		       ? dial_parse(address, url)
		       : -EINVAL;
}

/* The address's bytes; 0: it is none. */
static socklen_t read_address(union address *address, const char *to)
{
	memset(address, 0, sizeof(*address));
	if (is_remote(to))
		return read_remote(&address->remote, to) ? 0 : sizeof(address->remote);
	address->local.sun_family = AF_UNIX;
	if (*to != '/' || strlen(to) >= sizeof(address->local.sun_path))
		return 0;
	memcpy(address->local.sun_path, to, strlen(to));
	return sizeof(address->local);
}

/* Who is not there on this box says so at once; of another box nobody says anything. */
static int send_line(const union address *to, socklen_t to_bytes, const char *line, size_t bytes)
{
	int fd = socket(to->any.sa_family, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	char none;
	int rc = 0;

	if (fd < 0)
		return -errno;
	if (connect(fd, &to->any, to_bytes) || send(fd, line, bytes, MSG_NOSIGNAL) < 0 ||
	    (recv(fd, &none, 1, MSG_DONTWAIT) < 0 && errno != EAGAIN))
		rc = -errno;
	close(fd);
	return rc;
}

/* Nothing is on its way when this is over. */
static uint32_t begin(struct porter *p, struct porter_errand *errand, const struct letter *letter,
		      struct porter_end *end)
{
	static const int severities[] = {
		[WORDING_NORMAL] = SYSLOGLINE_NOTICE,
		[WORDING_HIGH] = SYSLOGLINE_WARNING,
		[WORDING_URGENT] = SYSLOGLINE_CRIT,
	};
	char text[PORTER_BODY_BYTES], line[SYSLOGLINE_BYTES];
	const struct syslogline said = { .facility = p->facility,
					 .severity = severities[letter->words->urgency],
					 .wall_ms = letter->order.wall_ms,
					 .host = p->hostname,
					 .what = letter->words->what,
					 .target = letter->order.target,
					 .incident = letter->order.number,
					 .id = letter->id,
					 .text = text };
	union address to;
	size_t bytes;
	int rc;

	(void)errand;
	porter_print_body(p, letter, text);
	bytes = (is_remote(p->to) ? syslogline_write_remote : syslogline_write_local)(line, &said);
	rc = send_line(&to, read_address(&to, p->to), line, bytes);
	end->result = rc == 0                              ? MUZZLE_DONE
		      : rc == -EACCES || rc == -EPROTOTYPE ? MUZZLE_NO_SETUP
							   : MUZZLE_FAILED;
	snprintf(end->why, sizeof(end->why), "%.100s: %s", p->to, rc ? strerror(-rc) : "sent");
	return 0;
}

static int check(struct porter *p)
{
	union address to;

	if (!p->to)
		p->to = "/dev/log";
	if (!read_address(&to, p->to))
		return porter_refuse(p, "`to` must be a socket's path, as /dev/log, or "
					"syslog://ADDRESS[:PORT] (in numbers)");
	if (!is_remote(p->to) && access(p->to, W_OK))
		p->host->log(p->inst, MUZZLE_WARN, "`to`: %s: %s; start the syslog daemon", p->to,
			     strerror(errno));
	return 0;
}

const struct porter_kind by_syslog_kind = { .check = check, .begin = begin };
