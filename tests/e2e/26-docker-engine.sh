#!/bin/bash
# 26-docker-engine.sh - the Docker daemon itself is stopped, or killed, and comes back; what died meanwhile is found out.
. "$(dirname "$0")/lib.sh"
setup "$1"

stop_docker() {
	end_process "$(cat "$D/docker/pid")" || true # by a signal, as it should
	wait_for 10 "muzzle has lost the daemon" lost $((++LOST))
}
# As by a crash, its containerd with it: its containers live on without them.
kill_docker() {
	local pid
	for pid in "$D/docker/pid" "$D/docker/exec/containerd/containerd.pid"; do
		kill -KILL "$(cat "$pid")"
		rm -f "$pid"
	done
	rm -f "$D/docker/sock"
	wait_for 10 "muzzle has lost the daemon" lost $((++LOST))
}
restart_docker() {
	run_docker
	wait_for 60 "and has found it again" found "$LOST"
}
lost() {
	equals "$(grep -c 'docker: warning: blind why' "$D/muzzle.log")" "$1"
}
found() {
	equals "$(grep -c 'docker: .*sees again' "$D/muzzle.log")" "$1"
}
heard_times() {
	equals "$(journal | grep '"ev":"event","target":"box"' | grep -c "\"what\":\"$1\"")" "$2"
}
runs() {
	box_is box '{{.State.Running}}' true
}

LOST=0
start_docker
{
	conf_head 'gateway_restarts = 4/10m'
	conf_docker
} >"$D/muzzle.ini"
box box --stop-timeout 1 -- sleep 1000
start_muzzle
hold_for 2 "one that ran before us is not told as started" heard_times start 0

stop_docker
check "its status says so" muzzle_says status 'blind: docker '
wait_for 10 "a daemon that is stopped stops its containers" heard_times stop 1
restart_docker
hold_for 4 "what it stopped stays stopped" acts_are box 0
docker update --restart always box >/dev/null
docker start box >/dev/null
wait_for 10 "a person starts it, with a restart policy" heard_times start 1
stop_docker
export DOCKERD=--live-restore
restart_docker
wait_for 20 "the daemon starts it again" runs
wait_for 10 "which is heard" heard_times start 2
docker update --restart no box >/dev/null

kill_docker
restart_docker
check "the daemon was killed, the container lived on" runs
heard_times start 2 || fail "it was told as started"
pid=$(box_state box '{{.State.Pid}}')
kill_docker
kill -KILL "$pid"
acts_are box 0 || fail "an act too many"
restart_docker
wait_for 40 "it died while the daemon was away: it is restarted" acts_are box 1
wait_for 15 "and runs" runs
heard_times stop 2 || fail "its death was taken for a person's stop"
check_replay
stop_muzzle
