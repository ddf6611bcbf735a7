#!/bin/bash
# 17-lag.sh - a daemon that was stopped itself for a while blames nobody for what it did not see.
. "$(dirname "$0")/lib.sh"
setup "$1"
start_gateway --sessions omer,dana --stop-ms 300
{
	PATIENCE=8s conf_head
	conf_waha
} >"$D/muzzle.ini"
start_muzzle
wait_for 5 "the sessions are seen" muzzle_says status waha/dana

fake omer dead
wait_for 5 "a bad claim" sh -c "grep -q '\"state\":\"down\"' '$D/run/journal'"
kill -STOP "$MUZZLE_PID"
say "muzzle is stopped"
sleep 4
kill -CONT "$MUZZLE_PID"
wait_for 5 "it notices its lag" sh -c "grep -q '\"ev\":\"self\",\"what\":\"lag\"' '$D/run/journal'"
wait_for 20 "the act is held as long as it is unwell" sh -c "grep '\"order\":\"held\"' '$D/run/journal' | grep '\"by\":\"unwell\"'"
restarts_are 0 || fail "it acted on what it had not seen"
check_replay
stop_muzzle
