/* by_syslog.h - messages go out as lines of syslog.  SPDX-License-Identifier: ISC */
#ifndef BY_SYSLOG_H
#define BY_SYSLOG_H

#include "porter.h"

extern const struct porter_kind by_syslog_kind;

#endif
