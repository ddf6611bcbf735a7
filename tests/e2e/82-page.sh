#!/bin/bash
# 82-page.sh - the page in a real Chromium: a death and its recovery live, orders by who has the token, every
# reason as the commands say it, accessible, in two widths and themes; pictures go to build/logs/page.
. "$(dirname "$0")/lib.sh"
setup "$1"
HOST=$(own_address)
TOKEN=page-token-0123456789
LONG=support-line-of-the-northern-region-and-all-of-its-branches-0001
SHOTS=$B/logs/page
mkdir -p "$D/packages" "$SHOTS"
chmod 700 "$D"

# --- what the stories need

start_packages() {
	cp "$ROOT"/tests/web/package.json "$ROOT"/tests/web/package-lock.json "$D/packages"
	(cd "$D/packages" && npm ci --ignore-scripts --no-audit --no-fund --prefer-offline \
		--cache "$D/npm" >"$D/npm.log" 2>&1) || {
		cat "$D/npm.log"
		fail "npm ci: the packages of tests/web cannot be had"
	}
	say "playwright-core and axe-core are there"
}

# stories STORY... - in a browser of its own.
stories() {
	# A home of its own: the browser leaves nothing behind.
	env HOME="$D" URL="http://$HOST:8377/" READONLY="http://$HOST:8378/" LOCKED="http://$HOST:8379/" \
		TOKEN="$TOKEN" GATEWAY="$GATEWAY" MUZZLE="$B/muzzle" CONFIG="$D/muzzle.ini" \
		PACKAGES="$D/packages" CHROMIUM="$(command -v chromium)" SHOTS="$SHOTS" \
		PROFILE="$D/profile.$1" SIGNAL="$D/signal" node "$ROOT/tests/web/stories.mjs" "$@"
}

# exporter NAME PORT [LINE...] - more lines of it as arguments.
exporter() {
	cat <<-END

		[exporter $1]
		plugin = web
		listen = $HOST:$2
	END
	conf_more "${@:3}"
}

conf_web() {
	exporter web 8377 "token = \${file:$D/token}"
	exporter readonly 8378
	exporter locked 8379 "token = \${file:$D/token}" 'read = token'
}

signal_is() {
	equals "$(cat "$D/signal" 2>/dev/null)" "$1"
}

web_answers() {
	curl -sf "http://$HOST:8377/api/status"
}

# What was seen before the daemon ended is still drawn, as long as it was.
past_is_kept() {
	curl -sf "http://$HOST:8377/api/timeline?target=waha/dana" | node -e '
		const { states } = JSON.parse(require("fs").readFileSync(0)).targets[0];
		process.exit(states.length > 1 && states[0].to_wall_ms - states[0].from_wall_ms > 1000 ? 0 : 1)'
}

start_all() {
	start_muzzle
	wait_for 10 "the page is served" web_answers
}

# --- the stories

printf '%s' "$TOKEN" >"$D/token"
chmod 600 "$D/token"
start_packages
start_gateway --sessions "omer,dana,$LONG" --stop-ms 1000
first=${PIDS[-1]}
{
	PATIENCE=3s conf_head
	conf_waha
	conf_web
} >"$D/muzzle.ini"
start_all
wait_for 10 "the sessions are watched" muzzle_says status waha/dana
stories weight spans live orders keyboard notices hostile rights || fail "a story of the page"

stories reconnect >"$D/reconnect.log" 2>&1 &
story=$!
PIDS+=("$story")
wait_for 60 "a page looks" signal_is ready
stop_muzzle
wait_for 60 "it says that the connection is lost" signal_is lost
start_all
wait "$story" || {
	cat "$D/reconnect.log"
	fail "the story of the reconnection"
}
sed 's/^/    /' "$D/reconnect.log"
past_is_kept || fail "what was before the restart is no longer drawn"
say "what was before the restart is still drawn"
stories refusals why looks || fail "a story of the page"
stop_muzzle

end_process "$first"
rm -f "$D"/state/* "$D"/run/* "$D/waha.log" # another world
start_gateway --sessions 256
{
	PATIENCE=3s conf_head
	conf_waha
	conf_web
} >"$D/muzzle.ini"
start_all
wait_for 20 "256 sessions are watched" muzzle_says status waha/s256
stories many || fail "the story of 256 sessions"
stop_muzzle
