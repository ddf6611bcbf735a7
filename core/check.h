/* check.h - is a configuration that can be read also a good one?  SPDX-License-Identifier: ISC */
#ifndef CHECK_H
#define CHECK_H

#include <stdbool.h>

#include "conf.h"
#include "remarks.h"

/* check_conf - refuses policies under which giving up is unreachable or grace hides too much,
 * and says which numbers would do; warns of what is allowed and probably not meant.  0, or
 * -EINVAL when there are errors.  Looks at nothing but conf. */
int check_conf(const struct conf *conf, struct remarks *remarks);

/* check_plugin - that plugin_dir has a file for the instance's plugin, else an error with the nearest
 * that it has.  0, or -EINVAL. */
int check_plugin(const struct conf *conf, const struct conf_instance *instance,
		 struct remarks *remarks);

/* check_plugins - the same for every instance that there is. */
int check_plugins(const struct conf *conf, struct remarks *remarks);

/* check_resolving - warns of URLs with a host name when name resolution blocks (async_dns false:
 * libcurl was built without it), as a dead name server then stops everything. */
void check_resolving(const struct conf *conf, bool async_dns, struct remarks *remarks);

/* check_mail - warns of mail where libcurl cannot send any (mail false: it was built without it). */
void check_mail(const struct conf *conf, bool mail, struct remarks *remarks);

/* check_min_window_ms - the shortest time in which a policy can spend that many actions on a
 * target: each waits for its cooldown or its verification, then for settle and patience. */
int64_t check_min_window_ms(const struct policy *policy, int64_t acts);

#endif
