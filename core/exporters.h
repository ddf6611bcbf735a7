/* exporters.h - what exporters are shown, and what they may ask.
 * SPDX-License-Identifier: ISC */
#ifndef EXPORTERS_H
#define EXPORTERS_H

#include "supervise.h"

/* exporters_start - show the journal from its beginning to the exporters of the present
 * configuration. */
void exporters_start(struct supervise *s);

/* exporters_ask - answer a request in the control socket's format; the caller frees the text.
 * NULL: no memory. */
char *exporters_ask(struct supervise *s, const char *request, bool may_command);

#endif
