/* webcommand.h - makes a request to the daemon of a command that was posted.
 * SPDX-License-Identifier: ISC
 *
 * Only known keys of the right type are passed on, even if the daemon understands more.
 */
#ifndef WEBCOMMAND_H
#define WEBCOMMAND_H

#include "growing.h"
#include "sign.h"

/* webcommand_make - cmd: hold, release or reset.  0, or -EINVAL: then request holds what is wrong
 * with the body. */
int webcommand_make(struct growing *request, const char *cmd, struct sign_bytes body);

/* webcommand_status - the HTTP status for the daemon's answer. */
int webcommand_status(const char *answer);

#endif
