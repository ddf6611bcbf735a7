#!/bin/bash
# 79-asking.sh - who asks about one target is told of that alone, who mistypes learns what he may have meant, and
# check and history know what runs.
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

# refuses RC TEXT COMMAND... - so it ends, and says so.
refuses() {
	local rc=$1 text=$2 got=0
	shift 2
	"$@" >"$D/said" 2>&1 || got=$?
	equals "$got" "$rc" && grep -q "$text" "$D/said"
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
check "who may have been meant is named" \
	refuses 1 '^muzzle: no target waha/omre: did you mean waha/omer?$' muzzle status waha/omre
check "an option that is none is told what there is" refuses 2 '^usage: muzzle status ' muzzle status --all

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
check "what would be refused is refused by check" refuses 2 'muzzle.ini:[0-9]*: ' muzzle check
check "and is not to be taken over" is_silent_of 'kill -HUP'
kill -HUP "$MUZZLE_PID"
wait_for 10 "history has what was refused" muzzle_says history \
	'muzzle +the configuration was refused, the one before it holds: .*muzzle.ini:[0-9]+: '
check "and what was taken over" muzzle_says history 'muzzle +took over the configuration, mode enforce$'
check "and the start" muzzle_says history 'muzzle +started, mode enforce$'

check "who mistypes a name in history is told" refuses 1 'did you mean waha/omer?' muzzle history omr
check "what others call otherwise has a name here" refuses 2 'did you mean .release.: end a hold;' muzzle unhold
check "each its own" refuses 2 'did you mean .test.: try an action' muzzle restart waha/omer
check "what no command is near to leads to the list" refuses 2 'see .muzzle --help.' muzzle frobnicate
stop_muzzle
check "without a daemon it is said how to have one" refuses 3 'start it with .muzzle run.' muzzle status
check "and without a configuration" refuses 2 '.muzzle init. writes one' "$B/muzzle" check -c "$D/none.ini"
chmod 666 "$D/muzzle.ini"
check "who names a file that is not to be trusted is not told of another" refuses 2 muzzle.ini muzzle status
