/* via_http.c - see via_http.h.  SPDX-License-Identifier: ISC
 *
 * A good answer means that the restart was accepted, no more.
 */
#include "via_http.h"

#include <string.h>

#include "reply.h"
#include "transport.h"
#include "url.h"

/* A timeout proves nothing of the restart, which may go on; a refusal by status does. */
static enum muzzle_result judge(const struct way *way, const struct muzzle_answer *answer)
{
	if (reply_matches(way->ok_status, answer->status))
		return MUZZLE_DONE;
	if (answer->timed_out)
		return MUZZLE_TIMEOUT;
	return answer->setup || reply_is_setup(answer->status) ? MUZZLE_NO_SETUP : MUZZLE_FAILED;
}

static void on_answer(void *self, void *arg, const struct muzzle_answer *answer)
{
	struct way *way = self;
	const struct muzzle_http asked = { .headers = way->header, .transport = &way->transport };
	struct way_end how = { .result = judge(way, answer) };

	reply_describe(how.why, sizeof(how.why), answer, &asked);
	way_finish(way, arg, &how);
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

	req.url = way_fill(&url, job, way->url, how);
	if (req.url && way->body)
		req.body = way_fill(&body, job, way->body, how);
	if (!req.url || (way->body && !req.body))
		return 0;
	req.body_bytes = req.body ? strlen(req.body) : 0;
	return way->host->http(way->inst, &req, NULL, on_answer, job);
}

static int check(struct way *way)
{
	char why[TRANSPORT_WHY_BYTES];

	if (!way->url)
		return way_refuse(way, "`via` = http needs `url`");
	if (!url_is_http(way->url))
		return way_refuse(way, "`url` " URL_FORM);
	if (!url_are_headers(way->header))
		return way_refuse(way, URL_HEADER_FORM);
	if (transport_check(&way->transport, way->url, why))
		return way_refuse(way, why);
	if (reply_bad_pattern(way->ok_status))
		return way_refuse(way, "`ok_status` takes words such as 2xx or 204");
	return way_check_words(way, "url", way->url);
}

const struct way_kind via_http_kind = { .timeout_ms = 20000, .check = check, .begin = begin };
