/* press.c - see press.h.  SPDX-License-Identifier: ISC */
#include "press.h"

static const char *const help[] = {
	"KEYS",
	"  up down j k       choose a target; Page Up, Page Down, Home, End",
	"  Enter w           why: all that is known of the target, kept up to date",
	"  h                 hold it: muzzle keeps its hands off, for as long as you say",
	"  r                 release it: end a hold, whoever's",
	"  R                 reset it: forget quarantine, human, rung and cooldown",
	"  /                 show only targets whose name contains some text",
	"  s                 sort: the worst first, or each gateway with its sessions",
	"  p                 pause the screen, and go on",
	"  Ctrl-L            draw the screen anew",
	"  Escape            all targets again, and the worst chosen; back",
	"  q                 back, and out",
	"",
	"MARKS",
	"  !  dead: convicted, it is acted on unless something holds back",
	"  P  needs a person: no restart cures it",
	"  Q  in quarantine: watched, and tried again ever more seldom",
	"  ~  out of sight: the sources of a gateway cannot look",
	"  .  unknown: nothing is known, or no longer",
	"  ?  in doubt: bad; it is dead when the run outlasts its patience",
	"  S  stopped by somebody",
	"  =  held: an operator's hands are on it",
	"  +  well",
	"",
	"COLUMNS",
	"  FOR      how long it is in that state",
	"  RUN      the unbroken bad stretch against patience; full: convicted",
	"  PROOF    age of the last proof of life, and the usual gap between two",
	"  LEFT     acts that its budget has left, of how many",
	"  HELD BY  what keeps muzzle from acting now, and for how long if that is known",
};

const char *press_help(size_t i)
{
	return i < sizeof(help) / sizeof(help[0]) ? help[i] : NULL;
}
