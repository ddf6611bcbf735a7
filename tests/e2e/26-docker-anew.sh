#!/bin/bash
# 26-docker-anew.sh - a container made anew under its name, as deployments do, is no death and is watched from then on.
. "$(dirname "$0")/lib.sh"
setup "$1"
start_docker
{
	conf_head 'gateway_restarts = 4/10m'
	conf_docker
} >"$D/muzzle.ini"
box box -- sleep 1000
start_muzzle

# What the journal says of the gateway since the last look, in one word each.
events() {
	journal | sed -n 's/.*"ev":"event","target":"box".*"what":"\([a-z]*\)".*/\1/p' | tail -n +$((SEEN + 1)) | paste -sd' '
}
events_are() {
	equals "$(events)" "$1"
}
newest_is() {
	journal | grep '"ev":"event","target":"box"' | tail -n 1 | grep "\"what\":\"$1\""
}
look() {
	SEEN=$(journal | grep -c '"ev":"event","target":"box"' || true)
}
crash() {
	kill -KILL "$(box_state box '{{.State.Pid}}')"
	wait_for 15 "the new one crashes: it is restarted" acts_are box "$1"
	wait_for 15 "and runs" box_is box '{{.State.Running}}' true
	wait_for 15 "which is heard" newest_is start
}

SEEN=0
hold_for 2 "one that ran before us is not told as started" events_are ''
docker create --name 0123456789ab_box --network none box /bin/busybox sleep 1000 >/dev/null
docker stop -t 0 box >/dev/null
docker rm box >/dev/null
docker rename 0123456789ab_box box
docker start box >/dev/null
wait_for 10 "stopped, removed, its name given to the new one" events_are 'die stop start'
hold_for 4 "nobody acts" acts_are box 0
if muzzle status | grep box | grep -q stopped; then fail "the new one counts as stopped"; fi
crash 1

look
docker rename box 0123456789ab_box
box box -- sleep 1000
docker rm -f 0123456789ab_box >/dev/null
wait_for 10 "renamed, replaced while it ran, removed" events_are start
hold_for 4 "nobody acts" acts_are box 1
crash 2

look
docker rm -f box >/dev/null
wait_for 10 "removed: a person wanted that" events_are 'die stop'
hold_for 4 "nobody acts" acts_are box 2
box box -- sleep 1000
wait_for 10 "and made anew later" events_are 'die stop start'
hold_for 2 "nobody acts" acts_are box 2
check_replay
stop_muzzle
