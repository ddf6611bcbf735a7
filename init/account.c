/* account.c - see account.h.  SPDX-License-Identifier: ISC */
#include "account.h"

#include <string.h>
#include <unistd.h>

#include "tell.h"

#define SHOWN_MAX 20 /* sessions */

static const struct {
	const char *name; /* in the object */
	const char *words;
} keys[] = {
	[SURVEY_KEY_NONE] = { "none", NULL },
	[SURVEY_KEY_OPEN] = { "open",
			      "It answers without a key, and so to everybody who reaches it." },
	[SURVEY_KEY_WANTED] = { "wanted", "It wants a key." },
	[SURVEY_KEY_REFUSED] = { "refused", "It refuses the key." },
	[SURVEY_KEY_ACCEPTED] = { "accepted", "It accepts the key." },
};

void account_front(const struct survey *survey, char *text, size_t bytes)
{
	const struct answer *front = &survey->front;
	bool named = survey->kind && strcmp(survey->kind->family, "http") != 0;

	if (named)
		snprintf(text, bytes, "what answers is %s%s%s%s%s%s", survey->kind->title,
			 *survey->version ? " " : "", survey->version, *survey->engine ? " (" : "",
			 survey->engine, *survey->engine ? ")" : "");
	else if (*front->to)
		snprintf(text, bytes,
			 "what answers there redirects to %s (HTTP %d), which is not followed",
			 front->to, front->status);
	else
		snprintf(text, bytes, "what answers there is of no known kind (HTTP %d%s%s)",
			 front->status, *front->type ? ", " : "", front->type);
}

static void say_sessions(const struct steps *s)
{
	const struct claims *claims = &s->survey.claims;
	const struct kinds_kind *kind = s->survey.kind;

	if (!s->survey.listed)
		return;
	if (!claims->count)
		fprintf(s->say, "It lists no %s%s.\n", kind->noun,
			kind->lists == KINDS_FAILING ? " that fails" : "");
	else
		fprintf(s->say, "It lists %zu %s%s:\n", claims->count, kind->noun,
			claims->count == 1 ? "" : "s");
	for (size_t i = 0; i < claims->count && i < SHOWN_MAX; i++)
		fprintf(s->say, "  %-24s %-9s %s\n", claims->list[i].name,
			words_name(&words_state, claims->list[i].state), claims->list[i].word);
	if (claims->count > SHOWN_MAX)
		fprintf(s->say, "  and %zu more\n", claims->count - SHOWN_MAX);
	if (claims->odd || claims->left)
		fprintf(s->say,
			"  and %zu that cannot be watched: for their names, or as there are over %d\n",
			claims->odd + claims->left, CLAIMS_MAX);
}

/* A session that was named, but is not listed: a slip, or one that is yet to come. */
static void say_missing(const struct steps *s)
{
	char name[UNITS_NAME_MAX + 1];
	size_t n;

	if (!s->survey.listed || s->survey.kind->lists != KINDS_ALL)
		return;
	for (const char *at = s->wish->sessions; at && *at; at += n + (at[n] == ',')) {
		n = strcspn(at, ",");
		snprintf(name, sizeof(name), "%.*s", (int)n, at);
		if (!claims_has(&s->survey.claims, name))
			fprintf(s->say, "It does not list %s: that session will count as absent.\n",
				name);
	}
}

void account_found(const struct steps *s)
{
	const struct survey *survey = &s->survey;
	char found[ACCOUNT_BYTES];

	account_front(survey, found, sizeof(found));
	if (*survey->address.url)
		fprintf(s->say, "%s: %s.\n", survey->address.url, found);
	if (survey->key && keys[survey->key].words)
		fprintf(s->say, "%s\n", keys[survey->key].words);
	say_sessions(s);
	say_missing(s);
	fflush(s->say);
}

void account_container(const struct steps *s)
{
	const struct docker_list_box *box = &s->survey.box;

	if (!s->survey.in_box && !s->survey.docker && access(s->docker, F_OK) == 0)
		fprintf(s->say, "Docker does not answer at %s: nothing is known of containers.\n",
			s->docker);
	if (!s->survey.in_box)
		return;
	fprintf(s->say, "It runs in the container %s (%s, %s%s).\n", box->name, box->image,
		box->state, box->health ? "" : ", without a HEALTHCHECK");
	if (!box->health && !*s->survey.address.url)
		fprintf(s->say, "Without a HEALTHCHECK only its death is seen, and no illness.\n");
	if (box->hands_off)
		fprintf(s->say, "Its label muzzle=off keeps muzzle from restarting it.\n");
}

