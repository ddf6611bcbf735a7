#!/bin/bash
# 22-docker-policy.sh - what the container's own restart policy revives is not restarted by us as well.
. "$(dirname "$0")/lib.sh"
setup "$1"
start_docker
{
	conf_head
	DIE_SETTLE=10s conf_docker
} >"$D/muzzle.ini"
box box --restart always -- sleep 1000
start_muzzle
kill -KILL "$(box_state box '{{.State.Pid}}')"
wait_for 10 "its policy revives it" box_is box '{{.State.Running}}' true
hold_for 14 "nobody else does" acts_are box 0

docker rm -f box >/dev/null
box box --restart always -- sh -c '/bin/busybox sleep 1; exit 1'
wait_for 40 "a crash loop is told" told opened box
hold_for 10 "and not fought over" acts_are box 0
check "told once" told_times opened box 1
check_replay
stop_muzzle
