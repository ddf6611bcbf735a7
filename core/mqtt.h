/* mqtt.h - one message is published to an MQTT 3.1.1 broker and acknowledged by it (quality of service 1).
 * SPDX-License-Identifier: ISC
 */
#ifndef MQTT_H
#define MQTT_H

#include <stdint.h>

#include "muzzle_plugin.h"
#include "script.h"

extern const struct script_protocol mqtt_protocol;

/* mqtt_write - CONNECT, PUBLISH, DISCONNECT.  client tells us from all others of that broker.  -EINVAL:
 * a topic that is empty or a pattern, or what does not fit a packet; -ENOMEM. */
int mqtt_write(struct script *script, const struct muzzle_http *req, const char *topic,
	       uint64_t client);

#endif
