#!/bin/bash
# 75-memory.sh - a real container's memory, through the Docker daemon, by its cgroup and by its process, is what
# `docker stats` shows; who cannot be measured is no worse for it.
. "$(dirname "$0")/lib.sh"
setup "$1"
start_docker

# What sh keeps in a variable; the loop keeps sh itself from becoming the sleep.
# shellcheck disable=SC2016 # for the shell in the container
box gw-one -m 128m --stop-timeout 1 -- sh -c 'x=0123456789abcdef; for i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20
	do x=$x$x; done; while :; do /bin/busybox sleep 1000; done'
box gw-two --stop-timeout 1 -- sleep 1000
pid=$(box_state gw-one '{{.State.Pid}}')
cgroup=$(sed -n 's|^[0-9]*:memory:|/sys/fs/cgroup/memory|p' "/proc/$pid/cgroup")
: "${cgroup:=$(sed -n 's|^0::|/sys/fs/cgroup|p' "/proc/$pid/cgroup")}"
echo "$pid" >"$D/gw.pid"
{
	conf_head
	for gateway in one two; do
		printf '[gateway %s]\ncontainer = gw-%s\n' $gateway $gateway
	done
	printf '[gateway by-cgroup]\n[gateway by-process]\n'
	printf '[source daemon]\nplugin = memory\nevery = 1s\nsocket = %s\n' "$D/docker/sock"
	printf '[source kernel]\nplugin = memory\nevery = 1s\ngateway = by-cgroup\ncgroup = %s\n' "$cgroup"
	printf '[source process]\nplugin = memory\nevery = 1s\ngateway = by-process\npid_file = %s\n' "$D/gw.pid"
	printf '[source docker]\nplugin = docker_events\nsocket = %s\n' "$D/docker/sock"
} >"$D/muzzle.ini"

# memory_of GATEWAY FIELD - of the newest reading.
memory_of() {
	journal | grep "\"ev\":\"memory\",\"target\":\"$1\"" | tail -n 1 | sed -n "s/.*\"$2\":\\([0-9]*\\).*/\\1/p"
}
readings_of() {
	journal | grep -c "\"ev\":\"memory\",\"target\":\"$1\"" || true
}
# What docker itself shows, as in "33.2MiB / 128MiB", in bytes.
docker_shows() {
	docker stats --no-stream --format '{{.MemUsage}}' "$1" | sed 's|B /.*||' | numfmt --from=iec-i
}
# within PERCENT HAVE WANT
within() {
	[ -n "$2" ] && [ "$3" -gt 0 ] && [ $((($2 - $3) * 100 / $3)) -le "$1" ] && [ $((($3 - $2) * 100 / $3)) -le "$1" ]
}
as_docker_shows() {
	within 3 "$(memory_of "$1" bytes)" "$(docker_shows "$2")"
}
# What is shared with others is theirs, to Docker, and not always to the kernel.
like_its_process() {
	within 15 "$(memory_of by-process bytes)" "$(docker_shows gw-one)"
}
why_agrees() {
	muzzle why one --json >"$D/why"
	within 3 "$(sed -n 's|.*"memory":{"bytes":\([0-9]*\).*|\1|p' "$D/why")" "$(docker_shows gw-one)"
}
is_blind() {
	muzzle status | grep -F "$1" | grep -qF "$2"
}
readings_are() {
	equals "$(readings_of "$1")" "$2"
}
more_than() {
	[ "$(readings_of "$1")" -gt "$2" ]
}

grown() {
	[ "$(docker_shows gw-one)" -gt 16000000 ]
}
wait_for 20 "the container has taken its memory" grown
start_muzzle
wait_for 10 "as docker stats shows it" as_docker_shows one gw-one
wait_for 10 "so it is by its cgroup" as_docker_shows by-cgroup gw-one
wait_for 10 "and, but for what is shared, by its process" like_its_process
check "with its limit" equals "$(memory_of one limit)$(memory_of by-cgroup limit)" 134217728134217728
check "that of the machine is none" equals "$(memory_of two limit)$(memory_of by-process limit)" ""
wait_for 10 "the other one is another" as_docker_shows two gw-two
wait_for 10 "why says so" why_agrees
wait_for 10 "and status, in MB" muzzle_says status 'kernel.*limit_mb=128'

docker stop gw-one gw-two >/dev/null
docker rm gw-two >/dev/null
wait_for 15 "one that is not there is not seen" is_blind daemon "no container gw-two"
wait_for 10 "nor is its cgroup" is_blind kernel "it is not there"
at=$(readings_of one)
hold_for 3 "of one that is stopped nothing is said" readings_are one "$at"
docker start gw-one >/dev/null
box gw-two -- sleep 1000
wait_for 15 "both are there again" more_than two "$(readings_of two)"
wait_for 15 "and seen" not muzzle_says status 'daemon.*blind|blind.*daemon'
if journal | grep '"ev":"fault"' | grep 'daemon\|kernel\|process'; then fail "who cannot look told a fault"; fi
check "nobody was acted on for it" equals "$(orders act | wc -l)" 0
check_replay
stop_muzzle
