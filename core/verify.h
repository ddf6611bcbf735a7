/* verify.h - was what convicted contradicted by evidence that came later?  SPDX-License-Identifier: ISC
 *
 * Pure.  An exit code or a 201 proves nothing; only evidence dated after conviction and result does.
 */
#ifndef VERIFY_H
#define VERIFY_H

#include "target.h"

/* verify_judge - mend a contradicted incident; after a verification that failed by fresh evidence,
 * go on to the next rung.  Without any evidence it waits. */
void verify_judge(struct engine *engine, struct target *target);

#endif
