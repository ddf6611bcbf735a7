/* drive.h - a plugin under the fake host, driven by what a fuzzer makes up.  SPDX-License-Identifier: ISC
 *
 * The input is settings, an empty line, and what happens then, a line each:
 *   key=value           a setting
 *   +N                  so many ms pass (N <= 600000)
 *   <STATUS BODY        the oldest request is answered; 0: without an HTTP answer, BODY is the reason
 *   >LINK<tab>BODY      the same with 200 and a header Link
 *   dBYTES              a streaming request gets them and a newline
 *   DBYTES              and without one
 *   FBYTES              and a newline, in a frame of Docker's
 *   lLINE               a line comes
 *   fWHY                a stream of lines fails
 *   xCODE OUTPUT        a child ends
 *   h, H, pSESSION      hurry, relax, probe
 */
#ifndef DRIVE_H
#define DRIVE_H

#include "fake_host.h"
#include "fuzz.h"

#define DRIVE_SETTINGS_MAX 32

struct drive {
	const char *plugin;
	const struct fake_setting *settings; /* before those of the input; key NULL ends */
	const struct fake_container *containers;
};

/* drive_open - an instance by the settings, the input's taken off it; NULL: refused.  What it reports
 * is judged as the host would judge it. */
struct muzzle_inst *drive_open(const struct drive *drive, struct fuzz_input *in);

/* drive_run - all of the input, twice side by side, which must say the same. */
void drive_run(const struct drive *drive, struct fuzz_input in);

#endif
