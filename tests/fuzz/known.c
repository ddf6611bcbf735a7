/* known.c - see known.h.  SPDX-License-Identifier: ISC */
#include "known.h"

#include "fuzz.h"

const struct conf *known_conf(void)
{
	static const char text[] = "[gateway g]\nsessions = *\nladder = act\n[gateway h]\n"
				   "sessions = a b\n[action act]\nplugin = noop\n";
	static struct conf *conf;
	struct remarks *remarks;

	if (conf)
		return conf;
	remarks = remarks_new();
	FUZZ_HOLDS(conf_load(fuzz_write("known.ini", text, strlen(text)), &conf, remarks) == 0);
	remarks_free(remarks);
	return conf;
}
