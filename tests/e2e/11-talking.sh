#!/bin/bash
# 11-talking.sh - a session that only talks of its connection is dead; quiet and lying ones are not.
. "$(dirname "$0")/lib.sh"
setup "$1"
start_gateway --sessions talker,quiet --stop-ms 500 --retry-ms 1000 --pretty
{
	conf_head
	conf_waha
} >"$D/muzzle.ini"
fake quiet quiet
start_muzzle

fake talker hung
wait_for 5 "it says STARTING" stat_is talker status STARTING
fake talker offline
wait_for 20 "the talker is restarted" stat_is talker restarts 1
fake talker alive
wait_for 10 "and works again" stat_is talker status WORKING
hold_for 5 "the quiet one is left alone" stat_is quiet restarts 0
acts_are waha/talker 1 || fail "more than one act"
check_replay
stop_muzzle
