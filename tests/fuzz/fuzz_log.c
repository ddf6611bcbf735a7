/* fuzz_log.c - log lines, by templates that may be anything, too.  SPDX-License-Identifier: ISC */
#include "drive.h"

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	(void)argc;
	(void)argv;
	drive_load("webhook_log");
	return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes)
{
	static const struct fake_setting settings[] = { { "file", "/var/log/waha.log" },
							{ NULL, NULL } };

	drive_run(&(struct drive){ .plugin = "webhook_log", .settings = settings },
		  (struct fuzz_input){ data, bytes });
	return 0;
}
