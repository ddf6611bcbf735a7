/* courier.c - see courier.h.  SPDX-License-Identifier: ISC */
#include "courier.h"

#include <errno.h>
#include <string.h>

#define LABELS_BYTES 2048
#define LINES_BYTES 16384

static struct courier_errand *find_errand(struct courier *c, uint64_t id)
{
	for (struct courier_errand *e = c->errands; e < c->errands + COURIER_ERRANDS_MAX; e++)
		if (e->id == id)
			return e;
	return NULL;
}

static struct letter_style style(const struct courier *c)
{
	return (struct letter_style){ .title = c->title ? c->title : c->as->title,
				      .text = c->text ? c->text : c->as->text,
				      .text_bytes = c->as->text_bytes,
				      .priorities = c->as->priorities,
				      .hostname = c->hostname,
				      .recipient = c->recipient ? *c->recipient : NULL };
}

/* Several messages in one are lost on a template that has no place for them. */
static bool takes_digests(const struct courier *c)
{
	return c->as->digest && (!c->text || strstr(c->text, "{text}")) &&
	       (!c->body || strstr(c->body, "{text}"));
}

int courier_act(struct courier *c, const struct muzzle_order *order)
{
	struct courier_errand *e = find_errand(c, 0);
	struct courier_end end = { MUZZLE_FAILED, "it could not be sent" };
	struct letter_style how = style(c);
	struct letter letter;

	if (!e) {
		c->host->result(c->inst, order->id, MUZZLE_FAILED, "8 messages are on their way");
		return 0;
	}
	letter_write(&letter, order, &how);
	if (letter.lines && !takes_digests(c))
		return -ENOTSUP;
	e->id = order->id;
	e->handle = c->kind->begin(c, e, &letter, &end);
	if (!e->handle)
		courier_finish(c, e, &end);
	return 0;
}

/* The place is free before the host hears of it: the answer may be the next order. */
void courier_finish(struct courier *c, struct courier_errand *errand, const struct courier_end *end)
{
	uint64_t id = errand->id;

	errand->id = 0;
	c->host->result(c->inst, id, end->result, end->why);
}

void courier_cancel(struct courier *c, uint64_t id)
{
	struct courier_errand *e = find_errand(c, id);

	if (!e)
		return;
	if (c->kind->spawns)
		c->host->spawn_cancel(c->inst, e->handle);
	else
		c->host->http_cancel(c->inst, e->handle);
	e->id = 0;
}

/* The members of an object, with a comma before each. */
static void print_labels(const struct courier *c, char *out, size_t out_bytes)
{
	size_t used = 0;

	*out = '\0';
	for (const char *const *label = c->label; label && *label; label++) {
		const char *value = strchr(*label, '=') + 1;
		char name[COURIER_LABEL_BYTES] = "";
		struct fill_value list[] = { { "name", name }, { "value", value }, { NULL, NULL } };
		struct fill_form form = { .list = list, .escape = FILL_JSON };

		memcpy(name, *label, (size_t)(value - 1 - *label));
		fill_lines(out + used, out_bytes - used, ",\"{name}\":\"{value}\"", &form);
		used += strlen(out + used);
	}
}

int courier_print(const struct courier *c, const struct letter *letter, const char *template,
		  const struct courier_print *to)
{
	char labels[LABELS_BYTES], lines[LINES_BYTES];
	const struct fill_value verbatim[] = {
		{ "token", c->token }, { "labels", labels }, { "lines", lines }, { NULL, NULL }
	};
	struct fill_form form = { letter->values, verbatim, to->escape, to->one_line ? NULL : "\n",
				  to->line_put };

	print_labels(c, labels, sizeof(labels));
	*lines = '\0';
	if (letter->lines)
		letter_join(letter, lines, sizeof(lines), true);
	return fill_lines(to->out, to->out_bytes, template, &form);
}

int courier_print_body(const struct courier *c, const struct letter *letter,
		       char out[COURIER_BODY_BYTES])
{
	struct courier_print to = { out, COURIER_BODY_BYTES, c->as->escape, "", c->body };

	return courier_print(c, letter, c->body ? c->body : c->as->body, &to);
}

int courier_refuse(const struct courier *c, const char *message)
{
	c->host->log(c->inst, MUZZLE_ERR, "%s", message);
	return -EINVAL;
}
