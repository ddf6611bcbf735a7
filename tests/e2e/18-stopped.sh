#!/bin/bash
# 18-stopped.sh - a daemon that is stopped for longer than patience finds every session alive, and says how long it was.
. "$(dirname "$0")/lib.sh"
setup "$1"
start_gateway --sessions omer,dana
{
	PATIENCE=3s conf_head
	conf_waha
} >"$D/muzzle.ini"
start_muzzle
wait_for 5 "the sessions are seen" muzzle_says status 'waha/dana *up'
check "no lag is shown" not muzzle_says status '^lag'

# stop_for SECONDS - the time is what is tested; STOPPED_AT, on the clock of the machine.
stop_for() {
	STOPPED_AT=$(boot_ms)
	kill -STOP "$MUZZLE_PID"
	sleep "$1"
	kill -CONT "$MUZZLE_PID"
	say "muzzle was stopped for $1 s"
}

lags_are() {
	equals "$(journal | grep -c '"ev":"self","what":"lag"')" "$1"
}

# number KEY - of the lags, from `muzzle status --json`.
number() {
	muzzle status --json | tr -d ' \n' | sed -n "s/.*\"lag\":{[^}]*\"$1\":\\([0-9]*\\).*/\\1/p"
}

# lasted MS SECONDS - as long as it was stopped, or since it last woke before that, a second ago at most.
lasted() {
	[ "$1" -ge $(($2 * 1000)) ] && [ "$1" -le $(($(boot_ms) - STOPPED_AT + 1500)) ]
}

stop_for 2
wait_for 5 "2 s are a lag" lags_are 1
check "as long as they were" lasted "$(number last_ms)" 2
stop_for 7
wait_for 5 "7 s are another" lags_are 2
check "the last lag is shown" lasted "$(number last_ms)" 7
check "and the worst" equals "$(number worst_ms)" "$(number last_ms)"
ms=$(number last_ms)
muzzle status | grep "^lag: 2 since the start, the last of $((ms / 1000))s [0-9]*m*s ago, the worst of $((ms / 1000))s\$" ||
	fail "status says nothing of it: $(muzzle status)"
check "the log names it" grep -q "muzzle: warning: lag ms=$ms" "$D/muzzle.log"
stop_for 60
wait_for 5 "a minute is a third" lags_are 3
check "as long as it was" lasted "$(number worst_ms)" 60
hold_for 6 "nobody is restarted" restarts_are 0
check "nothing was ordered to be" equals "$(orders act | wc -l)" 0
check_replay
stop_muzzle
