#!/bin/bash
# 27-webhook-recv.sh - recorded webhooks, posted to the real daemon: what is signed, fresh and new is
# evidence, all else is counted; who only talks of its connection is restarted; a reload loses nothing.
. "$(dirname "$0")/lib.sh"
setup "$1"

HOST=$(own_address)
KEY=hmac-secret-1
RECORDED=$ROOT/tests/plugins/fixtures
printf 'old-key' >"$D/old"
printf '%s\n' $KEY >"$D/key"
chmod 600 "$D/old" "$D/key"

{
	conf_head
	cat <<-END
		[gateway waha]
		sessions = *
		ladder = pretend
		notify = pretend

		[gateway hub]
		sessions = *
		ladder = pretend

		[source posts]
		plugin = webhook_recv
		gateway = waha
		preset = waha
		listen = $HOST:8080
		path = /waha
		key = \${file:$D/old}
		key = \${file:$D/key}
		proof_every = 0s

		[source others]
		plugin = webhook_recv
		gateway = hub
		listen = $HOST:8081
		session = only
		key = \${file:$D/key}
		signature_header = X-Hub-Signature-256
		signature_hash = sha256
		proof = push

		[action pretend]
		plugin = noop
	END
} >"$D/muzzle.ini"

now_ms() {
	echo $((${EPOCHREALTIME/./} / 1000))
}

mac() {
	printf '%s' "$2" | openssl dgst "-$1" -hmac $KEY | sed 's/.* //'
}

# post BODY [SIGNATURE] - prints the status.
post() {
	curl -s -o /dev/null -w '%{http_code}' -H 'Content-Type: application/json' \
		-H "X-Webhook-Hmac: ${2-$(mac sha512 "$1")}" --data-binary "$1" "http://$HOST:8080/waha"
}

# recorded EVENT WORD - the newest recorded request of that event that holds the word, as if it happened now.
SERIAL=0
recorded() {
	local body
	body=$(cat "$RECORDED"/waha-webhooks-*.txt | grep -F "\"event\":\"$1\"" | grep -F "$2" | tail -n 1 | cut -d' ' -f2-)
	[ -n "$body" ] || fail "nothing recorded of $1 $2"
	SERIAL=$((SERIAL + 1))
	EVENT=$(sed -E "s/\"id\":\"evt_[^\"]*\"/\"id\":\"evt_$SERIAL\"/; s/\"timestamp\":[0-9]+,/\"timestamp\":$(now_ms),/" <<<"$body")
}

posts() {
	recorded "$1" "$2"
	equals "$(post "$EVENT")" 200
}

evidence() {
	journal | grep -c "\"ev\":\"$1\".*\"target\":\"$2\".*${3:-}" || true
}

evidence_is() {
	equals "$(evidence "$1" "$2" "${4:-}")" "$3"
}

# gauge_is SECTION NAME VALUE
gauge_is() {
	equals "$(muzzle status --json | sed 's/"section"/\n&/g' | grep "^\"section\":\"$1\"" | grep -o "\"$2\":-\?[0-9]*" | cut -d: -f2)" "$3"
}

start_muzzle

# Byte for byte, as WAHA sent it on another day.
exec 3<>"/dev/tcp/$HOST/8080"
cat "$RECORDED/waha-webhook-request.txt" >&3
read -r -t 20 answer <&3 || fail "no answer"
exec 3>&-
check "the recorded request is answered" equals "$answer" $'HTTP/1.1 200 OK\r'
wait_for 10 "its signature is right, and it is too old" gauge_is posts old 1
evidence_is claim waha/default 0 || fail "an old request is evidence"

posts session.status WORKING || fail "session.status is not taken"
posts presence.update online || fail "presence.update is not taken"
FIRST=$EVENT
posts engine.event connection.update || fail "engine.event is not taken"
posts state.change '"statusCode":408' || fail "state.change is not taken"
wait_for 10 "a claim is evidence" evidence_is claim waha/default 1 '"state":"up","raw":"WORKING"'
wait_for 10 "a proof is evidence" evidence_is proof waha/default 1
wait_for 10 "a reason of the network is counted" gauge_is posts network_codes 1

equals "$(post "$FIRST")" 200 || fail "a repetition is refused"
equals "$(post "${FIRST/online/onlinE}" "$(mac sha512 "$FIRST")")" 401 || fail "a forged body is taken"
equals "$(post "$FIRST" "$(mac sha512 "$FIRST" | tr 0-9a-f 1-9a-f0)")" 401 || fail "a forged signature is taken"
equals "$(post "$FIRST" '')" 401 || fail "no signature is needed"
wait_for 10 "a repetition is counted" gauge_is posts duplicates 1
wait_for 10 "forgeries are counted" gauge_is posts refused_signature 3
check "and told in the log" grep -q 'refused requests=1 newest_from=127.0.0.1 ' "$D/muzzle.log"
evidence_is proof waha/default 1 || fail "a repetition or a forgery is evidence"

# Side by side, in the form of GitHub.
body='{"event":"push"}'
equals "$(curl -s -o /dev/null -w '%{http_code}' -H "X-Hub-Signature-256: sha256=$(mac sha256 "$body")" -d "$body" \
	"http://$HOST:8081/")" 200 || fail "the other form is not taken"
wait_for 10 "the other gateway is proven" evidence_is proof hub/only 1
wait_for 10 "each section has its own numbers" gauge_is others accepted 1

# Nobody else's evidence: STARTING every second, and webhooks enough.  Then one of those who live.
talks() {
	posts session.status '"status":"STARTING","statuses"'
	posts state.change '"statusCode":408'
	posts engine.event connection.update
}
acts_some() {
	talks
	[ "$(orders act waha/default | wc -l)" -ge 1 ]
}
wait_for 40 "who only talks of its connection is restarted" acts_some

# The device was removed: no restart helps.
recorded state.change '"statusCode":408'
EVENT=${EVENT//\"statusCode\":408/\"statusCode\":401}
equals "$(post "$EVENT")" 200 || fail "state.change is not taken"
wait_for 10 "a removed device needs a person" told human waha/default

# Reloads, while requests come on kept connections and on new ones.
COUNT=300
for ((i = 0; i < COUNT; i++)); do
	body='{"id":"load_'$i'","timestamp":'$(now_ms)',"event":"message","session":"busy"}'
	printf 'url = "http://%s:8080/waha"\nheader = "X-Webhook-Hmac: %s"\ndata = "%s"\nretry = 0\noutput = "/dev/null"\nwrite-out = "%%{http_code}\\n"\n' \
		"$HOST" "$(mac sha512 "$body")" "${body//\"/\\\"}"
	((i % 3)) || echo 'header = "Connection: close"'
	[ $i = $((COUNT - 1)) ] || echo next
done >"$D/load"
curl -s --rate 100/s -K "$D/load" >"$D/statuses" &
LOAD=$!
PIDS+=("$LOAD")
reloads() {
	grep -c "config: taken over" "$D/muzzle.log" || true
}
some_proofs() {
	[ "$(evidence proof waha/busy)" -ge "$1" ]
}
for i in 1 2 3 4 5; do
	wait_for 20 "the load goes on" some_proofs $((i * 40))
	before=$(reloads)
	kill -HUP "$MUZZLE_PID"
	reloaded() {
		[ "$(reloads)" -gt "$before" ]
	}
	wait_for 10 "reload $i" reloaded
done
wait "$LOAD" || fail "curl ended with $?"
equals "$(grep -c '^200$' "$D/statuses")" $COUNT || fail "a reload lost a request"
wait_for 10 "and no evidence" some_proofs $COUNT
check_replay alone
stop_muzzle
