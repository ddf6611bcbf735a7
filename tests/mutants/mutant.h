/* mutant.h - which mutant is awake; 0: none.  SPDX-License-Identifier: ISC */
#ifndef MUTANT_H
#define MUTANT_H

extern int mutant;

#endif
