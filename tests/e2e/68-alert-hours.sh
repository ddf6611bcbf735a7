#!/bin/bash
# 68-alert-hours.sh - who hears of what, and when: many at once are one message, what cannot be told goes to the fallback,
# the night is quiet but for what is urgent, and what came and went in maintenance nobody hears of.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/sinks.sh"
setup "$1"

HASTE=60 # a second is a minute

# page NAME [LINE...] - that tells the receiver of its name.
page() {
	conf_page "$1" 'timeout = 5m' "${@:2}"
}

# local_time HH:MM - it is so late for who starts now.
local_time() {
	local now want=$((10#${1%:*} * 3600 + 10#${1#*:} * 60)) west
	now=$(date -u +%s)
	west=$(((now - want) % 86400))
	printf 'TZ=XYZ+%d:%02d:%02d' $((west / 3600)) $((west / 60 % 60)) $((west % 60))
}

start_sinks

# --- many at once, and a fallback

start_gateway --sessions 12 --speed $HASTE
hasten $HASTE
{
	PATIENCE=60s EVERY=6s NOTIFY="page each machine broken refusing" conf_hastened
	page page
	page each "digest = off"
	page machine | sed 's/format = .*/format = alertmanager/'
	page broken "fallback = second" "fallback_after = 2m" "digest = off"
	page refusing "fallback = third" "digest = off"
	page second "digest = off"
	page third
} >"$D/muzzle.ini"
sink broken 500
sink refusing 404
start_muzzle
wait_for 20 "all are seen" muzzle_says status waha/s12
fake '*' banned # within the minute in which more than five are a digest
all_told() {
	equals "$(orders notify | grep -c '"what":"human"')" 12
}
wait_for 30 "twelve need a person" all_told

# Distinct messages that NAME has.
ids_are() {
	equals "$(sink_lines "$1" kept | field id | sort -u | wc -l)" "$2"
}
# All twelve targets are named in what NAME has.
names_all() {
	equals "$(sink_lines "$1" kept | grep -oE 'waha/s[0-9]+' | sort -u | wc -l)" 12
}
wait_for 30 "page: five, and one for the rest" ids_are page 6
check "page: nobody is left out" names_all page
check "page: the sixth is a digest" sh -c "grep '	page	' '$D/sink' | grep -q '\"what\":\"digest\"'"
wait_for 30 "each: twelve by themselves" ids_are each 12
wait_for 30 "machine: twelve, as it has no form for several" names_all machine
equals "$(sink_lines machine kept | grep -c '"what":"digest"')" 0 || fail "a machine got a digest"
wait_for 30 "what was refused goes to the fallback at once" names_all third
wait_for 60 "what failed goes to the fallback in time" names_all second
ids_are second 12 || fail "not twelve messages on the fallback"
ordered=$(orders notify | head -n 1 | sed 's/^{"t":\([0-9]*\),.*/\1/')
[ "$(sink_lines second | head -n 1 | cut -f 1)" -ge "$(true_ms $((ordered + 120000)))" ] || fail "the fallback was used before its time"
sink broken ok
sink refusing ok
hold_for 8 "and is not told by the other as well" ids_are broken 0
ids_are refusing 0 || fail "refused messages were told twice"
ids_are page 6 || fail "page got more"
stop_muzzle
rm -rf "$D/run" "$D/state" "$D/sink"
mkdir "$D/run" "$D/state"
: >"$D/sink"

# --- quiet hours and maintenance

start_gateway --sessions omer,noa,dana --speed $HASTE
WAHA=$GATEWAY
start_gateway --sessions lea,ben,gil --speed $HASTE
LAB=$GATEWAY
hasten $HASTE
PRELOAD+=" $(local_time 22:05)"
{
	GATEWAY=$WAHA PATIENCE=60s EVERY=6s NOTIFY="night day" conf_hastened
	cat <<-END

		[gateway lab]
		sessions = *
		ladder = restart-session
		notify = day
		maintenance = 22:00-22:45

		[source lab]
		plugin = status_poll
		gateway = lab
		preset = waha
		url = $LAB
		every = 6s
		timeout = 60s
	END
	page night "quiet = 22:00-22:45" "digest = off"
	page day "digest = off"
} >"$D/muzzle.ini"
start_muzzle
# When the windows end, by the receivers' clock.
END_MS=$((FAST_FROM + 40 * 60000 / HASTE))
wait_for 20 "all are seen" muzzle_says status lab/ben
at() {
	curl -sf -X POST "$1/fake/$2/$3" >/dev/null || fail "fake $2 $3"
}
at "$WAHA" omer dead
at "$WAHA" noa banned
at "$LAB" lea offline
at "$LAB" ben banned
wait_for 10 "noa is told of at night: it is urgent" got_times night human waha/noa 1
wait_for 10 "omer is told of by day" got_times day opened waha/omer 1
wait_for 10 "status says what waits for the morning" muzzle_says status 'alerts: night .*held until'
wait_for 15 "lea's trouble is known" told opened lab/lea
at "$LAB" lea heal
# When NAME was sent the first message that fits, by the receivers' clock.
sent_ms() {
	sink_lines "$1" | grep -E "$2" | head -n 1 | cut -f 1
}
wait_for 60 "omer's trouble is told when the night is over" got_times night opened waha/omer 1
wait_for 60 "ben is told of when the maintenance is over" got_times day human lab/ben 1
wait_for 60 "and that omer is well again" got_times night closed waha/omer 1
[ "$(sent_ms night waha/omer)" -ge $((END_MS - 50)) ] || fail "omer was told of $((END_MS - $(sent_ms night waha/omer))) ms before the end of the night"
[ "$(sent_ms day lab/ben)" -ge $((END_MS - 50)) ] || fail "ben was told of within the maintenance"
[ "$(sent_ms night waha/noa)" -lt $END_MS ] || fail "what is urgent waited"
equals "$(got night | grep -c waha/omer)" 2 || fail "omer's messages: $(got night)"
wait_for 10 "what came and went in maintenance is noted" grep -q "came and went in maintenance.*lab/lea" "$D/muzzle.log"
equals "$(sink_lines day | grep -c lab/lea || true)" 0 || fail "and told: $(got day)"
check_replay
stop_muzzle
