#!/bin/bash
# 10-death.sh - a status that lies costs nothing; a death costs one restart, one opening, one closing.
. "$(dirname "$0")/lib.sh"
setup "$1"
start_gateway --sessions omer,dana --stop-ms 1000
{
	conf_head 'notify_on = opened'
	conf_waha
} >"$D/muzzle.ini"
start_muzzle

fake omer 'flap?lie_ms=2500&every_ms=4000'
hold_for 16 "a lying status with traffic: nobody is restarted" restarts_are 0
fake omer 'flap?lie_ms=0'

fake omer dead
wait_for 20 "omer is restarted" stat_is omer restarts 1
wait_for 10 "omer works again" stat_is omer status WORKING
check "the opening was told once" told_times opened waha/omer 1
wait_for 10 "the message is in the inbox" grep -q waha/omer "$D/inbox"
hold_for 8 "and nobody else is restarted" restarts_are 1
acts_are waha/omer 1 || fail "more than one act"
check_replay
stop_muzzle

# Ten minutes of health close it: told in the replay, for nobody waits that long here.
last=$(journal | sed -n 's/^{"t":\([0-9]*\),.*/\1/p' | tail -n 1)
{
	journal
	for ((t = last + 1000; t < last + 660000; t += 5000)); do
		echo "{\"t\":$t,\"ev\":\"claim\",\"target\":\"waha/omer\",\"source\":\"status\",\"state\":\"up\",\"raw\":\"WORKING\"}"
	done
} | muzzle replay --sync - | grep '"order":"notify"' >"$D/messages"
equals "$(grep -c '"what":"closed"' "$D/messages")" 1 || fail "not closed once"
say "ten minutes of health later it is closed, once"
