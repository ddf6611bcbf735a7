/* requests.h - what may be asked and commanded on the control socket.  SPDX-License-Identifier: ISC
 *
 *     {"cmd":"status"}                            every target, shortly; with "target" those of it
 *     {"cmd":"metrics"}                           what was counted since the start
 *     {"cmd":"why","target":T}                    one target, all that is known
 *     {"cmd":"configuration"}                     which file we run by, and when it was read
 *     {"cmd":"hold","target":T,"for_ms":N,"by":WHO,"why":TEXT}
 *     {"cmd":"release","target":T}
 *     {"cmd":"reset","target":T,"charges":true,"law":true}
 */
#ifndef REQUESTS_H
#define REQUESTS_H

#include "control.h"

/* requests_answer - a control_answer with struct supervise as arg. */
struct json_object *requests_answer(void *arg, struct json_object *request, bool may_command);

#endif
