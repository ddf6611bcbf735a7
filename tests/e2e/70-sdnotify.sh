#!/bin/bash
# 70-sdnotify.sh - what a service manager hears of a real daemon, from its start to its stop.
. "$(dirname "$0")/lib.sh"
setup "$1"
start_gateway --sessions omer,dana
{
	conf_head
	conf_waha
} >"$D/muzzle.ini"
cp "$D/muzzle.ini" "$D/good.ini"
HEARD=$D/heard

# listen ADDRESS - the manager: each datagram in $HEARD, with a line of -- behind it; those of one moment in any order.
listen() {
	: >"$HEARD"
	rm -f "$D/notify"
	socat -u "$1,fork" "SYSTEM:sed \\\\\$a\\\\--,pipes" >>"$HEARD" 2>"$D/socat.said" &
	PIDS+=($!)
	LISTENER=$!
}

heard() {
	grep -qE "$1" "$HEARD"
}

heard_times() {
	grep -cE "$1" "$HEARD" || true
}

beats_after() {
	[ "$(heard_times '^WATCHDOG=1$')" -ge $(($1 + 2)) ]
}

listen "UNIX-RECVFROM:$D/notify"
wait_for 5 "the manager listens" test -S "$D/notify"
PRELOAD="NOTIFY_SOCKET=$D/notify WATCHDOG_USEC=2000000"
start_muzzle
wait_for 5 "it says that it is ready" heard '^READY=1$'
wait_for 10 "and how many sessions it has" heard '^STATUS=2 sessions, 0 in trouble, 0 of 6 acts used in 1h$'
wait_for 10 "the watchdog is fed" beats_after 0

fake omer banned
wait_for 20 "trouble is in the status" heard '^STATUS=2 sessions, 1 in trouble'
said=$(heard_times '^STATUS=')
hold_for 6 "a status that has not changed is not said again" \
	sh -c "[ \"\$(grep -c '^STATUS=' '$HEARD')\" = $said ]"

echo 'patiense = 3s' >>"$D/muzzle.ini"
kill -HUP "$MUZZLE_PID"
wait_for 5 "a reload is told with its time" heard '^RELOADING=1$'
check "of the monotonic clock" heard '^MONOTONIC_USEC=[0-9]+$'
wait_for 5 "a file that was refused is in the status" heard '^STATUS=configuration refused [A-Z][a-z]+ [0-9:]+; 2 sessions'
ready=$(heard_times '^READY=1$') said=$(heard_times '^STATUS=2 ')
cp "$D/good.ini" "$D/muzzle.ini"
kill -HUP "$MUZZLE_PID"
is_ready_again() {
	[ "$(heard_times '^RELOADING=1$')" = 2 ] && [ "$(heard_times '^READY=1$')" -gt "$ready" ]
}
wait_for 5 "a good one makes it ready again" is_ready_again
is_said_again() {
	[ "$(heard_times '^STATUS=2 ')" -gt "$said" ]
}
wait_for 5 "and the status good" is_said_again

kill -STOP "$MUZZLE_PID"
fed=$(heard_times '^WATCHDOG=1$')
# Some may have been under way.
hold_for 6 "a daemon that hangs does not feed it" \
	sh -c "[ \"\$(grep -c '^WATCHDOG=1' '$HEARD')\" -le $((fed + 2)) ]"
kill -CONT "$MUZZLE_PID"
wait_for 10 "one that goes on does" beats_after $((fed + 2))
stop_muzzle
wait_for 5 "a stop is told" heard '^STOPPING=1$'
end_process "$LISTENER" || true

# A name that is in no file system; and a watchdog that is somebody else's.
listen "ABSTRACT-RECVFROM:muzzle-$$"
wait_for 5 "the manager listens elsewhere" grep -q "@muzzle-$$" /proc/net/unix
PRELOAD="NOTIFY_SOCKET=@muzzle-$$ WATCHDOG_USEC=200000 WATCHDOG_PID=1"
start_muzzle
wait_for 5 "it is heard there" heard '^READY=1$'
hold_for 2 "another's watchdog is not fed" sh -c "! grep -q WATCHDOG '$HEARD'"

# A manager that is gone is no reason to stop.
end_process "$LISTENER" || true
hold_for 6 "nobody listens, and it goes on" is_ready
stop_muzzle
