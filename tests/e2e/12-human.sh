#!/bin/bash
# 12-human.sh - a banned account is told to a person, once, and never restarted.
. "$(dirname "$0")/lib.sh"
setup "$1"
start_gateway --sessions omer,dana --stop-ms 500
{
	conf_head
	conf_waha
} >"$D/muzzle.ini"
start_muzzle

fake omer banned
wait_for 10 "a person is told" told human waha/omer
hold_for 15 "nobody is restarted" restarts_are 0
check "told once" told_times human waha/omer 1
check "status says so" muzzle_says status 'omer .*human'
fake omer heal
hold_for 8 "nor when it is back" restarts_are 0
check_replay
stop_muzzle
