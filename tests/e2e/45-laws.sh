#!/bin/bash
# 45-laws.sh - what is learnt is shown, kept in a file of its own, forgotten on command, and no damage to it stops anything.
. "$(dirname "$0")/lib.sh"
setup "$1"
start_gateway --sessions omer,dana
{
	PATIENCE=auto RESTARTS=3/30m conf_head
	conf_waha
} >"$D/muzzle.ini"
laws=$D/state/laws
start_muzzle
wait_for 5 "the sessions are seen" muzzle_says status 'waha/dana *up'

not_learnt() {
	muzzle why "$1" | grep -qF '  law of starting: 1m 30s until 512 runs and 7d: 0 runs in 0s so far'
}
check "why says how far the laws are" not_learnt waha/omer
check "of the gateway too" not_learnt waha
muzzle status --json | tr -d ' \n' | grep -q '"laws":\[{"class":"starting","learnt":false,"patience_ms":90000' ||
	fail "status --json has no laws: $(muzzle status --json)"
[ ! -e "$laws" ] || fail "laws were written at once"
stop_muzzle
check "where nothing is known nothing is written" [ ! -e "$laws" ]

# seal LINE - the line with its sum (FNV-1a).
seal() {
	local sum=$((0xcbf29ce484222325)) i
	for ((i = 0; i < ${#1}; i++)); do
		sum=$(((sum ^ $(printf '%d' "'${1:i:1}")) * 1099511628211))
	done
	printf '%s,"sum":"%016x"}\n' "${1%\}}" $sum
}
# Laws take 10 min of health to be learnt: here somebody had a file with none.
{
	head -n 1 "$D/state/ledger"
	seal '{"ev":"end","lines":1}'
} >"$laws"
start_muzzle
if grep -q '^laws:' "$D/muzzle.log"; then fail "something was wrong with laws that are sound"; fi
rm "$laws"
equals "$(muzzle reset waha/omer --law)" "waha/omer: reset done, the laws of the gateway are forgotten" ||
	fail "a reset of the law"
check "it is journaled" grep -q '"ev":"command".*"what":"reset","law":true' "$D/run/journal"
check "and kept" test -s "$laws"
check_replay
kill_muzzle
printf 'flash was here\n' >"$laws"
start_muzzle
check "damage is said" grep -q 'laws: error: damaged, learning starts anew .* aside=laws.bad-0 why="line 1: no sum"' "$D/muzzle.log"
check "and set aside" test -s "$laws.bad-0"
check "and stops nothing" not_learnt waha/omer
check_replay
stop_muzzle
