#!/bin/bash
# 29-webhook-hostile.sh - a minute of 10 000 hostile webhooks a second, and 200 senders that trickle: no
# evidence and no order comes of them, no memory either, and the gateway goes on being heard.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/hooks.sh"
setup "$1"

KEY=hook-secret-29
RATE=10000
LASTS=${HOSTILE_SECONDS:-60}
start_hooking 500
{
	conf_head
	conf_hooks
} >"$D/muzzle.ini"

# sign NAME BODY - a whole request as the gateway would send it, into a file.
sign() {
	local mac
	mac=$(printf '%s' "$2" | openssl dgst -sha512 -hmac $KEY -r)
	printf 'POST /waha HTTP/1.1\r\nHost: h\r\nX-Webhook-Hmac: %s\r\nContent-Length: %d\r\n\r\n%s' \
		"${mac%% *}" ${#2} "$2" >"$D/$1.request"
}

event() {
	printf '{"id":"evt_%s","timestamp":%d,"event":"session.status","session":"%s","payload":{"name":"%s","status":"FAILED"}}' \
		"$1" "$2" "$3" "$3"
}

now=${EPOCHREALTIME//[.,]/}
now=$((now / 1000))
sign old "$(event old $((now - 3600000)) victim)"
sign unnamed "$(event unnamed $now ../victim)"
sign broken '{"id":"evt_broken","event":"session.status","session":"victim","payload":'
sign deep "{\"session\":\"victim\",\"event\":$(printf '[%.0s' {1..2000})"

# hostile SECONDS RATE CONNECTIONS DRIPS
hostile() {
	"$B/bench/hostile" "$HOST" 8080 /waha "$2" "$1" "$3" "$4" "$D"/*.request
}

rss() {
	awk '/^VmRSS/ { print $2 }' "/proc/$MUZZLE_PID/status"
}

fds() {
	find "/proc/$MUZZLE_PID/fd" -mindepth 1 | wc -l
}

fds_at_most() {
	[ "$(fds)" -le "$1" ]
}

# post_genuine ID - an event of omer's on a new connection; in a crowd it may be cut off and must come again,
# as the gateway does 15 times.
post_genuine() {
	local now=${EPOCHREALTIME//[.,]/} body mac try
	body="{\"id\":\"evt_$1\",\"timestamp\":$((now / 1000)),\"event\":\"presence.update\",\"session\":\"omer\",\"payload\":{}}"
	mac=$(printf '%s' "$body" | openssl dgst -sha512 -hmac $KEY -r)
	for try in {1..8}; do
		curl -sf --max-time 10 -H "X-Webhook-Hmac: ${mac%% *}" -d "$body" "http://$HOST:8080/waha" && return
		sleep 0.2
	done
	echo "cut off $try times"
	return 1
}

start_muzzle
wait_for 20 "the gateway is heard" at_least 2 proofs omer
fds_before=$(fds)
hostile 3 $RATE 48 8 >"$D/warm.out" # so that all that is made once is made
rss_before=$(rss)
seen=$(proofs omer)

hostile "$LASTS" $RATE 48 8 >"$D/hostile.out" &
ATTACK=$!
PIDS+=("$ATTACK")
wait_for 30 "the attack has begun" at_least 5000 gauge refused_signature
fake dana dead
wait_for 30 "who died is restarted, under attack" stat_is dana restarts 1
while is_running $ATTACK; do
	timeout 20 "$B/muzzle" status -c "$D/muzzle.ini" >/dev/null || fail "status does not answer"
	post_genuine "a$SECONDS" || fail "who comes anew is not answered"
	sleep 1
done
wait $ATTACK || fail "the attack failed"
cat "$D/hostile.out"
check "omer was heard all the time" at_least $((seen + LASTS / 2)) proofs omer
check "no webhook of the gateway's is lost" equals "$(posted lost)" 0
wait_for 30 "no descriptor is left" fds_at_most $((fds_before + 8))
echo "memory: $rss_before kB before, $(rss) kB after"
[[ $B == *-san ]] || check "no memory either" [ "$(rss)" -le $((rss_before + 1024)) ]

cut=$(gauge cut_off)
hostile 600 0 0 200 >"$D/drips.out" & # until it is ended
ATTACK=$!
PIDS+=("$ATTACK")
wait_for 10 "more senders trickle than there is room for" at_least $((cut + 200)) gauge cut_off
for i in {1..20}; do
	post_genuine "g$i" || fail "a genuine webhook was not answered"
done
say "who trickles keeps nobody out"
check "they were there" is_running $ATTACK
end_process $ATTACK || true # by a signal, as it should

check "one act in all" equals "$(orders act | wc -l)" 1
check "nobody was told anything" equals "$(orders notify)" ''
check "no evidence came of it" equals "$(journal | grep -c victim)" 0
check "the log is short" [ "$(wc -l <"$D/muzzle.log")" -lt 40 ]
check_replay
stop_muzzle
