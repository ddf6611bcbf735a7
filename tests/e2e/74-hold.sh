#!/bin/bash
# 74-hold.sh - a hold has an owner, a reason and an end, which persons and deploy scripts see the same way.
. "$(dirname "$0")/lib.sh"
setup "$1"
start_gateway --sessions omer,dana
{
	conf_head
	conf_waha
} >"$D/muzzle.ini"
export TZ=CET-1CEST,M3.5.0,M10.5.0/3
start_muzzle
wait_for 10 "the sessions are watched" muzzle_says status waha/dana

# says PATTERN COMMAND... - it exits with 0 and says so.
says() {
	local pattern=$1
	shift
	"$@" >"$D/said" || fail "$*: $?"
	grep -qE "$pattern" "$D/said" || { cat "$D/said"; return 1; }
}

# refuses PATTERN COMMAND... - with 2.
refuses() {
	local pattern=$1 rc=0
	shift
	"$@" >"$D/said" 2>&1 || rc=$?
	equals "$rc" 2 || return 1
	grep -qE "$pattern" "$D/said"
}

# The end by the clock on the wall, here and for who sits elsewhere; a minute may end meanwhile.
printf -v end '%(%s)T' -1
end=$((end / 60 * 60 + 7200))
printf -v clock '%(%H:%M)T' $end
elsewhere=$(TZ=IST-5:30 printf '%(%H:%M)T' $end)
check "a hold until a time of day ends then" \
	says "^held by deploy until [A-Z][a-z]+ $clock, for another 1h 5[89]m: upgrade \(waha\)" \
	muzzle hold waha --until "$clock" --by deploy --why upgrade
check "status shows owner, reason and end" says "^held by deploy until .* $clock, .*: upgrade \(waha\)" muzzle status
check "and why, of its sessions too" says "^held by deploy until .* $clock, .*: upgrade" muzzle why waha/omer
check "in the reader's own time" says "^held by deploy until .* $elsewhere, " env TZ=IST-5:30 "$B/muzzle" status -c "$D/muzzle.ini"
printf -v instant '%(%Y-%m-%dT%H:%M)T' $(($(printf '%(%s)T' -1) + 86400))
check "a date and time will do" says "^held by tester until .* ${instant#*T}, for another 23h 5[89]m" \
	muzzle hold waha/dana --until "$instant" --by tester
check "with an offset, too" says "for another (1h|59m)" \
	muzzle hold waha/omer --until "$(TZ=UTC printf '%(%Y-%m-%dT%H:%M:%S)T' $(($(printf '%(%s)T' -1) + 3600)))Z"
check "in JSON the end is an instant" says '"by":"tester","why":"","for_ms":[0-9]+,"until":"[0-9-]+T[0-9:.]+Z"' muzzle status --json

check "what is past is refused" refuses "that is past" muzzle hold waha --until 2020-01-01T00:00
check "what is no time, too" refuses "a time is wanted" muzzle hold waha --until tomorrow
check "and two lengths" refuses "a duration or --until, not both" muzzle hold waha 10m --until 7:30
check "nothing of it was taken" says "^held by deploy until .* $clock, " muzzle status

# Of two owners.
check "a shorter hold of another does not end it earlier" says "another's hold lasts longer, and stays" muzzle hold waha 10m --by alice
check "and is told whose" grep -qE "^held by deploy until .* $clock, " "$D/said"
check "a longer one takes its place, and tells" says "^ended: held by deploy until .* $clock, " muzzle hold waha 3h --by alice
check "its owner may shorten it" says "^held by alice until .*, for another (10m|9m .*) \(waha\)" muzzle hold waha 10m --by alice
stop_muzzle
start_muzzle
check "the next life knows owner and end" says "^held by alice until .*, for another (10m|9m .*) \(waha\)" muzzle status
kill -HUP "$MUZZLE_PID"
wait_for 5 "reloaded" grep -q 'taken over' "$D/muzzle.log"
check "and after a reload" says "^held by alice until " muzzle why waha
rc=0
muzzle release waha --by bob >"$D/said" || rc=$?
check "who releases his own leaves another's" grep -q "another's hold, and stays" "$D/said"
check "and has not done what he wanted" equals $rc 1
check "which is shown" says "^held by alice until " muzzle status
check "a release of all tells whose hold it ended" says "^ended: held by alice until " env -u SUDO_USER USER=bob "$B/muzzle" release waha -c "$D/muzzle.ini"
check "and the log who did it" grep -q 'waha: command what=release by="bob"' "$D/muzzle.log"
check "what nobody holds is not released" says "nothing is held" muzzle release waha
check "who says nothing else is who runs it" says "^held by $(id -un) until " env -u SUDO_USER -u USER "$B/muzzle" hold waha 1h30m -c "$D/muzzle.ini"
check "whoever releases, too" says "release done" env -u SUDO_USER -u USER "$B/muzzle" release waha -c "$D/muzzle.ini"
check "and history knows" muzzle_says history "waha +release by $(id -un)"
check "nothing holds the gateway any more" not muzzle_says status '\(waha\)'
check_replay alone
stop_muzzle
