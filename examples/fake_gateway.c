/* fake_gateway.c - a WhatsApp gateway without WhatsApp: WAHA's API and log, for demos and tests.  SPDX-License-Identifier: ISC */
#include <errno.h>
#include <getopt.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "fake_gateway/api.h"

#define STEP_MS 20
#define SESSIONS_MAX 1000

static const char usage[] =
	"usage: fake_gateway [options]; everything is on 127.0.0.1\n"
	"  --port N              0: a free one (default)\n"
	"  --port-file FILE      the port is written there once it listens\n"
	"  --log FILE            appended to; re-opened at SIGHUP\n"
	"  --pretty              pretty log lines, not JSON\n"
	"  --inbox FILE          what is POSTed to /inbox, a line each\n"
	"  --sink FILE           what is POSTed or PUT to /sink/NAME, a line each\n"
	"  --hook URL            webhooks are posted there, http://A.B.C.D:PORT/PATH\n"
	"  --hook-key KEY        and signed with it\n"
	"  --key KEY             X-Api-Key that /api wants\n"
	"  --sessions A,B,C | N  names, or how many s1 s2 ... (default: default)\n"
	"  --no-timestamps       sessions have no such key\n"
	"  --speed N             all the times below N times as fast\n"
	"  --stop-ms 3000  --start-ms 100  --lock-ms 5000  --retry-ms 2000  --traffic-ms 1000\n"
	"  --starting-limit 60   STARTING in a row, then FAILED\n"
	"  --leak BYTES          what each start of a session adds to the memory, for good\n"
	"\n"
	"To stage a story, as in `curl -X POST http://127.0.0.1:PORT/fake/s1/dead`; SESSION may be *:\n"
	"  GET  /fake/stats                  what was asked of whom\n"
	"  POST /fake/SESSION/FATE           alive offline stuck hung dead incurable banned zombie\n"
	"  POST /fake/SESSION/heal           all is well at once\n"
	"  POST /fake/SESSION/quiet?on=1     alive without traffic\n"
	"  POST /fake/SESSION/flap?lie_ms=&every_ms=\n"
	"                                    the status lies, traffic goes on; lie_ms=0 ends it\n"
	"  POST /fake/SESSION/relapse?after_ms=\n"
	"                                    dies again so long after each cure; 0 ends it\n"
	"  POST /fake/SESSION/refuse?status=&times=\n"
	"                                    restarts are refused\n"
	"  POST /fake/SESSION/overlimit?on=1 upstream answers that it is asked too much\n"
	"  POST /fake/SESSION/activity?on=1  somebody uses the API now; 0 forgets it\n"
	"  POST /fake/sink/NAME/HOW?times=&after_ms=&retry_s=\n"
	"                                    /sink/NAME from now on: ok, a status, hang reset lose cut babble\n";

enum option_id {
	OPTION_PORT = 1,
	OPTION_PORT_FILE,
	OPTION_LOG,
	OPTION_PRETTY,
	OPTION_INBOX,
	OPTION_SINK,
	OPTION_HOOK,
	OPTION_HOOK_KEY,
	OPTION_KEY,
	OPTION_SESSIONS,
	OPTION_NO_TIMESTAMPS,
	OPTION_SPEED,
	OPTION_STOP_MS,
	OPTION_START_MS,
	OPTION_LOCK_MS,
	OPTION_RETRY_MS,
	OPTION_TRAFFIC_MS,
	OPTION_STARTING_LIMIT,
	OPTION_LEAK
};

