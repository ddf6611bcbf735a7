#!/bin/bash
# 66-outbox.sh - messages that nobody takes: status says so, they outlive a SIGKILL under the same ids and a reload
# in the same order, go to a fallback, to who takes over from an action that is gone, and wait on a disk that is broken.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/sinks.sh"
setup "$1"
start_sinks
start_gateway --sessions omer,dana,noa,eli --stop-ms 500

page() {
	conf_page "$1" 'timeout = 8s' 'digest = off' "${@:2}"
}

# configure WHO PAGE - who is told of the gateway.
configure() {
	{
		conf_head
		NOTIFY="$*" conf_waha_status
		cat <<-END

			[action restart-session]
			plugin = noop
		END
		page page 'fallback = mail' 'fallback_after = 3s'
		page mail
		page "$1"
	} >"$D/muzzle.ini"
	chmod 600 "$D/muzzle.ini"
}

json_says() {
	muzzle_says status "$1" --json
}
has() {
	equals "$(got "$1" | wc -l)" "$2"
}
ids() {
	sink_lines "$1" "${2:-}" | field id
}

configure audit page
sink page 500
sink audit 500
start_muzzle
fake omer banned
fake dana banned
wait_for 20 "both are ordered" sh -c "[ \$(cat '$D/run/journal' | grep -c '\"what\":\"human\"') = 2 ]"
wait_for 20 "status shows who waits, and why" muzzle_says status 'alerts: audit [12] waiting.* failing for .*: HTTP 500'
wait_for 10 "a program sees it, too" json_says '"action":"audit","waiting":[12],.*"error":"HTTP 500"'
check "nothing was kept" has audit 0

# The fallback, for one of the two; it shows.
wait_for 30 "the fallback has what page could not tell" has mail 2
wait_for 10 "status shows where it went" muzzle_says status 'alerts: page 0 waiting, failed .* ago: .*, 2 went to mail'
check "under the ids that page was tried with" \
	equals "$(ids mail | sort -u)" "$(ids page | sort -u)"

# Killed with two that wait: they are told once, under the ids that they were tried with.
wait_for 20 "audit has been tried" tried audit 2
before=$(ids audit | sort -u)
kill_muzzle
sink audit ok
start_muzzle
wait_for 20 "the next life tells what waited" has audit 2
check "each once" equals "$(sink_lines audit kept | wc -l)" 2
wait_for 10 "nothing waits" not muzzle_says status 'alerts: audit'
for id in $before; do
	ids audit kept | grep -qxF "$id" || fail "$id was tried in the first life, and told under another"
done
hold_for 3 "and no more" has audit 2

# Another name, and a reload with two that wait for the old one: their order is kept.
sink audit hang
fake omer heal
fake noa banned
wait_for 20 "one is in flight" muzzle_says status 'alerts: audit .*1 in flight'
fake eli banned
wait_for 20 "and one is ordered behind it" told human waha/eli
configure log page
kill -HUP "$MUZZLE_PID"
wait_for 10 "the new configuration is taken over" grep -q 'config: taken over' "$D/muzzle.log"
wait_for 30 "who takes over has both" has log 2
check "in their order" equals "$(got log | cut -d' ' -f3 | tr '\n' ' ')" "waha/noa waha/eli "

# What is in the spool at the end of a life by SIGTERM is told in the next one.
sink log 503
fake dana heal
wait_for 20 "dana is well" stat_is dana status WORKING
is_well() {
	muzzle status --json | grep -q '"target":"waha/dana",[^}]*"level":"well"'
}
wait_for 30 "muzzle sees it, and that it lasts" is_well
fake dana banned
wait_for 20 "it waits" muzzle_says status 'alerts: log 1 waiting.*: HTTP 503'
stop_muzzle
check "it is in the spool" grep -q '"ev":"message".*waha/dana' "$D/state/spool"
sink log ok
start_muzzle
wait_for 20 "the next life has told it" has log 3

# A disk that takes no spool: told all the same, and shown.
wait_for 10 "its disk is broken" mkdir "$D/state/spool.new" # not while it is just written
fake omer banned
wait_for 20 "told without a spool" sh -c "grep -P '\tlog\t.*kept' '$D/sink' | grep -q waha/omer"
wait_for 10 "status shows it" muzzle_says status 'alerts: the spool cannot be written'
check "the log has it once" equals "$(grep -c 'spool: error: cannot be written' "$D/muzzle.log")" 1
rmdir "$D/state/spool.new"
wait_for 45 "it can be written again" grep -q 'spool: can be written again' "$D/muzzle.log"
stop_muzzle
