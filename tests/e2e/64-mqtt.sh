#!/bin/bash
# 64-mqtt.sh - messages to a real mosquitto, plain, by TLS and by its own command: each arrives once, whether the
# broker is there, dies, hangs or does not know us.
. "$(dirname "$0")/lib.sh"
setup "$1"
HOST=$(own_address)
password="mqtt-secret-93d2"

certificate() {
	openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=broker \
		-addext "subjectAltName=IP:$HOST" -keyout "$D/broker.key" -out "$D/broker.pem" 2>/dev/null
	chmod 644 "$D/broker.pem"
}

write_broker() {
	mkdir -p "$D/kept"
	mosquitto_passwd -b -c "$D/passwords" muzzle "$password"
	mosquitto_passwd -b "$D/passwords" reader reader
	cat >"$D/broker.conf" <<-END
		per_listener_settings false
		log_type all
		allow_anonymous false
		password_file $D/passwords
		persistence true
		persistence_location $D/kept/
		autosave_interval 1
		autosave_on_changes true
		listener 1883 $HOST
		listener 8883 $HOST
		certfile $D/broker.pem
		keyfile $D/broker.key
	END
	[ "$(id -u)" != 0 ] || echo 'user root' >>"$D/broker.conf"
}

start_broker() {
	mosquitto -c "$D/broker.conf" >>"$D/broker.log" 2>&1 &
	PIDS+=($!)
	BROKER=$!
	wait_for 10 "the broker listens" bash -c "exec 3<>/dev/tcp/$HOST/1883"
}

# A reader whose messages the broker keeps while either is away.
start_reader() {
	mosquitto_sub -h "$HOST" -u reader -P reader -c -i reader -q 1 -t 'boxes/#' -F '%t %p' >>"$D/read" 2>>"$D/reader.log" &
	PIDS+=($!)
	wait_for 10 "a reader is there" grep -q 'Sending SUBACK' "$D/broker.log"
}

# conf_mqtt NAME URL - an alert; more lines as further arguments.
conf_mqtt() {
	cat <<-END

		[action $1]
		plugin = alert
		format = mqtt
		to = $2
		timeout = 8s
		user = muzzle:\${file:$D/password}
	END
	[ $# = 2 ] || printf '%s\n' "${@:3}"
}

conf_all() {
	conf_head
	NOTIFY='plain safe command' conf_waha_status
	conf_mqtt plain "mqtt://$HOST/boxes/plain"
	conf_mqtt safe "mqtts://$HOST/boxes/by%20tls" "ca = $D/broker.pem" "body = {title}: {why}"
	cat <<-END

		[action command]
		plugin = alert
		format = exec
		command = mosquitto_pub -h $HOST -u muzzle -P \${file:$D/password} -q 1 -t boxes/command -m {title}
		timeout = 15s
	END
	conf_waha_restart
}

# read_times TOPIC TEXT TIMES - so many messages with that text.
read_times() {
	equals "$(grep "^$1 " "$D/read" | grep -cF "$2")" "$3"
}

# all_read NAME - of all three.
all_read() {
	read_times boxes/plain "\"target\":\"waha/$1\"" 1 && read_times 'boxes/by tls' "waha/$1 needs a person" 1 &&
		read_times boxes/command "waha/$1 needs a person" 1
}

reload() {
	kill -HUP "$MUZZLE_PID"
}

certificate
write_broker
start_broker
start_reader
start_gateway --sessions omer,dana,eve,fay
(umask 077 && printf '%s' "$password" >"$D/password")
conf_all >"$D/muzzle.ini"
start_muzzle

fake omer banned
wait_for 20 "all three arrive" all_read omer
json=$(sed -n 's/^boxes\/plain //p' "$D/read")
for field in '"what":"human"' '"gateway":"waha"' '"session":"omer"' '"incident":1' '"why":"only a person can help: SCAN_QR_CODE"' \
	'"title":"waha/omer needs a person"'; do
	check "the object says $field" grep -qF "$field" <<<"$json"
done
check "the user's own body is what he wrote" read_times 'boxes/by tls' "waha/omer needs a person: only a person can help: SCAN_QR_CODE" 1

kill -KILL "$BROKER"
fake dana banned
wait_for 20 "a broker that is gone is told" grep -q 'plain: .*cannot connect' "$D/muzzle.log"
start_broker
wait_for 40 "once it is back all three arrive" all_read dana

# Whoever connects is taken by the kernel; nobody speaks.
kill -STOP "$BROKER"
fake eve banned
wait_for 20 "a broker that hangs is told" grep -q 'plain: .*timeout' "$D/muzzle.log"
kill -CONT "$BROKER"
wait_for 40 "when it speaks again all three arrive" all_read eve

printf wrong-secret >"$D/password"
reload
fake fay banned
wait_for 20 "who is not known is told so" grep -q 'plain: .*the broker does not let us in\|plain: .*does not take our name and password' "$D/muzzle.log"
printf '%s' "$password" >"$D/password"
reload
wait_for 40 "with the right password all three arrive" all_read fay
for name in omer dana eve fay; do
	check "$name's were told once each" all_read $name
done

muzzle status --json >"$D/said"
stop_muzzle
if grep -rlE "$password|wrong-secret" "$D/run" "$D/state" "$D/muzzle.log" "$D/said" "$D/read"; then
	fail "a secret is in the files above"
fi
say "no password in log, journal, spool, status and messages"
