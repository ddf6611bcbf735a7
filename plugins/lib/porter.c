/* porter.c - see porter.h.  SPDX-License-Identifier: ISC */
#include "porter.h"

#include <errno.h>
#include <string.h>

#define LABELS_BYTES 2048
#define LINES_BYTES 16384

static struct porter_errand *find_errand(struct porter *c, uint64_t id)
{
	for (struct porter_errand *e = c->errands; e < c->errands + PORTER_ERRANDS_MAX; e++)
		if (e->id == id)
			return e;
	return NULL;
}

static struct letter_style style(const struct porter *c)
{
	return (struct letter_style){ .title = c->title ? c->title : c->as->title,
				      .text = c->text ? c->text : c->as->text,
				      .text_bytes = c->as->text_bytes,
				      .priorities = c->as->priorities,
				      .hostname = c->hostname,
				      .recipient = c->recipient ? *c->recipient : NULL };
}

/* Several messages in one are lost on a template that has no place for them. */
static bool takes_digests(const struct porter *c)
{
	return c->as->digest && (!c->text || strstr(c->text, "{text}")) &&
	       (!c->body || strstr(c->body, "{text}"));
}

int porter_act(struct porter *c, const struct muzzle_order *order)
{
	struct porter_errand *e = find_errand(c, 0);
	struct porter_end end = { MUZZLE_FAILED, "it could not be sent" };
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
		porter_finish(c, e, &end);
	return 0;
}

/* The place is free before the host hears of it: the answer may be the next order. */
void porter_finish(struct porter *c, struct porter_errand *errand, const struct porter_end *end)
{
	uint64_t id = errand->id;

	errand->id = 0;
	c->host->result(c->inst, id, end->result, end->why);
}

void porter_cancel(struct porter *c, uint64_t id)
{
	struct porter_errand *e = find_errand(c, id);

	if (!e)
		return;
	if (c->kind->spawns)
		c->host->spawn_cancel(c->inst, e->handle);
	else
		c->host->http_cancel(c->inst, e->handle);
	e->id = 0;
}

/* The members of an object, with a comma before each. */
static void print_labels(const struct porter *c, char *out, size_t out_bytes)
{
	size_t used = 0;

	*out = '\0';
	for (const char *const *label = c->label; label && *label; label++) {
		const char *value = strchr(*label, '=') + 1;
		char name[PORTER_LABEL_BYTES] = "";
		struct fill_value list[] = { { "name", name }, { "value", value }, { NULL, NULL } };
		struct fill_form form = { .list = list, .escape = FILL_JSON };

		memcpy(name, *label, (size_t)(value - 1 - *label));
		fill_lines(out + used, out_bytes - used, ",\"{name}\":\"{value}\"", &form);
		used += strlen(out + used);
	}
}

int porter_print(const struct porter *c, const struct letter *letter, const char *template,
		 const struct porter_print *to)
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

int porter_print_body(const struct porter *c, const struct letter *letter,
		      char out[PORTER_BODY_BYTES])
{
	struct porter_print to = { out, PORTER_BODY_BYTES, c->as->escape, "", c->body };

	return porter_print(c, letter, c->body ? c->body : c->as->body, &to);
}

int porter_refuse(const struct porter *c, const char *message)
{
	c->host->log(c->inst, MUZZLE_ERR, "%s", message);
	return -EINVAL;
}
