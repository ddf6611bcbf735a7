#!/bin/bash
# 83-prometheus.sh - what /metrics says passes promtool in both formats; a real Prometheus, by the shipped example, rules and
# dashboard, reads it, and fires into a real Alertmanager while a session needs a person and another is quarantined, while a key
# is wrong from the first start on, and while a reload is refused.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/sinks.sh"
setup "$1"

HOST=$(own_address)
WEB=$HOST:8377 PROMETHEUS=http://$HOST:9090 ALERTMANAGER=http://$HOST:9093
SESSIONS_MAX=256 # the default of metrics_sessions
LINES_MAX=8000

start_sinks
start_gateway --sessions 150 --log "$D/crowd.log"
FIRST=$GATEWAY
start_gateway --sessions 150 --log "$D/crowd.log"
SECOND=$GATEWAY
start_gateway --sessions locked --key its-key --log "$D/crowd.log"
LOCKED=$GATEWAY
start_gateway --sessions omer,dana,noa,eli,gil --stop-ms 200

# conf_crowd NAME URL - one more gateway, with many sessions.
conf_crowd() {
	cat <<-END

		[gateway $1]
		sessions = *
		ladder = restart-session
		notify = page

		[source $1]
		plugin = status_poll
		gateway = $1
		preset = waha
		url = $2
		every = 2s
	END
}

echo "a-token-of-thirty-two-characters" >"$D/token"
chmod 600 "$D/token"
{
	PATIENCE=2s RESTARTS=2/30s conf_head
	conf_waha_status
	conf_waha_log
	conf_waha_restart
	conf_page page
	conf_crowd first "$FIRST"
	conf_crowd second "$SECOND"
	conf_crowd locked "$LOCKED"
	cat <<-END

		[exporter web]
		plugin = web
		listen = $WEB
		token = \${file:$D/token}
		read = token
	END
} >"$D/muzzle.ini"
start_muzzle

# scrape [CURL OPTION...] - what a scraper with the token hears.
scrape() {
	curl -sf -H "Authorization: Bearer $(cat "$D/token")" "$@" "http://$WEB/metrics"
}
sessions_seen() {
	muzzle status | grep -cE '/(s150|gil) ' | grep -qx 3
}
wait_for 60 "all sessions are seen" sessions_seen

# --- its form

scrape -D "$D/head" >"$D/text"
promtool check metrics <"$D/text" >"$D/lint" 2>&1 || fail "promtool of the text format: $(cat "$D/lint")"
[ ! -s "$D/lint" ] || fail "promtool would have it otherwise: $(cat "$D/lint")"
check "the older text format names itself" grep -qi '^content-type: text/plain; version=0.0.4' "$D/head"
scrape -H 'Accept: application/openmetrics-text; version=1.0.0' -D "$D/head" >"$D/open"
check "OpenMetrics does" grep -qi '^content-type: application/openmetrics-text; version=1.0.0' "$D/head"
node "$ROOT/tests/prometheus/openmetrics.mjs" "$D/open" || fail "its form"
check "nobody reads without the token" equals "$(curl -s -o "$D/refused" -w '%{http_code}' "http://$WEB/metrics")" 401
not grep -q '^muzzle_' "$D/refused" || fail "numbers for who has no token"

# --- its size

# named FILE METRIC - the sessions that have such a number.
named() {
	grep "^$2{" "$1" | sed 's/.*gateway="\([^"]*\)",session="\([^"]*\)".*/\1 \2/' | sort -u | wc -l
}
say "$(wc -l <"$D/text") lines, $(wc -c <"$D/text") bytes for 305 sessions"
[ "$(wc -l <"$D/text")" -le $LINES_MAX ] || fail "more than $LINES_MAX lines"
check "$SESSIONS_MAX sessions have numbers" equals "$(named "$D/text" muzzle_session_level)" $SESSIONS_MAX
check "the others are counted" grep -qx "muzzle_sessions_left_out $((305 - SESSIONS_MAX))" "$D/text"
check "the sums have all" equals "$(awk '/^muzzle_sessions{gateway="(first|second)"/ { n += $NF } END { print n }' "$D/text")" 300

# --- Prometheus and Alertmanager, by what is shipped

# Only what would take long is shortened: alerts that wait for some minutes wait for two seconds.
sed 's/for: [0-9]*m$/for: 2s/' "$ROOT/etc/prometheus/muzzle.rules.yml" >"$D/rules.yml"
not cmp -s "$D/rules.yml" "$ROOT/etc/prometheus/muzzle.rules.yml" || fail "no alert waits for minutes any more"
sed "s,^    #\(auth\|  \),    \1,; s|/etc/prometheus/muzzle.rules.yml|$D/rules.yml|; s|/etc/prometheus/muzzle.token|$D/token|; s|_interval: .*|_interval: 1s|
	s|127.0.0.1:8377|$WEB|; s|127.0.0.1:9093|$HOST:9093|" "$ROOT/etc/prometheus/muzzle.yml" >"$D/prometheus.yml"
