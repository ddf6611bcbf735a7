/* preset.h - how a preset reads the sessions out of an answer.  SPDX-License-Identifier: ISC
 *
 * The preset is the truth about a kind of gateway: what is said of it here is said by the same file
 * that the daemon reads.
 */
#ifndef PRESET_H
#define PRESET_H

#define PRESET_TEXT_BYTES 256

/* Of [status_poll]; "" is what it does not say. */
struct preset {
	char path[PRESET_TEXT_BYTES], items[PRESET_TEXT_BYTES];
	char name[PRESET_TEXT_BYTES], status[PRESET_TEXT_BYTES];
	char failing[PRESET_TEXT_BYTES];
	char up[PRESET_TEXT_BYTES], starting[PRESET_TEXT_BYTES];
	char down[PRESET_TEXT_BYTES], off[PRESET_TEXT_BYTES], human[PRESET_TEXT_BYTES];
};

/* preset_read - dir/name.ini.  0, or -errno after the reason went to stderr. */
int preset_read(struct preset *preset, const char *dir, const char *name);

#endif
