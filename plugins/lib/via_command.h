/* via_command.h - restarts by a command: systemctl, an init script, or any.  SPDX-License-Identifier: ISC */
#ifndef VIA_COMMAND_H
#define VIA_COMMAND_H

#include "way.h"

extern const struct way_kind via_command_systemd, via_command_procd, via_command_exec;

#endif
