/* by_http.c - see by_http.h.  SPDX-License-Identifier: ISC */
#include "by_http.h"

#include <json-c/json.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "reply.h"
#include "sign.h"
#include "transport.h"
#include "url.h"

#define URL_BYTES 2048
#define OWN_HEADERS_MAX 8
#define OWN_HEADERS_BYTES 4096

/* The headers of one request; list points into text and into the configuration. */
struct headers {
	size_t count;
	const char *list[PORTER_HEADERS_MAX + OWN_HEADERS_MAX + 1];
	char text[OWN_HEADERS_BYTES], signature[32 + SIGN_HEX_BYTES];
};

static const char *base(const struct porter *p)
{
	return p->to ? p->to : p->as->to;
}

/* The user's own header of that name wins. */
static void add_header(struct headers *to, const char *header)
{
	size_t name = strcspn(header, ":") + 1;

	for (size_t i = 0; i < to->count; i++)
		if (strncasecmp(to->list[i], header, name) == 0)
			return;
	to->list[to->count++] = header;
}

static int print_headers(struct headers *to, const struct porter *p, const struct letter *letter)
{
	char template[512], *line, *next;
	struct porter_print print = { to->text, sizeof(to->text), FILL_HEADER, "\n", false };

	for (const char *const *h = p->header; h && *h; h++)
		to->list[to->count++] = *h;
	snprintf(template, sizeof(template), "Content-Type: %s\nIdempotency-Key: {id}\n%s",
		 p->as->type, p->as->headers ? p->as->headers : "");
	if (porter_print(p, letter, template, &print))
		return -1;
	for (line = strtok_r(to->text, "\n", &next); line; line = strtok_r(NULL, "\n", &next))
		add_header(to, line);
	return 0;
}

/* The signature covers the bytes of the body as sent, so that a receiver needs no parser first. */
static int sign(struct headers *to, const char *key, struct sign_bytes body)
{
	static const char label[] = "X-Muzzle-Signature: sha256=";
	struct sign_bytes secret = { key, strlen(key) };

	memcpy(to->signature, label, sizeof(label));
	to->list[to->count++] = to->signature;
	return sign_hmac_sha256(to->signature + sizeof(label) - 1, secret, body);
}

/* The path is not put behind an address that has it already. */
static int print_url(const struct porter *p, const struct letter *letter, char out[URL_BYTES])
{
	const char *to = base(p), *path = p->as->path ? p->as->path : "";
	size_t bytes = strlen(to);
	struct porter_print print = { .escape = FILL_PERCENT, .one_line = true };
	bool whole = bytes >= strlen(path) && strcmp(to + bytes - strlen(path), path) == 0;

	while (*path && bytes > 0 && to[bytes - 1] == '/')
		bytes--;
	if (bytes >= URL_BYTES)
		return -1;
	snprintf(out, URL_BYTES, "%.*s", (int)bytes, to);
	print.out = out + bytes;
	print.out_bytes = URL_BYTES - bytes;
	return porter_print(p, letter, whole ? "" : path, &print);
}

/* Who says that it has the message has it, even if the rest of the answer never comes. */
static int status_of(const struct muzzle_answer *answer)
{
	bool knows = answer->size >=
		     offsetof(struct muzzle_answer, header_status) + sizeof(answer->header_status);

	return knows && answer->header_status / 100 == 2 ? (int)answer->header_status
							 : answer->status;
}

/* No answer, "come again" and the server's own troubles may pass; all else stays as it is until a person
 * mends it. */
static enum muzzle_result judge(const struct muzzle_answer *answer)
{
	int status = status_of(answer);

	if (status / 100 == 2)
		return MUZZLE_DONE;
	if (status == 0 && !answer->setup)
		return answer->timed_out ? MUZZLE_TIMEOUT : MUZZLE_FAILED;
	return status >= 500 || status == 408 || status == 425 || status == 429 ? MUZZLE_FAILED
										: MUZZLE_NO_SETUP;
}

/* Chats say it in the body, some of them nowhere else. */
static int64_t told_to_wait_ms(const struct muzzle_answer *answer)
{
	static const struct {
		const char *place;
		int unit_ms;
	} places[] = {
		{ "/parameters/retry_after", 1000 }, /* Telegram */
		{ "/retry_after", 1000 },            /* Discord */
		{ "/retry_after_ms", 1 },            /* Matrix */
	};
	struct json_object *body = json_tokener_parse(answer->body), *found;
	int64_t wait_ms = answer->retry_after_ms > 0 ? answer->retry_after_ms : 0;

	for (size_t i = 0; body && i < sizeof(places) / sizeof(*places); i++) {
		double said = json_pointer_get(body, places[i].place, &found) == 0
				      ? json_object_get_double(found) * places[i].unit_ms
				      : 0;

		if (said > (double)wait_ms && said < (double)INT32_MAX)
			wait_ms = (int64_t)said + 1;
	}
	json_object_put(body);
	return wait_ms;
}

/* Servers like to repeat the path in an error. */
static void describe(char out[CLEAN_TEXT_BYTES], const struct porter *p,
		     const struct muzzle_answer *answer)
{
	const char *const words[] = { p->token ? p->token : "", p->recipient ? *p->recipient : NULL,
				      NULL };
	const struct reply_secrets secrets = { p->header, &p->transport, words, p->to, true };

	reply_describe(out, CLEAN_TEXT_BYTES, answer, &secrets);
}

static void on_answer(void *self, void *arg, const struct muzzle_answer *answer)
{
	struct porter *p = self;
	struct porter_errand *errand = arg;
	struct porter_end end = { .result = judge(answer) };
	int64_t wait_ms = end.result == MUZZLE_FAILED ? told_to_wait_ms(answer) : 0;

	describe(end.why, p, answer);
	if (wait_ms > 0 && MUZZLE_HAS(p->host, retry_after))
		p->host->retry_after(p->inst, errand->id, wait_ms);
	porter_finish(p, errand, &end);
}

/* The request's handle, or 0.  The host copies it all. */
static uint32_t begin(struct porter *p, struct porter_errand *errand, const struct letter *letter,
		      struct porter_end *end)
{
	struct headers headers = { .count = 0 };
	char url[URL_BYTES], body[PORTER_BODY_BYTES];
	struct muzzle_http req = { .size = sizeof(req),
				   .method = p->as->method,
				   .url = url,
				   .headers = headers.list,
				   .body = body,
				   .timeout_ms = p->timeout_ms,
				   .max_body_bytes = REPLY_BODY_BYTES,
				   .transport = &p->transport };

	if (print_url(p, letter, url) || print_headers(&headers, p, letter) ||
	    porter_print_body(p, letter, body)) {
		*end = (struct porter_end){ MUZZLE_NO_SETUP, "it is too long once filled" };
		return 0;
	}
	req.body_bytes = strlen(body);
	if (p->key && sign(&headers, p->key, (struct sign_bytes){ body, req.body_bytes }))
		return 0;
	headers.list[headers.count] = NULL;
	return p->host->http(p->inst, &req, NULL, on_answer, errand);
}

static int check(struct porter *p)
{
	char why[TRANSPORT_WHY_BYTES];

	if (!base(p))
		return porter_refuse(p, "this `format` needs `to`, the receiver's url");
	if (!url_is_http(base(p)))
		return porter_refuse(p, "`to` " URL_FORM);
	if (p->recipient && p->recipient[0] && p->recipient[1])
		return porter_refuse(p, "this `format` takes one `recipient`");
	if (transport_check(&p->transport, base(p), why))
		return porter_refuse(p, why);
	return 0;
}

const struct porter_kind by_http_kind = { .check = check, .begin = begin };