promtool check config "$D/prometheus.yml" >"$D/lint" 2>&1 || fail "$(cat "$D/lint")"
start_alertmanager "$ALERTMANAGER"
prometheus --config.file="$D/prometheus.yml" --storage.tsdb.path="$D/tsdb" --web.listen-address="$HOST:9090" >"$D/prometheus.log" 2>&1 &
PIDS+=($!)
wait_for 60 "Prometheus is ready" curl -sf "$PROMETHEUS/-/ready"

# asked PATH - of Prometheus' API.
asked() {
	curl -sf "$PROMETHEUS/api/v1/$1"
}
scraped_well() {
	asked targets | grep -q '"health":"up"'
}
# Only OpenMetrics tells units.
has_unit() {
	asked 'targets/metadata?metric=muzzle_run_seconds' | grep -q '"unit":"seconds"'
}
wait_for 60 "Prometheus scrapes it with the token" scraped_well
wait_for 30 "as OpenMetrics" has_unit

# --- who is told

# fires ALERT [LABEL=VALUE] - in Alertmanager, now.
fires() {
	curl -sf "$ALERTMANAGER/api/v2/alerts?active=true&filter=alertname=$1${2:+&filter=$2}" | grep -q '"fingerprint"'
}
# heard ALERT SESSION STATUS - whom Alertmanager tells heard that, with what to do.
heard() {
	sink_lines hook | grep "\"status\":\"$3\"" | grep "\"alertname\":\"$1\"" | grep -q "muzzle why waha/$2"
}
fake omer banned
fake dana incurable
wait_for 60 "who needs a person fires" fires MuzzleSessionNeedsPerson session=omer
wait_for 60 "who is quarantined fires" fires MuzzleQuarantined session=dana
wait_for 20 "that was told" heard MuzzleSessionNeedsPerson omer firing
wait_for 20 "and that" heard MuzzleQuarantined dana firing
for session in noa eli gil; do
	not fires MuzzleSessionNeedsPerson session=$session || fail "$session needs nobody"
	not fires MuzzleQuarantined session=$session || fail "$session is in no quarantine"
done

# --- the dashboard and the rules ask for what there is

scrape >"$D/text"
check "promtool likes it in trouble, too" promtool check metrics <"$D/text"
node "$ROOT/tests/prometheus/queries.mjs" "$ROOT/etc/grafana/muzzle.json" "$D/text" "$PROMETHEUS" || fail "what dashboard and rules ask for"

# --- mended

fake omer heal
fake dana heal
muzzle reset waha/dana >/dev/null
wait_for 40 "omer's alert is resolved" heard MuzzleSessionNeedsPerson omer resolved
wait_for 40 "dana's alert is resolved" heard MuzzleQuarantined dana resolved
check "and gone" not fires MuzzleSessionNeedsPerson session=omer

# --- what was wrong before the first scrape

wait_for 30 "a key that was never right fires" fires MuzzleSourceNotSetUp gateway=locked
wait_for 30 "as does that its gateway cannot be judged" fires MuzzleGatewayUnreachable gateway=locked
for gateway in first second waha; do
	not fires MuzzleSourceNotSetUp gateway=$gateway || fail "$gateway has no key"
done

# --- a reload that is refused, and one that mends the key

# reload LINE - adds it to the configuration.
reload() {
	cp "$D/muzzle.ini" "$D/muzzle.ini.before"
	echo "$1" >>"$D/muzzle.ini"
	kill -HUP "$MUZZLE_PID"
}
check "nothing was refused" not fires MuzzleReloadRefused
read_at=$(scrape | sed -n 's/^muzzle_config_last_reload_success_timestamp_seconds //p')
reload "no_such_key = 1"
wait_for 30 "a refused reload fires" fires MuzzleReloadRefused
check "the configuration before it holds" equals "$(scrape | sed -n 's/^muzzle_config_last_reload_success_timestamp_seconds //p')" "$read_at"
mv "$D/muzzle.ini.before" "$D/muzzle.ini"
sed -i "s,^url = $LOCKED\$,&\nheader = X-Api-Key: its-key," "$D/muzzle.ini"
reload ""
wait_for 30 "one that is taken ends it" not fires MuzzleReloadRefused
wait_for 60 "with the key the gateway is no longer refused" not fires MuzzleSourceNotSetUp
check "the time of its reading is told" not equals "$(scrape | sed -n 's/^muzzle_config_last_reload_success_timestamp_seconds //p')" "$read_at"
say "scrapes took $(asked 'query?query=max_over_time(scrape_duration_seconds%5B5m%5D)' | sed 's/.*,"\([0-9.]*\)"\].*/\1/') s at most"

# --- each rule by itself, in invented time

(cd "$ROOT/tests/prometheus" && promtool test rules ./*.test.yml) || fail "promtool test rules"
sed -n 's/.*- alert: //p' "$ROOT/etc/prometheus/muzzle.rules.yml" | while read -r alert; do
	grep -qE "\"$alert\"|alertname: $alert\$" "$ROOT"/tests/prometheus/*.test.yml || fail "$alert is not tested"
done
stop_muzzle
