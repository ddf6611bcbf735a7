/* smtp.h - the part of SMTP behind EHLO, STARTTLS and AUTH: one message for some recipients (RFC 5321).
 * SPDX-License-Identifier: ISC
 *
 * Who accepts a message for one recipient has accepted it: that another is refused is told, and does not
 * keep it from the first.  The status is the last reply code; of several refusals that which may pass.
 */
#ifndef SMTP_H
#define SMTP_H

#include "muzzle_plugin.h"
#include "script.h"

#define SMTP_BLOCKS_BESIDE 4 /* MAIL, DATA, the message and QUIT */
#define SMTP_RECIPIENTS_MAX (SCRIPT_BLOCKS_MAX - SMTP_BLOCKS_BESIDE)

extern const struct script_protocol smtp_protocol;

/* smtp_write - MAIL, a RCPT each, DATA, the message with its dots doubled, QUIT.  -EINVAL: an address
 * that could be read as anything else, none, or too many; -ENOMEM. */
int smtp_write(struct script *script, const struct muzzle_http *req);

#endif
