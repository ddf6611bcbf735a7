/* fuzz_memory.c - what Docker says of how much memory containers use.  SPDX-License-Identifier: ISC */
#include "drive.h"

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	(void)argc;
	(void)argv;
	fuzz_load("memory");
	return 0;
}

/* No settings: of a cgroup or a process of this box, no two looks need say the same. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes)
{
	static const struct fake_container containers[] = { { "gw", "waha" },
							    { "box", "other" },
							    { NULL, NULL } };
	uint8_t *input = malloc(bytes + 1);

	FUZZ_HOLDS(input);
	input[0] = '\n';
	memcpy(input + 1, data, bytes);
	drive_run(&(struct drive){ .plugin = "memory", .containers = containers },
		  (struct fuzz_input){ input, bytes + 1 });
	free(input);
	return 0;
}
