/* preset.h - the part of a preset that says how sessions are read.  SPDX-License-Identifier: ISC
 *
 * The daemon reads the same file, so that both know a kind of gateway alike.
 */
#ifndef PRESET_H
#define PRESET_H

#define PRESET_TEXT_BYTES 256

/* Keys of its section [status_poll]; "" if a key is missing. */
struct preset {
	char path[PRESET_TEXT_BYTES], items[PRESET_TEXT_BYTES];
	char name[PRESET_TEXT_BYTES], status[PRESET_TEXT_BYTES];
	char failing[PRESET_TEXT_BYTES];
	char up[PRESET_TEXT_BYTES], starting[PRESET_TEXT_BYTES];
	char down[PRESET_TEXT_BYTES], off[PRESET_TEXT_BYTES], human[PRESET_TEXT_BYTES];
};

/* preset_read - read dir/name.ini.  0, or -errno; the reason is on stderr. */
int preset_read(struct preset *preset, const char *dir, const char *name);

#endif
