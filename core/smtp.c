/* smtp.c - see smtp.h.  SPDX-License-Identifier: ISC */
#include "smtp.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#define LINE_MAX_BYTES 1000 /* twice what RFC 5321 allows a reply's line */
#define RCPT "RCPT TO:<"

/* Printable ASCII without blanks and brackets: what needs SMTPUTF8 cannot be asked of every server. */
static bool is_address(const char *address)
{
	const char *s = address;

	while (*s > ' ' && *s < 0x7f && *s != '<' && *s != '>')
		s++;
	return s > address && !*s;
}

/* A line of one dot would end the message (section 4.5.2); its end is a line of its own. */
static void add_message(struct script *script, const char *body, size_t bytes)
{
	const char *end = body + bytes;

	for (const char *line = body; line < end;) {
		const char *newline = memchr(line, '\n', (size_t)(end - line));
		const char *next = newline ? newline + 1 : end;

		if (*line == '.')
			script_add(script, ".", 1);
		script_add(script, line, (size_t)(next - line));
		line = next;
	}
	if (bytes == 0 || end[-1] != '\n')
		script_add(script, "\r\n", 2);
	script_add_line(script, ".", "", "\r\n");
}

int smtp_write(struct script *script, const struct muzzle_http *req)
{
	const struct muzzle_mail *mail = req->mail;
	size_t recipients = 0;

	if (!mail || mail->size < sizeof(*mail) || !mail->from || !is_address(mail->from) ||
	    !mail->to || !*mail->to)
		return -EINVAL;
	script_add_line(script, "MAIL FROM:<", mail->from, ">\r\n");
	for (const char *const *to = mail->to; *to; to++) {
		if (!is_address(*to) || recipients++ == SMTP_RECIPIENTS_MAX)
			return -EINVAL;
		script_add_line(script, RCPT, *to, ">\r\n");
	}
	script_add_line(script, "DATA", "", "\r\n");
	add_message(script, req->body ? req->body : "", req->body ? req->body_bytes : 0);
	script_add_line(script, "QUIT", "", "\r\n");
	return script->bytes.failed ? -ENOMEM : 0;
}

/* A reply is the last of its lines; those before it have a '-' behind the code. */
static long measure(const char *heard, size_t bytes)
{
	const char *newline = memchr(heard, '\n', bytes);
	size_t digits = 0;

	if (!newline || newline - heard > LINE_MAX_BYTES)
		return bytes > LINE_MAX_BYTES ? -1 : 0;
	while (digits < 3 && heard[digits] >= '0' && heard[digits] <= '9')
		digits++;
	return digits < 3 || heard[0] < '2' || heard[0] > '5' ? -1 : newline + 1 - heard;
}

static int code_of(const char *reply)
{
	return (reply[0] - '0') * 100 + (reply[1] - '0') * 10 + reply[2] - '0';
}

/* "b@example.org: 550 no such user; " */
static void note_refusal(struct script_course *course, const struct script *script,
			 const char *reply, int reply_bytes)
{
	size_t bytes, used = strlen(course->text);
	const char *address = script_block(script, course->at, &bytes) + strlen(RCPT);

	snprintf(course->text + used, sizeof(course->text) - used, "%s%.*s: %.*s", used ? "; " : "",
		 (int)(bytes - strlen(RCPT ">\r\n")), address, reply_bytes, reply);
	course->refused++;
}

static void judge_recipient(struct script_course *course, const struct script *script,
			    const char *reply, int bytes)
{
	int code = code_of(reply);

	if (code / 100 != 2) {
		note_refusal(course, script, reply, bytes);
		if (course->status / 100 != 4)
			course->status = code;
	}
	course->at++;
	course->over = course->refused == script->count - SMTP_BLOCKS_BESIDE;
}

/* What there is to say then is who was refused. */
static void accept_message(struct script_course *course, int code)
{
	course->over = true;
	course->status = code;
}

static void judge(struct script_course *course, const struct script *script, const char *reply,
		  size_t bytes)
{
	size_t data = script->count - 3; /* in front of the message and QUIT */
	int code = code_of(reply);

	while (bytes > 0 && (reply[bytes - 1] == '\n' || reply[bytes - 1] == '\r'))
		bytes--;
	if (bytes > 3 && reply[3] == '-')
		return;
	if (course->at > 0 && course->at < data)
		judge_recipient(course, script, reply, (int)bytes);
	else if (course->at == data ? code != 354 : code / 100 != 2)
		script_finish(course, code, reply, bytes);
	else if (++course->at == script->count - 1)
		accept_message(course, code);
}

const struct script_protocol smtp_protocol = { measure, judge, "SMTP" };
