/* look.h - the steps that find out what is there.  SPDX-License-Identifier: ISC */
#ifndef LOOK_H
#define LOOK_H

#include "steps.h"

/* look_prepare - files, key and sockets as the command line has them. */
int look_prepare(struct steps *s);

/* look_ask_url - the URL; asked for if it was not given and a container alone does not do. */
int look_ask_url(struct steps *s);

/* look_front - what kind of gateway answers there. */
int look_front(struct steps *s);

/* look_sessions - its sessions; the key is asked for if the gateway wants one. */
int look_sessions(struct steps *s);

/* look_container - the container that it runs in, if one is found. */
int look_container(struct steps *s);

#endif
