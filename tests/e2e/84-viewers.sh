#!/bin/bash
# 84-viewers.sh - two hundred who look at the page, some of them badly, delay no action by 5 ms.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/sinks.sh"
setup "$1"

SESSIONS=20 # so many that those who die within half a minute have no shared cause
ACTS=7
HOST=$(own_address) PORT=8377
STREAMS=160 POLLERS=20 SLOW=10 STUCK=10

start_sinks
start_gateway --sessions $SESSIONS --stop-ms 10
# Every death is acted on, and shown to all viewers in the same moment.
{
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
	cat <<-END

		[exporter web]
		plugin = web
		listen = $HOST:$PORT
	END
} >"$D/muzzle.ini"

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

viewers_are() {
	curl -sf "http://$HOST:$PORT/metrics" | grep -qx "muzzle_web_viewers $1"
}

# web_says KEY - what the daemon measured of the section that serves viewers.
web_says() {
	muzzle status --json | grep -o '"section":"web"[^}]*' | sed -n "s/.*\"$1\":\\([0-9]*\\).*/\\1/p"
}

# measure STREAMS POLLERS SLOW STUCK - MEDIAN of the delays, CALLS and SLOW_CALLS of web, while so many look.
measure() {
	local i viewers=
	rm -rf "$D/state" "$D/run"
	mkdir "$D/state" "$D/run"
	: >"$D/sink"
	fake '*' heal
	start_muzzle
	wait_for 10 "the sessions are seen" muzzle_says status waha/s$SESSIONS
	if [ "$1" -gt 0 ]; then
		"$B/bench/viewers" "$HOST" $PORT "$@" >"$D/viewers" &
		viewers=$!
		PIDS+=("$viewers")
		wait_for 20 "$(($1 + $3 + $4)) streams are open" viewers_are $(($1 + $3 + $4))
	fi
	# Each is seen by another poll.
	for ((i = 1; i <= ACTS; i++)); do
		fake "s$i" incurable >/dev/null
		wait_for 20 "s$i is seen" seen_bad "s$i" >/dev/null
	done
	wait_for 40 "$ACTS sessions are acted on" all_acted
	MEDIAN=$(delays | head -n $ACTS | sort -n | sed -n "$((ACTS / 2 + 1))p")
	say "$(($1 + $2 + $3 + $4)) viewers: half of the acts came within $MEDIAN ms; all: $(delays | tr '\n' ' ')"
	CALLS=$(web_says calls) SLOW_CALLS=$(web_says slow)
	say "web: $CALLS calls, $SLOW_CALLS over 10 ms, the longest $(web_says worst_ms) ms"
	if [ -n "$viewers" ]; then
		kill -TERM "$viewers"
		wait "$viewers" || fail "the viewers failed"
		say "viewers: $(cat "$D/viewers")"
	fi
	stop_muzzle
}

# viewers_had KEY - of their last line.
viewers_had() {
	sed -n "s/.*$1=\\([0-9]*\\).*/\\1/p" "$D/viewers"
}

# Half of the acts were asked for as soon as alone, and hardly a call of web kept anybody waiting for 10 ms.
no_delay() {
	[ "$MEDIAN" -le $(($1 + 5)) ] && [ $((50 * SLOW_CALLS)) -le "$CALLS" ]
}

# The machine may be busy with other things at one time, not at each.
for try in 1 2 3; do
	measure 0 0 0 0
	alone=$MEDIAN
	measure $STREAMS $POLLERS $SLOW $STUCK
	! no_delay "$alone" || break
	[ "$try" -lt 3 ] || fail "$alone ms with nobody, $MEDIAN ms with viewers, $SLOW_CALLS of $CALLS calls of web over 10 ms"
done

# They were no decoration.
[ "$(viewers_had statuses_least)" -ge 3 ] || fail "somebody's stream showed nothing"
[ "$(viewers_had entries_least)" -ge $ACTS ] || fail "somebody was not shown each act"
check "who reads is not hung up on" equals "$(viewers_had streams_ended) $(viewers_had pollers_ended)" "0 0"
[ "$(viewers_had answered)" -ge $((POLLERS * 5)) ] || fail "who polls got $(viewers_had answered) answers"
