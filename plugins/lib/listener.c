/* listener.c - see listener.h.  SPDX-License-Identifier: ISC */
#include "listener.h"

#include <string.h>

#define SHARED "cannot listen: does another section have the same `listen`?"

static const struct line {
	int status;
	const char *text;
} lines[] = {
	{ LISTENER_OK, "" },
	{ LISTENER_UNSIGNED, "no valid signature\n" },
	{ LISTENER_NOT_FOUND, "nothing is here\n" },
	{ LISTENER_NO_METHOD, "events are posted\n" },
	{ INBODY_TOO_LARGE, "too large\n" },
	{ INBODY_BUSY, "too much at once\n" },
};
#define LINES (sizeof(lines) / sizeof(lines[0]))

static int answer(void *arg, const struct incoming *request, int refused)
{
	struct listener *l = arg;
	struct httpd_answer said = { .status = refused };
	size_t i = 0;

	if (!refused)
		said.status = l->calls->judge(l->arg, request);
	while (i + 1 < LINES && lines[i].status != said.status)
		i++;
	said.lasting = (struct sign_bytes){ lines[i].text, strlen(lines[i].text) };
	/* A request that was judged well is taken even if the answer cannot be sent. */
	httpd_answer(request, &said);
	return said.status;
}

static bool done(void *arg, const struct incoming *request, int status)
{
	struct listener *l = arg;

	return status == LISTENER_OK && l->calls->take(l->arg, request);
}

static void counted(void *arg)
{
	struct listener *l = arg;

	l->calls->counted(l->arg);
}

static void taken(void *arg)
{
	struct listener *l = arg;

	evidence_fault(&l->httpd.by, MUZZLE_SETUP, SHARED);
}

static const struct httpd_calls calls = {
	.answer = answer,
	.done = done,
	.counted = counted,
	.taken = taken,
};

int listener_open(struct listener *l)
{
	l->httpd.calls = &calls;
	l->httpd.arg = l;
	return httpd_open(&l->httpd);
}

void listener_close(struct listener *l)
{
	httpd_close(&l->httpd);
}
