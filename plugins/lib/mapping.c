/* mapping.c - see mapping.h.  SPDX-License-Identifier: ISC */
#include "mapping.h"

#include <json-c/json.h>
#include <stdio.h>
#include <string.h>

#include "jsonlist.h"
#include "pointer.h"
#include "verdict.h"

#define WORD_BYTES 65

static bool has_rolls(const struct mapping *m)
{
	return m->rolls.failing && *m->rolls.failing;
}

/* Of one round the first complaint is told: the others tend to say the same. */
static void complain(struct mapping *m, const char *about, const char *what)
{
	struct mapping_reading *r = &m->reading;
	char name[ACTIVITY_NAME_BYTES];

	if (r->complaint[0])
		return;
	clean_text(name, sizeof(name), about);
	snprintf(r->complaint, sizeof(r->complaint), "%s: %s", name, what);
}

void mapping_spoil(struct mapping *m, const char *about, const char *what)
{
	complain(m, about, what);
	m->reading.partial = true;
}

/* Missing, null and a number are all common; the first two are no reading. */
static void read_activity(struct mapping *m, const char *name, struct json_object *item)
{
	struct json_object *found = NULL;

	if (!m->activity_at)
		return;
	if (json_pointer_get(item, m->activity_at, &found) ||
	    !(json_object_is_type(found, json_type_int) ||
	      json_object_is_type(found, json_type_double)))
		activity_forget(&m->activity, name);
	else if (activity_advance(&m->activity, name, json_object_get_int64(found)))
		evidence_proof(m->by, name);
}

/* What ended an earlier life is often still shown: up is up. */
static void claim_item(struct mapping *m, const char *name, struct json_object *item,
		       const char *status)
{
	enum muzzle_state state = wordmap_state(&m->words, status);
	const char *rule = state == MUZZLE_UP ? NULL : verdict_find_rule(item, m->human_when);
	char raw[CLEAN_TEXT_BYTES];

	snprintf(raw, sizeof(raw), "%s%s%s", status, rule ? ", " : "", rule ? rule : "");
	evidence_claim(m->by, name, rule ? MUZZLE_HUMAN : state, raw);
}

/* What has a name and a word is a claim.  A session that is hidden by a fault of ours must not pass
 * for one that is gone, so that the round stays open. */
static void read_item(struct mapping *m, const char *name, struct json_object *item)
{
	const char *status = pointer_find_text(item, m->status);
	struct mapping_reading *r = &m->reading;

	r->items++;
	if (!*name || !*status) {
		mapping_spoil(m, *name ? name : "a session",
			      *name ? "it has no status" : "it has no name");
	} else if (!wordmap_name_valid(name)) {
		complain(
			m, name,
			"a session's name must be 1 to 64 of A-Z a-z 0-9 _ . @ : - (. @ : not first)");
		r->claims++;
	} else if ((int64_t)++r->sessions > m->sessions_max) {
		mapping_spoil(m, name, "it is one session more than `max_sessions` allows");
		r->claims++;
	} else {
		r->claims++;
		claim_item(m, name, item, status);
		read_activity(m, name, item);
	}
}

/* The error objects of many gateways would pass for sessions by key: that must be asked for. */
static bool may_be_keyed(const struct mapping *m)
{
	return m->items[0] || !m->name[0];
}

/* Such an answer never tells that a session is gone. */
static bool read_rolls(struct mapping *m, struct json_object *root)
{
	struct rolls_complaint complaint;

	m->rolls.by = m->by;
	m->rolls.words = &m->words;
	m->rolls.status = m->status;
	if (!rolls_read(&m->rolls, root, &complaint))
		return false;
	if (complaint.what)
		complain(m, complaint.about, complaint.what);
	m->reading.partial = true;
	return true;
}

static void read_array(struct mapping *m, struct json_object *items)
{
	for (size_t i = 0; i < json_object_array_length(items); i++) {
		struct json_object *item = json_object_array_get_idx(items, i);

		read_item(m, pointer_find_text(item, m->name), item);
	}
}

static void read_object(struct mapping *m, struct json_object *items)
{
	json_object_object_foreach(items, key, item) read_item(m, key, item);
}

/* Null, false and an empty text are how gateways say that a page is the last one. */
static void read_next(struct mapping *m, struct json_object *root)
{
	struct mapping_reading *r = &m->reading;
	struct json_object *found = NULL;

	if (!m->next_at || json_pointer_get(root, m->next_at, &found) ||
	    !json_object_is_type(found, json_type_string))
		return;
	if (json_object_get_string_len(found) < (int)sizeof(r->next)) {
		strcpy(r->next, json_object_get_string(found));
	} else {
		mapping_spoil(m, "`next`", "the address of the next page is too long");
	}
}

