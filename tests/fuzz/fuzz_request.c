/* fuzz_request.c - a line of JSON for each line that is sent to the control socket, and nothing foreign in it.
 * SPDX-License-Identifier: ISC */
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "deliver.h"
#include "fuzz.h"
#include "intake.h"
#include "maintenance.h"
#include "reload.h"
#include "requests.h"
#include "save.h"

#define TURNS_MAX 100000

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	(void)argc;
	(void)argv;
	fuzz_load("noop");
	return 0;
}

static void tick(void *arg)
{
	intake_tick(arg);
}

static void do_nothing(void *arg)
{
	(void)arg;
}

static void begin_file(void *arg, struct journal *journal)
{
	(void)arg;
	(void)journal;
}

static const char *write_conf(void)
{
	char text[2048];

	snprintf(
		text, sizeof(text),
		"[muzzle]\nplugin_dir = %s\n"
		"[gateway waha]\nsessions = omer zoe\nmaintenance = 00:00-24:00\nladder = act\nnotify = act\n"
		"[action act]\nplugin = noop\n",
		PLUGIN_DIR);
	return fuzz_write("request.ini", text, strlen(text));
}

/* All parts of the daemon that a request can reach. */
static void begin(struct supervise *s)
{
	const struct host_sink sink = intake_sink(s);
	struct control_setting setting = { .dir = fuzz_dir(),
					   .loop = &s->loop,
					   .log = &s->log,
					   .answer = requests_answer,
					   .arg = s };

	const struct journal_setting journal = {
		.dir = fuzz_dir(), .bytes = 65536, .log = &s->log, .begin = begin_file
	};

	s->run_dir = s->state_dir = fuzz_dir();
	log_init(&s->log, STDERR_FILENO, 0);
	s->tick = (struct loop_timer){ .fire = tick, .arg = s };
	s->dispatch = (struct loop_timer){ .fire = do_nothing, .arg = s };
	s->reap = (struct loop_timer){ .fire = do_nothing, .arg = s };
	FUZZ_HOLDS(loop_init(&s->loop, NULL) == 0);
	FUZZ_HOLDS(host_new(&s->host, &s->loop, &s->log, &sink) == 0);
	FUZZ_HOLDS(reload_load(s, write_conf(), &s->fleet) == 0);
	s->roster = roster_new(s->fleet->conf);
	s->notes = notes_new();
	FUZZ_HOLDS(deliver_open(s) == 0);
	FUZZ_HOLDS(ledger_open(&s->ledger, s->state_dir, &s->log) == 0);
	FUZZ_HOLDS(laws_open(&s->laws, s->state_dir, &s->log) == 0);
	s->journal = journal_open(&journal);
	reload_adopt(s);
	save_start(s);
	maintenance_check(s);
	FUZZ_HOLDS(control_open(&s->control, &setting) == 0);
}

static void end(struct supervise *s)
{
	struct loop_timer *timers[] = { &s->tick,      &s->dispatch, &s->save,       &s->laws_due,
					&s->marks_due, &s->reap,     &s->maintenance };

	control_close(s->control);
	deliver_close(s);
	fleet_close(s->fleet);
	for (size_t i = 0; i < sizeof(timers) / sizeof(timers[0]); i++)
		loop_timer_stop(&s->loop, timers[i]);
	journal_close(s->journal);
	laws_close(s->laws);
	ledger_close(s->ledger);
	roster_free(s->roster);
	notes_free(s->notes);
	counts_fini(&s->counts);
	host_free(s->host);
	loop_fini(&s->loop);
}

static int connect_to_control(void)
{
	struct sockaddr_un to = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_STREAM, 0);

	snprintf(to.sun_path, sizeof(to.sun_path), "%.80s/%s", fuzz_dir(), CONTROL_SOCKET);
	FUZZ_HOLDS(connect(fd, (struct sockaddr *)&to, sizeof(to)) == 0);
	return fd;
}

/* What comes back until the other side has no more to say. */
static void ask(struct supervise *s, struct fuzz_input in, struct fuzz_text *answers)
{
	char data[4096];
	int fd = connect_to_control(), turns = 0;
	ssize_t got = -1;

	FUZZ_HOLDS(send(fd, in.data, in.bytes, MSG_NOSIGNAL) == (ssize_t)in.bytes);
	shutdown(fd, SHUT_WR);
	while (got != 0 && turns++ < TURNS_MAX) {
		loop_turn(&s->loop, 0);
		got = recv(fd, data, sizeof(data), MSG_DONTWAIT);
		fuzz_put(answers, data, got > 0 ? (size_t)got : 0);
	}
	FUZZ_HOLDS(got == 0);
	close(fd);
}

static void check_answer(const char *line)
{
	struct json_object *answer = json_tokener_parse(line);

	FUZZ_HOLDS(json_object_is_type(answer, json_type_object));
	FUZZ_HOLDS(fuzz_is_clean(line));
	json_object_put(answer);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes)
{
	struct fuzz_input in = { data, bytes }, said;
	struct fuzz_text answers = { 0 };
	struct supervise *s = calloc(1, sizeof(*s));
	size_t due = 0, came = 0;

	begin(s);
	for (size_t i = 0; i < bytes; i++)
		due += data[i] == '\n';
	ask(s, in, &answers);
	said = (struct fuzz_input){ (const uint8_t *)answers.data, answers.bytes };
	for (; said.bytes; came++) {
		char *line = fuzz_line(&said);

		check_answer(line);
		free(line);
	}
	FUZZ_HOLDS(came == due);
	fuzz_text_free(&answers);
	end(s);
	free(s);
	return 0;
}
