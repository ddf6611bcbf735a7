#!/bin/bash
# 72-watchdog.sh - the hardware is fed by the loop, called off by a clean stop, and by nothing else.  A file stands for it.
. "$(dirname "$0")/lib.sh"
setup "$1"
start_gateway --sessions omer
{
	conf_head | sed "s|^\[muzzle\]|&\nwatchdog = $D/dog\nwatchdog_timeout = 3s|"
	conf_waha
} >"$D/muzzle.ini"

ate() {
	wc -c <"$D/dog"
}

ate_more() {
	[ "$(ate)" -gt "$1" ]
}

# ended_with LETTERS - what it was given last.
ended_with() {
	equals "$(tail -c ${#1} "$D/dog")" "$1"
}

: >"$D/dog"
start_muzzle
check "it is fed at once" ate_more 0
check "and that nobody set its time is told" grep -q "watchdog: warning: cannot be given a timeout, fed for ms=3000" "$D/muzzle.log"
wait_for 5 "it is fed" ate_more 2

kill -STOP "$MUZZLE_PID"
count=$(ate)
hold_for 3 "who hangs does not feed it" sh -c "[ \"\$(wc -c <'$D/dog')\" -le $((count + 1)) ]"
kill -CONT "$MUZZLE_PID"
wait_for 5 "who goes on does" ate_more "$((count + 1))"

# A reload keeps it; without the key it is called off, another one takes its place.
kill -HUP "$MUZZLE_PID"
wait_for 5 "reloaded" sh -c "[ \"\$(grep -c 'taken over' '$D/muzzle.log')\" = 1 ]"
check "a reload calls nobody off" sh -c "! grep -q V '$D/dog'"
cp "$D/muzzle.ini" "$D/good.ini"
sed -i '/^watchdog/d' "$D/muzzle.ini"
kill -HUP "$MUZZLE_PID"
wait_for 5 "without the key it is called off" ended_with V
: >"$D/other"
sed "s|= $D/dog|= $D/other|" "$D/good.ini" >"$D/muzzle.ini"
kill -HUP "$MUZZLE_PID"
wait_for 5 "another is fed" test -s "$D/other"
sed "s|= $D/dog|= $D/none|" "$D/good.ini" >"$D/muzzle.ini"
kill -HUP "$MUZZLE_PID"
wait_for 5 "one that is not there is told with the remedy" grep -q 'none error=No such file or directory remedy="load its driver' "$D/muzzle.log"
is_ready || fail "a reload with it ended the daemon"

: >"$D/dog"
cp "$D/good.ini" "$D/muzzle.ini"
kill -HUP "$MUZZLE_PID"
wait_for 5 "it is fed again" ate_more 1
stop_muzzle
check "a clean stop calls it off" ended_with 1V

: >"$D/dog"
start_muzzle
wait_for 5 "the next life feeds it" ate_more 1
kill_muzzle
check "a kill does not call it off" sh -c "! grep -q V '$D/dog'"
