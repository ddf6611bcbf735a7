#!/bin/bash
# 67-alert-delay.sh - messages that nobody takes, and a spool on slow flash, delay no action: it is asked for as soon as
# with a receiver that is well.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/sinks.sh"
. "$(dirname "$0")/delays.sh"
setup "$1"

start_sinks
start_gateway --sessions $SESSIONS --stop-ms 10
conf_delays >"$D/muzzle.ini"

# measure HOW - MEDIAN and LONGEST of the delays with such a receiver.
measure() {
	sink page "$1"
	begin_anew
	act_on_all "$1"
	wait_for 20 "$1: and the receiver was asked" tried page 1
	stop_muzzle
}

# The machine may be busy with other things at one time, not at each; then the acts of the one that is well are
# slow as well, some of them.
for try in 1 2 3; do
	measure ok
	well=$MEDIAN limit=$((MEDIAN + 5 > LONGEST ? MEDIAN + 5 : LONGEST))
	measure hang
	[ "$MEDIAN" -gt $limit ] || break
	[ "$try" -lt 3 ] || fail "$well ms with a receiver that is well, $MEDIAN ms with one that hangs"
done

PRELOAD="LD_PRELOAD=$B/tools/slow_sync.so SLOW_NAME=/spool SLOW_MS=300 SLOW_COUNT=$D/syncs"
PRELOAD+=" ASAN_OPTIONS=verify_asan_link_order=0"
for try in 1 2 3; do
	measure ok
	[ "$MEDIAN" -gt $((limit + 100)) ] || break
	[ "$try" -lt 3 ] || fail "$MEDIAN ms while the spool is written"
done
[ -s "$D/syncs" ] || fail "the spool was never synced: the tool sees nothing"
