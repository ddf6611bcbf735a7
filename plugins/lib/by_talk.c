/* by_talk.c - see by_talk.h.  SPDX-License-Identifier: ISC */
#include "by_talk.h"

#include <stdio.h>
#include <string.h>

#include "mail.h"
#include "reply.h"
#include "transport.h"
#include "url.h"

#define RECIPIENTS_MAX 20 /* that the host takes */

enum tls { TLS_REQUIRED, TLS_OFFERED }; /* as in the option's words */

/* With mail it is 4xx that may pass. */
static enum muzzle_result judge(const struct muzzle_answer *answer)
{
	if (answer->status / 100 == 2)
		return MUZZLE_DONE;
	if (answer->status >= 500 || (answer->status == 0 && answer->setup))
		return MUZZLE_NO_SETUP;
	return answer->timed_out ? MUZZLE_TIMEOUT : MUZZLE_FAILED;
}

/* The body is the other side's own words, or who of several was refused. */
static void on_answer(void *self, void *arg, const struct muzzle_answer *answer)
{
	struct porter *p = self;
	const struct reply_secrets secrets = { .transport = &p->transport };
	struct porter_end end = { .result = judge(answer) };
	char said[2 * CLEAN_TEXT_BYTES];

	snprintf(said, sizeof(said), "%s%s%s", answer->why, *answer->body ? ": " : "",
		 reply_withhold(answer->body, &secrets));
	clean_text(end.why, sizeof(end.why), said);
	if (end.result == MUZZLE_DONE && *answer->body)
		p->host->log(p->inst, MUZZLE_WARN, "not everybody was told why=\"%s\"", end.why);
	porter_finish(p, arg, &end);
}

static uint32_t ask(struct porter *p, struct porter_errand *errand, const char *body,
		    const struct muzzle_mail *mail)
{
	const struct muzzle_http req = { .size = sizeof(req),
					 .url = p->to,
					 .body = body,
					 .body_bytes = strlen(body),
					 .timeout_ms = p->timeout_ms,
					 .max_body_bytes = REPLY_BODY_BYTES,
					 .transport = &p->transport,
					 .mail = mail };

	return p->host->http(p->inst, &req, NULL, on_answer, errand);
}

static uint32_t give_up(struct porter_end *end)
{
	*end = (struct porter_end){ MUZZLE_NO_SETUP, "it is too long once filled" };
	return 0;
}

/* What is said of one incident is one thread, to mail readers; a message of no incident is its own. */
static uint32_t begin_mail(struct porter *p, struct porter_errand *errand,
			   const struct letter *letter, struct porter_end *end)
{
	const struct muzzle_mail envelope = { sizeof(envelope), p->from, p->recipient,
					      p->tls == TLS_OFFERED };
	char text[PORTER_BODY_BYTES], body[PORTER_BODY_BYTES], thread[200];
	const struct mail mail = { .from = p->from,
				   .to = p->recipient,
				   .subject = letter->title,
				   .text = text,
				   .id = letter->id,
				   .thread = letter->order.incident ? thread : NULL,
				   .host = p->hostname,
				   .urgent = letter->words->urgency == WORDING_URGENT,
				   .wall_ms = letter->order.wall_ms };

	snprintf(thread, sizeof(thread), "incident-%s-%s", letter->order.number,
		 letter->order.target);
	if (porter_print_body(p, letter, text) || mail_write(body, sizeof(body), &mail))
		return give_up(end);
	return ask(p, errand, body, &envelope);
}

static uint32_t begin_mqtt(struct porter *p, struct porter_errand *errand,
			   const struct letter *letter, struct porter_end *end)
{
	char body[PORTER_BODY_BYTES];

	return porter_print_body(p, letter, body) ? give_up(end) : ask(p, errand, body, NULL);
}

static int check_transport(struct porter *p)
{
	char why[TRANSPORT_WHY_BYTES];

	if (strchr(p->to, '@'))
		return porter_refuse(p, "`to` takes no name and password; give them as `user`");
	return transport_check(&p->transport, p->to, why) ? porter_refuse(p, why) : 0;
}

static int check_mail(struct porter *p)
{
	size_t recipients = 0;

	if (!p->to || !url_is(p->to, "smtp"))
		return porter_refuse(p, "`to` must be smtp(s)://HOST[:PORT]; to submit mail: smtp "
					"and port 587");
	if (!p->from || !mail_is_address(p->from))
		return porter_refuse(p, "`format` = smtp needs `from`, as in muzzle@example.org");
	while (p->recipient[recipients] && mail_is_address(p->recipient[recipients]))
		recipients++;
	if (p->recipient[recipients] || recipients > RECIPIENTS_MAX)
		return porter_refuse(p, "`recipient` is an address, as in ann@example.org; 20 of "
					"them at most");
	if (p->transport.user && p->tls == TLS_OFFERED)
		return porter_refuse(p, "`tls` = offered might show the password of `user` to all");
	return check_transport(p);
}

static int check_mqtt(struct porter *p)
{
	const char *topic =
		p->to && url_is(p->to, "mqtt") ? strchr(strstr(p->to, "://") + 3, '/') : NULL;

	if (!topic || !topic[1] || strpbrk(topic, "?#+"))
		return porter_refuse(p, "`to` must be mqtt(s)://HOST[:PORT]/TOPIC, without + # ?");
	return check_transport(p);
}

const struct porter_kind by_mail_kind = { .check = check_mail, .begin = begin_mail };
const struct porter_kind by_mqtt_kind = { .check = check_mqtt, .begin = begin_mqtt };
