#!/bin/bash
# 21-docker-sick.sh - out of memory, and unhealthy: both end in one restart with their reason.
. "$(dirname "$0")/lib.sh"
setup "$1"
start_docker
{
	PATIENCE=10s conf_head
	conf_docker
} >"$D/muzzle.ini"

# The first life eats its memory when it is told to, the second one lives; they know by files in the container.
# shellcheck disable=SC2016 # for the shell in the container
box box -m 8m -- sh -c 'if [ -e /second ]; then exec /bin/busybox sleep 1000; fi
	until [ -e /eat ]; do /bin/busybox sleep 0.1; done; /bin/busybox touch /second; x=a; while :; do x=$x$x; done'
start_muzzle
docker exec box /bin/busybox touch /eat
wait_for 30 "out of memory: it is restarted" acts_are box 1
check "the reason says so" sh -c "cat $D/run/journal | grep '\"order\":\"act\"' | grep -i 'oom\\|memory'"
wait_for 15 "and runs" box_is box '{{.State.Running}}' true
stop_muzzle

docker rm -f box >/dev/null
rm -rf "$D/run" "$D/state"
mkdir -p "$D/run" "$D/state"
box box --health-cmd '/bin/busybox test ! -e /sick' --health-interval 1s --health-retries 1 -- sleep 1000
wait_for 20 "the container is healthy" box_is box '{{.State.Health.Status}}' healthy
start_muzzle
docker exec box /bin/busybox touch /sick
hold_for 3 "unhealthy within patience: nothing" acts_are box 0
wait_for 20 "beyond patience: it is restarted" acts_are box 1
wait_for 15 "its next life is cured" docker exec box /bin/busybox rm -f /sick
hold_for 6 "once" acts_are box 1
check_replay
stop_muzzle
