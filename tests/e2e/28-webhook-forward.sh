#!/bin/bash
# 28-webhook-forward.sh - webhooks are passed on with their signature; a consumer that is away costs
# no evidence, no restart, one notification, and finds what waited, in order, when it is back.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/hooks.sh"
setup "$1"

KEY=hook-secret-28
QUEUE=30
start_hooking 400 "?box=1"

# The real consumer: a line for each request, and whether its signature is right.
cat >"$D/consumer" <<END
#!/bin/bash
read -r request
while IFS= read -r line && [ "\$line" != \$'\r' ]; do
	line=\${line%\$'\r'}
	case \${line,,} in
	content-length:*) length=\${line#*: } ;;
	x-webhook-hmac:*) hmac=\${line#*: } ;;
	user-agent:*) agent=\${line#*: } ;;
	esac
done
body=\$(mktemp $D/body.XXXXXX)
head -c "\$length" >"\$body"
mac=\$(openssl dgst -sha512 -hmac $KEY -r "\$body")
[ "\${mac%% *}" = "\$hmac" ] && valid=signed || valid=FORGED
event=\$(sed -E 's|.*"id":"(evt_[^"]*)".*"event":"([^"]*)","session":"([^"]*)".*|\\3 \\1 \\2|' "\$body")
echo "\$event \$valid \$agent \${request% *}" >>$D/got
rm "\$body"
printf 'HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n'
END
chmod +x "$D/consumer"

start_consumer() {
	socat "TCP-LISTEN:8081,bind=$HOST,reuseaddr,fork" "EXEC:$D/consumer" 2>>"$D/consumer.log" &
	CONSUMER=$!
	PIDS+=("$CONSUMER")
}

stop_consumer() {
	kill "$CONSUMER"
	wait "$CONSUMER" || true
}

{
	conf_head
	conf_hooks "forward = http://$HOST:8081/inbox?from=muzzle" "forward_queue = $QUEUE" 'forward_tell = 3s'
} >"$D/muzzle.ini"

got() {
	grep -c "$1" "$D/got"
}

gauge_is() {
	equals "$(gauge "$1")" "$2"
}

start_consumer
start_muzzle
wait_for 20 "signed webhooks reach the consumer" at_least 10 got ' signed WAHA/'
check "no other do" equals "$(got FORGED)" 0
check "the queries stand one behind the other" at_least 10 got 'POST /inbox?from=muzzle&box=1$'
check "muzzle has their evidence" at_least 1 proofs omer

stop_consumer
say "the consumer is away"
newest=$(cut -d' ' -f2 "$D/got" | sort | tail -n 1)
retried=$(posted retried)
wait_for 30 "the queue is full" gauge_is forward_waiting $QUEUE
wait_for 30 "its oldest are dropped" at_least $(($(gauge forward_dropped) + 5)) gauge forward_dropped
check "it is bounded" gauge_is forward_waiting $QUEUE
wait_for 30 "a person is told" told setup waha
seen=$(proofs omer)
fake dana dead
wait_for 30 "evidence goes on, and who died is restarted" stat_is dana restarts 1
wait_for 20 "and lives" stat_is dana status WORKING
check "evidence went on" at_least $((seen + 3)) proofs omer
check "nobody else was restarted" restarts_are 1
check "the gateway's posts were answered all the time" equals "$(posted retried)" "$retried"

fake omer quiet # the consumer is a slow one
fake dana quiet
before=$(wc -l <"$D/got")
start_consumer
wait_for 60 "the consumer is back, and the queue drains" gauge_is forward_waiting 0
wait_for 10 "the log says so" grep -q 'forward: the consumer takes requests again' "$D/muzzle.log"
check "what waited arrived" at_least $((before + QUEUE)) wc -l <"$D/got"
check "unchanged" equals "$(got FORGED)" 0
# Ids begin with the time, and a session's requests go one after the other.  (Some of the first came late
# to muzzle: it did not listen yet.)
for session in omer dana; do
	awk -v who=$session -v after="$newest" '$1 == who && $2 > after { print substr($2, 1, 15) }' \
		"$D/got" >"$D/order"
	check "all of $session that waited" test -s "$D/order"
	check "in order" sort -c "$D/order"
done
check "none of them twice" equals "$(cut -d' ' -f2 "$D/got" | sort | uniq -d)" ''
check "one person was told once" told_times setup waha 1
check "with the remedy" grep -q 'forward: the consumer takes nothing: .* see that it runs' "$D/inbox"
check "the secret is nowhere" sh -c "! grep -rqF $KEY '$D/muzzle.log' '$D/run' '$D/state' '$D/inbox'"
check_replay
stop_muzzle
