#!/bin/bash
# 16-resume.sh - a log goes on being written while muzzle restarts and the log rotates: each line counts once,
# by its own date.
. "$(dirname "$0")/lib.sh"
setup "$1"
: >"$D/waha.log"
{
	conf_head
	printf '[gateway waha]\nsessions = *\n'
	conf_waha_log
} >"$D/muzzle.ini"

# write_line NAME [MS_AGO] - a webhook of a session that has no other.
write_line() {
	local ms
	ms=$(date +%s%3N)
	printf '{"level":30,"time":%s,"session":"%s","name":"WebhookSender","event":"message","msg":"Sending POST..."}\n' \
		$((ms - ${2:-0})) "$1" >>"$D/waha.log"
}

proofs_of() {
	journal | grep -cF "\"ev\":\"proof\",\"target\":\"waha/$1\"" || true
}

proven_once() {
	equals "$(proofs_of "$1")" 1
}

# age_of NAME - milliseconds from the date of its proof to when it was told.
age_of() {
	journal | sed -n "s|^{\"t\":\([0-9]*\),\"ev\":\"proof\",\"target\":\"waha/$1\",\"source\":\"log\"\(,\"at\":\([0-9]*\)\)\{0,1\}}.*|\1 \3|p" |
		awk '{ print (NF > 1 ? $1 - $2 : 0) }'
}

is_dated() {
	local age
	age=$(age_of "$1")
	[ "$age" -ge "$2" ] && [ "$age" -lt $(($2 + 30000)) ]
}

start_muzzle
write_line first
wait_for 10 "a line is proof" proven_once first
stop_muzzle

write_line meanwhile 5000
start_muzzle
wait_for 10 "one that was written while muzzle was away counts, too" proven_once meanwhile
check "by its own date" is_dated meanwhile 5000
check "and none counts twice" proven_once first
stop_muzzle

write_line before-rotation 5000
mv "$D/waha.log" "$D/waha.log-20261121"
write_line after-rotation 4000
start_muzzle
wait_for 10 "the log rotated meanwhile: its new file is read" proven_once after-rotation
check "behind the rest of its old one" proven_once before-rotation
write_line again
wait_for 10 "lines go on being proof" proven_once again
kill -HUP "$MUZZLE_PID"
write_line reloaded
wait_for 10 "also across a reload" proven_once reloaded

for name in first meanwhile before-rotation after-rotation again reloaded; do
	proven_once "$name" || fail "$name counted $(proofs_of "$name") times"
done
say "each line counted once"
check_replay
stop_muzzle
