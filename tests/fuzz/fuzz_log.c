/* fuzz_log.c - log lines, by templates that may be anything, too.  SPDX-License-Identifier: ISC */
#include "drive.h"

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	(void)argc;
	(void)argv;
	fuzz_load("webhook_log");
	return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes)
{
	drive_run(&(struct drive){ .plugin = "webhook_log" }, (struct fuzz_input){ data, bytes });
	return 0;
}
