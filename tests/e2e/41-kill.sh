#!/bin/bash
# 41-kill.sh - SIGKILL before every step between intent and verification: one act in ten minutes
# is the budget, and no ten minutes have two; the journal over all lives replays to its orders.
. "$(dirname "$0")/lib.sh"
setup "$1"
start_gateway --sessions omer --stop-ms 800

# begin_life [SETTING...] - a daemon without memory, and a session that no restart cures.
begin_life() {
	rm -rf "$D/run" "$D/state" "$D/armed" "$D/count"
	mkdir -p "$D/run" "$D/state"
	{
		PATIENCE=2s RESTARTS=1/10m conf_head
		conf_waha
	} >"$D/muzzle.ini"
	before=$(restarts)
	fake omer heal
	PRELOAD="$*" start_muzzle
	: >"$D/armed"
	fake omer incurable
}

acts_within_budget() {
	[ $(($(restarts) - before)) -le 1 ]
}

# next_life WHEN - starts again with the same fault before its eyes: all lives together keep the budget.
next_life() {
	local had=$(($(restarts) - before))
	start_muzzle
	hold_for 8 "killed $1, after $had acts: one act at most in both lives" acts_within_budget
	check_replay
	stop_muzzle
}

# The daemon ends itself before a step, or outlives the quarantine.
dies_at_its_step() {
	local deadline=$((SECONDS + 100)) over=
	while [ $SECONDS -lt $deadline ]; do
		if [ -z "$over" ] && told quarantined waha/omer; then
			deadline=$((SECONDS + 10)) over=yes
		fi
		if ! is_running "$MUZZLE_PID"; then
			wait "$MUZZLE_PID" 2>/dev/null || true
			MUZZLE_PID=
			return 0
		fi
		sleep 0.1
	done
	return 1
}

step=1
while begin_life LD_PRELOAD="$B/tools/kill_at.so" KILL_UNDER="$D/state/" KILL_ARMED="$D/armed" KILL_AT=$step \
	KILL_COUNT="$D/count" ASAN_OPTIONS=verify_asan_link_order=0 && dies_at_its_step; do
	next_life "before step $step"
	step=$((step + 1))
done
say "step $step is never reached: all $(cat "$D/count") were tried"
[ $step -gt 4 ] || fail "only $step steps: the tool sees nothing"
check_replay
stop_muzzle

in_flight() {
	[ "$(restarts)" -gt "$before" ]
}
result_came() {
	journal | grep -q '"ev":"result"'
}
failed_again() {
	result_came && journal | sed '1,/"ev":"result"/d' | grep -q '"state":"down"'
}
for moment in in_flight result_came failed_again; do
	begin_life
	wait_for 20 "$moment" $moment
	kill_muzzle
	next_life "when $moment"
done
