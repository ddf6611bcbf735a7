/* clock.h - the three clocks and the boot's name.  SPDX-License-Identifier: ISC
 *
 * Everything that decides runs on clock_boot_ms(), which counts through suspend and never steps.
 * The wall clock serves to print and to age the ledger across boots; its helpers say so by name.
 */
#ifndef CLOCK_H
#define CLOCK_H

#include <stddef.h>
#include <stdint.h>

#define CLOCK_BOOT_ID_BYTES 37   /* with the NUL */
#define CLOCK_WALL_TEXT_BYTES 32 /* enough for clock_wall_text */

/* clock_boot_ms - milliseconds of CLOCK_BOOTTIME. */
int64_t clock_boot_ms(void);

/* clock_mono_ms - milliseconds of CLOCK_MONOTONIC; falls behind clock_boot_ms by each suspend. */
int64_t clock_mono_ms(void);

/* clock_wall_ms - milliseconds since the Unix epoch; may step either way. */
int64_t clock_wall_ms(void);

/* clock_boot_id - the kernel's random name of this boot.  0, or -errno with id = "unknown". */
int clock_boot_id(char *id, size_t id_bytes);

/* clock_wall_text - "2026-01-31T23:59:59.999Z"; "invalid" beyond the years 0 to 9999. */
void clock_wall_text(char *text, size_t text_bytes, int64_t wall_ms);

/* clock_wall_parse - the reverse; fraction and offset (Z or +hh:mm) may be missing, then 0 and UTC.
 * 0, or -EINVAL with *wall_ms untouched. */
int clock_wall_parse(const char *text, int64_t *wall_ms);

#endif
