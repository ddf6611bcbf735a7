#!/bin/bash
# 46-restart-lock.sh - somebody else restarts the session all the time: WAHA's lock turns muzzle away, which knows
# then that a restart is under way, waits for what comes of it, and does not join in.
. "$(dirname "$0")/lib.sh"
setup "$1"
# A restart takes 9 s, and nobody waits longer than 300 ms for one: who comes by chance at the end
# of one gets in, but hardly four times in a row.
start_gateway --sessions omer --stop-ms 9000 --lock-ms 300
{
	RESTARTS=9/10m conf_head 'stopped = restart' | sed 's/^verify = .*/verify = 10s/'
	LADDER='restart-session restart-session restart-session restart-session' conf_waha_status
	cat <<-END

		[action restart-session]
		plugin = restart
		preset = waha
		url = $GATEWAY/api/sessions/{session}/restart

		[action page]
		plugin = noop
	END
} >"$D/muzzle.ini"
start_muzzle
wait_for 10 "it works" muzzle_says status 'waha/omer.*up'
fake omer incurable

while :; do
	curl -s -o /dev/null -X POST "$GATEWAY/api/sessions/omer/restart"
done &
PIDS+=($!)

turned_away() {
	journal | grep '"ev":"result"' | tail -n 1 | grep '"what":"timeout"' | grep -q 'async-lock timed out in queue'
}
wait_for 60 "muzzle is turned away" turned_away
hold_for 3 "it does not try again while that one has its time to help" acts_are waha/omer "$(orders act waha/omer | wc -l)"
end_process "${PIDS[-1]}" || true
fake omer heal
wait_for 20 "what the other restarted is well, and the incident over" sh -c \
	"'$B/muzzle' status -c '$D/muzzle.ini' | grep -q 'waha/omer.*up'"
check_replay
stop_muzzle
