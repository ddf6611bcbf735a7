#!/bin/bash
# 67-alert-outage.sh - receivers that hang, ask for patience, fail or are not there for an hour: who they are for
# gets every opening and every closing, once and in order, and meanwhile nobody is asked too often.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/sinks.sh"
setup "$1"

HASTE=120
PAGES=(hung busy broken gone odd good)

page() {
	conf_page "$1" 'timeout = 5m' 'digest = off'
}

# odd_next HOW - the odd one has seen a try the way it was; the next thing that happens to it.
odd_next() {
	wait_for 30 "a try came to odd" tried odd $((ODD_TRIES + 1))
	sink odd "$1"
	ODD_TRIES=$(tries_of odd)
}

start_sinks
GONE_PID=$SINK_PID GONE_PORT=$SINK_PORT GONE=$SINK/gone
start_apart() {
	"$B/fake_gateway" --port "$GONE_PORT" --port-file "$D/gone.port" --sink "$D/sink" --sessions "" &
	PIDS+=($!)
	wait_for 10 "the one that was gone is back" curl -s "http://127.0.0.1:$GONE_PORT/ping"
}
end_process "$GONE_PID"
SINK_PORT=0 start_sinks
start_gateway --sessions omer,dana,noa,eli,gil --speed $HASTE
hasten $HASTE
{
	NOTIFY="${PAGES[*]}" conf_hastened
	for name in "${PAGES[@]}"; do page "$name"; done | sed "s,$SINK/gone,$GONE,"
} >"$D/muzzle.ini"

# The outage: of an hour, and of each kind; to the odd one another thing happens every time.
sink hung hang
sink busy '429?retry_s=600'
sink broken 500
sink odd lose
ODD_TRIES=0
start_muzzle
from=$(fast_ms)
fake omer dead
fake dana dead
wait_for 30 "omer is told of" told opened waha/omer
wait_for 30 "dana is told of" told opened waha/dana
odd_next babble
wait_for 30 "omer is well again" told closed waha/omer
wait_for 30 "dana is well again" told closed waha/dana
odd_next cut
fake noa dead
wait_for 30 "noa is told of" told opened waha/noa
odd_next reset
wait_for 30 "noa is well again" told closed waha/noa
fake omer dead
wait_for 30 "omer has a second incident" told_times opened waha/omer 2
wait_for 60 "an hour has passed" since "$from" 3600
wait_for 30 "who is well has all that was ordered, as it was ordered" in_order good

for name in hung busy broken; do
	tries=$(tries_of $name)
	[ "$(got $name | wc -l)" = 0 ] || fail "$name has got something"
	if [ "$tries" -lt 3 ] || [ "$tries" -gt 60 ]; then fail "$name saw $tries tries in an hour"; fi
	say "$name saw $tries tries in an hour"
done
# muzzle's seconds between two tries.
gaps() {
	sink_lines "$1" | awk -F '\t' -v haste=$HASTE 'NR > 1 { print int(($1 - last) * haste / 1000) } { last = $1 }'
}
# Two flew at once, before the first was answered.
[ "$(gaps busy | sed 1d | sort -n | head -n 1)" -ge 595 ] || fail "Retry-After was not honoured: $(gaps busy | tr '\n' ' ')"
muzzle status >"$D/status"
grep -q "hung .*waiting" "$D/status" || fail "status says nothing of it: $(cat "$D/status")"

# The end of it.
sink hung ok
sink busy ok
sink broken ok
sink odd ok
start_apart
wait_for 60 "the second incident is closed" told_times closed waha/omer 2
for name in "${PAGES[@]}"; do
	wait_for 60 "$name has all" has_all "$name"
done

hold_for 3 "and nothing more" has_all odd
for name in "${PAGES[@]}"; do
	check "$name: each incident in its order" in_order "$name"
done

# once NAME - each message is kept once, but where only the answer was lost.
once() {
	equals "$(sink_lines "$1" kept | field id | sort | uniq -d)" ""
}
for name in hung busy broken gone good; do
	check "$name has nothing twice" once "$name"
done
[ -n "$(sink_lines odd kept | field id | sort | uniq -d)" ] || fail "what lost its answer was not sent again under its id"
check_replay
stop_muzzle
