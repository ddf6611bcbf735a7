/* fuzz_docker.c - events and inspections as Docker tells them, and what becomes of them.  SPDX-License-Identifier: ISC */
#include "drive.h"

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	(void)argc;
	(void)argv;
	fuzz_load("docker_events");
	return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes)
{
	static const struct fake_container containers[] = { { "gw", "waha" },
							    { "box", "other" },
							    { NULL, NULL } };

	drive_run(&(struct drive){ .plugin = "docker_events", .containers = containers },
		  (struct fuzz_input){ data, bytes });
	return 0;
}
