#!/bin/bash
# 04-replay-diff.sh - a journal recorded in observe mode, in sums, and under two configurations at once.
. "$(dirname "$0")/lib.sh"
setup "$1"
start_gateway --sessions omer,ana,tim --stop-ms 300
{
	conf_head | sed '/^\[muzzle\]/a mode = observe'
	conf_waha
} >"$D/muzzle.ini"
sed 's/^patience = .*/patience = 40s/' "$D/muzzle.ini" >"$D/patient.ini"
chmod 600 "$D/patient.ini"
start_muzzle

# would_have NAME COUNT - so often an act was held back by nothing but observe mode.
would_have() {
	equals "$(orders held "waha/$1" | grep -cF '"by":"observe"')" "$2"
}

# says COUNT WHAT - of the sums.
says() {
	grep -qxF "  $2: $1" "$D/sums"
}

fake omer dead
wait_for 30 "omer would have been restarted" would_have omer 1
fake omer heal
fake tim banned
wait_for 20 "a person is told of tim" told human waha/tim
hold_for 3 "nothing is restarted" restarts_are 0
fake ana dead
wait_for 30 "ana would have been restarted" would_have ana 1
stop_muzzle
check_replay

journal | "$B/muzzle" replay --would - >"$D/sums" || fail "replay --would failed"
check "the sums have omer" says 1 "waha/omer restart-session"
check "the sums have ana" says 1 "waha/ana restart-session"
check "nobody else" equals "$(grep -c ' restart-session: ' "$D/sums")" 2
check "the message of tim" says 1 human
check "the box's window" says "2 of 6 in 1h" box
journal | "$B/muzzle" replay --would --json -c "$D/muzzle.ini" - >"$D/json"
check "as JSON, under the daemon's own configuration" \
	grep -qF '"would":{"waha/omer restart-session":1,"waha/ana restart-session":1}' "$D/json"

muzzle replay --would >"$D/own" 2>"$D/said" </dev/null || fail "replay --would of its own journal"
check "without a trace it is the daemon's own journal" cmp "$D/sums" "$D/own"
check "and says so" grep -qx "muzzle: replay: the journal in $D/run" "$D/said"
check "what stands on standard input is read" \
	equals "$("$B/muzzle" replay --would -c "$D/muzzle.ini" <<<'{"muzzle":1' 2>&1 | head -c 8)" '{"error"'

journal >"$D/trace"
check "a configuration does not differ from itself" \
	"$B/muzzle" replay --diff "$D/muzzle.ini" "$D/muzzle.ini" "$D/trace"
rc=0
"$B/muzzle" replay --diff "$D/muzzle.ini" "$D/patient.ini" "$D/trace" >"$D/diff" || rc=$?
check "another patience differs, as diff says it" equals $rc 1
check "where it does" grep -qx 'target: waha/omer' "$D/diff"
check "what the one does" grep -qx 'a: held observe' "$D/diff"
check "why the other does not" grep -Eqx 'b_why: bad for [0-9]+s, patience 40s' "$D/diff"
for usage in "--diff $D/muzzle.ini" "--diff $D/muzzle.ini /nowhere.ini $D/trace" \
	"--would --sync $D/trace" "--diff $D/muzzle.ini $D/patient.ini /nowhere"; do
	rc=0
	# shellcheck disable=SC2086 # words
	"$B/muzzle" replay $usage >/dev/null 2>&1 || rc=$?
	check "refused: replay $usage" equals $rc 2
done
rc=0
"$B/muzzle" replay --diff "$D/muzzle.ini" "$D/trace" >"$D/out" 2>"$D/err" </dev/null || rc=$?
check "a trace in place of a configuration is refused" equals $rc 2
check "in one line" equals "$(cat "$D/err")" \
	"muzzle: replay: --diff wants two configurations first; muzzle check refuses $D/trace"
check "help has the command's line" grep -q '^  replay  *\[--sync|' <("$B/muzzle" replay --help)
check "and no other's" equals "$("$B/muzzle" replay -h | grep -c '^  [a-z]')" 1
script -qec "'$B/muzzle' replay" /dev/null </dev/null >"$D/out" || true
check "on a terminal it says what it waits for" \
	grep -q 'muzzle: replay: the trace is read from standard input' "$D/out"
