/* look.c - see look.h.  SPDX-License-Identifier: ISC */
#include "look.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "account.h"

#define TRIES 3

/* The Docker daemon's socket: by --docker, else by the environment, else the usual one. */
static void find_docker(struct steps *s)
{
	const char *said = s->wish->docker ? s->wish->docker : getenv("DOCKER_HOST");

	if (said && strncmp(said, "unix://", 7) == 0)
		said += 7;
	if (!said || *said != '/')
		said = DOCKER_LIST_SOCKET;
	snprintf(s->docker, sizeof(s->docker), "%s", said);
}

/* An absolute path: the daemon will read the file from another directory. */
static int make_absolute(struct steps *s, const char *option, const char *given,
			 char path[PATH_MAX])
{
	if (!given || realpath(given, path))
		return STEPS_ON;
	return steps_end(s, STEPS_USAGE, "%s %.200s: %s", option, given, strerror(errno));
}

static bool is_terminal_for(const struct wish *wish)
{
	return !wish->yes && !wish->json && isatty(STDIN_FILENO) && isatty(STDERR_FILENO);
}

int look_prepare(struct steps *s)
{
	char why[SECRET_WHY_BYTES];
	int code;

	s->dialogue = (struct dialogue){ stdin, stderr, is_terminal_for(s->wish), false };
	if (shelf_find(&s->shelf, s->wish))
		return STEPS_USAGE;
	if (secret_take(&s->secret, s->wish, why))
		return steps_end(s, STEPS_USAGE, "%s", why);
	code = make_absolute(s, "--ca", s->wish->ca, s->ca);
	if (code == STEPS_ON)
		code = make_absolute(s, "--log", s->wish->log, s->log);
	find_docker(s);
	s->question = (struct survey_question){
		.key = *s->secret.key ? s->secret.key : NULL,
		.ca_file = *s->ca ? s->ca : NULL,
		.sessions = s->wish->sessions,
		.presets = s->shelf.presets,
		.docker = s->docker,
		.container = s->wish->container,
	};
	return code;
}

/* --- the URL */

static bool is_container_alone(const struct wish *wish)
{
	return !wish->url && wish->container && (!wish->kind || strcmp(wish->kind, "docker") == 0);
}

static int ask_url(struct steps *s, char why[ADDRESS_WHY_BYTES])
{
	for (int i = 0; i < TRIES; i++) {
		if (!dialogue_ask(&s->dialogue, "Where does the gateway answer (http://HOST:PORT)?",
				  s->url, sizeof(s->url)))
			return steps_end(s, STEPS_FAILED, "nothing was written");
		if (address_parse(s->url, &s->survey.address, why) == 0)
			return STEPS_ON;
		fprintf(s->dialogue.out, "%s\n", why);
		*s->url = '\0';
	}
	return steps_end(s, STEPS_USAGE, "the url: %s", why);
}

int look_ask_url(struct steps *s)
{
	const struct wish *wish = s->wish;
	char why[ADDRESS_WHY_BYTES];

	if (is_container_alone(wish)) {
		s->survey.kind = kinds_find("docker");
		return STEPS_ON;
	}
	if (wish->kind && strcmp(wish->kind, "docker") == 0)
		return steps_end(s, STEPS_USAGE,
				 "--kind docker watches a container alone: it wants "
				 "--container NAME and no --url");
	if (!wish->url && s->dialogue.asks)
		return ask_url(s, why);
	if (!wish->url)
		return steps_end(
			s, STEPS_USAGE,
			"--url is missing: where does the gateway answer? (on a terminal you are asked)");
	if (address_parse(wish->url, &s->survey.address, why))
		return steps_end(s, STEPS_USAGE, "--url: %s", why);
	return STEPS_ON;
}

/* --- who is there */

static const char *remedy_for(const struct answer *answer)
{
	if (answer->tls)
		return "--ca FILE names the authorities to trust; the certificate must be for the "
		       "url's host";
	return answer->setup ? "check the url" : "is it running, and is this its port?";
}

static int tell_nobody(struct steps *s)
{
	const struct answer *front = &s->survey.front;

	return steps_end(s, STEPS_UNREACHABLE, "%s: nobody answers: %s; %s", s->survey.address.url,
			 front->why, remedy_for(front));
}

/* It is not of the kind that --kind names. */
static int tell_another(struct steps *s)
{
	char found[ACCOUNT_BYTES];

	account_front(&s->survey, found, sizeof(found));
	return steps_end(
		s, STEPS_FAILED,
		"%s is not %s: %s.  Leave --kind out to have it recognised; with --kind http "
		"it is only watched whether it answers",
		s->survey.address.url, kinds_find(s->wish->kind)->title, found);
}

