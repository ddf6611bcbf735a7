/* laws.c - see laws.h.  SPDX-License-Identifier: ISC */
#include "laws.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "carry.h"
#include "clock.h"
#include "learn.h"
#include "sealed.h"
#include "state.h"
#include "tell.h"

#define DAY_MS INT64_C(86400000)

struct laws {
	struct sealed file;
	bool there;   /* the file may have something that is no longer so */
	bool failing; /* the last save; then the next failure is no news */
};

int laws_open(struct laws **laws, const char *state_dir, struct log *log)
{
	struct laws *l = calloc(1, sizeof(*l));
	int rc;

	*laws = NULL;
	if (!l)
		return -ENOMEM;
	l->file = (struct sealed){
		.dir = state_dir, .name = LAWS_FILE, .loss = "learning starts anew", .log = log
	};
	rc = sealed_open(&l->file);
	if (rc)
		free(l);
	else
		*laws = l;
	return rc;
}

void laws_close(struct laws *laws)
{
	if (!laws)
		return;
	sealed_close(&laws->file);
	free(laws);
}

/* A gateway without laws needs no file: flash wears out. */
static bool worth_saving(const struct laws *laws, const struct engine *engine)
{
	bool taught = laws->there;

	for (struct gateway *gateway = engine->gateways; gateway; gateway = gateway->next)
		for (int i = 0; i < LAW_CLASSES - 1; i++)
			taught |= gateway->laws[i].began_ms != 0;
	return taught;
}

int laws_save(struct laws *laws, struct roster *roster)
{
	struct sealed_page page;
	int rc;

	if (!worth_saving(laws, roster_engine(roster)))
		return 0;
	laws->there = true;
	sealed_begin(&page);
	state_write_laws(roster, sealed_put, &page);
	rc = sealed_save(&laws->file, &page);
	if (rc && !laws->failing)
		log_line(laws->file.log, MUZZLE_WARN, LAWS_FILE,
			 "cannot be written, what is learnt may be lost dir=%s error=%s",
			 laws->file.dir, strerror(-rc));
	laws->failing = rc != 0;
	return rc;
}

/* --- reading */

static int take(void *arg, struct json_object *line, char *why, size_t why_bytes)
{
	if (strcmp(tell_get_text(line, "what"), "law") == 0)
		return carry_line(arg, line, why, why_bytes);
	snprintf(why, why_bytes, "no law");
	return -EINVAL;
}

static void forget(struct engine *engine)
{
	for (struct gateway *gateway = engine->gateways; gateway; gateway = gateway->next)
		learn_forget(engine, gateway);
}

static void age(const struct laws *laws, const struct sealed_head *head, struct engine *engine)
{
	int64_t age_ms = sealed_age_ms(head);

	if (age_ms > LAWS_MAX_AGE_MS) {
		forget(engine);
		log_line(laws->file.log, MUZZLE_WARN, LAWS_FILE,
			 "too old, learning starts anew days=%lld", (long long)(age_ms / DAY_MS));
		return;
	}
	if (!sealed_of_this_boot(head)) /* they began by that boot's clock */
		engine_shift_laws(engine, clock_boot_ms() - head->t_ms - (age_ms > 0 ? age_ms : 0));
}

void laws_load(struct laws *laws, struct roster *roster, const struct conf *conf)
{
	struct carry to = { roster, conf };
	struct sealed_head head;
	int rc = sealed_load(&laws->file, &head, take, &to);

	laws->there = rc == 0;
	if (rc == 0)
		age(laws, &head, roster_engine(roster));
	else
		forget(roster_engine(roster));
}
