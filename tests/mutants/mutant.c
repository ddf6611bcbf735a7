/* mutant.c - the environment wakes one mutant: MUTANT=ID.  SPDX-License-Identifier: ISC */
#include <stdlib.h>

#include "mutant.h"

int mutant;

__attribute__((constructor)) static void wake(void)
{
	const char *id = getenv("MUTANT");

	mutant = id ? atoi(id) : 0;
}
