#!/bin/bash
# 90-soak.sh BUILD_DIR - 100 sessions under valgrind: no leak, no growth, descriptors flat.
#
# SOAK_POLLS (15) requests, each of which polls all 100: make soak asks for 1000.  Meanwhile sessions
# flap, die and come back, and the configuration is read again and again.
. "$(dirname "$0")/lib.sh"
setup "$1"
start_gateway --sessions 100 --stop-ms 500
{
	conf_head | sed '/^\[muzzle\]/a journal_size = 64k'
	conf_waha
} >"$D/muzzle.ini"

valgrind_options=(-q --leak-check=full --errors-for-leak-kinds=definite --error-exitcode=99
	--log-file="$D/valgrind.log")
chmod 600 "$D/muzzle.ini"
if [ -n "${SAN:-}" ]; then
	start_muzzle
else
	valgrind "${valgrind_options[@]}" "$B/muzzle" run -c "$D/muzzle.ini" >>"$D/muzzle.log" 2>&1 &
	MUZZLE_PID=$!
	wait_for 60 "muzzle runs under valgrind" is_ready
fi

descriptors() {
	find "/proc/$MUZZLE_PID/fd" -mindepth 1 | wc -l
}
resident() {
	awk '/^VmRSS/ { print $2 }' "/proc/$MUZZLE_PID/status"
}
polls() {
	curl -sf "$GATEWAY/fake/stats" | sed -n 's/.*"polls":\([0-9]*\).*/\1/p'
}
polled() {
	[ "$(polls)" -ge "$1" ]
}

fake '*' 'flap?lie_ms=2000&every_ms=9000'
fake s1 dead
fake s2 banned
# What it takes is known after some polls, however long they take.
wait_for 60 "it has warmed up" polled $(($(polls) + 15))
fds=$(descriptors) kb=$(resident) turn=0 until=$(($(polls) + ${SOAK_POLLS:-15}))
while [ "$(polls)" -lt $until ]; do
	turn=$((turn + 1))
	curl -sf -X POST "$GATEWAY/fake/s$((turn % 50 + 3))/zombie" >/dev/null
	curl -sf -X POST "$GATEWAY/fake/s$((turn % 50 + 2))/heal" >/dev/null
	kill -HUP "$MUZZLE_PID"
	muzzle status >/dev/null
	sleep 2
	is_running "$MUZZLE_PID" || fail "muzzle ended"
done
say "$(polls) polls of 100 sessions, $turn reloads; resident $kb kB, then $(resident) kB; $fds descriptors, then $(descriptors)"
[ "$(descriptors)" -le $((fds + 2)) ] || fail "descriptors grow"
# The address sanitizer keeps what was freed.
[ -n "${SAN:-}" ] || [ "$(resident)" -le $((kb + kb / 10 + 2000)) ] || fail "memory grows"
stop_muzzle || { cat "$D/valgrind.log"; exit 1; }
[ ! -s "$D/valgrind.log" ] || {
	cat "$D/valgrind.log"
	fail "valgrind has something to say"
}
