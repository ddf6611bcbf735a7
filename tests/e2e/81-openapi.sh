#!/bin/bash
# 81-openapi.sh - what the API describes is there, and real answers have no key that it does not describe: while all
# is well, in trouble, and with everything that status and why can tell.
. "$(dirname "$0")/lib.sh"
setup "$1"
start_gateway --sessions omer,dana --stop-ms 1000
HOST=$(own_address)
TOKEN=openapi-token-0123
mkdir -p "$D/packages"
cp "$ROOT"/tests/web/package.json "$ROOT"/tests/web/package-lock.json "$D/packages"
(cd "$D/packages" && npm ci --ignore-scripts --no-audit --no-fund --prefer-offline --cache "$D/npm" >"$D/npm.log" 2>&1) || {
	cat "$D/npm.log"
	fail "npm ci: the packages of tests/web cannot be had"
}
{
	NOTIFY='page deaf'
	RESTARTS=2/2m
	conf_head 'notify_on = opened'
	conf_waha
	cat <<-END

		[action deaf]
		plugin = alert
		to = http://$HOST:9/
		format = json

		[source memory]
		plugin = memory
		gateway = waha
		pid_file = $D/gateway.pid
		every = 1s

		[exporter web]
		plugin = web
		listen = $HOST:8377
		token = $TOKEN
	END
} >"$D/muzzle.ini"
echo "${PIDS[0]}" >"$D/gateway.pid"
start_muzzle
sessions_are_known() {
	muzzle status | grep -q 'waha/omer .* up '
}
wait_for 20 "the sessions are known" sessions_are_known
curl -sN "http://$HOST:8377/api/events" >"$D/events" &
PIDS+=($!)

# described WHEN [EVENTS] - every answer at this moment.
described() {
	URL=http://$HOST:8377 TOKEN=$TOKEN TARGET=waha/omer PACKAGES=$D/packages \
		ROUTES=$(sed -n 's/^\t{ "\(GET\|POST\)", "\([^"]*\)".*/\1 \2/p' "$ROOT/plugins/web.c") \
		node "$ROOT/tests/web/openapi.mjs" "${@:2}" >"$D/described" 2>&1 || {
		cat "$D/described"
		fail "$1: not as described"
	}
	say "$1: $(tail -n 1 "$D/described")"
}
described "all is well"
fake omer dead
wait_for 20 "omer is restarted" stat_is omer restarts 1
described "an act is verified"
muzzle hold waha/dana --by tester --why upgrade >/dev/null
fake dana dead
fake omer banned
wait_for 20 "a person is needed" told human waha/omer
wait_for 20 "a hold refuses" muzzle_says history 'dana .*not acted on'
wait_for 20 "a message waits" muzzle_says status '"failing_ms"' --json
described "in trouble" "$D/events"
stop_muzzle
