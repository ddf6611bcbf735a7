#!/bin/bash
# 76-leak.sh - gateways whose restarts of sessions leak, in real containers with a limit: sessions keep dying, but no
# restart of ours ever takes the memory to it.
#
# `little` is the story of 60 MB a restart below 1 GB, a tenth as large; `much` leaks so much that there never are
# three restarts to learn it from.
# What a restart costs comes 1.2 s after its answer, and readings come each second.
# `unseen` has no source of memory: it is what becomes of the others without one.
. "$(dirname "$0")/lib.sh"
setup "$1"
start_docker

LIMIT=$((100 * 1024 * 1024))

# A port that nobody has, and that no outgoing connection takes meanwhile.
free_port() {
	local port
	until port=$((RANDOM % 12000 + 20000)) && ! (: <>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; do :; done
	echo $port
}

# run_gateway NAME PORT LEAK - with the libraries of this box.
run_gateway() {
	docker run -d --name "$1" --network host -m $LIMIT --memory-swap $LIMIT --stop-timeout 1 \
		-v "$B/fake_gateway:/fake_gateway:ro" -v /usr:/usr:ro -v /lib:/lib:ro -v /lib64:/lib64:ro \
		box /fake_gateway --port "$2" --sessions 6 --speed 10 --start-ms 12000 --leak "$3" >/dev/null
	wait_for 10 "$1 answers" curl -sf "http://127.0.0.1:$2/ping"
}

# What one gateway needs: where it answers, how it is asked and restarted.
conf_leaky() {
	cat <<-END
		[gateway $1]
		container = $1
		sessions = *
		ladder = restart-$1 restart-container
		notify = said

		[source $1-status]
		plugin = status_poll
		gateway = $1
		preset = waha
		url = http://127.0.0.1:$2
		every = 1s

		[action restart-$1]
		plugin = restart
		via = http
		url = http://127.0.0.1:$2/api/sessions/{session}/restart

	END
}

conf_memory() {
	cat <<-END
		[source $1-memory]
		plugin = memory
		gateway = $1
		socket = $D/docker/sock
		every = 1s

	END
}

port_little=$(free_port)
port_much=$(free_port)
port_unseen=$(free_port)
{
	PATIENCE=2s conf_head 'escalate = always' | sed -e "s/^grace = .*/grace = 3s/" -e "/^\[muzzle\]/a restarts = 24/1h"
	conf_leaky little "$port_little"
	conf_leaky much "$port_much"
	conf_leaky unseen "$port_unseen"
	conf_memory little
	conf_memory much
	conf_restart_container
	conf_docker_watch
} >"$D/muzzle.ini"

# dies GATEWAY PORT SESSION
dies() {
	curl -sf -X POST "http://127.0.0.1:$2/fake/$3/dead" >/dev/null || fail "$1/$3 cannot be staged"
}
# What `why` has of a gateway's memory.
memory() {
	muzzle why "$1" --json | sed 's/.*"memory"://; s/,"budgets".*//'
}
memory_has() {
	memory "$1" | grep -q "$2"
}
# so many restarts of sessions are measured, before and after
measured() {
	equals "$(memory "$1" | grep -o '"after_bytes":[1-9]' | wc -l)" "$2"
}
# so many times
was_read() {
	[ "$(journal | grep -c "\"ev\":\"memory\",\"target\":\"$1\"")" -ge "$2" ]
}
most_of() {
	journal | grep "\"ev\":\"memory\",\"target\":\"$1\"" | sed 's/.*"bytes":\([0-9]*\).*/\1/' | sort -n | tail -n 1
}

run_gateway little "$port_little" 6000000
run_gateway much "$port_much" 27000000
run_gateway unseen "$port_unseen" 40000000
start_muzzle
for name in little much; do
	wait_for 15 "$name is measured, with its limit" memory_has $name "\"limit_bytes\":$LIMIT"
	wait_for 15 "and is known in peace" was_read $name 5
done

for i in 1 2 3; do
	dies little "$port_little" s$i
	dies unseen "$port_unseen" s$i
	[ $i = 3 ] || dies much "$port_much" s$i
	wait_for 20 "little/s$i is restarted" acts_are little/s$i 1
	[ $i = 3 ] || wait_for 20 "much/s$i is restarted" acts_are much/s$i 1
	wait_for 20 "and what that cost is known" measured little $i
done
wait_for 20 "three rising floors are a leak" memory_has little '"leaking":true'
wait_for 10 "a person is told, once" told_times leak little 1
wait_for 10 "the other one is near its limit" memory_has much '"near_limit":true'

dies little "$port_little" s4
dies much "$port_much" s3
wait_for 20 "the next death restarts the container" acts_are little 1
wait_for 20 "there, too" acts_are much 1
acts_are little/s4 0 || fail "a session was restarted though that leaks"
acts_are much/s3 0 || fail "a session was restarted near the limit"
wait_for 20 "which ends the leak" memory_has little '"leaking":false'
wait_for 20 "and takes the other away from its limit" memory_has much '"near_limit":false'

dies little "$port_little" s5
wait_for 20 "so that sessions are restarted again" acts_are little/s5 1
check "nobody was told twice" told_times leak little 1
muzzle why little >"$D/why"
cat "$D/why"

# was_killed GATEWAY - by the kernel, for its memory.
was_killed() {
	journal | grep "\"ev\":\"event\",\"target\":\"$1\"" | grep -q '"what":"oom"'
}
# BYTES SHARE - it went up, and stayed below that share of the limit.
stayed_below() {
	[ "$1" -gt 15000000 ] && [ "$1" -lt $((LIMIT * $2 / 100)) ]
}
check "memory never came near its limit: $(most_of little) of $LIMIT" stayed_below "$(most_of little)" 50
check "nor with the larger leak: $(most_of much)" stayed_below "$(most_of much)" 90
for gateway in little much; do
	if was_killed $gateway; then fail "the kernel killed $gateway"; fi
done
check "as the kernel does with who reaches it" was_killed unseen
check_replay
stop_muzzle
