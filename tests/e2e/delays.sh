# delays.sh - how soon acts are asked for while messages, viewers and the like want something, too.
# shellcheck shell=bash
# shellcheck disable=SC2034 # who sources this reads them
#
# Sourced behind lib.sh and sinks.sh, with the sinks started.

SESSIONS=20 # so many that those who die within half a minute have no shared cause
ACTS=7

# Every death is an incident, is told, and is acted on, in one step.
conf_delays() {
	conf_muzzle 'restarts = 24/1m'
	cat <<-END
		[policy default]
		notify_on = opened
		patience = 1500ms
		settle = 300ms
		grace = 1s
		verify = 2s
		cooldown = 500ms
		restarts = 3/1m

	END
	conf_waha_status
	cat <<-END

		[action restart-session]
		plugin = restart
		via = http
		url = $SINK/act/{session}
	END
	conf_page page 'timeout = 5m' 'digest = off'
}

# The delays of the first restarts, in ms: from the order to the gateway's receipt.
delays() {
	local name ordered
	orders act | sed -n 's/^{"t":\([0-9]*\),.*"id":[0-9]*,"target":"waha\/\(s[0-9]*\)",.*/\1 \2/p' |
		awk '!seen[$2]++' | while read -r ordered name; do
		awk -F '\t' -v name="$name" -v ordered="$ordered" '
			$2 == "act" && $5 == "POST /sink/act/" name { print $1 - ordered; exit }' "$D/sink"
	done
}

all_acted() {
	[ "$(delays | wc -l)" -ge $ACTS ]
}

seen_bad() {
	journal | grep -q "\"target\":\"waha/$1\".*\"state\":\"down\""
}

# begin_anew - the daemon, who knows nothing of before, and all sessions well.
begin_anew() {
	rm -rf "$D/state" "$D/run"
	mkdir "$D/state" "$D/run"
	: >"$D/sink"
	fake '*' heal
	start_muzzle
	wait_for 10 "the sessions are seen" muzzle_says status waha/s$SESSIONS
}

# act_on_all WHAT - $ACTS sessions die, each seen by another poll, so that each act has a message to itself; MEDIAN and LONGEST
# of the delays.
act_on_all() {
	local i
	for ((i = 1; i <= ACTS; i++)); do
		fake "s$i" incurable >/dev/null
		wait_for 20 "s$i is seen" seen_bad "s$i" >/dev/null
	done
	wait_for 40 "$1: $ACTS sessions are acted on" all_acted
	MEDIAN=$(delays | head -n $ACTS | sort -n | sed -n "$((ACTS / 2 + 1))p")
	LONGEST=$(delays | head -n $ACTS | sort -n | tail -n 1)
	say "$1: half of the acts came within $MEDIAN ms; all: $(delays | tr '\n' ' ')"
}
