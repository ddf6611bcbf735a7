#!/bin/bash
# 70-exit-codes.sh - how muzzle ends, and what systemd and procd make of it: 2 needs a person, 1 may pass, 0 was asked for.
. "$(dirname "$0")/lib.sh"
setup "$1"
start_gateway --sessions omer
{
	conf_head
	conf_waha
} >"$D/good.ini"
chmod 600 "$D/good.ini"

# ends CODE WHAT - run with muzzle.ini as it is.
ends() {
	local rc=0
	chmod 600 "$D/muzzle.ini"
	timeout 20 "$B/muzzle" run -c "$D/muzzle.ini" >"$D/said" 2>&1 || rc=$?
	equals "$rc" "$1" || { cat "$D/said"; fail "$2: ended with $rc"; }
	say "$2: $1"
}

# with LINE... - the good file and more.
with() {
	{
		cat "$D/good.ini"
		printf '%s\n' "$@"
	} >"$D/muzzle.ini"
}

rm -f "$D/muzzle.ini"
rc=0
muzzle run >/dev/null 2>&1 || rc=$?
equals $rc 2 || fail "without a file it ends with $rc"
with "patiense = 3s"
ends 2 "an unknown key"
with "[source hook]" "plugin = webhook_recv" "gateway = waha" "listen = nonsense"
ends 2 "an option that its plugin does not take"
with "[source hook]" "plugin = webhook_recv" "gateway = waha" "preset = waha" "listen = ${GATEWAY#http://}"
ends 1 "a port that is taken"
check "says so" grep -q "Address already in use" "$D/said"
with "[source hook]" "plugin = webhook_recv" "gateway = waha" "preset = waha" "listen = ${GATEWAY#http://}" \
	"[source other]" "plugin = status_poll" "gateway = waha"
ends 2 "a port that is taken in a wrong file"
sed "s|^state_dir = .*|state_dir = $D/good.ini/state|" "$D/good.ini" >"$D/muzzle.ini"
ends 1 "a state_dir that cannot be made"
sed "s|^\[muzzle\]|&\nwatchdog = $D/none|" "$D/good.ini" >"$D/muzzle.ini"
ends 1 "a watchdog that is not there"
check "tells the remedy" grep -q "remedy=\"load its driver, or leave out" "$D/said"
sed "s|^\[muzzle\]|&\nheartbeat = hc-ping.com/5ecret|" "$D/good.ini" >"$D/muzzle.ini"
ends 2 "a heartbeat that is no URL"
check "and is not printed" sh -c "! grep -q 5ecret '$D/said'"
cp "$D/good.ini" "$D/muzzle.ini"
start_muzzle
ends 1 "another muzzle runs here"
is_ready || fail "and no longer does"
stop_muzzle
say "after SIGTERM: 0"

# slips COMMAND PATTERN - refused as usage, and what may have been meant is named.
slips() {
	local rc=0
	# shellcheck disable=SC2086 # words
	"$B/muzzle" $1 >"$D/said" 2>&1 || rc=$?
	equals $rc 2 && grep -qx -- "$2" "$D/said"
}
check "a slip in a command" slips stauts 'muzzle: there is no command stauts; did you mean .status.: every target in one line?'
check "in a plugin's name, beside this binary" slips 'plugins alret' 'there is no plugin alret in .*/plugins; did you mean .alert.?'
check "help of one command" sh -c "'$B/muzzle' help hold | grep -q '^  hold ' && ! '$B/muzzle' help hold | grep -q '^  run'"

# --- systemd

unit=$ROOT/etc/systemd/muzzle.service
sed "s|/usr/sbin/muzzle|$B/muzzle|" "$unit" >"$D/muzzle.service"
chmod 644 "$D/muzzle.service"
systemd-analyze verify "$D/muzzle.service" >"$D/said" 2>&1 || fail "the unit: $(cat "$D/said")"
equals "$(cat "$D/said")" "" || fail "systemd has something to say of the unit"
say "systemd takes the unit as it is"
check "it does not start again what a person must mend" grep -qx RestartPreventExitStatus=2 "$unit"
check "but anything else" grep -qx Restart=on-failure "$unit"

# --- procd: its shell functions, recorded

cat >"$D/procd.sh" <<-'END'
	procd_open_instance() { echo open; }
	procd_set_param() { echo "$*"; }
	procd_close_instance() { echo close; }
	procd_send_signal() { echo "signal $*"; }
	logger() { echo "log $*"; }
END
sed "s|^PROG=.*|PROG=$B/muzzle|; s|^CONF=.*|CONF=$D/muzzle.ini|" "$ROOT/etc/openwrt/muzzle.init" >"$D/init"
# procd FUNCTION - as rc.common would.
procd() {
	busybox sh -c ". '$D/procd.sh'; . '$D/init'; $1"
}
procd start_service >"$D/said" || fail "procd: a good file is not started"
check "procd starts it" grep -qx "command $B/muzzle run -c $D/muzzle.ini" "$D/said"
check "and again, for ever if it ran for a minute" grep -qx "respawn 60 20 15" "$D/said"
equals "$(procd reload_service)" "signal muzzle" || fail "procd: reload"
with "patiense = 3s"
rc=0
procd start_service >"$D/said" || rc=$?
equals $rc 1 || fail "procd: a wrong file is started"
check "a wrong file is not started" sh -c "! grep -q open '$D/said' && grep -q 'log .*muzzle check' '$D/said'"
