#!/bin/bash
# 61-alert-formats.sh - one incident, told to every kind of receiver behind an nginx with TLS: what each of them got,
# to the byte, and what programs know its beginning and its end by.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/sinks.sh"
setup "$1"
HOST=$(own_address)
FRONT=https://$HOST:8443
NAMES=(json form ntfy slack discord telegram gotify pushover matrix alertmanager pagerduty own)

start_sinks
start_gateway --sessions omer,dana --speed 120
hasten 120
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -keyout "$D/front.key" -out "$D/front.pem" \
	-subj /CN=front -days 2 -addext "subjectAltName=IP:$HOST" 2>/dev/null
printf 'me:%s\n' "$(openssl passwd -apr1 s3cr3t-pass)" >"$D/htpasswd"
start_nginx front "$SINKS/ping" <<-END
	server {
		listen $HOST:8443 ssl;
		ssl_certificate $D/front.pem;
		ssl_certificate_key $D/front.key;
		location / { proxy_pass $SINKS; }
		location /sink/own {
			auth_basic alerts;
			auth_basic_user_file $D/htpasswd;
			proxy_pass $SINKS;
		}
	}
END
wait_for 10 "the front listens" curl -s -o /dev/null --cacert "$D/front.pem" "$FRONT/ping"

# page NAME LINES... - its address is /sink/NAME at the front.
page() {
	printf '\n[action %s]\nplugin = alert\ntimeout = 5m\nto = %s\nca = %s\nformat = %s\n' "$1" "$FRONT/sink/$1" "$D/front.pem" "$1"
	printf '%s\n' "${@:2}"
}
printf 's3cr3t-token' >"$D/token"
chmod 600 "$D/token"
token="token = \${file:$D/token}"
{
	NOTIFY="${NAMES[*]}" conf_hastened
	page json 'key = s3cr3t-key'
	page form 'text = {what}: {session} & <{state}>'
	page ntfy "$token" 'title = Büro: {title}' 'header = Click: https://status.example'
	page slack
	page discord
	page telegram "$token" 'recipient = -100123'
	page gotify "$token"
	page pushover "$token" 'recipient = s3cr3t-user'
	page matrix "$token" 'recipient = "!room:matrix.example"'
	page alertmanager 'label = severity=critical' 'label = team=a & b'
	page pagerduty "$token"
	page own 'user = me:s3cr3t-pass' 'text = {text}\nfor {host} {nobody}' | sed 's/ {nobody}//; s/format = own/format = json/'
	echo 'body = {"card": {"head": "{title}", "lines": "{text}", "key": "{id}", "p": "{priority}"}, "none": "{container}"}'
} >"$D/muzzle.ini"
chmod 600 "$D/muzzle.ini"
check "the configuration is right" muzzle check
start_muzzle
fake omer dead
wait_for 30 "omer is told of" told opened waha/omer
wait_for 30 "omer is well again" told closed waha/omer

# column NAME WHAT NUMBER - of the first or the last message: 5 METHOD TARGET, 6 headers, 7 body.
column() {
	sink_lines "$1" kept | case $2 in opened) head -n 1 ;; closed) tail -n 1 ;; esac | cut -f "$3"
}

header() {
	column "$1" "$2" 6 | sed 's/ | /\n/g' | sed -n "s/^$3: //Ip"
}

part() {
	column json "$1" 7 | sed -n 's/.*"'"$2"'":"\([^"]*\)".*/\1/p'
}

has_both() {
	[ "$(sink_lines "$1" kept | wc -l)" = 2 ]
}
for name in "${NAMES[@]}"; do
	wait_for 30 "$name has both" has_both "$name"
done

me=$(hostname)
# got_body NAME WHAT BODY - exactly that.
got_body() {
	equals "$(column "$1" "$2" 7)" "$3" || fail "$1, $2: not the body that it should be"
}

