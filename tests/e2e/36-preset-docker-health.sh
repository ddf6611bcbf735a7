#!/bin/bash
# 36-preset-docker-health.sh - a container with a HEALTHCHECK: restarted with judgement, where the published
# rule (every few seconds: restart whatever is unhealthy and not restarting) would not wait to think.
. "$(dirname "$0")/lib.sh"
setup "$1"
start_docker
{
	PATIENCE=${PATIENCE:-15s} conf_head 'gateway_restarts = 2/10m'
	cat <<-END
		[gateway box]
		preset = docker-health
		container = box
		die_settle = 2s
		start_max = 4s
		ladder = restart-container
		notify = said

		[action restart-container]
		plugin = restart
		preset = docker-health
		socket = $D/docker/sock
		stop_timeout = 1s
	END
	conf_docker_watch
} >"$D/muzzle.ini"

# The published rule as an onlooker: it writes down when it would restart.  Its 5 s are to the 90 s of our
# patience as this interval is to the patience of this test.
watch_as_autoheal() {
	while sleep 0.3; do
		docker ps --no-trunc --filter health=unhealthy --format '{{.Names}} {{.Status}}' |
			grep -v Restarting >>"$D/would" || true
	done
}
would() {
	if [ -e "$D/would" ]; then wc -l <"$D/would"; else echo 0; fi
}
health_is() {
	box_is box '{{.State.Health.Status}}' "$1"
}

# A start cures it, unless there is /hopeless.
# shellcheck disable=SC2016 # for the shell in the container
box box --health-cmd '/bin/busybox test ! -e /sick' --health-interval 1s --health-retries 1 \
	-- sh -c '[ -e /hopeless ] || /bin/busybox rm -f /sick; exec /bin/busybox sleep 1000'
wait_for 20 "it is healthy" health_is healthy
start_muzzle
watch_as_autoheal 2>/dev/null &
PIDS+=($!)

for i in 1 2 3; do
	docker exec box /bin/busybox touch /sick
	wait_for 15 "sick for a moment ($i)" health_is unhealthy
	hold_for 2 "and another" health_is unhealthy
	docker exec box /bin/busybox rm -f /sick
	wait_for 15 "and well again" health_is healthy
	hold_for 3 "for a while" health_is healthy
done
acts_are box 0 || fail "restarted for a moment's sickness"
check "the published rule would have restarted it" test "$(would)" -ge 1
say "$(would) times"

docker exec box /bin/busybox touch /sick
wait_for 15 "sick" health_is unhealthy
wait_for 40 "for all of patience: it is restarted" acts_are box 1
wait_for 20 "and well" health_is healthy
hold_for 8 "once was enough" acts_are box 1

docker exec box /bin/busybox touch /sick /hopeless
wait_for 40 "sick again, and a restart cures nothing: it is tried once more" acts_are box 2
before=$(would)
hold_for 30 "then it is left to a person" acts_are box 2
wait_for 60 "who is told" told quarantined box
check "where the published rule goes on" test "$(would)" -gt "$((before + 5))"

docker stop -t 0 box >/dev/null
hold_for 6 "stopped by a person: left alone" box_is box '{{.State.Running}}' false
acts_are box 2 || fail "a person's stop was fought"
check_replay
stop_muzzle
