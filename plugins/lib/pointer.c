/* pointer.c - see pointer.h.  SPDX-License-Identifier: ISC */
#include "pointer.h"

/* The library takes any other escape for text: it would find nothing, for ever. */
bool pointer_is_valid(const char *text, size_t bytes)
{
	for (size_t i = 0; i < bytes; i++)
		if (text[i] == '~' && (++i == bytes || (text[i] != '0' && text[i] != '1')))
			return false;
	return !bytes || *text == '/';
}
