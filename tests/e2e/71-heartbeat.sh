#!/bin/bash
# 71-heartbeat.sh - a dead-man service hears of start, life, failure and mending, and delays nothing when it hangs.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/sinks.sh"
setup "$1"
start_sinks
start_gateway --sessions omer
mkdir -p "$D/disk/state"
mount -t tmpfs -o size=16k tmpfs "$D/disk/state"
NAME=5ecret-0123
{
	conf_head | sed "s|^state_dir = .*|state_dir = $D/disk/state|; s|^\[muzzle\]|&\nheartbeat = $SINK/$NAME\nheartbeat_every = 5s|"
	conf_waha
} >"$D/muzzle.ini"

# beats - what the service has heard, a line each: METHOD PATH BODY.
beats() {
	sink_lines "$NAME" | awk -F '\t' '{ print $5, $7 }' | sed "s|/sink/$NAME|URL|; s| HTTP/1.1||"
}

last_beat() {
	beats | tail -n 1 | grep -qE "$1"
}

beats_are() {
	[ "$(beats | wc -l)" -ge "$1" ]
}

start_muzzle
wait_for 10 "it is told, and told again" beats_are 3
equals "$(beats | head -n 1 | sed 's/ *$//')" "POST URL/start" || fail "not the start first"
equals "$(beats | sed -n 2p | sed 's/ *$//')" "POST URL" || fail "not then that it lives"
check "all is well" not muzzle_says status heartbeat

# The ledger's disk is full: nothing can be restarted, and somebody should hear of it.
dd if=/dev/zero of="$D/disk/state/full" bs=1k count=64 2>/dev/null || true
muzzle hold waha/omer 1m --by tester >/dev/null 2>&1 || true
wait_for 10 "a failure is told with its reason" \
	last_beat '^POST URL/fail the ledger cannot be written, so nothing is restarted$'
check "and shown" muzzle_says status '^heartbeat: tells of a failure: the ledger cannot be written, so nothing is restarted$'
rm "$D/disk/state/full"
muzzle release waha/omer >/dev/null 2>&1 || true
wait_for 10 "mended, it is well again" last_beat '^POST URL *$'

# It hangs: nothing waits for it.
sink "$NAME" hang
wait_for 20 "that it is not heard is told" grep -q 'heartbeat: warning: not heard' "$D/muzzle.log"
check "and shown" muzzle_says status '^heartbeat: not heard for '
fake omer dead
wait_for 15 "a session is restarted all the same" stat_is omer restarts 1
check "and the loop does not wait for it" never_late 4000
sink "$NAME" ok
wait_for 20 "it is heard again" grep -q 'heartbeat: heard again' "$D/muzzle.log"
equals "$(grep -c 'not heard' "$D/muzzle.log")" 1 || fail "told more than once"

# Another period is taken at a reload; without the key it ends.
sed -i 's/^heartbeat_every.*/heartbeat_every = 1s/' "$D/muzzle.ini"
kill -HUP "$MUZZLE_PID"
wait_for 10 "the new period is told" beats_are $(($(beats | wc -l) + 2))
sed -i '/^heartbeat/d' "$D/muzzle.ini"
kill -HUP "$MUZZLE_PID"
wait_for 5 "it is taken away" sh -c "[ \"\$(grep -c 'taken over' '$D/muzzle.log')\" = 2 ]"
count=$(beats | wc -l)
hold_for 3 "and no longer told" sh -c "[ \"\$(grep -cF '$NAME' '$D/sink')\" -le $((count + 1)) ]"
stop_muzzle
check "its secret stands nowhere" sh -c "! grep -rqF '$NAME' '$D/muzzle.log' '$D/run' '$D/disk'"