/* Of an unknown kind: only its answer can be watched, which must be a good one. */
static int take_plain(struct steps *s)
{
	int status = s->survey.front.status;
	char found[ACCOUNT_BYTES];

	account_front(&s->survey, found, sizeof(found));
	s->survey.kind = kinds_find("http");
	if (status >= 200 && status < 300)
		return STEPS_ON;
	return steps_end(
		s, STEPS_FAILED,
		"%s: %s.  That would count as a failure: name a URL that gives 2xx, such as its "
		"health check",
		s->survey.address.url, found);
}

static int ask_front(struct steps *s, const struct address *address)
{
	const struct address at = *address; /* a copy, as it may be the survey's own */

	survey_fini(&s->survey);
	memset(&s->survey, 0, sizeof(s->survey));
	s->survey.address = at;
	fprintf(s->say, "Looking at %s ...\n", at.url);
	fflush(s->say);
	return survey_front(&s->survey, &s->question);
}

/* People may give the URL of a page, as their browser shows it: the gateway is at its root. */
static void try_root(struct steps *s)
{
	const struct address page = s->survey.address;
	char url[ADDRESS_BYTES], why[ADDRESS_WHY_BYTES];
	struct address root;
	char *host;

	snprintf(url, sizeof(url), "%s", page.url);
	host = strstr(url, "://");
	if (page.bare || !host)
		return;
	host[3 + strcspn(host + 3, "/?")] = '\0';
	if (address_parse(url, &root, why))
		return;
	if (ask_front(s, &root) || !s->survey.kind)
		ask_front(s, &page);
}

static int look_once(struct steps *s)
{
	const struct wish *wish = s->wish;
	bool plain = wish->kind && strcmp(wish->kind, "http") == 0;

	if (ask_front(s, &s->survey.address))
		return tell_nobody(s);
	if (!s->survey.kind && !plain)
		try_root(s);
	if (plain || (!s->survey.kind && !wish->kind))
		return take_plain(s);
	if (!s->survey.kind || (wish->kind && strcmp(wish->kind, s->survey.kind->family) != 0))
		return tell_another(s);
	return STEPS_ON;
}

/* On a terminal another URL may be tried, unless --url gave this one. */
int look_front(struct steps *s)
{
	int code = s->survey.kind ? STEPS_ON : look_once(s);

	for (int i = 1; i < TRIES && code != STEPS_ON && s->dialogue.asks && !s->wish->url; i++) {
		*s->url = '\0';
		code = look_ask_url(s);
		if (code != STEPS_ON)
			return code;
		code = look_once(s);
	}
	return code;
}

/* --- its sessions */

static int look_at_sessions(struct steps *s)
{
	if (survey_sessions(&s->survey, &s->question))
		return steps_end(s, STEPS_FAILED, "%s/%s.ini cannot be read: is muzzle installed?",
				 s->shelf.presets, s->survey.kind->preset);
	return STEPS_ON;
}

/* Until the gateway accepts one, or the user gives up. */
static int ask_key(struct steps *s)
{
	int code = STEPS_ON;

	fprintf(s->dialogue.out, "%s wants a key (%s).\n", s->survey.kind->title,
		s->survey.kind->key_place);
	for (int i = 0; code == STEPS_ON && s->survey.key != SURVEY_KEY_ACCEPTED && i < TRIES;
	     i++) {
		if (!dialogue_ask_hidden(&s->dialogue, "Its key (it is not shown)", s->secret.key,
					 sizeof(s->secret.key)) ||
		    !secret_is_key(s->secret.key))
			return steps_end(s, STEPS_FAILED, "it cannot be watched without its key");
		s->secret.loose = true;
		s->question.key = s->secret.key;
		code = look_at_sessions(s);
		if (s->survey.key == SURVEY_KEY_REFUSED)
			fprintf(s->dialogue.out, "It refuses this key.\n");
	}
	return code;
}

static int judge_key(struct steps *s)
{
	const struct kinds_kind *kind = s->survey.kind;

	if (s->survey.key == SURVEY_KEY_WANTED)
		return steps_end(
			s, STEPS_USAGE,
			"%s wants a key: --key-file FILE, --key-env VARIABLE or --key KEY (look for %s)",
			kind->title, kind->key_place);
	if (s->survey.key == SURVEY_KEY_REFUSED)
		return steps_end(s, STEPS_USAGE, "%s refuses this key (HTTP %d): look for %s",
				 kind->title, s->survey.list.status, kind->key_place);
	return STEPS_ON;
}

