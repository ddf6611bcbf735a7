/* fake_queue.c - see fake_queue.h.  SPDX-License-Identifier: ISC */
#include "fake_queue.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <stdio.h>
#include <string.h>

void fake_queue_begin(struct fake_queue *b, int64_t queue_max)
{
	b->inst = fake_open("noop", NULL);
	b->forward = (struct forward){ .url = FAKE_QUEUE_URL,
				       .queue_max = queue_max,
				       .bytes_max = 65536,
				       .timeout_ms = 10000,
				       .tell_ms = 60000 };
	assert_null(forward_find_flaw(&b->forward));
	forward_init(&b->forward, &b->inst->host, b->inst);
}

void fake_queue_end(struct fake_queue *b)
{
	forward_fini(&b->forward);
	fake_close(b->inst);
}

void fake_queue_take(struct fake_queue *b, const char *session, const char *body)
{
	struct forward_head head = { .bytes = 0 };
	struct forward_request r = { .method = "POST",
				     .session = session,
				     .head = &head,
				     .body = body,
				     .body_bytes = strlen(body) };

	forward_add_header(&head, "X-Webhook-Hmac", "0123abcd");
	forward_take(&b->forward, &r);
}

/* The bodies that are on their way, oldest request first: "a1 b1". */
static const char *sending(struct fake_queue *b, char *out, size_t out_bytes)
{
	out[0] = '\0';
	for (size_t i = 0; fake_pending(b->inst, i); i++)
		snprintf(out + strlen(out), out_bytes - strlen(out), "%s%s", i ? " " : "",
			 fake_pending(b->inst, i)->req.body);
	return out;
}

void fake_queue_assert_sending(struct fake_queue *b, const char *bodies)
{
	char text[400];

	assert_string_equal(sending(b, text, sizeof(text)), bodies);
}

void fake_queue_assert_gauges(struct fake_queue *b, int64_t forwarded, int64_t waiting,
			      int64_t lost)
{
	assert_int_equal(fake_gauge(b->inst, "forwarded"), forwarded);
	assert_int_equal(fake_gauge(b->inst, "forward_waiting"), waiting);
	assert_int_equal(fake_gauge(b->inst, "forward_dropped") +
				 fake_gauge(b->inst, "forward_failed"),
			 lost);
}

int64_t fake_queue_fail(struct fake_queue *b, const char *why)
{
	int64_t from_ms = b->inst->now_ms;

	while (fake_pending(b->inst, 0))
		fake_answer(b->inst, 0, why);
	while (!fake_pending(b->inst, 0) && b->inst->now_ms - from_ms < 300000)
		fake_advance(b->inst, 100);
	return fake_pending(b->inst, 0) ? b->inst->now_ms - from_ms : -1;
}
