# sinks.sh - receivers of messages that can be told to be bad, what they got, and hours that pass in seconds.
# shellcheck shell=bash
# shellcheck disable=SC2034 # who sources this reads them
#
# Sourced behind lib.sh.  Messages go to $SINK/NAME; see examples/fake_gateway/sink.h.

# start_sinks - the receivers, a process of their own; the last of PIDS.
start_sinks() {
	local port=${SINK_PORT:-0}
	rm -f "$D/sink.port"
	"$B/fake_gateway" --port "$port" --port-file "$D/sink.port" --sink "$D/sink" --sessions "" 2>>"$D/gateway.log" &
	PIDS+=($!)
	SINK_PID=$!
	wait_for 10 "the receivers listen" test -s "$D/sink.port"
	SINK_PORT=$(cat "$D/sink.port")
	SINKS=http://127.0.0.1:$SINK_PORT
	SINK=$SINKS/sink
	touch "$D/sink"
}

# start_alertmanager URL [LINE] - a real one there, with one more line of its configuration; it tells $SINK/hook of each alert.
start_alertmanager() {
	cat >"$D/alertmanager.yml" <<-END
		${2:-}
		route:
		  receiver: hook
		  group_by: ['...']
		  group_wait: 0s
		  group_interval: 1s
		  repeat_interval: 1h
		receivers:
		  - name: hook
		    webhook_configs:
		      - url: $SINK/hook
		        send_resolved: true
	END
	prometheus-alertmanager --config.file="$D/alertmanager.yml" --storage.path="$D/alertmanager" \
		--web.listen-address="${1#http://}" --cluster.listen-address= >"$D/alertmanager.log" 2>&1 &
	PIDS+=($!)
	wait_for 60 "Alertmanager is ready" curl -sf "$1/-/ready"
}

# sink NAME HOW[?QUERY] - from now on.
sink() {
	curl -sf -X POST "$SINKS/fake/sink/$1/$2" >/dev/null || fail "sink $1 $2"
	say "receiver $1: $2"
}

# sink_lines NAME [kept] - all that NAME was sent, or what it has of that.
sink_lines() {
	awk -F '\t' -v name="$1" -v only="${2:-}" '$2 == name && (!only || $4 == only)' "$D/sink"
}

# field KEY - of the JSON bodies of such lines.
field() {
	sed -n 's/.*\t{.*"'"$1"'":"\{0,1\}\([^",}]*\).*/\1/p'
}

# got NAME - what NAME has, a message a line, repetitions of an id left out: "INCIDENT WHAT TARGET", in order.
got() {
	paste -d ' ' <(sink_lines "$1" kept | field incident) <(sink_lines "$1" kept | field what) \
		<(sink_lines "$1" kept | field target) <(sink_lines "$1" kept | field id) | awk '!seen[$4]++ { print $1, $2, $3 }'
}

# got_times NAME WHAT TARGET TIMES - distinct messages.
got_times() {
	equals "$(got "$1" | grep -cE "^[0-9]+ $2 $3\$")" "$4"
}

# What was ordered to be told, in all lives, in the same form and order.
ordered() {
	orders notify | sed -n 's/.*"incident":\([0-9]*\),"what":"\([a-z]*\)","target":"\([^"]*\)".*/\1 \2 \3/p' |
		awk '!seen[$0]++'
}

# has_all NAME - something was ordered, and all of it has arrived, each under one id.
has_all() {
	[ -n "$(ordered)" ] && equals "$(got "$1" | sort)" "$(ordered | sort)"
}

# in_order NAME - that, and within each incident as it was ordered.
in_order() {
	diff <(got "$1" | sort -s -n -k 1,1) <(ordered | sort -s -n -k 1,1)
}

# Tries that NAME saw, kept or not.
tries_of() {
	sink_lines "$1" | wc -l
}

tried() {
	[ "$(tries_of "$1")" -ge "$2" ]
}

# --- what is told to them

# conf_page NAME [LINE...] - an alert to the receiver of that name; more lines of it as arguments.
conf_page() {
	cat <<-END

		[action $1]
		plugin = alert
		to = $SINK/$1
		format = json
	END
	conf_more "${@:2}"
}

# conf_hastened [LINE...] - one WAHA gateway and its restart, for who is hastened: of all but PATIENCE and EVERY there is
# plenty, of a machine under load; more lines of [gateway waha] as arguments.
conf_hastened() {
	conf_muzzle
	cat <<-END
		[policy default]
		notify_on = opened
		patience = ${PATIENCE:-90s}
		verify = 5m
		silence = off

	END
	EVERY=${EVERY:-15s} conf_waha_status "$@"
	echo "timeout = 60s"
	conf_waha_restart "timeout = 10m"
}

# --- time

# hasten SPEED - from now on a second of the test is so many of muzzle's: for start_muzzle.
hasten() {
	SPEED=$1
	FAST_FROM=$(boot_ms)
	PRELOAD="LD_PRELOAD=$B/tools/fast_clock.so FAST_SPEED=$SPEED FAST_FROM=$FAST_FROM"
	PRELOAD+=" ASAN_OPTIONS=verify_asan_link_order=0"
}

# muzzle's time of CLOCK_BOOTTIME, in ms.
fast_ms() {
	local now
	now=$(boot_ms)
	echo $((now + (now - FAST_FROM) * (SPEED - 1)))
}

# true_ms MS - when muzzle's clock showed that, in ms of CLOCK_BOOTTIME, which dates what receivers got.
true_ms() {
	echo $((($1 + FAST_FROM * (SPEED - 1)) / SPEED))
}

# since MS SECONDS - so long has passed for muzzle.
since() {
	[ $(($(fast_ms) - $1)) -ge $(($2 * 1000)) ]
}
