/* fuzz_check.c - what a check printed and how it ended, with thresholds on its numbers.  SPDX-License-Identifier: ISC */
#include "drive.h"

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	(void)argc;
	(void)argv;
	fuzz_load("exec_check");
	return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes)
{
	static const struct fake_setting settings[] = { { "command", "/bin/true" },
							{ NULL, NULL } };

	drive_run(&(struct drive){ .plugin = "exec_check", .settings = settings },
		  (struct fuzz_input){ data, bytes });
	return 0;
}
