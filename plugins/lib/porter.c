/* porter.c - see porter.h.  SPDX-License-Identifier: ISC */
#include "porter.h"

#include <errno.h>
#include <json-c/json.h>
#include <string.h>

#include "jsonlist.h"

#define LABELS_BYTES 2048
#define LINES_BYTES 16384

static struct porter_errand *find_errand(struct porter *p, uint64_t id)
{
	for (struct porter_errand *e = p->errands; e < p->errands + PORTER_ERRANDS_MAX; e++)
		if (e->id == id)
			return e;
	return NULL;
}

static struct letter_style style(const struct porter *p)
{
	return (struct letter_style){ .title = p->title ? p->title : p->as->title,
				      .text = p->text ? p->text : p->as->text,
				      .text_bytes = p->as->text_bytes,
				      .priorities = p->as->priorities,
				      .hostname = p->hostname,
				      .recipient = p->recipient ? *p->recipient : NULL };
}

/* Several messages in one are lost on a template that has no place for them. */
static bool takes_digests(const struct porter *p)
{
	return p->as->digest && (!p->text || strstr(p->text, "{text}")) &&
	       (!p->body || strstr(p->body, "{text}"));
}

int porter_act(struct porter *p, const struct muzzle_order *order)
{
	struct porter_errand *e = find_errand(p, 0);
	struct porter_end end = { MUZZLE_FAILED, "it could not be sent" };
	struct letter_style how = style(p);
	struct letter letter;

	if (!e) {
		p->host->result(p->inst, order->id, MUZZLE_FAILED, "8 messages are on their way");
		return 0;
	}
	letter_write(&letter, order, &how);
	if (letter.lines && !takes_digests(p))
		return -ENOTSUP;
	e->id = order->id;
	e->handle = p->kind->begin(p, e, &letter, &end);
	if (!e->handle)
		porter_finish(p, e, &end);
	return 0;
}

/* The place is free before the host hears of it: the answer may be the next order. */
void porter_finish(struct porter *p, struct porter_errand *errand, const struct porter_end *end)
{
	uint64_t id = errand->id;

	errand->id = 0;
	p->host->result(p->inst, id, end->result, end->why);
}

void porter_cancel(struct porter *p, uint64_t id)
{
	struct porter_errand *e = find_errand(p, id);

	if (!e)
		return;
	if (p->kind->spawns)
		p->host->spawn_cancel(p->inst, e->handle);
	else
		p->host->http_cancel(p->inst, e->handle);
	e->id = 0;
}

/* The members of an object, with a comma before each. */
static void print_labels(const struct porter *p, char *out, size_t out_bytes)
{
	size_t used = 0;

	*out = '\0';
	for (const char *const *label = p->label; label && *label; label++) {
		const char *value = strchr(*label, '=') + 1;
		char name[PORTER_LABEL_BYTES] = "";
		struct fill_value list[] = { { "name", name }, { "value", value }, { NULL, NULL } };
		struct fill_form form = { .list = list, .escape = FILL_JSON };

		memcpy(name, *label, (size_t)(value - 1 - *label));
		fill_lines(out + used, out_bytes - used, ",\"{name}\":\"{value}\"", &form);
		used += strlen(out + used);
	}
}

int porter_print(const struct porter *p, const struct letter *letter, const char *template,
		 const struct porter_print *to)
{
	char labels[LABELS_BYTES], lines[LINES_BYTES];
	const struct fill_value verbatim[] = {
		{ "token", p->token }, { "labels", labels }, { "lines", lines }, { NULL, NULL }
	};
	struct fill_form form = { letter->values, verbatim, to->escape, to->one_line ? NULL : "\n",
				  to->line_put };

	print_labels(p, labels, sizeof(labels));
	*lines = '\0';
	if (letter->lines)
		letter_join(letter, lines, sizeof(lines), true);
	return fill_lines(to->out, to->out_bytes, template, &form);
}

int porter_print_body(const struct porter *p, const struct letter *letter,
		      char out[PORTER_BODY_BYTES])
{
	struct porter_print to = { out, PORTER_BODY_BYTES, p->as->escape, "", p->body };

	return porter_print(p, letter, p->body ? p->body : p->as->body, &to);
}

bool porter_makes_json(const struct porter *p)
{
	static const struct muzzle_order sample = { .size = sizeof(sample),
						    .notify = true,
						    .target = "gateway/session",
						    .gateway = "gateway",
						    .session = "session",
						    .container = "container",
						    .what = "opened",
						    .state = "down",
						    .why = "it is down",
						    .incident = 1,
						    .wall_ms = 1,
						    .message = "message",
						    .since_wall_ms = 1 };
	struct letter_style how = style(p);
	char body[PORTER_BODY_BYTES];
	struct json_object *value;
	struct letter letter;
	bool is;

	letter_write(&letter, &sample, &how);
	porter_print_body(p, &letter, body);
	value = jsonlist_read_other(body, strlen(body));
	is = value;
	json_object_put(value);
	return is;
}

int porter_refuse(const struct porter *p, const char *message)
{
	p->host->log(p->inst, MUZZLE_ERR, "%s", message);
	return -EINVAL;
}
