/* look.h - the steps that find out what there is.  SPDX-License-Identifier: ISC */
#ifndef LOOK_H
#define LOOK_H

#include "steps.h"

/* look_prepare - files, key and sockets by the command line. */
int look_prepare(struct steps *s);

/* look_ask_url - the URL, asked for where nobody said it; a container alone needs none. */
int look_ask_url(struct steps *s);

/* look_front - who answers there. */
int look_front(struct steps *s);

/* look_sessions - its sessions; the key is asked for where it wants one. */
int look_sessions(struct steps *s);

/* look_container - the container that it runs in, if one is found. */
int look_container(struct steps *s);

#endif
