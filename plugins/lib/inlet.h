/* inlet.h - a listening socket, which a reload hands over without losing a caller.
 * SPDX-License-Identifier: ISC
 *
 * A new configuration opens its plugins before the old one closes its own.  Who then finds his address
 * taken by this very process duplicates that socket, waits until the other is closed and goes on with
 * the same queue of callers.
 */
#ifndef INLET_H
#define INLET_H

#include <stdbool.h>
#include <stddef.h>

#include "dial.h"

/* To be put behind the name of an option. */
#define INLET_FORM "must be ADDRESS:PORT or [ADDRESS]:PORT, in numbers"

/* inlet_parse - 127.0.0.1:8080 or [::1]:8080; 0 or -EINVAL. */
int inlet_parse(union dial_address *address, const char *text);

/* inlet_is_local - only this host can reach it. */
bool inlet_is_local(const union dial_address *address);

/* inlet_is_same_host - whatever the ports. */
bool inlet_is_same_host(const union dial_address *a, const union dial_address *b);

/* inlet_open - a descriptor that listens and does not block, or -errno. */
int inlet_open(const union dial_address *address);

/* inlet_is_shared - somebody else in this process still has the socket open. */
bool inlet_is_shared(int fd);

#endif
