#!/bin/bash
# 62-alertmanager.sh - a real Alertmanager: each of two incidents fires from its opening on, outlives resolve_timeout, and
# is resolved by its closing, with the same labels; whom Alertmanager tells hears of each once.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/sinks.sh"
setup "$1"
AM=http://$(own_address):9093

start_sinks
start_gateway --sessions omer,dana,noa,eli,gil --speed 60
hasten 60
PRELOAD+=" FAST_WALL=no" # Alertmanager's
start_alertmanager "$AM" "global: {resolve_timeout: 2s}"
{
	conf_hastened | sed 's/^\[muzzle\]/&\nmode = observe/' # who is dead is so until we heal him
	cat <<-END

		[action page]
		plugin = alert
		format = alertmanager
		to = $AM
		timeout = 5m
		label = severity=critical
		label = team=a "b" \\ c
	END
} >"$D/muzzle.ini"
start_muzzle
fake omer dead
fake dana dead
wait_for 30 "omer is told of" told opened waha/omer
wait_for 30 "dana is told of" told opened waha/dana

labels_of() {
	printf '"labels":{"alertname":"MuzzleIncident","gateway":"waha","instance":"%s","session":"%s","severity":"critical","target":"waha/%s","team":"a \\"b\\" \\\\ c"}' \
		"$(hostname)" "$1" "$1"
}

# fires SESSION - Alertmanager's own list has it, by exactly these labels.
alerts() {
	curl -sf "$AM/api/v2/alerts?active=true"
}
fires() {
	alerts | grep -qF "$(labels_of "$1")"
}
fires_not() {
	! fires "$1"
}
count_is() {
	equals "$(alerts | grep -o '"fingerprint"' | wc -l)" "$1"
}
wait_for 10 "omer's alert fires" fires omer
wait_for 10 "dana's alert fires" fires dana
check "and no other" count_is 2
alerts | grep -qF '"description":"It does not work. muzzle keeps watching, and does what it is configured to do."' || fail "what is said of it"
alerts | grep -qF '"summary":"waha/omer is in trouble"' || fail "its title"
hold_for 3 "both outlive resolve_timeout" count_is 2
! orders notify | grep -q closed || fail "the incidents are over already"

fake omer heal
fake dana heal
wait_for 30 "omer is well again" told closed waha/omer
wait_for 30 "dana is well again" told closed waha/dana
wait_for 10 "omer's alert is resolved" fires_not omer
wait_for 10 "dana's alert is resolved" fires_not dana

# Whom Alertmanager tells: SESSION STATUS NUMBER.
heard() {
	equals "$(sink_lines hook | cut -f 7 | grep -cF "\"status\":\"$2\",$(labels_of "$1")")" "$3"
}
for session in omer dana; do
	wait_for 20 "$session was heard of as resolved" heard $session resolved 1
	check "once as firing" heard $session firing 1
	sink_lines hook | cut -f 7 | grep -F "$(labels_of $session)" | grep -o '^{"receiver":"hook","status":"[a-z]*"' >"$D/heard"
	equals "$(sed 's/.*"status"://' "$D/heard" | paste -sd ' ')" '"firing" "resolved"' || fail "$session: in which order?"
	equals "$(sink_lines hook | cut -f 7 | grep -F "$(labels_of $session)" | grep -o '"fingerprint":"[^"]*"' | sort -u | wc -l)" 1 ||
		fail "$session is not one alert"
done

check_replay
stop_muzzle
