#!/bin/bash
# 13-many.sh - 50 sessions, one banned, one dead: the other 48 are never disconnected.
. "$(dirname "$0")/lib.sh"
setup "$1"
start_gateway --sessions 50 --stop-ms 1000
{
	conf_head
	LADDER='restart-session restart-all' conf_waha
	cat <<-END

		[action restart-all]
		plugin = restart
		via = exec
		scope = gateway
		command = touch $D/all-restarted
	END
} >"$D/muzzle.ini"
start_muzzle

# Of all but s9, from one answer: it goes on being restarted.
others_restarts() {
	curl -sf "$GATEWAY/fake/stats" | sed -n '/"name":"s9"/d; s/.*"restarts":\([0-9]*\).*/\1/p' |
		awk '{ n += $1 } END { print n + 0 }'
}

fake s7 banned
fake s9 incurable
wait_for 10 "the ban is told" told human waha/s7
wait_for 30 "the dead one is restarted" stat_is s9 restarts 1
hold_for 12 "the gateway as a whole is not" test ! -e "$D/all-restarted"
equals "$(stat_of s7 restarts)" 0 || fail "the banned one was restarted"
equals "$(others_restarts)" 0 || fail "a living session was restarted"
check_replay
stop_muzzle
