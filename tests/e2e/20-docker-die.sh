#!/bin/bash
# 20-docker-die.sh - a container that died is restarted; our own restart is told from a person's stop.
. "$(dirname "$0")/lib.sh"
setup "$1"


start_docker
{
	conf_head 'gateway_restarts = 4/10m'
	conf_docker
} >"$D/muzzle.ini"
box box -- sleep 1000
start_muzzle

docker kill box >/dev/null
wait_for 15 "killed: it is restarted" acts_are box 1
wait_for 15 "and runs" box_is box '{{.State.Running}}' true
hold_for 8 "our own restart is no death and no stop" acts_are box 1
if muzzle status | grep box | grep -q stopped; then fail "our own restart was taken for a person's stop"; fi

docker stop -t 0 box >/dev/null
hold_for 8 "stopped by a person: left alone" box_is box '{{.State.Running}}' false
acts_are box 1 || fail "a person's stop was fought"
check "status says stopped" muzzle_says status 'box .*stopped'

docker start box >/dev/null
wait_for 10 "started by a person" not muzzle_says status 'box .*stopped'
hold_for 3 "it runs" box_is box '{{.State.Running}}' true
kill -KILL "$(box_state box '{{.State.Pid}}')"
wait_for 15 "crashed: it is restarted" acts_are box 2
wait_for 15 "and runs" box_is box '{{.State.Running}}' true
check_replay
stop_muzzle
