/* parley.h - what a desk asks the daemon, and what it makes of the answers.
 * SPDX-License-Identifier: ISC */
#ifndef PARLEY_H
#define PARLEY_H

#include "desk.h"
#include "face.h"

/* parley_face - the desk as a face; desk is borrowed. */
struct face parley_face(struct desk *desk);

#endif
