#!/bin/bash
# 50-log.sh BUILD_DIR - a large log of WAHA, in both its forms, through the daemon and through grep -cF.
#
# LOG_MB=1024 megabytes of recorded lines, from the page cache.  What counts is processor time, user and
# system, the better of three runs of each: other work on the box then matters little.
. "$(dirname "$0")/../e2e/lib.sh"
setup "$1"
LOG_MB=${LOG_MB:-1024}
{
	conf_head
	printf '[gateway waha]\nsessions = *\n'
	conf_waha_log
} >"$D/muzzle.ini"

# make_log FORM - the recorded lines again and again, and one that is seen to be the last.
make_log() {
	local recorded=$ROOT/tests/plugins/fixtures/waha-recorded-$1.log
	cp "$recorded" "$D/part"
	while [ "$(stat -c %s "$D/part")" -lt $((LOG_MB << 20)) ]; do
		cat "$D/part" "$D/part" >"$D/more"
		mv "$D/more" "$D/part"
	done
	head -c $((LOG_MB << 20)) "$D/part" >"$D/big"
	printf '\n{"time":%s,"session":"last","name":"WebhookSender","event":"message","msg":"Sending POST..."}\n' "$(date +%s000)" >>"$D/big"
	rm "$D/part"
}

# Nanoseconds that a process was on a processor.
spent_ns() {
	cut -d ' ' -f 1 "/proc/$1/schedstat"
}

resident_kb() {
	awk -v key="$1:" '$1 == key { print $2 }' "/proc/$MUZZLE_PID/status"
}

all_is_read() {
	grep -qF '"target":"waha/last"' "$D/run/journal"
}

# Milliseconds, rounded up.
time_grep() {
	local TIMEFORMAT='%U %S'
	{ time LC_ALL=C grep -cF 'Sending POST...' "$D/big" >"$D/count"; } 2>&1 | awk '{ print int(1000 * ($1 + $2)) + 1 }'
}

# Sets TOOK_MS and GREW_KB: from an empty place to the last line of a file that appears there.
time_muzzle() {
	local began before
	rm -rf "$D/run" "$D/state" "$D/waha.log"
	mkdir "$D/run" "$D/state"
	start_muzzle >/dev/null
	before=$(resident_kb VmRSS)
	began=$(spent_ns "$MUZZLE_PID")
	ln "$D/big" "$D/waha.log"
	wait_for 120 "the log is read" all_is_read >/dev/null
	TOOK_MS=$((($(spent_ns "$MUZZLE_PID") - began) / 1000000 + 1))
	GREW_KB=$(($(resident_kb VmHWM) - before))
	stop_muzzle
}

smaller() {
	[ "$1" -lt "$2" ] && echo "$1" || echo "$2"
}

for form in json pretty; do
	make_log "$form"
	best_grep=999999 best_muzzle=999999
	for _ in 1 2 3; do
		best_grep=$(smaller "$(time_grep)" "$best_grep")
		time_muzzle
		best_muzzle=$(smaller "$TOOK_MS" "$best_muzzle")
	done
	awk -v form="$form" -v mb="$LOG_MB" -v grep="$best_grep" -v ours="$best_muzzle" -v kb="$GREW_KB" 'BEGIN {
		printf "%-6s  grep -cF %5d MB/s  muzzle %5d MB/s  ratio %.2f (at least 0.5)  memory +%d kB\n",
			form, 1000 * mb / grep, 1000 * mb / ours, grep / ours, kb }'
	[ $((2 * best_grep)) -ge "$best_muzzle" ] || fail "the $form log: slower than half of grep"
	[ "$GREW_KB" -lt 1024 ] || fail "the $form log: memory grew by $GREW_KB kB"
done
