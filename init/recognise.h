/* recognise.h - which kind of gateway gave these answers.  SPDX-License-Identifier: ISC */
#ifndef RECOGNISE_H
#define RECOGNISE_H

#include "answer.h"
#include "kinds.h"

/* recognise_kind - by answers[KINDS_PATHS], in the order of kinds_paths; pure.  NULL: unknown. */
const struct kinds_kind *recognise_kind(const struct answer *answers);

#endif
