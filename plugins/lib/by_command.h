/* by_command.h - messages are handed to a command, in its arguments and its environment.
 * SPDX-License-Identifier: ISC
 */
#ifndef BY_COMMAND_H
#define BY_COMMAND_H

#include "porter.h"

extern const struct porter_kind by_command_kind;

#endif