check_all() {
	local what=$1 title=$2 text=$3 tags=$4 levels=$5 event=$6
	local why state since time lines level
	why=$(part "$what" why) state=$(part "$what" state) since=$(part "$what" since) time=$(part "$what" time)
	lines="$text${why:+\\nReason: $why}\\nLast known state: $state\\nSince: $since\\nSeen by: $me\\nAt: $time"
	read -ra level <<<"$levels" # of json ntfy gotify pushover alertmanager
	local key
	key=$(header json "$what" idempotency-key)
	got_body json "$what" '{"what":"'"$what"'","incident":1,"target":"waha/omer","gateway":"waha","session":"omer","state":"'"$state"'"'"${why:+,\"why\":\"$why\"}"',"since":"'"$since"'","time":"'"$time"'","host":"'"$me"'","title":"waha/omer '"$title"'","text":"'"$text"'","id":"'"$key"'"}'
	equals "$(header json "$what" x-muzzle-signature)" \
		"sha256=$(column json "$what" 7 | tr -d '\n' | openssl dgst -sha256 -hmac s3cr3t-key | sed 's/.* //')" || fail "signature"
	got_body slack "$what" '{"text":"*waha/omer '"$title"'*\n'"$lines"'","unfurl_links":false}'
	got_body discord "$what" '{"content":"**waha/omer '"$title"'**\n'"$lines"'","allowed_mentions":{"parse":[]}}'
	got_body telegram "$what" '{"chat_id":"-100123","parse_mode":"HTML","link_preview_options":{"is_disabled":true},"text":"<b>waha/omer '"$title"'</b>\n'"$lines"'"}'
	got_body gotify "$what" '{"title":"waha/omer '"$title"'","message":"'"$lines"'","priority":'"${level[2]}"'}'
	got_body pushover "$what" '{"token":"s3cr3t-token","user":"s3cr3t-user","title":"waha/omer '"$title"'","message":"'"$lines"'","priority":'"${level[3]}"'}'
	got_body matrix "$what" '{"msgtype":"m.text","body":"waha/omer '"$title"'\n'"$lines"'"}'
	got_body ntfy "$what" "$lines"
	equals "$(header ntfy "$what" title | sed 's/^=?utf-8?B?//; s/?=$//' | base64 -d)" "Büro: waha/omer $title" || fail "ntfy's title"
	equals "$(header ntfy "$what" tags) $(header ntfy "$what" priority) $(header ntfy "$what" click)" \
		"$tags ${level[1]} https://status.example" || fail "ntfy's headers"
	equals "$(header ntfy "$what" x-sequence-id)" "$(header ntfy "$what" idempotency-key)" || fail "ntfy's id"
	key=$(header form "$what" idempotency-key)
	got_body form "$what" "title=waha%2Fomer%20${title// /%20}&text=$what%3A%20omer%20%26%20%3C$state%3E&priority=${level[0]}&id=$key"
	key=$(header pagerduty "$what" idempotency-key)
	got_body pagerduty "$what" '{"routing_key":"s3cr3t-token","event_action":"'"$event"'","dedup_key":"muzzle/'"$me"'/waha/omer/Incident-1","client":"muzzle","payload":{"summary":"waha/omer '"$title"'","source":"'"$me"'","severity":"'"${level[4]}"'","timestamp":"'"$time"'","component":"waha/omer","group":"waha","class":"'"$what"'","custom_details":{'"${why:+\"why\":\"$why\",}"'"state":"'"$state"'","since":"'"$since"'","text":"'"$text"'","id":"'"$key"'"}}}'
	key=$(header own "$what" idempotency-key)
	got_body own "$what" '{"card": {"head": "waha/omer '"$title"'", "lines": "'"$text"'\nfor '"$me"'", "key": "'"$key"'", "p": "'"${level[0]}"'"}, "none": ""}'
	say "$what is what it should be everywhere"
}

check_all opened 'is in trouble' 'It does not work. muzzle keeps watching, and does what it is configured to do.' warning 'high high 7 1 error' trigger
check_all closed 'is well again' 'It has been well for a while. This incident is over.' white_check_mark 'normal default 4 0 warning' resolve

# Who asks for it knows us, each in its way, and where it looks for that.
equals "$(column telegram opened 5)" "POST /sink/telegram/bots3cr3t-token/sendMessage" || fail "telegram's address"
equals "$(column gotify opened 5) $(header gotify opened x-gotify-key)" "POST /sink/gotify/message s3cr3t-token" || fail "gotify's key"
equals "$(column pushover opened 5)" "POST /sink/pushover/1/messages.json" || fail "pushover's address"
equals "$(column pagerduty opened 5)" "POST /sink/pagerduty/v2/enqueue" || fail "pagerduty's address"
equals "$(column alertmanager opened 5)" "POST /sink/alertmanager/api/v2/alerts" || fail "alertmanager's address"
equals "$(column matrix opened 5) $(header matrix opened authorization)" \
	"PUT /sink/matrix/_matrix/client/v3/rooms/%21room%3Amatrix.example/send/m.room.message/$(header matrix opened idempotency-key) Bearer s3cr3t-token" ||
	fail "matrix's address"
equals "$(header ntfy opened authorization)" "Bearer s3cr3t-token" || fail "ntfy's token"

# An alert of Alertmanager is its labels.
labels() {
	column alertmanager "$1" 7 | sed -n 's/^\[{"labels":{\([^}]*\)}.*/\1/p'
}
equals "$(labels opened)" '"alertname":"MuzzleIncident","instance":"'"$me"'","gateway":"waha","session":"omer","target":"waha/omer","severity":"critical","team":"a & b"' ||
	fail "alertmanager's labels"
equals "$(labels closed)" "$(labels opened)" || fail "alertmanager's labels change"
equals "$(column alertmanager closed 7 | sed -n 's|.*"endsAt":"\([^"]*\)".*|\1|p')" "$(part closed time)" || fail "the alert's end"

# All that is said of it elsewhere says no secret.
! grep -rq s3cr3t "$D/muzzle.log" "$D/run" "$D/state" || fail "a secret has got out"
muzzle status --json >"$D/status"
! grep -q s3cr3t "$D/status" || fail "status tells a secret"
check_replay
stop_muzzle
