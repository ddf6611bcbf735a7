/* fuzz_recv.c - whatever is sent to the listener: the same evidence wherever its bytes are cut.
 * SPDX-License-Identifier: ISC */
#include "dialogue.h"
#include "drive.h"

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	(void)argc;
	(void)argv;
	fuzz_load("webhook_recv");
	return 0;
}

/* What the input makes of a listener of its own; NULL: its settings are refused. */
static char *listen_to(struct fuzz_input in, struct fuzz_pieces pieces)
{
	static uint16_t port;
	char address[32], *told = NULL;
	const struct fake_setting settings[] = { { "listen", address }, { NULL, NULL } };
	struct dialogue talk = { .pieces = pieces };

	port = port ? port : dialogue_port();
	snprintf(address, sizeof(address), "127.0.0.1:%u", port);
	talk.inst =
		drive_open(&(struct drive){ .plugin = "webhook_recv", .settings = settings }, &in);
	if (!talk.inst)
		return NULL;
	dialogue_open(&talk, port);
	dialogue_say(&talk, in);
	FUZZ_HOLDS(asprintf(&told, "%.15s\n%s", talk.answer, fake_told(talk.inst)) > 0);
	fake_close(talk.inst);
	return told;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes)
{
	dialogue_compare(listen_to, (struct fuzz_input){ data, bytes });
	return 0;
}
