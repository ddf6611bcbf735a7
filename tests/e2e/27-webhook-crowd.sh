#!/bin/bash
# 27-webhook-crowd.sh - one address that holds many connections crowds out its own, never the gateway's.
. "$(dirname "$0")/lib.sh"
own_network "$@"
setup "$1"

HERE=10.9.9.1 CROWD=10.9.9.2 FROM=10.9.9.3 KEY=crowd-secret
for address in $HERE $CROWD $FROM; do
	ip address add "$address"/32 dev lo
done
{
	conf_head
	cat <<-END
		[gateway waha]
		sessions = *

		[source posts]
		plugin = webhook_recv
		gateway = waha
		preset = waha
		listen = $HERE:8080
		key = $KEY
		timeout = 60s
	END
} >"$D/muzzle.ini"

# held FROM - how many connections from there are open.
held() {
	ss -Htn state established "( sport = :8080 )" dst "$1" | wc -l
}

held_is() {
	equals "$(held "$1")" "$2"
}

post() {
	local body='{"id":"'$1'","timestamp":'$((${EPOCHREALTIME/./} / 1000))',"event":"message","session":"omer"}' mac
	mac=$(printf '%s' "$body" | openssl dgst -sha512 -hmac $KEY | sed 's/.* //')
	equals "$(curl -s -m 20 --interface $FROM -o /dev/null -w '%{http_code}' -H "X-Webhook-Hmac: $mac" \
		--data-binary "$body" "http://$HERE:8080/")" 200
}

start_muzzle
# Somebody else's, which says nothing: it is no part of the crowd.
mkfifo "$D/silence"
exec 4<>"$D/silence"
connect() {
	socat - "TCP:$HERE:8080,bind=$1" <&4 >/dev/null 2>>"$D/socat.log" &
	PIDS+=($!)
}
connect $FROM
wait_for 10 "a quiet one is there" held_is $FROM 1
for ((i = 0; i < 30; i++)); do
	connect $CROWD
done
# Who was cut off has ended by itself.
crowd_is() {
	held_is $CROWD "$1" && equals "$(pgrep -c -f "bind=$CROWD\$")" "$1"
}
wait_for 20 "all have come, and the crowd keeps its share" crowd_is 16
hold_for 3 "and no more" held_is $CROWD 16
check "the quiet one is still there" held_is $FROM 1
post first || fail "the gateway is kept out"
wait_for 10 "the gateway is heard" sh -c "grep -q '\"ev\":\"proof\"' '$D/run/journal'"
stop_muzzle
