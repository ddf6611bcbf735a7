#!/bin/bash
# 79-asking.sh - who asks about one target is told of that alone, who gives no name is known all the same, and
# check knows what runs.
. "$(dirname "$0")/lib.sh"
setup "$1"
start_gateway --sessions omer,dana
{
	conf_head
	conf_waha
} >"$D/muzzle.ini"

# says PATTERN COMMAND... - it exits with 0 and says so.
says() {
	local pattern=$1
	shift
	"$@" >"$D/said" 2>&1 || return 1
	grep -qE "$pattern" "$D/said"
}

# is_silent_of PATTERN - the last one that said something did not say that.
is_silent_of() {
	! grep -qE "$1" "$D/said"
}

check "where no muzzle runs check speaks of none" says ': ok, ' muzzle check
check "not even in a warning" is_silent_of 'kill -HUP'
start_muzzle
wait_for 10 "the sessions are watched" muzzle_says status waha/dana

check "a session is asked about" says '^waha/omer +up' muzzle status waha/omer
check "and no other is told of" is_silent_of 'dana'
check "in JSON, too" says '"targets":\[\{"target":"waha/omer",[^{]*\}\],' muzzle status waha/omer --json
check "a gateway has its sessions with it" says '^waha/dana +up' muzzle status waha
rc=0
muzzle status waha/omre >"$D/said" 2>&1 || rc=$?
equals $rc 1 || fail "who is not there: $rc"
check "who may have been meant is named" grep -qx 'muzzle: no target waha/omre: did you mean waha/omer?' "$D/said"
rc=0
muzzle status --all >"$D/said" 2>&1 || rc=$?
equals $rc 2 || fail "an option that is none: $rc"

printf '{"cmd":"hold","target":"waha/omer"}\n' | socat -t 5 - "UNIX-CONNECT:$D/run/control.sock" >"$D/said"
check "who gives no name is called by that of his user" grep -q "\"by\":\"$(id -un)\"" "$D/said"
check "history knows it" muzzle_says history "hold for 1h by $(id -un)\$"

check "what runs is what the file says" says ': ok, ' muzzle check
check "so that there is nothing to tell" is_silent_of 'kill -HUP'
echo "# upgraded" >>"$D/muzzle.ini"
check "a newer file is told, with what makes it hold" says \
	"^$D/muzzle.ini: warning: .*kill -HUP $MUZZLE_PID makes" muzzle check
kill -HUP "$MUZZLE_PID"
is_taken_over() {
	says ': ok, ' muzzle check && is_silent_of 'kill -HUP'
}
wait_for 10 "once it is taken over nothing is told" is_taken_over
echo "nonsense" >>"$D/muzzle.ini"
muzzle check >"$D/said" 2>&1 || true
check "what would be refused is not to be taken over" is_silent_of 'kill -HUP'
stop_muzzle
