#!/bin/bash
# 34-preset-openclaw.sh - the preset of OpenClaw on the answers and log lines of its gateway.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/canned.sh"
setup "$1"

# ready READY NAMES - as /readyz answers its own host.
ready() {
	local status=200
	[ "$1" = true ] || status=503
	canned /readyz $status "{\"ready\":$1,\"failing\":[$2],\"uptimeMs\":75095,\"eventLoop\":{\"degraded\":false}}"
}

# Written by its health monitor.
log_line() {
	printf '{"0":"{\\"subsystem\\":\\"gateway/health-monitor\\"}","1":"%s","time":"%s","hostname":"vm","message":"%s"}\n' \
		"$1" "$(date -u +%Y-%m-%dT%H:%M:%S.%3N+00:00)" "$1" >>"$D/openclaw.log"
}

start_canned /readyz
ready true ''
: >"$D/openclaw.log"
# Stands in for the command line of OpenClaw.
cat >"$D/openclaw" <<END
#!/bin/sh
printf '%s\n' "\$@" >>"$D/calls"
END
chmod 755 "$D/openclaw"
{
	PATIENCE=8s conf_head
	cat <<-END
		[gateway openclaw]
		preset = openclaw
		ladder = restart-channel
		notify = said

		[source openclaw-ready]
		plugin = status_poll
		preset = openclaw
		gateway = openclaw
		url = http://$CANNED
		known = irc telegram
		every = 1s

		[source openclaw-log]
		plugin = webhook_log
		preset = openclaw
		gateway = openclaw
		file = $D/openclaw.log

		[action restart-channel]
		plugin = restart
		via = exec
		command = $D/openclaw gateway call channels.start --params "{\"channel\":\"{session}\",\"accountId\":\"default\"}"

		[action said]
		plugin = noop
	END
} >"$D/muzzle.ini"
start_muzzle

claimed() {
	journal | grep -F "\"target\":\"$1\"" | grep -q "\"state\":\"$2\""
}
newest_claim() {
	equals "$(journal | grep -F "\"target\":\"$1\"" | grep '"ev":"claim"' | tail -n 1 | sed 's/.*"state":"\([a-z]*\).*/\1/')" "$2"
}
wait_for 10 "all channels are up" muzzle_says status openclaw/telegram
wait_for 15 "irc is up" claimed openclaw/irc up

ready false '"startup-sidecars"'
wait_for 15 "it starts anew" claimed openclaw starting
ready true ''
hold_for 10 "its channels are not blamed for that" sh -c "! grep -q '\"order\":\"act\"' '$D/run/journal'"

ready false '"irc"'
wait_for 40 "one channel fails for longer than patience: it is restarted" acts_are openclaw/irc 1
called_with() {
	equals "$(tr '\n' ' ' <"$D/calls")" "$1"
}
wait_for 15 "by OpenClaw itself, as it wants it" called_with \
	'gateway call channels.start --params {"channel":"irc","accountId":"default"} '
ready true ''
wait_for 15 "that helps" newest_claim openclaw/irc up
hold_for 6 "and was enough" acts_are openclaw/irc 1
acts_are openclaw/telegram 0 || fail "its neighbour was touched"

ready false '"telegram"'
log_line '[telegram:default] health-monitor: skipping restart, terminal-disconnect'
wait_for 10 "logged out, says the log: a person is told" told human openclaw/telegram
hold_for 12 "and no restart is tried" acts_are openclaw/telegram 0
check "told once" told_times human openclaw/telegram 1

canned /readyz 503 '{"ready":false}'
wait_for 10 "an answer without names: told as a matter of setup" told setup openclaw
hold_for 12 "and nothing else" acts_are openclaw 0
acts_are openclaw/irc 1 || fail "irc was blamed for it"
check_replay
stop_muzzle
