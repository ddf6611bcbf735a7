/* main.c - muzzle-init: from a gateway's URL to a configuration.  SPDX-License-Identifier: ISC */
#include <signal.h>
#include <stdlib.h>

#include <curl/curl.h>

#include "account.h"
#include "look.h"
#include "settle.h"
#include "tell.h"

static int tell_found(struct steps *s)
{
	account_found(s);
	return STEPS_ON;
}

static int tell_container(struct steps *s)
{
	account_container(s);
	return STEPS_ON;
}

static int tell_next(struct steps *s)
{
	account_traffic(s);
	account_next(s);
	return STEPS_DONE;
}

/* What each step does, see its prototype; steps.h says what it returns. */
typedef int step(struct steps *s);

static step *const whole_way[] = {
	look_prepare,   look_ask_url,   look_front,   look_sessions, tell_found,
	look_container, tell_container, settle_names, settle_alert,  settle_text,
	settle_write,   settle_check,   tell_next,
};

static step *const only_enforce[] = { settle_enforce };

static int go(struct steps *s, step *const *way, size_t count)
{
	int code = STEPS_ON;

	for (size_t i = 0; code == STEPS_ON && i < count; i++)
		code = way[i](s);
	return code == STEPS_ON ? STEPS_DONE : code;
}

static void print_json(const struct steps *s, int code)
{
	struct json_object *object = account_json(s, code);

	tell_print(object, true, stdout);
	json_object_put(object);
}

static FILE *open_say(const struct wish *wish)
{
	if (wish->json)
		return fopen("/dev/null", "we");
	return wish->output && wish->output[0] == '-' && !wish->output[1] ? stderr : stdout;
}

static bool only_ends_observing(const struct wish *wish)
{
	return wish->enforce && !wish->url && !wish->container;
}

static int run(const struct wish *wish)
{
	struct steps *s = calloc(1, sizeof(*s));
	int code = STEPS_FAILED;

	if (!s)
		return code;
	s->wish = wish;
	s->checked = -1;
	s->say = open_say(wish);
	if (s->say && only_ends_observing(wish))
		code = go(s, only_enforce, 1);
	else if (s->say)
		code = go(s, whole_way, sizeof(whole_way) / sizeof(whole_way[0]));
	if (wish->json)
		print_json(s, code);
	survey_fini(&s->survey);
	secret_fini(&s->secret);
	free(s->text);
	free(s);
	return code;
}

int main(int argc, char **argv)
{
	char why[WISH_WHY_BYTES];
	struct wish wish;
	int code = STEPS_DONE;

	signal(SIGPIPE, SIG_IGN);
	if (wish_parse(argc, argv, &wish, why)) {
		fprintf(stderr, "muzzle-init: %s; see muzzle init --help\n", why);
		return STEPS_USAGE;
	}
	if (wish.help)
		wish_print_usage(stdout);
	else
		code = run(&wish);
	if (fflush(stdout) || ferror(stdout)) {
		fprintf(stderr, "muzzle-init: the output cannot be written\n");
		return STEPS_FAILED;
	}
	return code;
}
