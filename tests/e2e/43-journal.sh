#!/bin/bash
# 43-journal.sh - the journal swaps its two files, and what is left replays to its orders, over kills too.
. "$(dirname "$0")/lib.sh"
setup "$1"
start_gateway --sessions 20 --stop-ms 300 --traffic-ms 200
{
	conf_head | sed '/^\[muzzle\]/a journal_size = 64k'
	conf_waha
} >"$D/muzzle.ini"
start_muzzle

fake s1 dead
fake s2 incurable
wait_for 30 "a restart" stat_is s1 restarts 1
wait_for 60 "the files were swapped" test -s "$D/run/journal.1"
check_replay
kill_muzzle
start_muzzle
fake s3 dead
wait_for 30 "a restart in the second life" stat_is s3 restarts 1
kill -HUP "$MUZZLE_PID"
wait_for 10 "reloaded" grep -q "config: taken over" "$D/muzzle.log"
check_replay
first=$(stat -c %i "$D/run/journal.1")
swapped_again() {
	[ "$(stat -c %i "$D/run/journal.1")" != "$first" ]
}
wait_for 60 "swapped once more" swapped_again
kill_muzzle
start_muzzle
check_replay
bytes=$(journal | wc -c)
[ "$bytes" -le 70000 ] || fail "the journal has $bytes bytes, 64k were allowed"
stop_muzzle
