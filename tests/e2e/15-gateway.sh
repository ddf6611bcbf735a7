#!/bin/bash
# 15-gateway.sh - a gateway that is gone is restarted as a whole, once, and no session of it is blamed.
. "$(dirname "$0")/lib.sh"
setup "$1"
start_gateway --sessions omer,dana
port=$(cat "$D/port")

# Stands for an init script: ends the old gateway, starts a new one on the same port.
cat >"$D/restart-gateway" <<END
#!/bin/sh
kill -KILL \$(cat $D/pid)
# Its port is free when its descriptors are closed; it stays a zombie.
while ls /proc/\$(cat $D/pid)/fd/* >/dev/null 2>&1; do sleep 0.1; done
echo "\$@" >>$D/restarted
setsid $B/fake_gateway --sessions omer,dana --port $port --log $D/waha.log >/dev/null 2>&1 </dev/null &
echo \$! >$D/pid
END
chmod 755 "$D/restart-gateway"
echo "${PIDS[0]}" >"$D/pid"
{
	conf_head
	LADDER='restart-session restart-gateway' conf_waha 'unreachable = 15s' | sed '/^every = /a timeout = 1s'
	cat <<-END

		[action restart-gateway]
		plugin = restart
		via = exec
		scope = gateway
		command = $D/restart-gateway {gateway} {incident}
	END
} >"$D/muzzle.ini"
start_muzzle
wait_for 5 "the sessions are seen" muzzle_says status waha/dana

kill -STOP "$(cat "$D/pid")"
say "the gateway hangs"
wait_for 60 "it is restarted" test -s "$D/restarted"
wait_for 20 "and answers" curl -sf "$GATEWAY/ping"
PIDS+=("$(cat "$D/pid")")
hold_for 10 "once" sh -c "test \$(wc -l <'$D/restarted') = 1"
equals "$(cut -d' ' -f1 "$D/restarted")" waha || fail "the command's arguments: $(cat "$D/restarted")"
acts_are waha 1 || fail "not one act on the gateway"
acts_are waha/omer 0 || fail "a session was blamed"
wait_for 10 "both are up again" sh -c "'$B/muzzle' status -c '$D/muzzle.ini' | grep -c 'waha/.* up ' | grep -x 2"
check_replay
stop_muzzle
