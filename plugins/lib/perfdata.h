/* perfdata.h - what a monitoring plugin prints: text, and numbers behind a bar.  SPDX-License-Identifier: ISC
 *
 * Pure.  The form is that of the Monitoring Plugins Guidelines: TEXT | NUMBERS, then lines of long text
 * up to a second bar, from which on all is numbers; a number is 'label'=value[UOM];warn;crit;min;max.
 */
#ifndef PERFDATA_H
#define PERFDATA_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* perfdata_copy_text - the first line that is not empty, without its numbers, cleaned; "" for none.
 * out_bytes > 0. */
void perfdata_copy_text(char *out, size_t out_bytes, const char *output);

/* perfdata_find - the label's value in thousandths of its unit, whichever that is.  False if there is
 * none, or none that is known (`U`, not finite, beyond 9e15). */
bool perfdata_find(const char *output, const char *label, int64_t *value);

#endif