static const struct option options[] = {
	{ "port", required_argument, NULL, OPTION_PORT },
	{ "port-file", required_argument, NULL, OPTION_PORT_FILE },
	{ "log", required_argument, NULL, OPTION_LOG },
	{ "pretty", no_argument, NULL, OPTION_PRETTY },
	{ "inbox", required_argument, NULL, OPTION_INBOX },
	{ "sink", required_argument, NULL, OPTION_SINK },
	{ "hook", required_argument, NULL, OPTION_HOOK },
	{ "hook-key", required_argument, NULL, OPTION_HOOK_KEY },
	{ "key", required_argument, NULL, OPTION_KEY },
	{ "sessions", required_argument, NULL, OPTION_SESSIONS },
	{ "no-timestamps", no_argument, NULL, OPTION_NO_TIMESTAMPS },
	{ "speed", required_argument, NULL, OPTION_SPEED },
	{ "stop-ms", required_argument, NULL, OPTION_STOP_MS },
	{ "start-ms", required_argument, NULL, OPTION_START_MS },
	{ "lock-ms", required_argument, NULL, OPTION_LOCK_MS },
	{ "retry-ms", required_argument, NULL, OPTION_RETRY_MS },
	{ "traffic-ms", required_argument, NULL, OPTION_TRAFFIC_MS },
	{ "starting-limit", required_argument, NULL, OPTION_STARTING_LIMIT },
	{ "leak", required_argument, NULL, OPTION_LEAK },
	{ 0 },
};

static const struct session_world usual = {
	.stop_ms = 3000,
	.start_ms = 100,
	.lock_ms = 5000,
	.retry_ms = 2000,
	.traffic_ms = 1000,
	.starting_limit = 60,
	.wait_ms = 10000,
	.query_ms = 120000,
	.online_ms = 25000,
};

struct settings {
	uint16_t port;
	const char *port_file;
	const char *sessions;
	int64_t speed;
};

static int64_t boot_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_BOOTTIME, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static int set_time(struct session_world *world, int id, int64_t value)
{
	switch (id) {
	case OPTION_STOP_MS:
		world->stop_ms = value;
		return 0;
	case OPTION_START_MS:
		world->start_ms = value;
		return 0;
	case OPTION_LOCK_MS:
		world->lock_ms = value;
		return 0;
	case OPTION_RETRY_MS:
		world->retry_ms = value;
		return 0;
	case OPTION_TRAFFIC_MS:
		world->traffic_ms = value;
		return 0;
	case OPTION_STARTING_LIMIT:
		world->starting_limit = (int)value;
		return 0;
	case OPTION_LEAK:
		world->leak_bytes = value;
		return 0;
	}
	return -EINVAL;
}

static int set_option(struct api *api, struct settings *set, int id)
{
	switch (id) {
	case OPTION_PORT:
		set->port = (uint16_t)atoi(optarg);
		return 0;
	case OPTION_PORT_FILE:
		set->port_file = optarg;
		return 0;
	case OPTION_LOG:
		api->world.log->path = optarg;
		return 0;
	case OPTION_PRETTY:
		api->world.log->pretty = true;
		return 0;
	case OPTION_INBOX:
		api->inbox = optarg;
		return 0;
	case OPTION_SINK:
		api->sinks.file = optarg;
		return 0;
	case OPTION_HOOK:
		api->hooks.url = optarg;
		return 0;
	case OPTION_HOOK_KEY:
		api->hooks.key = optarg;
		return 0;
	case OPTION_KEY:
		api->key = optarg;
		return 0;
	case OPTION_SESSIONS:
		set->sessions = optarg;
		return 0;
	case OPTION_NO_TIMESTAMPS:
		api->timestamps = API_ABSENT;
		return 0;
	case OPTION_SPEED:
		set->speed = atoll(optarg) > 0 ? atoll(optarg) : 1;
		return 0;
	default:
		return optarg ? set_time(&api->world, id, atoll(optarg)) : -EINVAL;
	}
}

static int read_options(struct api *api, struct settings *set, int argc, char **argv)
{
	struct session_world *w = &api->world;
	int id;

	while ((id = getopt_long(argc, argv, "", options, NULL)) != -1) {
		if (set_option(api, set, id) < 0)
			return -EINVAL;
	}
	w->stop_ms /= set->speed;
	w->start_ms /= set->speed;
	w->lock_ms /= set->speed;
	w->retry_ms /= set->speed;
	w->traffic_ms /= set->speed;
	w->wait_ms /= set->speed;
	w->query_ms /= set->speed;
	w->online_ms /= set->speed;
	api->hooks.retry_ms = w->retry_ms;
	return optind == argc ? 0 : -EINVAL;
}

