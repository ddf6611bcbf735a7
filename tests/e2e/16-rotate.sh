#!/bin/bash
# 16-rotate.sh - the gateway's log rotates by rename and by truncation; traffic goes on being seen.
. "$(dirname "$0")/lib.sh"
setup "$1"
start_gateway --sessions omer --traffic-ms 300
{
	conf_head
	conf_waha
} >"$D/muzzle.ini"
start_muzzle

proofs() {
	journal | grep -c '"ev":"proof"' || true
}
more_proofs() {
	[ "$(proofs)" -gt "$1" ]
}
wait_for 10 "traffic is seen" more_proofs 2
mv "$D/waha.log" "$D/waha.log.1"
seen=$(proofs)
wait_for 10 "still, while the gateway writes to the renamed file" more_proofs "$seen"
kill -HUP "${PIDS[0]}"
wait_for 10 "the gateway writes to a new file" test -s "$D/waha.log"
seen=$(proofs)
wait_for 10 "renamed and re-opened: traffic is seen" more_proofs $((seen + 2))
: >"$D/waha.log"
wait_for 10 "it writes on" test -s "$D/waha.log"
seen=$(proofs)
wait_for 10 "truncated: traffic is seen" more_proofs $((seen + 2))
rm "$D/waha.log"
hold_for 1 "it is gone for a while" test ! -e "$D/waha.log"
kill -HUP "${PIDS[0]}"
wait_for 10 "there is one anew" test -s "$D/waha.log"
seen=$(proofs)
wait_for 10 "removed and made anew: traffic is seen" more_proofs $((seen + 2))
check_replay
stop_muzzle