/* False if the mapping finds nothing that it can read. */
static bool read_items(struct mapping *m, struct json_object *root)
{
	struct json_object *items = NULL;

	if (has_rolls(m))
		return read_rolls(m, root);
	if (json_pointer_get(root, m->items, &items))
		return false;
	if (m->session)
		read_item(m, m->session, items);
	else if (json_object_is_type(items, json_type_array))
		read_array(m, items);
	else if (!json_object_is_type(items, json_type_object) || !may_be_keyed(m))
		return false;
	else
		read_object(m, items);
	read_next(m, root);
	return m->reading.claims > 0 || m->reading.items == 0;
}

/* The common form, read without holding all of it; false if the answer has another one. */
static bool read_list(struct mapping *m, const struct muzzle_answer *answer)
{
	struct json_object *item;
	struct jsonlist list;
	bool whole;

	if (m->items[0] || m->session || has_rolls(m) ||
	    jsonlist_open(&list, answer->body, answer->body_bytes))
		return false;
	whole = jsonlist_check(&list); /* a cut list tells of only some sessions */
	while (whole && jsonlist_next(&list, &item)) {
		read_item(m, pointer_find_text(item, m->name), item);
		json_object_put(item);
	}
	jsonlist_close(&list);
	return whole;
}

static enum mapping_found read_json(struct mapping *m, const struct muzzle_answer *answer)
{
	struct json_object *root;
	bool found;

	if (read_list(m, answer))
		return m->reading.claims || !m->reading.items ? MAPPING_SESSIONS : MAPPING_OTHER;
	root = jsonlist_read_other(answer->body, answer->body_bytes);
	if (!root)
		return MAPPING_NOTHING;
	found = read_items(m, root);
	json_object_put(root);
	return found ? MAPPING_SESSIONS : MAPPING_OTHER;
}

/* The first line is the word.  Error pages are text as well: they begin with markup, are no line of a few
 * words, or come with a bad HTTP status and a word that nobody mapped. */
static enum mapping_found read_text(struct mapping *m, const struct muzzle_answer *answer)
{
	const char *from = answer->body + strspn(answer->body, " \t\r\n");
	size_t bytes = strcspn(from, "\r\n");
	char word[WORD_BYTES];

	if (bytes == 0 || bytes >= sizeof(word) || strchr("<{[", *from))
		return MAPPING_NOTHING;
	memcpy(word, from, bytes);
	while (from[bytes - 1] == ' ' || from[bytes - 1] == '\t')
		bytes--;
	word[bytes] = '\0';
	if (answer->status / 100 != 2 && !wordmap_knows(&m->words, word))
		return MAPPING_NOTHING;
	evidence_claim(m->by, m->session, wordmap_state(&m->words, word), word);
	return MAPPING_SESSIONS;
}

void mapping_begin(struct mapping *m)
{
	m->reading = (struct mapping_reading){ .partial = false };
}

enum mapping_found mapping_read(struct mapping *m, const struct muzzle_answer *answer)
{
	m->reading.items = m->reading.claims = 0;
	m->reading.next[0] = '\0';
	return m->form == MAPPING_TEXT ? read_text(m, answer) : read_json(m, answer);
}

/* A lasting complaint is told once: the good answers between would make it new each time. */
void mapping_end(struct mapping *m)
{
	const struct mapping_reading *r = &m->reading;

	if (r->complaint[0] && strcmp(r->complaint, m->complaint) != 0)
		evidence_fault(m->by, MUZZLE_SETUP, r->complaint);
	memcpy(m->complaint, r->complaint, sizeof(m->complaint));
	if (!r->partial && !m->session && m->form == MAPPING_JSON)
		m->by->host->round(m->by->inst);
}

void mapping_forget(struct mapping *m)
{
	activity_forget_all(&m->activity);
}

/* The key of the first pointer that is none; NULL: they all are. */
static const char *find_bad_pointer(const struct mapping *m)
{
	const char *const pointers[] = { m->items, m->name, m->status, m->activity_at, m->next_at };
	static const char keys[][9] = { "items", "name", "status", "activity", "next" };

	for (size_t i = 0; i < sizeof(pointers) / sizeof(pointers[0]); i++)
		if (pointers[i] && !pointer_is_valid(pointers[i], strlen(pointers[i])))
			return keys[i];
	return NULL;
}

const char *mapping_check(struct mapping *m)
{
	const char **texts[] = { &m->items, &m->name, &m->status };

	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		if (!*texts[i])
			*texts[i] = ""; /* an empty value may come as none */
	if (find_bad_pointer(m)) {
		snprintf(m->complaint, sizeof(m->complaint), "`%s` " POINTER_FORM,
			 find_bad_pointer(m));
		return m->complaint;
	}
	if (m->session && !wordmap_name_valid(m->session))
		return "`session` is no session name";
	if (!verdict_forms_valid(m->human_when))
		return "`human_when` " VERDICT_GOOD_FORM;
	return rolls_check(&m->rolls);
}

int mapping_init(struct mapping *m)
{
	return m->activity_at ? activity_init(&m->activity, (size_t)m->sessions_max) : 0;
}

void mapping_fini(struct mapping *m)
{
	activity_fini(&m->activity);
}
