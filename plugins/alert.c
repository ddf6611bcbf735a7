/* alert.c - action: tells a person or a program, in the form that the receiver knows.
 * SPDX-License-Identifier: ISC
 *
 * An order is one try and has one result: whether and when it is tried again is for the host to say.
 */
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "lib/by_command.h"
#include "lib/by_http.h"
#include "lib/by_syslog.h"
#include "lib/by_talk.h"
#include "lib/porter.h"
#include "lib/syslogline.h"
#include "lib/transport.h"
#include "lib/url.h"

#define LABELS_MAX_BYTES 500 /* so that they fit a message, escaped */

#define OPTION(k, t, field) \
	.key = (k), .type = MUZZLE_TYPE_##t, .offset = offsetof(struct porter, field)

static const struct muzzle_option options[] = {
	{ OPTION("to", STR, to), .flags = MUZZLE_OPT_SECRET,
	  .help = "url that takes the messages, or where the service is" },
	{ OPTION("format", WORD, format), .def = "json", .words = FORMAT_WORDS,
	  .help = "who reads it" },
	{ OPTION("token", STR, token), .flags = MUZZLE_OPT_SECRET,
	  .help = "what the service knows us by" },
	{ OPTION("recipient", LIST, recipient), .flags = MUZZLE_OPT_SECRET,
	  .help = "telegram: chat; matrix: room; pushover: key of the user" },
	{ OPTION("label", LIST, label), .help = "alertmanager: name=value, one more" },
	{ OPTION("title", STR, title), .help = "template of the title" },
	{ OPTION("text", STR, text), .help = "template of the text; \\n ends a line" },
	{ OPTION("body", STR, body), .help = "template of all that is sent" },
	{ OPTION("header", LIST, header), .flags = MUZZLE_OPT_SECRET, .help = "Name: value" },
	{ OPTION("key", STR, key), .flags = MUZZLE_OPT_SECRET,
	  .help = "signs the body: X-Muzzle-Signature: sha256=<HMAC in hexadecimal>" },
	{ OPTION("from", STR, from), .help = "smtp: address of the sender" },
	{ OPTION("tls", WORD, tls), .def = "required", .words = "required offered",
	  .help = "smtp: STARTTLS; offered: without it where there is none" },
	{ OPTION("facility", WORD, facility), .def = "daemon", .words = SYSLOGLINE_FACILITIES,
	  .help = "syslog: facility" },
	{ OPTION("command", WORDS, command),
	  .help = "exec: program and arguments, which are templates" },
	{ OPTION("timeout", MSEC, timeout_ms), .def = "10s", .min = 100, .max = 300000,
	  .help = "of one try" },
	TRANSPORT_OPTIONS(struct porter, transport),
	MUZZLE_OPT_END
};

static int check_words(const struct porter *p, const char *key, const char *template)
{
	const char *unknown = template ? letter_unknown(template) : NULL;

	if (unknown)
		p->host->log(p->inst, MUZZLE_ERR,
			     "`%s`: nothing is known of %.*s; known are " LETTER_KNOWN, key,
			     (int)strcspn(unknown, "}") + 1, unknown);
	return unknown ? -EINVAL : 0;
}

static int check_templates(const struct porter *p)
{
	return check_words(p, "title", p->title) || check_words(p, "text", p->text) ||
			       check_words(p, "body", p->body)
		       ? -EINVAL
		       : 0;
}

static int check_headers(const struct porter *p)
{
	size_t headers = 0;

	while (p->header && p->header[headers])
		headers++;
	if (headers > PORTER_HEADERS_MAX)
		return porter_refuse(p, "more than 16 of `header`");
	return url_are_headers(p->header) ? 0 : porter_refuse(p, URL_HEADER_FORM);
}

/* Names are those of Prometheus. */
static int check_labels(const struct porter *p)
{
	static const char name[] =
		"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_0123456789";
	size_t all = 0;

	for (const char *const *label = p->label; label && *label; label++) {
		size_t bytes = strspn(*label, name);

		all += strlen(*label);
		if (!bytes || bytes >= PORTER_LABEL_BYTES || (*label)[bytes] != '=')
			return porter_refuse(p, "`label` reads name=value, the name of letters, "
						"digits and _");
	}
	if (all > LABELS_MAX_BYTES)
		return porter_refuse(p, "`label` is over 500 bytes in all");
	return 0;
}

static int check_needs(const struct porter *p)
{
	if (p->as->needs & FORMAT_TOKEN && !p->token)
		return porter_refuse(p, "this `format` needs `token`");
	if (p->as->needs & FORMAT_RECIPIENT && !(p->recipient && *p->recipient))
		return porter_refuse(p, "this `format` needs `recipient`");
	if (p->token && (!*p->token || strpbrk(p->token, " \t\r\n\"\\{}")))
		return porter_refuse(p, "`token` is a word, without blanks and quotes");
	if (p->key && !*p->key)
		return porter_refuse(p, "`key` is empty; leave it out");
	return 0;
}

static void use_host(struct porter *p, const struct muzzle_host *host, struct muzzle_inst *inst)
{
	static const struct porter_kind *const kinds[] = {
		[FORMAT_HTTP] = &by_http_kind,       [FORMAT_MAIL] = &by_mail_kind,
		[FORMAT_MQTT] = &by_mqtt_kind,       [FORMAT_SYSLOG] = &by_syslog_kind,
		[FORMAT_COMMAND] = &by_command_kind,
	};

	p->host = host;
	p->inst = inst;
	p->as = &format_table[p->format];
	p->kind = kinds[p->as->carrier];
}

/* The host of check() lends little: open() is given another. */
static int alert_check(void *self, const struct muzzle_host *host, struct muzzle_inst *inst)
{
	struct porter *p = self;

	use_host(p, host, inst);
	return check_needs(p) || check_headers(p) || check_labels(p) || check_templates(p) ||
			       p->kind->check(p)
		       ? -EINVAL
		       : 0;
}

static int alert_open(void *self, const struct muzzle_host *host, struct muzzle_inst *inst)
{
	struct porter *p = self;

	use_host(p, host, inst);
	return gethostname(p->hostname, sizeof(p->hostname) - 1) ? -errno : 0;
}

static int alert_act(void *self, const struct muzzle_order *order)
{
	return porter_act(self, order);
}

/* Shutdown: nothing is sent in its place. */
static void alert_cancel(void *self, uint64_t id)
{
	porter_cancel(self, id);
}

MUZZLE_EXPORT const struct muzzle_plugin muzzle_plugin_v1 = {
	MUZZLE_PLUGIN(MUZZLE_ACTION),
	.needs = MUZZLE_CAP_HTTP | MUZZLE_CAP_SPAWN | MUZZLE_CAP_RESULT,
	.self_size = sizeof(struct porter),
	.name = "alert",
	.summary = "tells a person or a program: chats, pagers, webhooks, signed if asked",
	.options = options,
	.open = alert_open,
	.act = alert_act,
	.cancel = alert_cancel,
	.check = alert_check,
};
