/* recognise.c - see recognise.h.  SPDX-License-Identifier: ISC */
#include "recognise.h"

#include <fnmatch.h>
#include <stdio.h>

#include "text.h"

/* Each body is parsed once. */
struct heard {
	int status[KINDS_PATHS];
	struct json_object *json[KINDS_PATHS]; /* owned; NULL: no JSON */
};

static void hear(struct heard *heard, const struct answer *answers)
{
	for (int i = 0; i < KINDS_PATHS; i++) {
		heard->status[i] = answers[i].status;
		heard->json[i] = answer_json(&answers[i]);
	}
}

static void forget(struct heard *heard)
{
	for (int i = 0; i < KINDS_PATHS; i++)
		json_object_put(heard->json[i]);
}

static bool has_trait(const struct heard *heard, const struct kinds_trait *trait)
{
	char text[TEXT_BYTES];

	if (trait->status && heard->status[trait->path] != trait->status)
		return false;
	return answer_text(heard->json[trait->path], trait->pointer, text, sizeof(text)) &&
	       (!trait->value || fnmatch(trait->value, text, 0) == 0);
}

static bool has_sign(const struct heard *heard, const struct kinds_sign *sign)
{
	for (int i = 0; i < KINDS_TRAITS && sign->traits[i].pointer; i++)
		if (!has_trait(heard, &sign->traits[i]))
			return false;
	return true;
}

const struct kinds_kind *recognise_kind(const struct answer *answers)
{
	const struct kinds_kind *kind = NULL;
	const struct kinds_sign *sign;
	struct heard heard;

	hear(&heard, answers);
	for (size_t i = 0; !kind && (sign = kinds_sign_at(i)); i++)
		if (has_sign(&heard, sign))
			kind = kinds_of_preset(sign->preset);
	forget(&heard);
	return kind;
}
