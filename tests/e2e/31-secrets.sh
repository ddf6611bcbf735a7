#!/bin/bash
# 31-secrets.sh - a key works, a wrong key is told as what it is, and neither shows up anywhere.
. "$(dirname "$0")/lib.sh"
setup "$1"
right=right-key-4f1b wrong=wrong-key-9a2c query=token-77d0
start_gateway --sessions omer --key $right
umask 077
echo $right >"$D/key"
{
	conf_head
	# shellcheck disable=SC2016 # for muzzle to expand
	conf_waha | sed "/^url = /a header = X-Api-Key: \${file:$D/key}" | sed "s|/inbox|/inbox?t=$query|"
} >"$D/muzzle.ini"
start_muzzle

up() {
	muzzle status | grep 'waha/omer' | grep -w up
}
wait_for 10 "the key opens the gateway" up
echo $wrong >"$D/key"
kill -HUP "$MUZZLE_PID"
wait_for 10 "a wrong key is told" told setup waha
hold_for 5 "and is nobody's death" restarts_are 0
fake omer dead
echo $right >"$D/key"
kill -HUP "$MUZZLE_PID"
wait_for 30 "with the right one the dead is restarted" stat_is omer restarts 1

for command in status "why waha/omer" "why waha" history check plugins; do
	# shellcheck disable=SC2086 # words
	{ muzzle $command; muzzle $command --json; } >>"$D/said" 2>&1 || true
done
stop_muzzle
if grep -rlE "$right|$wrong|$query" "$D/run" "$D/state" "$D/muzzle.log" "$D/said" "$D/inbox"; then
	fail "a secret is in the files above"
fi
say "no key and no query in log, journal, ledger, messages and what the commands say"
