#!/bin/bash
# 23-uplink-ladder.sh - what was quarantined because of the line gets its ladder back when the line does.
. "$(dirname "$0")/lib.sh"
own_network "$@"
setup "$1"

# An address beyond the line, that answers as long as the line works.
start_far_end() {
	socat TCP4-LISTEN:8443,bind=127.0.0.1,fork,reuseaddr /dev/null &
	FAR=$!
	PIDS+=("$FAR")
}

in_quarantine() {
	muzzle status | grep -q 'waha/omer.*quarantine'
}

start_far_end
start_gateway --sessions omer,dana --stop-ms 300
{
	PATIENCE=3s conf_head 'silence = off' 'notify_on = opened'
	conf_waha
	conf_uplink 'route = no' 'check = tcp://127.0.0.1:8443' 'check = tcp://127.0.0.1:9'
} >"$D/muzzle.ini"
start_muzzle

# The outage begins before anybody can know that it is one.
fake omer incurable
wait_for 15 "omer is restarted" stat_is omer restarts 1
wait_for 30 "in vain: it is quarantined" in_quarantine
tried=$(stat_of omer restarts)

end_process "$FAR" || true # by a signal, as it should
wait_for 10 "no check is answered: the line is down" uplink_was down 1
check "the journal says why" grep -q 'no check is answered' "$D/run/journal"
fake omer dead
hold_for 4 "nobody is restarted" stat_is omer restarts "$tried"
start_far_end
wait_for 10 "one of two is answered: it is up" uplink_was up 1
check "in quarantine it still is" in_quarantine
wait_for 60 "then it gets its ladder back, and works" stat_is omer status WORKING
equals "$(stat_of omer restarts)" $((tried + 1)) || fail "that took more than one restart"
! in_quarantine || fail "the quarantine goes on"
stat_is dana restarts 0 || fail "dana was restarted"
check_replay
stop_muzzle
