#!/bin/bash
# 89-howtos.sh - the examples of the HOWTOs for WAHA and OpenClaw, and all snippets of monit's, are good as they stand
# and do what is said of them.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/canned.sh"
. "$(dirname "$0")/documents.sh"
setup "$1"
documents_setup

for name in waha openclaw docker-autoheal monit; do
	howto_blocks ini $name
	for file in "$D/$name".*.ini; do
		passes "$file"
		passes_installed "$file"
	done
done
howto_blocks monit monit
for file in "$D"/monit.*.monit; do
	sed -i "s#/usr/local/bin/#$D/bin/#" "$file"
	chmod 700 "$file"
	monit -t -c "$file" >"$D/said" 2>&1 || { cat "$D/said"; fail "${file##*/} is none of monit's"; }
done
say "monit takes its own snippets"

# Patience in seconds, which the HOWTOs leave at its default.
quick() {
	PATIENCE=4s conf_head | sed -n '/^\[policy/,$p'
}

# --- WAHA: a day of observing, then in earnest

start_gateway --key secret
howto_blocks sh waha
# A command of the HOWTO, with the places of this box.
run_shown() {
	sed "s#http://127.0.0.1:3000#$GATEWAY#; s#/etc/muzzle/#$D/var/#g; s#/run/muzzle/#$D/run/#g" "$D/waha.$1.sh" >"$D/shown"
	# shellcheck source=/dev/null
	. "$D/shown" >"$D/said" 2>&1 || { cat "$D/shown" "$D/said"; fail "a command of the HOWTO"; }
}
rm "$D/muzzle.ini"
run_shown 1
check "what init writes is in observe mode" grep -q '^mode *= *observe' "$D/muzzle.ini"
check "and good" muzzle check
rm "$D/var/hook.key"
run_shown 2
equals "$(stat -c '%a %s' "$D/var/hook.key")" '600 65' || fail "a key that others may read, or none"
passes "$D/waha.5.ini"
{
	here "$D/waha.3.ini" "s#http://127.0.0.1:3000#$GATEWAY#; s#https://ntfy.sh/your-topic#$GATEWAY/inbox#"
	quick
} >"$D/muzzle.ini"
start_muzzle
wait_for 15 "its session is up" muzzle_says status 'waha/default +up'
fake default dead
wait_for 40 "the death is seen" muzzle_says history 'waha/default.*observe'
run_shown 3
check "the journal sums up what would have been done" grep -q restart-session "$D/said"
restarts_are 0 || fail "observe mode acts"
eval "$(grep -o "muzzle init --enforce" "$ROOT/etc/howto/waha.md")" >"$D/said" 2>&1 || { cat "$D/said"; fail "init --enforce"; }
kill -HUP "$MUZZLE_PID"
wait_for 60 "in earnest it is restarted" not restarts_are 0
wait_for 20 "and lives" muzzle_says status 'waha/default +up'
eval "$(grep -o "muzzle test page --yes" "$ROOT/etc/howto/waha.md")" >"$D/said" 2>&1
check "an alert is sent on purpose" grep -q "test" "$D/inbox"
run_shown 4
check "hands off before a new version" grep -q 'held by deploy .*new version' "$D/said"
eval "$(grep -o 'muzzle release waha' "$ROOT/etc/howto/waha.md")" >"$D/said"
check "and on again" grep -q 'release done' "$D/said"
stop_muzzle
rm -rf "$D/state" "$D/run"

# --- OpenClaw: a channel that fails for longer than patience

start_canned /readyz
canned /readyz 200 '{"ready":true,"failing":[]}'
here "$D/openclaw.1.ini" "s#127.0.0.1:18789#$CANNED#; s#= 15m#= 6s#; s#3/4h#3/10m#; s#https://ntfy.sh/your-topic#$GATEWAY/inbox#" \
	>"$D/muzzle.ini"
printf '[policy default]\nsettle = 1s\ngrace = 2s\nverify = 4s\n' >>"$D/muzzle.ini"
start_muzzle
wait_for 15 "its channels are up" muzzle_says status 'openclaw/whatsapp +up'
canned /readyz 503 '{"ready":false,"failing":["whatsapp"]}'
wait_for 40 "the channel is restarted by OpenClaw itself" grep -q 'openclaw gateway call channels.start' "$D/calls"
check "as it wants it" grep -qF '{"channel":"whatsapp","accountId":"default"}' "$D/calls"
stop_muzzle
