#!/bin/bash
# 46-restart-docker.sh - containers by name, label and compose name: what runs is restarted with its time to stop,
# what does not is started, and what a person wants left alone is.
. "$(dirname "$0")/lib.sh"
setup "$1"
start_docker

box crashed -- sleep 1000
docker kill crashed >/dev/null
box drains -- sh -c 'trap "busybox sleep 2; exit 0" TERM; while :; do busybox sleep 1; done'
box stubborn -- sh -c 'trap "" TERM; while :; do busybox sleep 1; done'
box nameless --label com.example.for=labelled -- sleep 1000
box shop-web-1 --label com.docker.compose.project=shop --label com.docker.compose.service=web \
	--label com.docker.compose.oneoff=False -- sleep 1000
box shop-web-run-1 --label com.docker.compose.project=shop --label com.docker.compose.service=web \
	--label com.docker.compose.oneoff=True -- sleep 1000
box shop-db-1 --label com.docker.compose.project=shop --label com.docker.compose.service=db -- sleep 1000
box one --label com.example.for=twins -- sleep 1000
box other --label com.example.for=twins -- sleep 1000
box mine --label muzzle=off -- sleep 1000
box paused -- sleep 1000
docker pause paused >/dev/null

# conf_case NAME [LINE...] - a gateway that its check calls dead while $D/NAME.dead is there; lines of [action].
conf_case() {
	touch "$D/$1.dead"
	cat <<-END
		[gateway $1]
		ladder = restart-$1 second
		notify = said
		[source $1]
		plugin = exec_check
		gateway = $1
		command = $D/check $D/$1.dead
		every = 1s
		[action restart-$1]
		plugin = restart
		via = docker
		socket = $D/docker/sock
	END
	shift
	printf '%s\n' "$@" ''
}
cat >"$D/check" <<'END'
#!/bin/sh
[ ! -e "$1" ] || exit 2
END
chmod 755 "$D/check"
{
	conf_head 'gateway_restarts = 9/2m' | sed 's#^run_dir#restarts = 24/1h\nrun_dir#'
	conf_case crashed 'container = {gateway}'
	conf_case drains 'container = drains' 'stop_timeout = 30s'
	conf_case stubborn 'container = stubborn' 'stop_timeout = 3s'
	conf_case labelled 'label = com.example.for={gateway}' 'stop_timeout = 1s'
	conf_case web 'compose = shop/{gateway}' 'stop_timeout = 1s'
	conf_case twins 'label = com.example.for=twins' 'stop_timeout = 1s'
	conf_case mine 'container = mine'
	conf_case paused 'container = paused'
	conf_case nobody 'compose = shop/nobody'
	cat <<-END
		[action second]
		plugin = noop
		scope = gateway

		[action said]
		plugin = noop
	END
} >"$D/muzzle.ini"
declare -A started=()
for name in $(docker ps -a --format '{{.Names}}'); do
	started[$name]=$(box_state "$name" '{{.State.StartedAt}}')
done
began=$(date +%s)
start_muzzle

# restarted NAME - it runs, and not since we began.
restarted() {
	box_is "$1" '{{.State.Running}}' true && ! box_is "$1" '{{.State.StartedAt}}' "${started[$1]}"
}
# logged CASE TEXT - of its action.
logged() {
	grep "^restart-$1: " "$D/muzzle.log" | grep -qF -- "$2"
}
# events NAME WHAT FORMAT - of Docker's own, since we began, this second included.
events() {
	docker events --since "$began" --until "$(($(date +%s) + 1))" --filter "container=$1" --filter "event=$2" --format "$3"
}

for name in crashed drains stubborn nameless shop-web-1; do
	wait_for 40 "$name: runs anew" restarted $name
done
wait_for 10 "crashed: by a start" logged crashed 'why="start: HTTP 204"'
for name in drains stubborn labelled web; do
	wait_for 10 "$name: by a restart" logged $name 'why="restart: HTTP 204"'
done
ends=$(events drains die '{{.Actor.Attributes.exitCode}}')
check "drains: had the time to end by itself" equals "$ends" 0
ends=$(events stubborn die '{{.Actor.Attributes.exitCode}}')
check "stubborn: was killed" equals "$ends" 137
asked=$(events stubborn kill '{{.TimeNano}}' | head -n 1) died=$(events stubborn die '{{.TimeNano}}')
check "stubborn: not before its time" test $((died - asked)) -ge 2900000000

wait_for 10 "twins: a person is told which" logged twins '2 containers are com.example.for=twins, not one: /'
wait_for 10 "nobody: a person is told" logged nobody '0 containers are shop/nobody, not one'
wait_for 10 "mine: a person's label holds" logged mine 'container /mine carries the label muzzle=off'
wait_for 10 "paused: a person did that" logged paused 'container /paused is paused; unpause it'
for name in twins nobody mine paused; do
	wait_for 10 "$name: told" told setup $name
	acts_are $name 1 || fail "$name: something else was tried"
done
for name in one other mine shop-web-run-1 shop-db-1; do
	check "$name was not touched" box_is $name '{{.State.StartedAt}}' "${started[$name]}"
done
check "nor was paused" box_is paused '{{.State.Paused}}' true
muzzle why mine >"$D/said"
check "why says so" grep -q 'muzzle=off' "$D/said"
check_replay
stop_muzzle
