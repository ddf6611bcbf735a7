#!/bin/bash
# 78-status.sh - one sentence for all, one for each who is not well, colours on terminals alone, and counts that outlive a reload.
. "$(dirname "$0")/lib.sh"
setup "$1"
start_gateway --sessions omer,dana --stop-ms 500
{
	PATIENCE=8s conf_head
	conf_waha
} >"$D/muzzle.ini"
start_muzzle
wait_for 10 "the sessions are watched" muzzle_says status 'waha/dana *up'

# first_is PATTERN - the headline, whatever lines it takes.
first_is() {
	muzzle status | sed '/^TARGET/,$d' | tr -s '\n ' ' ' | grep -qE "^$1 \$"
}
# row TARGET KEY - what programs are told.
row() {
	muzzle status --json | grep -o "{\"target\":\"$1\",[^}]*" | sed -n "s/.*\"$2\":\"\{0,1\}\([^,\"]*\).*/\1/p"
}
row_is() {
	equals "$(row "$1" "$2")" "$3"
}
says() {
	muzzle status | sed '1,/^TARGET/d' | tr -s '\n ' ' ' | grep -qE "$1"
}
wait_for 10 "all are well" first_is 'all 2 sessions of 1 gateway are well'
check "and each of them" row_is waha/omer level well
check "with nothing to say" row_is waha/omer says ''
has_gap() {
	[ "$(row waha/omer proof_gap_ms)" -gt 100 ]
}
wait_for 10 "the usual gap of proofs is known" has_gap

# A pseudo-terminal of its own each; what is no terminal has had none all along.
painted() {
	script -qec "$* $B/muzzle status -c $D/muzzle.ini" /dev/null </dev/null | grep -q $'\033'
}
check "a terminal gets colours" painted env TERM=vt100 NO_COLOR=
check "but none by NO_COLOR" not painted env TERM=vt100 NO_COLOR=1
check "nor a dumb one" not painted env TERM=dumb
check "nor a file" not muzzle_says status $'\033'

fake dana banned
wait_for 10 "who needs a person is named" first_is '1 of 2 sessions is not well: waha/dana needs a person for .*'
check "with what the gateway wants" says 'waha/dana: only a person can help, for .*: SCAN_QR_CODE; no restart is tried until it is up again'
check "so the page can say it, too" row_is waha/dana level person
fake omer incurable
wait_for 10 "a doubt comes first" says 'waha/omer: .* of 8s patience; it may mend itself'
wait_for 25 "then what was done, and that it did not help" \
	says 'waha/omer: .*its ladder is spent; 1 act, the last restart-session, did not help; tried again in 59m'
check "the worst is named first" first_is '2 of 2 sessions are not well: waha/dana needs .*, waha/omer in quarantine for .*'
in_short() {
	muzzle why waha/omer | tr -s "\n " " " | grep -qE "in short: .*its ladder is spent"
}
check "why begins with the same sentence" in_short
check "nothing of it is wider than a terminal" not grep -qE '.{81}' <<<"$(muzzle status | sed '/^TARGET/d; /^waha.*  /d')"

# ask REQUEST - of the control socket.
ask() {
	socat -t 5 - "UNIX-CONNECT:$D/run/control.sock" <<<"$1"
}
counted() {
	ask '{"cmd":"metrics"}' | grep -qF "$1"
}
check "acts are counted" counted '{"result":"done","count":1,"gateway":"waha","action":"restart-session"}'
check "messages" counted '{"what":"quarantined","count":1}'
wait_for 20 "refusals, by guard" counted '{"guard":"quarantine","count":1}'
check "evidence, by source" counted '"source":"log"'
detected() {
	ask '{"cmd":"metrics"}' | grep -qE '"sum_ms":([89]|[1-9][0-9])[0-9]{3},"count":1\}'
}
check "and how long it took to be sure" detected
kill -HUP "$MUZZLE_PID"
wait_for 10 "the configuration is read again" grep -q 'config: taken over' "$D/muzzle.log"
check "no count was lost" counted '{"result":"done","count":1,"gateway":"waha","action":"restart-session"}'

# Without a source that sees traffic nobody is known to be well once the gateway does not answer.
fake omer heal
fake dana heal
stop_muzzle
{
	conf_head
	conf_waha_status
	conf_waha_actions
} >"$D/muzzle.ini"
rm "$D"/state/*
start_muzzle
wait_for 20 "all are up again" row_is waha/dana level well
kill -STOP "${PIDS[0]}"
unseen() {
	says 'waha/dana: was up \(WORKING\) when its gateway stopped answering [0-9]+s ago' && says 'waha/dana up\?'
}
wait_for 40 "who is out of sight is no longer called up" unseen
check "nor well" row_is waha/dana level unknown
check "and its gateway is named" says 'waha: has not answered for [0-9]+s: timeout; that says nothing of its sessions; counts as unreachable in [0-9]+'
kill -CONT "${PIDS[0]}"
wait_for 20 "until it is seen again" row_is waha/dana level well
stop_muzzle

# What is not set up right from the start on is not "nothing is known".
sed -i 's|^url = .*|&/nowhere|' "$D/muzzle.ini"
rm "$D"/state/*
start_muzzle
wait_for 10 "a source that may not look says why" says 'waha: status cannot look for [0-9]+s: HTTP 404'
check "at a level of its own" row_is waha level faulting
check "and the headline has it" first_is '1 of 1 gateway is not well: waha out of sight for .*'
stop_muzzle

# Mistakes are answered in words.
check "keys of messages are none of a restart's" not muzzle_says plugins '  fallback|  urgent' restart
check "but of an alert's" muzzle_says plugins '  fallback' alert
sed -i 's|^format = json|&\nfallback = pgae|' "$D/muzzle.ini"
muzzle check >"$D/said" 2>&1 || true
check "a slip of two letters is understood" grep -q '\[action pgae\]; did you mean .page.?' "$D/said"
