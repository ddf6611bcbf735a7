#!/bin/bash
# 24-docker-log.sh - each line of a container's log is seen once: through restarts of the container, of
# muzzle and of the Docker daemon, and when the container is made anew; with a terminal and without.
. "$(dirname "$0")/lib.sh"
setup "$1"

# A proof for each line: every line is of a session of its own.
conf_log() {
	cat <<-END

		[gateway $1]
		sessions = *

		[source $1]
		plugin = webhook_log
		gateway = $1
		docker = $1
		socket = $D/docker/sock
		match = *"session":"{session}"*"event":"{event}"*Sending POST*
		proof = message
		proof_every = 0s
	END
}

# say_lines CONTAINER FROM TO - its first process prints those lines, the even ones to stderr.
say_lines() {
	docker exec "$1" sh -c "n=$2; while [ \$n -le $3 ]; do
		echo \"{\\\"session\\\":\\\"s\$n\\\",\\\"event\\\":\\\"message\\\",\\\"msg\\\":\\\"Sending POST...\\\"}\" \
			>/proc/1/fd/\$((2 - n % 2))
		n=\$((n + 1)); done"
}

# talker NAME FROM [OPTION] - a container that prints ten lines at each start, beginning with FROM.
talker() {
	# shellcheck disable=SC2016 # for the shell in the container
	box "$1" "${@:3}" -- sh -c 'echo >>/lives
		n=$(($0 + 10 * $(/bin/busybox wc -l </lives) - 10)); last=$((n + 9))
		while [ $n -le $last ]; do
			echo "{\"session\":\"s$n\",\"event\":\"message\",\"msg\":\"Sending POST...\"}" >&$((2 - n % 2))
			n=$((n + 1))
		done
		exec /bin/busybox sleep 1000' "$2"
}

both() {
	"$1" plain "${@:2}"
	"$1" term "${@:2}"
}

# The numbers of the lines that were seen, each as often as it was.
seen() {
	journal | sed -n "s|.*\"ev\":\"proof\",\"target\":\"$1/s\([0-9]*\)\".*|\1|p" | sort -n
}

# saw CONTAINER RANGE... - each of these lines once, and no other one.
saw() {
	diff <(seen "$1") <(for range in "${@:2}"; do seq "${range%-*}" "${range#*-}"; done | sort -n)
}

both_saw() {
	saw plain "$@" && saw term "$@"
}

# The places of the newest lines are saved, so that not even a SIGKILL forgets them.
is_saved() {
	local time
	time=$(docker logs --timestamps --tail 1 "$1" 2>&1 | cut -d' ' -f1)
	grep -q "$(date -d "$time" +%s%N)" "$D/run/bookmarks"
}

are_saved() {
	is_saved plain && is_saved term
}

# dated CONTAINER LINE FROM_MS TO_MS - its proof is of that time, not of when muzzle read it.
dated() {
	local at
	at=$(journal | sed -n "s|.*\"target\":\"$1/s$2\".*\"at\":\([0-9]*\)}.*|\1|p")
	[ "$at" -ge $(($3 - 100)) ] && [ "$at" -le $(($4 + 100)) ]
}

have_spoken() {
	equals "$(docker logs plain 2>&1 | wc -l) $(docker logs term | wc -l)" "10 10"
}

start_docker
{
	conf_head
	conf_log plain
	conf_log term
} >"$D/muzzle.ini"
talker plain 1 --stop-timeout 1
talker term 1 --stop-timeout 1 -t
wait_for 10 "the containers have spoken before we came" have_spoken
start_muzzle

both say_lines 51 60
wait_for 20 "each line is seen" both_saw 51-60
docker restart -t 0 plain term >/dev/null
wait_for 30 "the containers were restarted: each line is seen" both_saw 11-20 51-60
docker rm -f plain term >/dev/null
talker plain 21 --stop-timeout 1
talker term 21 --stop-timeout 1 -t
wait_for 30 "they were made anew: each line is seen" both_saw 11-30 51-60

stop_muzzle
from=$(boot_ms)
both say_lines 61 70
to=$(boot_ms)
start_muzzle
wait_for 30 "so is what they said while muzzle was down" both_saw 11-30 51-70
check "dated by when it was said" both dated 61 "$from" "$to"
wait_for 30 "places are saved" are_saved
kill_muzzle
both say_lines 71 80
start_muzzle
wait_for 30 "or killed" both_saw 11-30 51-80

end_process "${PIDS[-1]}"
unset 'PIDS[-1]'
wait_for 30 "the Docker daemon is gone: the log is blind" grep -q 'blind why=.*set .socket. to where' "$D/muzzle.log"
run_docker
docker start plain term >/dev/null
wait_for 60 "it is back, the containers too: each line is seen" both_saw 11-40 51-80

stop_muzzle
docker rm -f plain term >/dev/null
talker plain 81 --stop-timeout 1
talker term 81 --stop-timeout 1 -t
start_muzzle
wait_for 30 "made anew while muzzle was down: each line is seen" both_saw 11-40 51-90
hold_for 3 "once" both_saw 11-40 51-90
stop_muzzle
