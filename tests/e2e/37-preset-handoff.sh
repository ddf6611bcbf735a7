#!/bin/bash
# 37-preset-handoff.sh - OpenClaw's exits: a hand-off to whoever starts it next is no crash, code 78 is for a
# person, and an exit that nobody follows up is mended.
. "$(dirname "$0")/lib.sh"
setup "$1"
start_docker
{
	conf_head
	cat <<-END
		[gateway box]
		preset = openclaw
		container = box
		die_settle = 12s
		ladder = restart-openclaw
		notify = said

		[action restart-openclaw]
		plugin = restart
		preset = openclaw
		via = docker
		scope = gateway
		socket = $D/docker/sock
	END
	conf_docker_watch
} >"$D/muzzle.ini"
check "the preset waits out a hand-off of 60 s" grep -q '^die_settle = 75s' "$D/presets/openclaw.ini"

box box -- sh -c 'trap "exit 0" USR2; trap "exit 78" USR1
	while :; do /bin/busybox sleep 1 & wait; done'
start_muzzle
died() {
	equals "$(journal | grep '"what":"die"' | grep -c "\"code\":$1")" "$2"
}

docker kill -s USR2 box >/dev/null
wait_for 20 "it hands over by ending with 0" died 0 1
docker start box >/dev/null
hold_for 16 "its own supervisor has started it: no crash" acts_are box 0

docker kill -s USR2 box >/dev/null
wait_for 20 "it ends with 0 again" died 0 2
hold_for 3 "somebody may still start it" acts_are box 0
wait_for 30 "nobody does: it is restarted" acts_are box 1
wait_for 20 "and runs" box_is box '{{.State.Running}}' true
has_result() {
	journal | grep '"ev":"result"'
}
wait_for 10 "muzzle knows that it did that" has_result
hold_for 3 "it runs on, beyond what counts as our own doing" box_is box '{{.State.Running}}' true

docker kill -s USR1 box >/dev/null
wait_for 20 "it ends with 78" died 78 1
wait_for 30 "a person is told" told human box
hold_for 8 "and it is not restarted" acts_are box 1
check_replay
stop_muzzle
