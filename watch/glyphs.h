/* glyphs.h - text in columns of a terminal.  SPDX-License-Identifier: ISC
 *
 * Gateways, plugins and people wrote what is shown.  All of it passes through here: no control
 * character reaches the screen, and nothing but ASCII where the locale is not UTF-8.
 */
#ifndef GLYPHS_H
#define GLYPHS_H

#include <stdbool.h>
#include <stddef.h>
#include <wchar.h>

/* A character that is one or two columns wide. */
struct glyph {
	wchar_t character;
	int columns;
};

/* glyphs_next - read the glyph at *text and move *text behind it; characters without a width are
 * skipped.  False: the end. */
bool glyphs_next(const char **text, bool unicode, struct glyph *glyph);

/* glyphs_columns - how wide the first `bytes` bytes of text are. */
int glyphs_columns(const char *text, size_t bytes, bool unicode);

/* glyphs_wrap - how many bytes of text fit into a line of so many columns, cut at a blank if there
 * is one; *skip: how many blanks follow, which the next line leaves out.  0: the text is empty. */
size_t glyphs_wrap(const char *text, int columns, bool unicode, size_t *skip);

#endif
