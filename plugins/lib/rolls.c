/* rolls.c - see rolls.h.  SPDX-License-Identifier: ISC */
#include "rolls.h"

#include <json-c/json.h>
#include <string.h>

#include "pointer.h"

#define POINTER_BYTES 128

/* One of .failing, and what it holds. */
struct roll {
	char pointer[POINTER_BYTES];
	enum muzzle_state state;
	struct json_object *names; /* borrowed; a text is a list of one */
};

/* What the rolls have told so far. */
struct call {
	const struct rolls *rolls;
	struct json_object *root;
	bool trouble; /* of the gateway itself */
	const char *stranger;
};

/* False if the row has not its form. */
static bool parse_row(struct roll *roll, const char *row)
{
	static const struct {
		const char *text;
		enum muzzle_state state;
	} states[] = { { "", MUZZLE_DOWN },
		       { " down", MUZZLE_DOWN },
		       { " starting", MUZZLE_STARTING },
		       { " off", MUZZLE_OFF },
		       { " human", MUZZLE_HUMAN } };
	size_t bytes = strcspn(row, " ");

	if (row[0] != '/' || bytes >= sizeof(roll->pointer) || !pointer_is_valid(row, bytes))
		return false;
	memcpy(roll->pointer, row, bytes);
	roll->pointer[bytes] = '\0';
	for (size_t i = 0; i < sizeof(states) / sizeof(states[0]); i++)
		if (strcmp(row + bytes, states[i].text) == 0) {
			roll->state = states[i].state;
			return true;
		}
	return false;
}

const char *rolls_check(const struct rolls *rolls)
{
	struct roll roll;

	if (rolls->known && *rolls->known && !(rolls->failing && *rolls->failing))
		return "`known` is for answers that `failing` reads";
	for (const char *const *row = rolls->failing; row && *row; row++)
		if (!parse_row(&roll, *row))
			return "`failing` reads `/json/pointer`, or `/json/pointer state` with down, "
			       "starting, off or human";
	for (const char *const *name = rolls->known; name && *name; name++)
		if (!wordmap_name_valid(*name))
			return "`known` lists what is no session name";
	return NULL;
}

/* False if the answer has no such list. */
static bool find_roll(struct roll *roll, const char *row, struct json_object *root)
{
	return parse_row(roll, row) && json_pointer_get(root, roll->pointer, &roll->names) == 0 &&
	       (json_object_is_type(roll->names, json_type_array) ||
		json_object_is_type(roll->names, json_type_string));
}

/* NULL: no more. */
static const char *name_at(const struct roll *roll, size_t i)
{
	const char *name;

	if (json_object_is_type(roll->names, json_type_string))
		return i == 0 ? json_object_get_string(roll->names) : NULL;
	if (i >= json_object_array_length(roll->names))
		return NULL;
	name = json_object_get_string(json_object_array_get_idx(roll->names, i));
	return name ? name : "null";
}

static bool is_on(const struct roll *roll, const char *name)
{
	const char *on;

	for (size_t i = 0; (on = name_at(roll, i)); i++)
		if (strcmp(on, name) == 0)
			return true;
	return false;
}

static bool is_known(const struct rolls *rolls, const char *name)
{
	for (const char *const *known = rolls->known; known && *known; known++)
		if (strcmp(*known, name) == 0)
			return true;
	return false;
}

/* Of several parts of the gateway the first speaks for it; one that is `up` counts for nothing. */
static void take_part(struct call *call, const char *word)
{
	enum muzzle_state state = wordmap_state(call->rolls->words, word);

	if (is_known(call->rolls, word) || state == MUZZLE_UP)
		return;
	if (!wordmap_knows(call->rolls->words, word)) {
		call->stranger = word;
	} else if (!call->trouble) {
		call->trouble = true;
		evidence_claim(call->rolls->by, NULL, state, word);
	}
}

/* False if the answer has none of the lists. */
static bool take_parts(struct call *call)
{
	struct roll roll;
	const char *name;
	bool there = false;

	for (const char *const *row = call->rolls->failing; *row; row++) {
		if (!find_roll(&roll, *row, call->root))
			continue;
		there = true;
		for (size_t i = 0; (name = name_at(&roll, i)); i++)
			take_part(call, name);
	}
	return there;
}

/* The first list that a session is on decides. */
static void take_session(const struct call *call, const char *name)
{
	struct roll roll;

	for (const char *const *row = call->rolls->failing; *row; row++)
		if (find_roll(&roll, *row, call->root) && is_on(&roll, name)) {
			evidence_claim(call->rolls->by, name, roll.state,
				       strrchr(roll.pointer, '/') + 1);
			return;
		}
	if (!call->trouble && !call->stranger)
		evidence_claim(call->rolls->by, name, MUZZLE_UP, "not listed");
}

/* For want of a list the gateway's own word says whether there is one.  False: there is no word. */
static bool take_word(struct call *call, struct rolls_complaint *complaint)
{
	struct json_object *found = NULL;
	const char *word;

	if (json_pointer_get(call->root, call->rolls->status, &found) || !found)
		return false;
	word = json_object_get_string(found);
	if (wordmap_knows(call->rolls->words, word))
		take_part(call, word);
	else
		*complaint = (struct rolls_complaint){
			word,
			"it comes without the list of `failing`; ask from the gateway's own host, "
			"or with its key"
		};
	return true;
}

bool rolls_read(const struct rolls *rolls, struct json_object *root,
		struct rolls_complaint *complaint)
{
	struct call call = { .rolls = rolls, .root = root };

	*complaint = (struct rolls_complaint){ .what = NULL };
	if (!take_parts(&call) && !take_word(&call, complaint))
		return false;
	if (complaint->what)
		return true;
	if (!call.trouble && !call.stranger)
		evidence_claim(rolls->by, NULL, MUZZLE_UP, "nothing listed");
	for (const char *const *name = rolls->known; name && *name; name++)
		take_session(&call, *name);
	if (call.stranger)
		*complaint = (struct rolls_complaint){
			call.stranger,
			"it is neither one of `known` nor a word for a part of the gateway"
		};
	return true;
}
