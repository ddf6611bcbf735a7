#!/bin/bash
# 77-test.sh - an action or an alert is tried on purpose: by who is sure, on what is there, with the daemon's hands off.
. "$(dirname "$0")/lib.sh"
setup "$1"
start_gateway --sessions omer,dana --stop-ms 1500 --key very-secret
echo very-secret >"$D/key"
chmod 600 "$D/key"
{
	PATIENCE=3s conf_head
	LADDER='restart-session restart-all' conf_waha_status
	echo "header = X-Api-Key: \${file:$D/key}"
	conf_waha_log
	conf_waha_actions
	cat <<-END

		[action restart-all]
		plugin = restart
		via = exec
		scope = gateway
		command = /bin/echo everything of {gateway}
		[action keyed]
		plugin = restart
		via = http
		url = ${GATEWAY/\/\//\/\/user:word@}/api/sessions/{session}/restart
		header = X-Api-Key: \${file:$D/key}
		[action deaf]
		plugin = alert
		to = http://127.0.0.1:1/
	END
} >"$D/muzzle.ini"
chmod 600 "$D/muzzle.ini"

# tries CODE PATTERN ARGUMENT... - nobody is at a terminal; it ends so and says so.
tries() {
	local code=$1 pattern=$2 rc=0
	shift 2
	muzzle test "$@" >"$D/said" 2>&1 </dev/null || rc=$?
	equals "$rc" "$code" || { cat "$D/said"; return 1; }
	tr '\n' ' ' <"$D/said" | tr -s ' ' | grep -qE -- "$pattern"
}

check "an action must be named" tries 2 '^usage: muzzle test'
check "one that there is" tries 2 'there is no \[action foo\]; there are: restart-session page restart-all keyed deaf' foo
check "an act wants its target" tries 2 'acts on a session; name one of: waha/SESSION' restart-session
check "of its kind" tries 2 'and waha is none .*: waha/SESSION' restart-session waha
check "and of its scope" tries 2 'acts on a gateway, and waha/omer is none .*: waha $' restart-all waha/omer --yes
check "and one that is watched" tries 2 'other/omer is none' restart-session other/omer --yes
check "nobody can be asked here" tries 2 'This restarts production.*--yes goes on without' restart-session waha/omer
check "so nothing was done" restarts_are 0

check "nor whether an alert is meant" tries 2 'tells of waha.*--yes goes on without' page
check "so nobody was told" test ! -s "$D/inbox"
check "an alert needs no daemon" tries 0 'page: done in .*accepted by the receiver; look whether it arrived' page --yes
check "and is a test to everybody" grep -q '"target":"TEST of waha".*test by hand.*"id":"test-[0-9]*"' "$D/inbox"
check "what nobody takes has failed" tries 1 'deaf: failed in .*Connection refused' deaf --yes
check "an act, too" tries 0 'no daemon runs, .*keyed: done in .*, HTTP 201.*whether waha/omer is up again, muzzle status -c .* will show' keyed waha/omer --yes
check "it was done" stat_is omer restarts 1
check "without a secret in sight" not grep -qE 'very-secret|word@' "$D/said"
check "but with its place" grep -q 'url = http://(hidden)@127.0.0.1:[0-9]*/api/sessions/{session}/restart' "$D/said"
check "what a command prints is shown" tries 0 'restart-all: done.*it printed: everything of waha' restart-all waha --yes

start_muzzle
wait_for 10 "the daemon sees the sessions" muzzle_says status 'waha/dana *up'
muzzle test keyed waha/dana --yes --json >"$D/said" 2>/dev/null || fail "an act with --json"
check "in JSON it is one object" \
	grep -qE '^\{"action":"keyed","target":"waha/dana","result":"done","took_ms":[0-9]+,"why":"HTTP 201","held_for_ms":[0-9]+\}$' "$D/said"
check "the daemon keeps its hands off" muzzle_says status '^held by muzzle test until .*: keyed, tried by hand \(waha/dana\)'
check "and history has it" muzzle_says history 'waha/dana +hold for .* by muzzle test: keyed, tried by hand'
held_back() {
	orders held waha/dana | grep -q '"by":"hold"'
}
fake dana dead
wait_for 15 "what dies meanwhile is held back" held_back
check "and nobody is bitten" acts_are waha/dana 0
check "whom the daemon does not know is refused" tries 2 'does not hold waha/nobody: no target' keyed waha/nobody --yes

muzzle hold waha/omer --by op --why upgrade >"$D/said"
check "where another's hands are nothing is done" tries 1 'held by op until .*: upgrade \(waha/omer\): muzzle release it first' keyed waha/omer --yes
check "nor to what would take it along" tries 1 'held by op ' restart-all waha --yes
check "but to who is beside" tries 0 'keyed: done' keyed waha/dana --yes
muzzle release waha/omer >"$D/said"

fake omer 'refuse?status=500&times=1'
check "an act that is refused has failed" tries 1 'keyed: failed in .*HTTP 500' keyed waha/omer --yes
check "and holds nobody any longer" not muzzle_says status '\(waha/omer\)'

# typed WORD - at a terminal, where the name is asked for.
typed() {
	local rc=0
	script -qec "$B/muzzle test -c $D/muzzle.ini keyed waha/omer" /dev/null <<<"$1" >"$D/said" || rc=$?
	return $rc
}
before=$(stat_of omer restarts)
check "who types something else is not sure" not typed yes
check "so nothing was done" stat_is omer restarts "$before"
check "who types the name is" typed waha/omer
wait_for 10 "it was done" stat_is omer restarts $((before + 1))
stop_muzzle

echo '[gateway' >>"$D/muzzle.ini"
check "a broken configuration tries nothing" tries 2 'muzzle.ini:[0-9]+: ' page