static int judge_list(struct steps *s)
{
	const struct answer *list = &s->survey.list;

	if (s->survey.listed || s->survey.key == SURVEY_KEY_NONE)
		return STEPS_ON;
	if (!list->status)
		return steps_end(s, STEPS_UNREACHABLE, "it does not list its %ss: %s",
				 s->survey.kind->noun, list->why);
	return steps_end(s, STEPS_FAILED, "it does not list its %ss: HTTP %d%s%s",
			 s->survey.kind->noun, list->status,
			 list->cut ? ", a very long answer" : "",
			 list->status == 200 ? ", in another form than expected" : "");
}

/* Of some kinds each session has a token of its own. */
static int need_session(struct steps *s)
{
	const struct kinds_kind *kind = s->survey.kind;

	if (kind->lists != KINDS_ONE)
		return STEPS_ON;
	if (!s->question.sessions)
		return steps_end(
			s, STEPS_USAGE,
			"each session of %s has a token of its own: name one with --session NAME",
			kind->title);
	if (strchr(s->question.sessions, ','))
		return steps_end(
			s, STEPS_USAGE,
			"each session of %s becomes a gateway of its own: one --session at a time",
			kind->title);
	return STEPS_ON;
}

int look_sessions(struct steps *s)
{
	int code;

	if (!*s->survey.address.url)
		return STEPS_ON;
	code = need_session(s);
	if (code == STEPS_ON)
		code = look_at_sessions(s);
	if (code == STEPS_ON && s->dialogue.asks &&
	    (s->survey.key == SURVEY_KEY_WANTED || s->survey.key == SURVEY_KEY_REFUSED))
		code = ask_key(s);
	if (code == STEPS_ON)
		code = judge_key(s);
	return code == STEPS_ON ? judge_list(s) : code;
}

/* --- its container */

static int tell_no_container(struct steps *s)
{
	if (!s->survey.docker)
		return steps_end(
			s, STEPS_UNREACHABLE,
			"the Docker daemon does not answer at %s: --docker SOCKET names another",
			s->docker);
	return steps_end(s, STEPS_FAILED,
			 "there is no container %s: `docker ps -a` shows the names",
			 s->wish->container);
}

/* A container that was guessed is used only with consent, if somebody can give it. */
static void confirm_guess(struct steps *s)
{
	char question[256];

	snprintf(question, sizeof(question),
		 "It seems to run in the container %s (%.80s).  May muzzle restart that, too?",
		 s->survey.box.name, s->survey.box.image);
	if (s->survey.guessed && s->dialogue.asks)
		s->survey.in_box = dialogue_confirm(&s->dialogue, question, true);
}

/* A gateway on this box may run in one of its containers. */
static void ask_container(struct steps *s)
{
	bool may_be = s->survey.boxes && s->survey.address.local && s->dialogue.asks;

	for (int i = 0; may_be && !s->survey.in_box && i < TRIES; i++) {
		*s->box = '\0';
		if (!dialogue_ask(&s->dialogue, "The container that it runs in (none: Enter)?",
				  s->box, sizeof(s->box)) ||
		    !*s->box)
			return;
		s->question.container = s->box;
		if (survey_container(&s->survey, &s->question))
			fprintf(s->dialogue.out, "There is no container of that name.\n");
	}
}

/* Its log shows traffic, without which a lie cannot be told from a death.  The log of a container
 * needs no question. */
static void ask_log(struct steps *s)
{
	char said[PATH_MAX];

	for (int i = 0;
	     i < TRIES && s->dialogue.asks && s->survey.kind->logs && !s->survey.in_box && !*s->log;
	     i++) {
		*said = '\0';
		if (!dialogue_ask(&s->dialogue,
				  "The file of its log, which shows traffic (none: Enter)?", said,
				  sizeof(said)) ||
		    !*said)
			return;
		if (!realpath(said, s->log)) {
			fprintf(s->dialogue.out, "%s: %s\n", said, strerror(errno));
			*s->log = '\0';
		}
	}
}

int look_container(struct steps *s)
{
	if (survey_container(&s->survey, &s->question))
		return tell_no_container(s);
	if (s->survey.in_box)
		confirm_guess(s);
	else
		ask_container(s);
	ask_log(s);
	if (s->dialogue.ended)
		return steps_end(s, STEPS_FAILED, "nothing was written");
	return STEPS_ON;
}
