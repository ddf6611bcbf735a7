/* recognise.h - which kind of gateway gave these answers.  SPDX-License-Identifier: ISC */
#ifndef RECOGNISE_H
#define RECOGNISE_H

#include "answer.h"
#include "kinds.h"

/* recognise_kind - of answers[KINDS_PATHS], in the order of kinds_paths.  NULL: none that we know by name;
 * pure. */
const struct kinds_kind *recognise_kind(const struct answer *answers);

#endif
