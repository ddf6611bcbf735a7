#!/bin/bash
# 42-control.sh - garbage on the control socket harms nobody; strangers may not command.
. "$(dirname "$0")/lib.sh"
setup "$1"
start_gateway --sessions omer
{
	conf_head
	conf_waha
} >"$D/muzzle.ini"
start_muzzle
socket=$D/run/control.sock

equals "$(stat -c %a "$socket")" 660 || fail "the socket's mode"
talk() {
	timeout 60 socat -t 30 - "UNIX-CONNECT:$socket" 2>/dev/null | head -c 2000 || true
}
printf 'hello\n' | talk >"$D/answer"
check "no JSON: an error, in JSON" grep -q '"error"' "$D/answer"
printf '{"cmd":"no-such"}\n{}\n[]\n"x"\n{"cmd":5}\n' | talk >/dev/null
head -c 300000 /dev/urandom | talk >/dev/null
head -c 3000000 /dev/zero | tr '\0' 'x' | talk >/dev/null
printf '{"cmd":"status"' | talk >/dev/null
for _ in $(seq 40); do
	sleep 3 | socat -t 3 - "UNIX-CONNECT:$socket" >/dev/null 2>&1 &
	PIDS+=($!)
done
check "still there" is_ready
is_running "$MUZZLE_PID" || fail "muzzle died of garbage"

# A stranger who may open the socket must not command.
if [ "$(id -u)" = 0 ]; then
	chmod 755 "$D" "$D/run"
	chmod 644 "$D/muzzle.ini"
	chmod 666 "$socket"
	rc=0
	setpriv --reuid=65534 --regid=65534 --clear-groups "$B/muzzle" hold waha/omer 10m \
		-c "$D/muzzle.ini" >"$D/answer" 2>&1 || rc=$?
	[ $rc != 0 ] || fail "a stranger commanded"
	if muzzle why waha/omer | grep -q 'by hold\|held by'; then fail "a stranger's hold holds"; fi
	say "a stranger was refused with $rc: $(head -n 1 "$D/answer")"
fi
check_replay

# said TEXT COMMAND... - all that the command says, its exit code behind it.
said() {
	local text=$1 rc=0
	shift
	equals "$("$@" 2>&1 || rc=$?; echo "$rc")" "$text"
}
check "a hold of longer than a year is refused in the words of who asked" \
	said "muzzle: the duration must be at least 1ms and at most 365d
1" muzzle hold waha/omer 99999999d
check "check says what it does not take" \
	said "muzzle: check takes no arguments (the file is -c FILE), found foo
2" muzzle check foo
check "and plugins" said "muzzle: plugins takes one name, found b
2" muzzle plugins a b
check "what the journal has nothing of is told" \
	said "muzzle: the journal in $D/run has nothing about zz
0" muzzle history zz
muzzle history waha 2>"$D/answer" >/dev/null
check "but not of what it has" [ ! -s "$D/answer" ]
kill -STOP "$MUZZLE_PID"
check "who is there and does not answer is not called absent" \
	said "muzzle: no answer at $D/run/control.sock: a daemon is there but does not answer
3" muzzle status
kill -CONT "$MUZZLE_PID"
stop_muzzle
rc=0
muzzle status >/dev/null 2>&1 || rc=$?
equals $rc 3 || fail "status without a daemon exits with $rc"