void account_traffic(const struct steps *s)
{
	const struct kinds_kind *kind = s->survey.kind;

	if (!kind->posts && !kind->logs)
		return;
	if (*s->log)
		fprintf(s->say, "Its traffic is read from %s.\n", s->log);
	else if (kind->logs && s->survey.in_box)
		fprintf(s->say, "Its traffic is read from the container's log.\n");
	else
		fprintf(s->say,
			"Its traffic is not seen yet: it would tell a lie from a death.  %s its webhooks posted\n"
			"to muzzle, as [source %s-posts] of the configuration shows.\n",
			kind->logs ? "Use --log FILE, or have" : "Have", s->name);
}

/* How the daemon is started: by systemd or procd, if they run here, else by hand. */
static void say_run(const struct steps *s, const char *option)
{
	bool known = s->shelf.usual && !*s->shelf.plugins && !*s->shelf.state;

	if (known && access("/run/systemd/system", F_OK) == 0)
		fprintf(s->say,
			"  systemctl enable --now muzzle    (or: systemctl reload muzzle)\n");
	else if (known && access("/etc/init.d/muzzle", X_OK) == 0)
		fprintf(s->say, "  /etc/init.d/muzzle enable; /etc/init.d/muzzle start\n");
	else
		fprintf(s->say, "  %s run%s%s\n", steps_program(s), option,
			s->shelf.joins ? "    (if it runs already: a SIGHUP)" : "");
}

void account_next(const struct steps *s)
{
	const struct kinds_rung *rung = &s->survey.kind->rungs[0];
	const char *program = steps_program(s);
	char buffer[PATH_MAX + 8];
	const char *option = steps_option(s, buffer, sizeof(buffer));

	fprintf(s->say, "\nNext:\n");
	say_run(s, option);
	fprintf(s->say, "  %s watch%s\n", program, option);
	if (rung->name && s->survey.claims.count)
		fprintf(s->say, "  %s test %s%s %s/%s%s    acts, when you say yes\n", program,
			s->prefix, rung->name, s->name, s->survey.claims.list[0].name, option);
	if (s->spare)
		fprintf(s->say,
			"  switch `ladder` on in %s when a day of its history looks right\n",
			s->shelf.file);
	else if (s->observe)
		fprintf(s->say, "  %s init --enforce%s    when a day of its history looks right\n",
			program, option);
}

/* --- as an object */

/* Empty texts are left out. */
static void put(struct json_object *object, const char *key, const char *text)
{
	tell_text(object, key, *text ? text : NULL);
}

static void put_sessions(struct json_object *object, const struct claims *claims)
{
	struct json_object *list = tell_list(object, "sessions");

	for (size_t i = 0; i < claims->count; i++) {
		struct json_object *one = tell_entry(list);

		put(one, "name", claims->list[i].name);
		put(one, "status", claims->list[i].word);
		put(one, "state", words_name(&words_state, claims->list[i].state));
	}
}

static void put_box(struct json_object *object, const struct survey *survey)
{
	struct json_object *box = tell_object(object, "container");

	put(box, "name", survey->box.name);
	put(box, "image", survey->box.image);
	put(box, "state", survey->box.state);
	tell_flag(box, "health", survey->box.health);
	tell_flag(box, "guessed", survey->guessed);
}

static void put_found(struct json_object *object, const struct survey *survey)
{
	put(object, "url", survey->address.url);
	if (!survey->kind)
		return;
	put(object, "kind", survey->kind->family);
	put(object, "preset", survey->kind->preset);
	put(object, "version", survey->version);
	put(object, "engine", survey->engine);
	if (survey->key)
		put(object, "key", keys[survey->key].name);
	if (survey->listed)
		put_sessions(object, &survey->claims);
	if (survey->in_box)
		put_box(object, survey);
}

struct json_object *account_json(const struct steps *s, int code)
{
	struct json_object *object = json_object_new_object();

	put_found(object, &s->survey);
	put(object, "gateway", s->name);
	if (s->text && !s->shelf.print) {
		put(object, "file", s->shelf.file);
		put(object, "configuration", s->shelf.main);
		put(object, "mode", s->observe && !s->spare ? "observe" : "enforce");
	}
	if (s->wrote_key)
		put(object, "key_file", s->shelf.key);
	if (s->checked >= 0)
		tell_number(object, "check", s->checked);
	if (s->checked > 0)
		put(object, "said", s->said);
	put(object, "error", s->error);
	tell_number(object, "exit", code);
	return object;
}
