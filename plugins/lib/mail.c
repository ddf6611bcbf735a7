/* mail.c - see mail.h.  SPDX-License-Identifier: ISC */
#include "mail.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "fill.h"

#define LINE_BYTES 76 /* of quoted-printable, its soft break included (RFC 2045, section 6.7) */
#define SUBJECT_BYTES 1024
#define LETTERS "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"

struct sheet {
	char *at;
	size_t left; /* the NUL's place included */
	size_t column;
};

bool mail_is_address(const char *address)
{
	size_t local = strspn(address, LETTERS "!#$%&'*+-/=?^_`{|}~.");
	const char *domain = address + local + 1;

	return local > 0 && address[local] == '@' && *domain &&
	       !domain[strspn(domain, LETTERS ".-")];
}

/* What no longer fits leaves no room: the end finds it. */
static void put(struct sheet *to, const char *text)
{
	size_t bytes = strlen(text);

	if (bytes >= to->left) {
		to->left = 0;
		return;
	}
	memcpy(to->at, text, bytes + 1);
	to->at += bytes;
	to->left -= bytes;
	to->column += bytes;
}

static void put_all(struct sheet *to, const char *const *texts)
{
	for (; *texts; texts++)
		put(to, *texts);
}

/* Blanks end encoded words, which begin lines of their own then; other control bytes end nothing. */
static void put_subject(struct sheet *to, const char *subject)
{
	const struct fill_value list[] = { { "subject", subject }, { NULL, NULL } };
	const struct fill_form form = { .list = list, .escape = FILL_HEADER };
	char text[SUBJECT_BYTES], *gap, *word = text;

	fill_lines(text, sizeof(text), "{subject}", &form);
	for (char *s = text; *s; s++)
		if ((unsigned char)*s < ' ' || *s == 0x7f)
			*s = ' ';
	while ((gap = strstr(word, "?= =?utf-8?"))) {
		gap[2] = '\0';
		put_all(to, (const char *const[]){ word, "\r\n ", NULL });
		word = gap + 3;
	}
	put_all(to, (const char *const[]){ word, "\r\n", NULL });
}

static void put_recipients(struct sheet *to, const char *const *recipients)
{
	put(to, "To: ");
	for (; *recipients; recipients++)
		put_all(to, (const char *const[]){ *recipients, recipients[1] ? ",\r\n " : "\r\n",
						   NULL });
}

/* What may stand in an id, and a dash for all else. */
static void put_atoms(struct sheet *to, const char *text)
{
	for (; *text; text++)
		put(to, (const char[]){ strchr(LETTERS "-.", *text) ? *text : '-', 0 });
}

static void put_id(struct sheet *to, const char *header, const char *left, const char *host)
{
	put_all(to, (const char *const[]){ header, ": <", NULL });
	put_atoms(to, left);
	put(to, "@");
	put_atoms(to, *host ? host : "localhost");
	put(to, ">\r\n");
}

static void put_date(struct sheet *to, int64_t wall_ms)
{
	time_t seconds = (time_t)(wall_ms / 1000);
	char date[64] = "";
	struct tm tm;

	if (gmtime_r(&seconds, &tm))
		strftime(date, sizeof(date), "%a, %d %b %Y %H:%M:%S +0000", &tm);
	put_all(to, (const char *const[]){ "Date: ", date, "\r\n", NULL });
}

/* A blank at the end of a line would get lost on the way. */
static bool is_plain(const char *s)
{
	if (*s == ' ')
		return s[1] && s[1] != '\n';
	return *s > ' ' && *s < 0x7f && *s != '=';
}

static void put_quoted(struct sheet *to, const char *text)
{
	char code[4];

	to->column = 0;
	for (; *text; text++) {
		if (*text == '\n') {
			put(to, "\r\n");
			to->column = 0;
			continue;
		}
		if (is_plain(text))
			snprintf(code, sizeof(code), "%c", *text);
		else
			snprintf(code, sizeof(code), "=%02X", (unsigned char)*text);
		if (to->column + strlen(code) >= LINE_BYTES) {
			put(to, "=\r\n");
			to->column = 0;
		}
		put(to, code);
	}
	put(to, "\r\n");
}

int mail_write(char *out, size_t out_bytes, const struct mail *mail)
{
	struct sheet to = { out, out_bytes, 0 };

	put_all(&to, (const char *const[]){ "From: muzzle <", mail->from, ">\r\n", NULL });
	put_recipients(&to, mail->to);
	put(&to, "Subject: ");
	put_subject(&to, mail->subject);
	put_date(&to, mail->wall_ms);
	put_id(&to, "Message-ID", mail->id, mail->host);
	if (mail->thread) {
		put_id(&to, "In-Reply-To", mail->thread, mail->host);
		put_id(&to, "References", mail->thread, mail->host);
	}
	if (mail->urgent)
		put(&to, "Importance: high\r\n");
	put(&to, "Auto-Submitted: auto-generated\r\nMIME-Version: 1.0\r\n"
		 "Content-Type: text/plain; charset=utf-8\r\n"
		 "Content-Transfer-Encoding: quoted-printable\r\n\r\n");
	put_quoted(&to, mail->text);
	return to.left ? 0 : -ENOSPC;
}