static int add_sessions(struct api *api, const char *list)
{
	size_t count = strspn(list, "0123456789") == strlen(list) ? (size_t)atoi(list) : 0;
	char name[SESSION_NAME_BYTES];

	api->sessions = calloc(SESSIONS_MAX, sizeof(*api->sessions));
	if (!api->sessions || count > SESSIONS_MAX)
		return -ENOMEM;
	for (size_t i = 0; i < count; i++) {
		snprintf(name, sizeof(name), "s%zu", i + 1);
		session_init(&api->sessions[api->count++], name, &api->world);
	}
	while (!count && *list && api->count < SESSIONS_MAX) {
		snprintf(name, sizeof(name), "%.*s", (int)strcspn(list, ","), list);
		session_init(&api->sessions[api->count++], name, &api->world);
		list += strcspn(list, ",");
		list += *list == ',';
	}
	return 0;
}

/* By rename, so that who waits for the file never reads half of it. */
static int write_port(const char *path, uint16_t port)
{
	char temporary[4096];
	FILE *out;

	if (!path)
		return 0;
	snprintf(temporary, sizeof(temporary), "%s.new", path);
	out = fopen(temporary, "we");
	if (!out)
		return -errno;
	fprintf(out, "%u\n", port);
	if (fclose(out) || rename(temporary, path))
		return -errno;
	return 0;
}

/* Signals stay blocked and are fetched here: nothing is interrupted, no handler needs a variable. */
static int fetch_signal(const sigset_t *set)
{
	const struct timespec at_once = { 0 };

	return sigtimedwait(set, NULL, &at_once);
}

static int serve(struct api *api, const sigset_t *signals)
{
	int got, rc = 0;

	while (rc == 0) {
		got = fetch_signal(signals);
		if (got == SIGTERM || got == SIGINT)
			return 0;
		if (got == SIGHUP)
			rc = wahalog_open(api->world.log);
		api->world.now_ms = boot_ms();
		api_step(api);
		webhook_step(&api->hooks, api->world.now_ms);
		if (rc == 0)
			rc = http_serve(&api->server, STEP_MS, api_handle, api);
	}
	return rc;
}

static int listen_and_serve(struct api *api, const struct settings *set)
{
	sigset_t signals;
	int rc = http_open(&api->server, set->port);

	if (rc < 0)
		return rc;
	sigemptyset(&signals);
	sigaddset(&signals, SIGTERM);
	sigaddset(&signals, SIGINT);
	sigaddset(&signals, SIGHUP);
	sigprocmask(SIG_BLOCK, &signals, NULL);
	rc = write_port(set->port_file, api->server.port);
	if (rc == 0)
		rc = serve(api, &signals);
	http_close(&api->server);
	return rc;
}

static int run(struct api *api, const struct settings *set)
{
	int rc = add_sessions(api, set->sessions);

	if (rc == 0)
		rc = webhook_init(&api->hooks);
	if (rc == 0)
		rc = wahalog_open(api->world.log);
	if (rc == 0)
		rc = listen_and_serve(api, set);
	webhook_fini(&api->hooks);
	wahalog_close(api->world.log);
	free(api->sessions);
	return rc;
}

int main(int argc, char **argv)
{
	struct wahalog log = { .fd = -1 };
	struct settings set = { .sessions = "default", .speed = 1 };
	struct api *api = calloc(1, sizeof(*api));
	int rc;

	if (!api)
		return 1;
	api->timestamps = API_BY_OBJECT;
	api->world = usual;
	api->world.log = &log;
	api->hooks.log = &log;
	api->sinks.server = &api->server;
	api->world.now_ms = boot_ms();
	if (argc == 2 && strcmp(argv[1], "--help") == 0) {
		fputs(usage, stdout);
		free(api);
		return 0;
	}
	rc = read_options(api, &set, argc, argv);
	if (rc < 0) {
		fputs(usage, stderr);
		free(api);
		return 2;
	}
	rc = run(api, &set);
	if (rc < 0)
		fprintf(stderr, "fake_gateway: %s\n", strerror(-rc));
	free(api);
	return rc < 0;
}
