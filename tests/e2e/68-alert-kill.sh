#!/bin/bash
# 68-alert-kill.sh - SIGKILL before every step between the order to tell somebody and the note that he was told, within
# writes, and again and again: nothing that was ordered is lost, and nothing has two ids.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/sinks.sh"
setup "$1"

HASTE=60
start_sinks
# Three who stay well: where lives are short two deaths last, and are not to be a shared cause.
start_gateway --sessions omer,dana,noa,eli,gil,hal,ina --speed $HASTE
# begin_life FATE [SETTING...] - a daemon without memory, and what befalls omer.
begin_life() {
	local fate=$1
	shift
	rm -rf "$D/run" "$D/state" "$D/armed" "$D/count"
	mkdir -p "$D/run" "$D/state"
	: >"$D/sink"
	fake '*' heal >/dev/null
	PRELOAD="${PRELOAD/.so/.so:$B/tools/kill_at.so} $*" start_muzzle >/dev/null
	wait_for 10 "all are seen" muzzle_says status waha/ina >/dev/null
	: >"$D/armed"
	fake omer "$fate" >/dev/null
}

# next_life WHEN - starts again until what was ordered has arrived, each under one id.
next_life() {
	start_muzzle >/dev/null
	wait_for 30 "killed $1: all that was ordered has arrived, each under one id" has_all page
	kill_muzzle
	check_replay alone >/dev/null
}

# The daemon ends itself before a step, or has told all and rests.
dies_at_its_step() {
	local deadline=$((SECONDS + 30)) rest=0
	while [ $SECONDS -lt $deadline ] && [ $rest -lt 40 ]; do
		if ! is_running "$MUZZLE_PID"; then
			wait "$MUZZLE_PID" 2>/dev/null || true
			MUZZLE_PID=
			return 0
		fi
		if has_all page >/dev/null; then rest=$((rest + 1)); fi
		sleep 0.1
	done
	return 1
}

hasten $HASTE
{
	PATIENCE=30s EVERY=6s conf_hastened | sed '/^\[muzzle\]/a restarts = 24/1m'
	conf_page page 'timeout = 5m' 'digest = off'
} >"$D/muzzle.ini"
# A message alone; then one that is ordered together with an act, whose ledger is written first.
for fate in banned dead; do
	step=1
	# The receiver keeps it without an answer, then is well.
	while sink page 'lose?times=1' >/dev/null && begin_life $fate KILL_UNDER="$D/state" KILL_ARMED="$D/armed" KILL_AT=$step \
		KILL_TORN=yes KILL_COUNT="$D/count" && dies_at_its_step; do
		next_life "at step $step"
		step=$((step + 1))
	done
	say "$fate: step $step is never reached: all $(cat "$D/count") were tried"
	[ $step -gt 12 ] || fail "only $step steps: the tool sees nothing"
	kill_muzzle
done

# While the receiver has it, and has not answered.
sink page 'ok?after_ms=60000&times=1'
begin_life banned
wait_for 20 "the receiver has it" tried page 1
kill_muzzle
next_life "before the answer"
equals "$(sink_lines page kept | field id | sort -u | wc -l) $(sink_lines page kept | wc -l)" "1 2" ||
	fail "it was not sent again under its id"

# SEED=N repeats a run.
RANDOM=${SEED:=$RANDOM}
say "seed $SEED"
# Again and again, in the midst of several incidents, with a receiver that fails now and then.
begin_life banned
fate() {
	fake "$1" "$2" >/dev/null
}
for ((i = 0; i < 10; i++)); do
	for how in 'lose?times=1' '500?times=2' 'hang?times=1' 'cut?times=1' 'reset?times=1'; do
		[ $((RANDOM % 3)) != 0 ] || sink page "$how" >/dev/null
	done
	case $i in
	1) fate dana dead ;;
	3) fate noa banned ;;
	5) fate eli dead ;;
	7) fate omer heal ;;
	8) fate omer banned ;;
	esac
	sleep "0.$((RANDOM % 900 + 100))"
	kill_muzzle
	start_muzzle >/dev/null
done
sink page ok
wait_for 60 "the last incident is closed" told closed waha/eli
wait_for 60 "killed ten times: all has arrived, each under one id" has_all page
in_order page || fail "not in the order in which it was ordered"
stop_muzzle
