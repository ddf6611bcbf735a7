/* fuzz_perfdata.c - what a check printed: its text is fit to be shown, its numbers are finite.
 * SPDX-License-Identifier: ISC */
#include "fuzz.h"
#include "nagios.h"
#include "perfdata.h"

static void read_end(const char *output, uint8_t code, uint8_t how)
{
	static const char *const argv[] = { "/usr/lib/nagios/plugins/check_it", NULL };
	struct nagios_check check = { .argv = argv, .timeout_ms = 10000 };
	const struct muzzle_exit end = {
		.size = sizeof(end),
		.exited = how & 1,
		.timed_out = how & 2,
		.code = code,
		.output = output,
		.output_bytes = strlen(output),
	};
	enum nagios_end read = nagios_read(&check, &end);

	FUZZ_HOLDS(read >= NAGIOS_OK && read <= NAGIOS_BROKEN);
	FUZZ_HOLDS(*check.said &&
		   (!end.exited || end.timed_out || code > 3 || fuzz_is_clean(check.said)));
	FUZZ_HOLDS(end.timed_out == (read == NAGIOS_LATE));
	FUZZ_HOLDS(end.exited || end.timed_out || read == NAGIOS_LOST);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes)
{
	struct fuzz_input in = { data, bytes };
	uint8_t code = fuzz_byte(&in), how = fuzz_byte(&in);
	char *label = fuzz_line(&in), *output = fuzz_rest(&in);
	int64_t value;

	read_end(output, code, how);
	if (perfdata_find(output, label, &value))
		FUZZ_HOLDS(value <= INT64_C(9000000000000000000) &&
			   value >= -INT64_C(9000000000000000000) && strchr(output, '|'));
	free(label);
	free(output);
	return 0;
}
