/* webcommand.h - a command that was posted becomes a request to the daemon.  SPDX-License-Identifier: ISC
 *
 * Only known keys of the right type go on, whatever else the daemon might understand.
 */
#ifndef WEBCOMMAND_H
#define WEBCOMMAND_H

#include "growing.h"
#include "sign.h"

/* webcommand_make - the request; cmd: hold, release or reset.  0, or -EINVAL: then it says in words what
 * is wrong with the body. */
int webcommand_make(struct growing *request, const char *cmd, struct sign_bytes body);

/* webcommand_status - the status for the daemon's answer to it. */
int webcommand_status(const char *answer);

#endif
