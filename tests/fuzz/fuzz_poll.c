/* fuzz_poll.c - what a gateway answers to who asks for its sessions.  SPDX-License-Identifier: ISC */
#include "drive.h"

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	(void)argc;
	(void)argv;
	fuzz_load("status_poll");
	return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes)
{
	static const struct fake_setting settings[] = { { "url", "http://127.0.0.1:3000" },
							{ NULL, NULL } };

	drive_run(&(struct drive){ .plugin = "status_poll", .settings = settings },
		  (struct fuzz_input){ data, bytes });
	return 0;
}
