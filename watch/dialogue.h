/* dialogue.h - what a desk asks the daemon, and what it makes of the answers.  SPDX-License-Identifier: ISC */
#ifndef DIALOGUE_H
#define DIALOGUE_H

#include "desk.h"
#include "face.h"

/* dialogue_face - the desk as a face; desk is borrowed. */
struct face dialogue_face(struct desk *desk);

#endif
