#!/bin/bash
# 26-docker-others.sh - what people and restart policies do to containers is theirs; gateways that share a socket are told apart.
. "$(dirname "$0")/lib.sh"
setup "$1"
start_docker
# The same daemon by another way, as by a proxy that guards it.
socat "UNIX-LISTEN:$D/proxy,fork" "UNIX-CONNECT:$D/docker/sock" 2>/dev/null &
PIDS+=($!)
{
	conf_head 'gateway_restarts = 4/10m'
	DIE_SETTLE=8s conf_docker
	# A name that begins like the other's, for the daemon's filters find both.
	printf '[gateway box2]\ncontainer = box-two\ndie_settle = 1s\nladder = restart-container\nnotify = said\n'
	printf '[gateway far]\ncontainer = far\ndie_settle = 1s\nladder = restart-container\nnotify = said\n'
	printf '[source far]\nplugin = docker_events\ngateway = far\nsocket = %s/proxy\n' "$D"
} >"$D/muzzle.ini"
box box -- sleep 1000
box box-two -- sleep 1000
box far -- sleep 1000
start_muzzle

no_acts() {
	equals "$(orders act | wc -l)" "${1:-0}"
}
runs() {
	box_is "$1" '{{.State.Running}}' true
}
heard() {
	journal | grep '"target":"'"$1"'"' | grep "\"source\":\"$2\"" | grep "\"what\":\"$3\""
}

docker restart -t 0 box >/dev/null
wait_for 10 "a person restarts it" heard box docker start
hold_for 11 "that is nobody else's" no_acts
docker restart -t 4 box >/dev/null
hold_for 12 "slowly, too" no_acts
if muzzle status | grep 'box ' | grep -q stopped; then fail "a person's restart was taken for a stop"; fi

docker pause box >/dev/null
wait_for 10 "paused: stopped by a person" muzzle_says status 'box .*stopped'
hold_for 4 "nobody acts" no_acts
docker unpause box >/dev/null
wait_for 10 "and no longer" not muzzle_says status 'box .*stopped'

for policy in on-failure:5 unless-stopped; do
	docker update --restart "$policy" box >/dev/null
	kill -KILL "$(box_state box '{{.State.Pid}}')"
	wait_for 10 "restart=$policy revives it" runs box
	hold_for 10 "nobody else does" no_acts
done

kill -KILL "$(box_state box-two '{{.State.Pid}}')"
wait_for 15 "the other gateway of the socket is restarted" acts_are box2 1
wait_for 10 "and runs" runs box-two
kill -KILL "$(box_state far '{{.State.Pid}}')"
wait_for 15 "the one behind the other socket, too" acts_are far 1
wait_for 10 "and runs" runs far
check "it was heard by that socket" heard far far die
check "and by the one for all" heard far docker die
if heard box far start || heard box2 far die; then fail "a source told of another's gateway"; fi
hold_for 4 "each once" no_acts 2
check_replay
stop_muzzle
