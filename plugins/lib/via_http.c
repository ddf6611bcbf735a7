/* via_http.c - see via_http.h.  SPDX-License-Identifier: ISC
 *
 * A good answer means that the restart was accepted, no more.  Which answers are good, which are for a
 * person and which say that somebody else is at it differs from gateway to gateway: options say it.
 */
#include "via_http.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "reply.h"
#include "transport.h"
#include "url.h"

static bool holds(const struct muzzle_answer *answer, const char *const *texts)
{
	for (; texts && *texts; texts++)
		if (strstr(answer->body, *texts))
			return true;
	return false;
}

/* A timeout proves nothing of the restart, which may go on, nor does a gateway that is busy with one; a
 * refusal does. */
static enum muzzle_result judge(const struct way *way, const struct muzzle_answer *answer)
{
	if (answer->timed_out || holds(answer, way->busy_text))
		return MUZZLE_TIMEOUT;
	if (answer->setup || holds(answer, way->setup_text) ||
	    reply_matches(way->setup_status, answer->status))
		return MUZZLE_NO_SETUP;
	return reply_matches(way->ok_status, answer->status) ? MUZZLE_DONE : MUZZLE_FAILED;
}

static void on_answer(void *self, void *arg, const struct muzzle_answer *answer)
{
	struct way *way = self;
	const struct reply_secrets secrets = { .headers = way->header,
					       .transport = &way->transport,
					       .url = way->url };
	struct way_end how = { .result = judge(way, answer) };

	reply_describe(how.why, sizeof(how.why), answer, &secrets);
	way_finish(way, arg, &how);
}

/* Some gateways do not restart what does not run. */
static const char *url_for(const struct way *way, const struct order *order)
{
	return way->start_url && strcmp(order->state, "off") == 0 ? way->start_url : way->url;
}

/* Borrowed strings are fine: the host copies requests. */
static uint32_t begin(struct way *way, struct job *job, struct way_end *how)
{
	struct way_filled url = { .percent = true }, body = { .percent = false };
	struct muzzle_http req = { .size = sizeof(req),
				   .method = way->method,
				   .headers = way->header,
				   .transport = &way->transport,
				   .timeout_ms = way_timeout_ms(way),
				   .max_body_bytes = REPLY_BODY_BYTES };

	req.url = way_fill(&url, job, url_for(way, &job->order), how);
	if (req.url && way->body)
		req.body = way_fill(&body, job, way->body, how);
	if (!req.url || (way->body && !req.body))
		return 0;
	req.body_bytes = req.body ? strlen(req.body) : 0;
	return way->host->http(way->inst, &req, NULL, on_answer, job);
}

static int check_url(struct way *way, const char *key, const char *url)
{
	char why[32 + TRANSPORT_WHY_BYTES];

	if (!url_is_http(url)) {
		snprintf(why, sizeof(why), "`%s` " URL_FORM, key);
		return way_refuse(way, why);
	}
	if (transport_check(&way->transport, url, why))
		return way_refuse(way, why);
	return way_check_words(way, key, url);
}

/* Nobody would know why its parameters are ignored. */
static void check_body(const struct way *way)
{
	for (const char *const *header = way->header; header && *header; header++)
		if (strncasecmp(*header, "Content-Type:", 13) == 0)
			return;
	if (way->body && (*way->body == '{' || *way->body == '['))
		way->host->log(way->inst, MUZZLE_WARN,
			       "`body` looks like JSON, which most gateways read only with "
			       "`header = Content-Type: application/json`");
}

static bool is_method(const char *s)
{
	return *s && !s[strspn(s, "ABCDEFGHIJKLMNOPQRSTUVWXYZ-")];
}

static int check(struct way *way)
{
	if (!way->url)
		return way_refuse(way, "`via` = http needs `url`");
	if (!is_method(way->method))
		return way_refuse(way, "`method` is a word in capitals, as POST");
	if (way->body && way_check_words(way, "body", way->body))
		return -EINVAL;
	if (!url_are_headers(way->header))
		return way_refuse(way, URL_HEADER_FORM);
	if (reply_bad_pattern(way->ok_status) || reply_bad_pattern(way->setup_status))
		return way_refuse(way,
				  "`ok_status` and `setup_status` take words such as 2xx or 204");
	check_body(way);
	if (way->start_url && check_url(way, "start_url", way->start_url))
		return -EINVAL;
	return check_url(way, "url", way->url);
}

const struct way_kind via_http_kind = { .timeout_ms = 20000, .check = check, .begin = begin };
