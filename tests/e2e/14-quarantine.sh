#!/bin/bash
# 14-quarantine.sh - a restart that never helps, and a cure that never lasts, end in quarantine.
. "$(dirname "$0")/lib.sh"
setup "$1"
start_gateway --sessions omer,dana,eve,fay,gil --stop-ms 300
{
	RESTARTS=2/40s conf_head
	conf_waha
} >"$D/muzzle.ini"
start_muzzle

fake omer incurable
fake dana 'relapse?after_ms=6000'
wait_for 40 "the incurable one is in quarantine" told quarantined waha/omer
wait_for 150 "the relapsing one is in quarantine" told quarantined waha/dana
omer=$(stat_of omer restarts) dana=$(stat_of dana restarts)
[ "$omer" -le 2 ] || fail "the incurable one was restarted $omer times"
orders act waha/dana | awk -F'[:,]' '
	{ at[NR] = $2; if (NR > 2 && at[NR] - at[NR - 2] < 40000) exit 1 }' || fail "over budget"
hold_for 12 "nothing more is done" restarts_are $((omer + dana))
[ "$(orders notify waha/omer | wc -l)" -le 2 ] || fail "more than two messages for omer"
[ "$(orders notify waha/dana | wc -l)" -le 2 ] || fail "more than two messages for dana"
check "status says quarantine" muzzle_says status 'omer .*quarantine'
check_replay
stop_muzzle
