#!/bin/bash
# 60-webhooks.sh BUILD_DIR - how many webhooks a second are read, checked and answered, hostile ones among
# them, and what one costs: alone, and passed on to an nginx.
. "$(dirname "$0")/../e2e/lib.sh"
setup "$1"
HOST=$(own_address)
LASTS=10
start_gateway --sessions omer
start_nginx nginx "http://$HOST:8081/" <<<"access_log off; server { listen $HOST:8081; location / { return 200; } }"

# hooks NAME PORT LINE... - a section that listens.
hooks() {
	printf '\n[source %s]\nplugin = webhook_recv\ngateway = waha\npreset = waha\nlisten = %s:%s\npath = /waha\n' \
		"$1" "$HOST" "$2"
	printf '%s\n' "${@:3}"
}

{
	conf_head
	conf_waha_status
	conf_waha_actions
	hooks alone 8080 "key = bench-secret"
	hooks passing 8082 "forward = http://$HOST:8081/"
} >"$D/muzzle.ini"
body='{"id":"evt_1","timestamp":1,"event":"session.status","session":"omer"}'
mac=$(printf '%s' "$body" | openssl dgst -sha512 -hmac bench-secret -r)
printf 'POST /waha HTTP/1.1\r\nHost: h\r\nX-Webhook-Hmac: %s\r\nContent-Length: %d\r\n\r\n%s' \
	"${mac%% *}" ${#body} "$body" >"$D/signed.request"

ticks() {
	awk '{ print $14 + $15 }' "/proc/$MUZZLE_PID/stat"
}

# measure PORT RATE
measure() {
	local began said answered us
	began=$(ticks)
	said=$("$B/bench/hostile" "$HOST" "$1" /waha "$2" $LASTS 32 0 "$D/signed.request")
	[[ $said =~ ok=([0-9]+)\ refused=([0-9]+) ]] || fail "$said"
	answered=$((BASH_REMATCH[1] + BASH_REMATCH[2]))
	us=$((($(ticks) - began) * 1000000 / $(getconf CLK_TCK) / answered))
	echo "$((answered / LASTS)) answered a second, $us us of CPU each"
}

start_muzzle
echo "mixed, as many as there can be: $(measure 8080 1000000)"
echo "mixed, 10000 a second: $(measure 8080 10000)"
echo "without a key, 500 a second, those that are events passed on: $(measure 8082 500)"
muzzle status --json | grep -o '"forward[a-z_]*":[0-9]*' | tr '\n' ' '
echo
stop_muzzle
