/* glyphs.h - text in columns of a terminal.  SPDX-License-Identifier: ISC
 *
 * What is shown was written by gateways, plugins and people.  It reaches a screen through here alone: no
 * control character, and where the locale is not UTF-8 nothing but ASCII.
 */
#ifndef GLYPHS_H
#define GLYPHS_H

#include <stdbool.h>
#include <stddef.h>
#include <wchar.h>

/* What takes a place: one or two columns. */
struct glyph {
	wchar_t character;
	int columns;
};

/* glyphs_next - the glyph that begins at *text, which moves behind it; what takes no place is passed over.
 * False at the end. */
bool glyphs_next(const char **text, bool unicode, struct glyph *glyph);

/* glyphs_columns - of the first bytes of text. */
int glyphs_columns(const char *text, size_t bytes, bool unicode);

/* glyphs_wrap - how many bytes of text fit into a line of so many columns, cut at a blank where there is
 * one; *skip is how many more are blanks that the cut takes away.  0 only for an empty text. */
size_t glyphs_wrap(const char *text, int columns, bool unicode, size_t *skip);

#endif
