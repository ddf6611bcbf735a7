#!/bin/bash
# 40-reload.sh - SIGHUP takes a good file and keeps what it knows; a broken file changes nothing.
. "$(dirname "$0")/lib.sh"
setup "$1"
start_gateway --sessions omer,dana --stop-ms 300
{
	conf_head
	conf_waha
} >"$D/muzzle.ini"
cp "$D/muzzle.ini" "$D/good.ini"
start_muzzle
muzzle hold waha/dana 10m --by tester --why upgrade >/dev/null
fake dana dead

echo 'patiense = 3s' >>"$D/muzzle.ini"
kill -HUP "$MUZZLE_PID"
wait_for 5 "the broken file is named with its line" grep -qE 'muzzle.ini:[0-9]+: .*patiense' "$D/muzzle.log"
is_ready || fail "a broken file stopped it"
check "status says that it was refused, and where" \
	muzzle_says status '^configuration: refused .*, the one before it holds: .*muzzle.ini:[0-9]+: unknown key .patiense'
check "so does the headline" muzzle_says status '"headline":"[^"]*; the configuration was refused ' --json
check "and JSON by itself" muzzle_says status '"refused":\{"wall_ms":[0-9]+,"why":".*patiense' --json

sed 's/^patience = 5s/patience = 7s/' "$D/good.ini" >"$D/muzzle.ini"
kill -HUP "$MUZZLE_PID"
wait_for 5 "the good file is taken" sh -c "'$B/muzzle' why waha/omer -c '$D/muzzle.ini' | grep -q '7 \\{0,1\\}s'"
check "nothing is refused any longer" not muzzle_says status refused
check "the hold is kept" muzzle_says why tester waha/dana
hold_for 10 "a held session is not restarted" stat_is dana restarts 0

# A second gateway appears and goes again.
{
	cat "$D/muzzle.ini"
	conf_waha | sed 's/waha\]/other]/; s/= waha$/= other/; s/status\]/status2]/; s/log\]/log2]/; /^preset/s/other/waha/' |
		sed '/^\[action/,$d'
} >"$D/two.ini"
cp "$D/two.ini" "$D/muzzle.ini"
kill -HUP "$MUZZLE_PID"
wait_for 10 "a second gateway is watched" muzzle_says status other/omer
cp "$D/good.ini" "$D/muzzle.ini"
kill -HUP "$MUZZLE_PID"
wait_for 10 "and no longer" not muzzle_says status other/omer

muzzle release waha/dana >/dev/null
wait_for 20 "released, it is restarted" stat_is dana restarts 1
check_replay alone
stop_muzzle

# The hold of one life holds in the next.
start_muzzle
muzzle hold waha/omer 10m --by tester --why upgrade >/dev/null
stop_muzzle
start_muzzle
check "a hold outlives the process" muzzle_says why tester waha/omer
muzzle hold waha/dana 10m --by tester --why upgrade >/dev/null
kill_muzzle
start_muzzle
check "and its death" muzzle_says why tester waha/dana
check_replay alone
stop_muzzle
