#!/bin/bash
# 65-syslog-exec.sh - messages to a real rsyslogd, by its socket and by UDP, and to commands: what arrives is what
# was said, once, also when the daemon is away for a while or the command asks to be tried again.
. "$(dirname "$0")/lib.sh"
setup "$1"
HOST=$(own_address)

# One line a message: severity, facility, tag, structured data, text.
write_rsyslog() {
	cat >"$D/rsyslog.conf" <<-END
		global(workDirectory="$D")
		module(load="imuxsock" SysSock.Use="off")
		module(load="imudp")
		input(type="imuxsock" Socket="$D/log" CreatePath="on")
		input(type="imudp" address="$HOST" port="1514")
		template(name="told" type="string"
			string="%inputname%|%syslogfacility-text%.%syslogseverity-text%|%programname%|%structured-data%|%msg%\n")
		action(type="omfile" file="$D/told" template="told")
	END
}

is_listening() {
	local a b c d
	IFS=. read -r a b c d <<<"$HOST"
	[ -S "$D/log" ] && grep -q "$(printf '%02X%02X%02X%02X:%04X' "$d" "$c" "$b" "$a" 1514)" /proc/net/udp
}

start_rsyslog() {
	rsyslogd -n -f "$D/rsyslog.conf" -i "$D/rsyslog.pid" >>"$D/rsyslog.said" 2>&1 &
	PIDS+=($!)
	RSYSLOG=$!
	wait_for 10 "rsyslogd listens" is_listening
}

# A command that notes what it is given, and does what $D/answer says.
write_command() {
	cat >"$D/tell" <<-END
		#!/bin/sh
		{
			echo "arguments: \$#"
			printf 'argument: %s\n' "\$@"
			env | grep ^MUZZLE_ | sort
		} >>"$D/noted"
		answer=\$(cat "$D/answer")
		echo "\$MUZZLE_TARGET \$MUZZLE_ID \$answer" >>"$D/tries"
		exit "\$answer"
	END
	chmod 755 "$D/tell"
	echo 0 >"$D/answer"
}

# told_times TEXT TIMES - such lines.
logged() {
	equals "$(grep -cF "$1" "$D/told")" "$2"
}

noted() {
	grep -qxF "$1" "$D/noted"
}

# tries_of NAME - the ids and answers of the command for that session.
tries_of() {
	sed -n "s,^waha/$1 ,,p" "$D/tries"
}
# tried NAME TIMES - so often at least, each time under the same id.
tried() {
	[ "$(tries_of "$1" | wc -l)" -ge "$2" ] && equals "$(tries_of "$1" | cut -d ' ' -f 1 | sort -u | wc -l)" 1
}
# succeeded NAME - once, and was not tried again.
succeeded() {
	equals "$(tries_of "$1" | sed -n '/ 0$/,$p' | wc -l)" 1
}

write_rsyslog
write_command
start_rsyslog
start_gateway --sessions omer,dana,eve,fay
{
	conf_head
	NOTIFY='local remote command' conf_waha_status
	cat <<-END

		[action local]
		plugin = alert
		format = syslog
		to = $D/log

		[action remote]
		plugin = alert
		format = syslog
		to = syslog://$HOST:1514
		facility = local3
		text = {what}: {text}\n{why}

		[action command]
		plugin = alert
		format = exec
		command = $D/tell --subject {title} {why} \$(reboot) |
	END
	conf_waha_restart
} >"$D/muzzle.ini"
start_muzzle

fake omer banned
local_line="imuxsock|daemon.crit|muzzle|-| waha/omer needs a person (only a person can help: SCAN_QR_CODE)"
wait_for 20 "the box's own log has it" logged "$local_line" 1
wait_for 20 "the other one's has it" logged "imudp|local3.crit|muzzle|[muzzle@32473 incident=\"1\" target=\"waha/omer\" id=\"" 1
check "in the user's words" logged "\"]|human: No restart can cure this. Please look: scan a code, log in again, or decide. only a person can help: SCAN_QR_CODE" 1
wait_for 20 "the command is run" succeeded omer
check "with its arguments, which no shell reads" noted "arguments: 5"
for line in "argument: waha/omer needs a person" "argument: only a person can help: SCAN_QR_CODE" "argument: \$(reboot)" "argument: |" \
	MUZZLE_TARGET=waha/omer MUZZLE_GATEWAY=waha MUZZLE_SESSION=omer MUZZLE_WHAT=human MUZZLE_STATE=human MUZZLE_INCIDENT=1 \
	"MUZZLE_TITLE=waha/omer needs a person" "MUZZLE_REASON=only a person can help: SCAN_QR_CODE" MUZZLE_PRIORITY=urgent \
	"MUZZLE_HOST=$(hostname)"; do
	check "$line" noted "$line"
done

kill -KILL "$RSYSLOG"
echo 75 >"$D/answer"
fake dana banned
wait_for 20 "a daemon that is gone is told" grep -q 'local: .*Connection refused' "$D/muzzle.log"
wait_for 20 "so it is of UDP, on this box" grep -q 'remote: .*Connection refused' "$D/muzzle.log"
wait_for 20 "a command that asks for it is tried again, with the same id" tried dana 3
echo 0 >"$D/answer"
rm -f "$D/log"
start_rsyslog
wait_for 40 "once it is back the box's log has it" logged "muzzle|-| waha/dana needs a person" 1
wait_for 40 "and the other one" logged 'target="waha/dana"' 1
wait_for 20 "the command succeeds at last" succeeded dana

echo 78 >"$D/answer"
fake eve banned
wait_for 20 "a command that is not set up is told" grep -q 'command: .*exited with 78' "$D/muzzle.log"
wait_for 20 "the box's log has that session, too" logged "needs a person (" 3
hold_for 3 "nothing is told twice" logged "needs a person (" 3
check "and the command was not run in vain" succeeded dana
stop_muzzle
