/* fault.c - see fault.h.  SPDX-License-Identifier: ISC */
#include "fault.h"

#include <stdio.h>

#include "clean.h"

/* 5xx is the gateway in trouble; other refusals are asked for by our own request. */
enum muzzle_fault fault_kind(const struct muzzle_answer *answer, bool json)
{
	switch (answer->status) {
	case 0:
		return answer->setup ? MUZZLE_SETUP : MUZZLE_PATH;
	case 408: /* timeout, too early, too many: they pass */
	case 425:
	case 429:
		return MUZZLE_PATH;
	}
	if (answer->status < 300)
		return json ? MUZZLE_SETUP : MUZZLE_PATH;
	return answer->status < 500 ? MUZZLE_SETUP : MUZZLE_PATH;
}

/* Behind a colon: what the person who reads it can do.  "" where nobody at this end can. */
static const char *remedy(int status, bool json)
{
	switch (status) {
	case 401:
	case 403:
		return ": set `header`, `user` or `bearer` to the gateway's key";
	case 400:
		return ": it does not understand us; see `url`, and `cert` if it wants one";
	case 404:
	case 422:
		return ": nothing of the kind there; see `url` and `path`";
	}
	if (status < 300)
		return json ? ": no status where `items`, `name` and `status` point"
			    : ": not of the `form` that is expected, or cut off";
	return status < 400 ? ": it redirects; set `url` to where it leads" : "";
}

void fault_describe(char *out, size_t out_bytes, const struct muzzle_answer *answer, bool json)
{
	char why[CLEAN_TEXT_BYTES];

	if (answer->status) {
		snprintf(out, out_bytes, "HTTP %d%s", answer->status, remedy(answer->status, json));
	} else {
		clean_text(why, sizeof(why), answer->why);
		snprintf(out, out_bytes, "%s%s", why,
			 answer->setup ? "; see `url`, `ca`, `pin` and `cert`" : "");
	}
}

static bool digit_matches(char pattern, int digit)
{
	return pattern == 'x' || pattern == '0' + digit;
}

bool fault_status_listed(const char *const *patterns, int status)
{
	for (; *patterns; patterns++) {
		const char *p = *patterns;

		if (digit_matches(p[0], status / 100 % 10) &&
		    digit_matches(p[1], status / 10 % 10) && digit_matches(p[2], status % 10) &&
		    !p[3])
			return true;
	}
	return false;
}
