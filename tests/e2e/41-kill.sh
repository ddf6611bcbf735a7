#!/bin/bash
# 41-kill.sh - SIGKILL before every step between intent and verification: never more acts than budget,
# never one act twice, and the journal over all lives replays to its orders.
. "$(dirname "$0")/lib.sh"
setup "$1"
start_gateway --sessions omer --stop-ms 300

life=0
while :; do
	life=$((life + 1))
	rm -rf "$D/run" "$D/state" "$D/armed" "$D/count"
	mkdir -p "$D/run" "$D/state"
	{
		PATIENCE=2s conf_head
		conf_waha
	} >"$D/muzzle.ini"
	before=$(restarts)
	fake omer heal
	PRELOAD="LD_PRELOAD=$B/tools/kill_at.so KILL_UNDER=$D/state/ KILL_ARMED=$D/armed KILL_AT=$life
		KILL_COUNT=$D/count ASAN_OPTIONS=verify_asan_link_order=0" start_muzzle
	pid=$MUZZLE_PID
	: >"$D/armed"
	fake omer incurable
	deadline=$((SECONDS + 25))
	while is_running "$pid" && [ $SECONDS -lt $deadline ]; do
		! told quarantined waha/omer || break
		sleep 0.1
	done
	if is_running "$pid"; then
		say "step $life is never reached: all $(cat "$D/count") were tried"
		break
	fi
	MUZZLE_PID=
	wait "$pid" 2>/dev/null || true
	at=$(($(restarts) - before))
	rm "$D/armed"
	start_muzzle
	wait_for 40 "killed before step $life, after $at acts: quarantined in the next life" told quarantined waha/omer
	acts=$(($(restarts) - before))
	[ $acts -le 3 ] || fail "killed before step $life: $acts acts, the budget is 3"
	check_replay
	stop_muzzle
done
[ $life -gt 4 ] || fail "only $life steps: the tool sees nothing"
check_replay
