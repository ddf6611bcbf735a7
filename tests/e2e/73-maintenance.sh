#!/bin/bash
# 73-maintenance.sh - in a window of local time nothing is restarted and nobody told, and it ends on time; a person
# may end it earlier, and a reload takes it away.  A second is a minute of muzzle's.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/sinks.sh"
setup "$1"
HASTE=60
export TZ=IST-5:30

start_sinks
start_gateway --sessions omer,dana --speed $HASTE
hasten $HASTE
printf -v BEGUN '%(%s)T' -1

# clock MINUTES - what the wall shows muzzle so long after BEGUN.
clock() {
	printf '%(%H:%M)T' $((BEGUN + $1 * 60))
}

# conf WINDOWS
conf() {
	conf_hastened "maintenance = $1"
	conf_page page "timeout = 5m"
}

END_CLOCK=$(clock 35)
conf "$(clock 15)-$END_CLOCK" >"$D/muzzle.ini"
start_muzzle
check "before the window nothing is held" not muzzle_says status '^held by'
wait_for 30 "the window holds the gateway" muzzle_says status "^held by maintenance until ([A-Z][a-z]+ )?$END_CLOCK, .*maintenance until .*$END_CLOCK \(waha\)$"
fake omer dead
wait_for 20 "a dead session is convicted, and held" sh -c "cat '$D'/run/journal* | grep '\"order\":\"held\"' | grep -q '\"by\":\"hold\"'"
check "why says who holds it" muzzle_says why "^held by maintenance until .*$END_CLOCK" waha/omer
END=$(journal | sed -n 's/^{"t":\([0-9]*\),.*"what":"hold","for_ms":\([0-9]*\),"by":"maintenance".*/\1 + \2/p' | head -n 1)
[ -n "$END" ] || fail "its hold has no end"
wait_for 30 "the window ends" not muzzle_says status "^held by"
wait_for 20 "then it is restarted" stat_is omer restarts 1
acted=$(orders act waha/omer | head -n 1 | sed 's/^{"t":\([0-9]*\),.*/\1/')
[ "$acted" -ge $((END)) ] || fail "it was restarted within the window"
wait_for 20 "and somebody told" got_times page opened waha/omer 1
[ "$(sink_lines page | head -n 1 | cut -f 1)" -ge "$(true_ms $((END)))" ] || fail "somebody was told within the window"
wait_for 30 "of its end, too" got_times page closed waha/omer 1

# Another window is open at once; a person ends it, and it stays ended through a reload.
conf "$(clock -60)-$(clock 600)" >"$D/muzzle.ini"
kill -HUP "$MUZZLE_PID"
wait_for 10 "a window that a reload brings holds at once" muzzle_says status '^held by maintenance'
muzzle hold waha 1h --by alice >"$D/said"
check "a shorter hold leaves it as it is" grep -q "another's hold lasts longer" "$D/said"
! muzzle release waha --by alice >"$D/said" || fail "a release that ends nothing says that it did"
check "a release of her own leaves it, too" grep -q "another's hold, and stays" "$D/said"
muzzle release waha >"$D/said"
check "a release tells whose hold it ended" grep -q '^ended: held by maintenance until' "$D/said"
kill -HUP "$MUZZLE_PID"
wait_for 10 "reloaded" sh -c "[ \"\$(grep -c 'taken over' '$D/muzzle.log')\" = 2 ]"
check "what a person ended stays ended" not muzzle_says status '^held by'
stop_muzzle
start_muzzle
hold_for 2 "also in the next life" not muzzle_says status '^held by'
fake dana dead
wait_for 20 "and a dead session is restarted" stat_is dana restarts 1

check_replay alone
stop_muzzle
