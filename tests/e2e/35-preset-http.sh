#!/bin/bash
# 35-preset-http.sh - the preset http on a real nginx: good answers, refusals, an end, and one restart.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/canned.sh"
setup "$1"
start_canned /healthz
canned /healthz 200 fine

{
	conf_head
	cat <<-END
		[gateway shop]
		preset = http
		unreachable = 6s
		start_max = 10s
		ladder = restart-shop
		notify = said

		[source shop-answers]
		plugin = status_poll
		preset = http
		gateway = shop
		url = http://$CANNED/healthz
		every = 1s
		timeout = 1s

		[action restart-shop]
		plugin = restart
		via = exec
		scope = gateway
		command = $D/restart-shop

		[action said]
		plugin = noop
	END
} >"$D/muzzle.ini"
printf '#!/bin/sh\necho restarted >>"%s/restarts"\nmv "%s/www/healthz.503" "%s/www/healthz.200"\n' "$D" "$D" "$D" \
	>"$D/restart-shop"
chmod 755 "$D/restart-shop"
start_muzzle

seen() {
	journal | grep -F '"target":"shop"' | grep -q "$1"
}
wait_for 20 "a good answer: it is up" seen '"state":"up","raw":"HTTP 200"'

canned /healthz 503 'too busy'
wait_for 20 "a bad one says something of the way only" seen '"ev":"fault".*"what":"path"'
hold_for 3 "for a moment: nothing" acts_are shop 0
canned /healthz 200 fine
hold_for 8 "well again: nothing" acts_are shop 0

canned /healthz 503 'too busy'
wait_for 40 "for longer: it is restarted" acts_are shop 1
wait_for 20 "by what was named" test -e "$D/restarts"
hold_for 8 "once" acts_are shop 1
equals "$(wc -l <"$D/restarts")" 1 || fail "not restarted once"

canned /healthz
wait_for 30 "404 is for a person: told" told setup shop
hold_for 10 "and nothing is restarted" acts_are shop 1
check_replay
stop_muzzle
