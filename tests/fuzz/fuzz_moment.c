/* fuzz_moment.c - times and numbers as people and machines write them; the readers of times agree.
 * SPDX-License-Identifier: ISC */
#include "clock.h"
#include "docker.h"
#include "fuzz.h"
#include "moment.h"
#include "rfc3339.h"
#include "units.h"

#define NS_PER_MS 1000000

/* What was read, written down, is read as the same, by all who read times. */
static void check_wall(const char *text)
{
	int64_t wall_ms, again_ms = 0, unix_ns;
	char told[CLOCK_WALL_TEXT_BYTES];

	if (clock_wall_parse(text, &wall_ms))
		return;
	clock_wall_text(told, sizeof(told), wall_ms);
	if (strcmp(told, "invalid") == 0) /* an offset led out of the years 0 to 9999 */
		return;
	FUZZ_HOLDS(clock_wall_parse(told, &again_ms) == 0 && again_ms == wall_ms);
	if (rfc3339_read(told, strlen(told), &unix_ns))
		FUZZ_HOLDS(unix_ns == wall_ms * NS_PER_MS);
	if (docker_time_ns(told))
		FUZZ_HOLDS(docker_time_ns(told) == wall_ms * NS_PER_MS);
	if (rfc3339_read(text, strlen(text), &unix_ns) == strlen(text))
		FUZZ_HOLDS(unix_ns - wall_ms * NS_PER_MS < NS_PER_MS);
}

static void check_msec(const char *text)
{
	int64_t msec, again;
	const char *why;
	char told[UNITS_TEXT_BYTES];

	if (units_parse_msec(text, &msec, &why))
		return;
	units_format_msec(msec, told);
	FUZZ_HOLDS(units_parse_msec(told, &again, &why) == 0 && again == msec);
}

/* What has a form as a whole is what can be read. */
static void check_forms(const char *text)
{
	const char *end = text + strlen(text);
	int64_t wall_ms;

	for (int form = MOMENT_EPOCH; form < MOMENT_FORMS; form++) {
		size_t bytes = moment_bytes((enum moment_form)form, text, end);

		FUZZ_HOLDS(bytes <= strlen(text));
		if (moment_read((enum moment_form)form, text, 1795302186693, &wall_ms))
			FUZZ_HOLDS(bytes == strlen(text));
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes)
{
	struct fuzz_input in = { data, bytes };
	char *text = fuzz_rest(&in);
	int64_t number, window_ms;
	const char *why;
	bool flag;

	check_wall(text);
	check_msec(text);
	check_forms(text);
	FUZZ_HOLDS(docker_time_ns(text) >= 0);
	units_parse_int(text, &number, &why);
	units_parse_bytes(text, &number, &why);
	units_parse_bool(text, &flag, &why);
	if (units_parse_rate(text, &number, &window_ms, &why) == 0)
		FUZZ_HOLDS(window_ms >= 0);
	free(text);
	return 0;
}
