#!/bin/bash
# 44-stop.sh - SIGTERM lets land what flies, for 5 s; what was charged stays charged; one daemon a directory.
. "$(dirname "$0")/lib.sh"
setup "$1"
start_gateway --sessions omer,dana,eve --stop-ms 2000
{
	PATIENCE=2s conf_head
	conf_waha
	printf '[exporter web]\nplugin = web\nlisten = %s:8377\n' "$(own_address)"
} >"$D/muzzle.ini"
start_muzzle

rc=0
muzzle run >"$D/second.log" 2>&1 || rc=$?
equals $rc 1 || fail "a second daemon ended with $rc"
check "the second says why" grep -q 'another muzzle runs here' "$D/second.log"
check "and nothing of its plugins, which were not asked" not grep -q 'listen' "$D/second.log"
check "the first goes on" is_ready

fake omer hung
wait_for 20 "omer is being restarted" stat_is omer restarts 1
stop_muzzle
check "the restart ended first" grep -q '"ev":"result","id":1,"ok":true' "$D/run/journal"
check "once" stat_is omer restarts 1

# A restart that takes longer than we wait is left behind, charged.
end_process "${PIDS[0]}"
PIDS=()
start_gateway --sessions omer,dana,eve --stop-ms 20000
{
	PATIENCE=2s conf_head
	conf_waha
} >"$D/muzzle.ini"
start_muzzle
fake dana hung
wait_for 20 "dana is being restarted" stat_is dana restarts 1
started=$SECONDS
stop_muzzle
took=$((SECONDS - started))
if [ $took -lt 4 ] || [ $took -gt 15 ]; then fail "it took $took s to stop"; fi
say "stopped after $took s"
start_muzzle
check "what was charged stays charged" muzzle_says status 'dana .*[123]/3'
check_replay
stop_muzzle

echo 'nonsense' >>"$D/muzzle.ini"
rc=0
muzzle run >"$D/second.log" 2>&1 || rc=$?
equals $rc 2 || fail "a broken configuration ended it with $rc"
check "with file and line" grep -q 'muzzle.ini:[0-9]*:' "$D/second.log"
