/* by_talk.h - messages go out as mail, or to an MQTT broker: the host speaks both.  SPDX-License-Identifier: ISC */
#ifndef BY_TALK_H
#define BY_TALK_H

#include "porter.h"

extern const struct porter_kind by_mail_kind, by_mqtt_kind;

#endif
