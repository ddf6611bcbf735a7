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
	  .help = "telegram: chat; matrix: room; pushover: key of the user; smtp: address" },
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
	size_t bytes;

	if (template && !unknown)
		unknown = letter_misspelt(template);
	if (!unknown)
		return 0;
	bytes = 1 + strcspn(unknown + 1, "{} ");
	p->host->log(p->inst, MUZZLE_ERR, "`%s`: nothing is known of %.*s; known are " LETTER_KNOWN,
		     key, (int)(bytes + (unknown[bytes] == '}')), unknown);
	return -EINVAL;
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
		"0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_";
	const char *first = name + 10;
	size_t all = 0;

	for (const char *const *label = p->label; label && *label; label++) {
		size_t bytes = strspn(*label, name);

		all += strlen(*label);
		if (!strspn(*label, first) || bytes >= PORTER_LABEL_BYTES || (*label)[bytes] != '=')
			return porter_refuse(p, "`label` reads name=value, the name of letters, _ "
						"and, but first, digits");
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

enum {
	BY_HTTP = 1 << FORMAT_HTTP,
	BY_MAIL = 1 << FORMAT_MAIL,
	BY_MQTT = 1 << FORMAT_MQTT,
	BY_SYSLOG = 1 << FORMAT_SYSLOG,
	BY_COMMAND = 1 << FORMAT_COMMAND
};

/* What only some formats read. */
struct special {
	const char *key;
	uint16_t offset, type;
	unsigned carriers;    /* BY_*: whose formats do, ... */
	const char *template; /* ... with http only those that have it somewhere; NULL: all */
	const char *readers;
};

#define SPECIAL(k, t, field) \
	.key = (k), .type = MUZZLE_TYPE_##t, .offset = offsetof(struct porter, field)

static bool is_given(const struct porter *p, const struct special *special)
{
	const void *field = (const char *)p + special->offset;

	if (special->type == MUZZLE_TYPE_STR)
		return *(const char *const *)field;
	if (special->type == MUZZLE_TYPE_WORD)
		return *(const int64_t *)field;
	return *(const char *const *const *)field && **(const char *const *const *)field;
}

static bool has_template(const struct format *as, const char *template)
{
	return strstr(as->body, template) || (as->headers && strstr(as->headers, template)) ||
	       (as->path && strstr(as->path, template));
}

/* Who writes `key` believes that it signs. */
static void warn_of_unread(const struct porter *p)
{
	static const struct special specials[] = {
		{ SPECIAL("to", STR, to), .carriers = ~BY_COMMAND, .readers = "all but exec" },
		{ SPECIAL("token", STR, token), .carriers = BY_HTTP, .template = "{token}",
		  .readers = "ntfy telegram gotify pushover matrix alertmanager pagerduty" },
		{ SPECIAL("recipient", LIST, recipient), .carriers = BY_HTTP | BY_MAIL,
		  .template = "{recipient}", .readers = "telegram pushover matrix smtp" },
		{ SPECIAL("label", LIST, label), .carriers = BY_HTTP, .template = "{labels}",
		  .readers = "alertmanager" },
		{ SPECIAL("header", LIST, header), .carriers = BY_HTTP,
		  .readers = "those that go by http" },
		{ SPECIAL("key", STR, key), .carriers = BY_HTTP,
		  .readers = "those that go by http" },
		{ SPECIAL("bearer", STR, transport.bearer), .carriers = BY_HTTP | BY_MAIL,
		  .readers = "http and smtp" },
		{ SPECIAL("user", STR, transport.user), .carriers = BY_HTTP | BY_MAIL | BY_MQTT,
		  .readers = "those that have a url" },
		{ SPECIAL("from", STR, from), .carriers = BY_MAIL, .readers = "smtp" },
		{ SPECIAL("tls", WORD, tls), .carriers = BY_MAIL, .readers = "smtp" },
		{ SPECIAL("body", STR, body), .carriers = ~BY_COMMAND, .readers = "all but exec" },
		{ SPECIAL("command", WORDS, command), .carriers = BY_COMMAND, .readers = "exec" },
	};

	for (size_t i = 0; i < sizeof(specials) / sizeof(specials[0]); i++) {
		const struct special *s = &specials[i];
		bool read = s->carriers & 1u << p->as->carrier;

		if (s->template && p->as->carrier == FORMAT_HTTP)
			read = has_template(p->as, s->template);
		if (!read && is_given(p, s))
			p->host->log(p->inst, MUZZLE_WARN,
				     "`%s` has no effect with this `format`, but with %s", s->key,
				     s->readers);
	}
}

/* An object without quotes around its values would be refused each time. */
static void warn_of_body(const struct porter *p)
{
	if (p->body && p->as->escape & FILL_JSON &&
	    (p->as->carrier == FORMAT_HTTP || *p->body == '{') && !porter_makes_json(p))
		p->host->log(p->inst, MUZZLE_WARN,
			     "`body` is no JSON once it is filled; texts stand in quotes, as in "
			     "{\"text\": \"{text}\"}");
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
	if (check_needs(p) || check_headers(p) || check_labels(p) || check_templates(p) ||
	    p->kind->check(p))
		return -EINVAL;
	warn_of_unread(p);
	warn_of_body(p);
	return 0;
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
