#!/bin/bash
# 32-transports.sh - who we are and whom we trust, against real servers: the right one is believed, the wrong
# one is a fault of the setup with its reason, and no secret is told to anybody else.
. "$(dirname "$0")/lib.sh"
# The system's authorities are ours, too: in a mount namespace of our own.
if [ -z "${MUZZLE_OWN_MOUNTS:-}" ]; then
	MUZZLE_OWN_MOUNTS=yes exec unshare --mount --map-root-user "$0" "$@"
fi
setup "$1"
umask 077 # of keys: others must not read them

HOST=$(own_address)
ELSEWHERE=127.$((RANDOM % 19 + 1)).$((RANDOM % 250)).$((RANDOM % 250 + 1))
readable='[{"name":"omer","status":"WORKING"}]'

# --- authorities, and certificates of theirs: authority NAME; certify NAME AUTHORITY DAYS ALTERNATIVE_NAME
new_key=(-newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes)
authority() {
	openssl req -x509 "${new_key[@]}" -keyout "$D/$1.key" -out "$D/$1.pem" -subj "/CN=$1" -days 2 2>/dev/null
}

certify() {
	openssl req "${new_key[@]}" -keyout "$D/$1.key" -out "$D/$1.req" -subj "/CN=$1" -addext "subjectAltName=$4" 2>/dev/null
	openssl x509 -req -in "$D/$1.req" -CA "$D/$2.pem" -CAkey "$D/$2.key" -days "$3" -copy_extensions copy \
		-out "$D/$1.pem" 2>/dev/null
}

pin_of() {
	openssl x509 -in "$1" -pubkey -noout | openssl pkey -pubin -outform der | openssl dgst -sha256 -binary | base64
}

authority ca
authority stranger
authority system
certify server ca 2 "IP:$HOST"
certify expired ca -1 "IP:$HOST"
certify everybodys system 2 "IP:$HOST"
certify named ca 2 DNS:gw.example
certify me ca 2 DNS:me
certify impostor stranger 2 DNS:me
cat "$D/me.pem" "$D/me.key" >"$D/both.pem"

mkdir "$D/certs"
cp "$D/system.pem" "$D/certs/ca-certificates.crt"
cp "$D/system.pem" "$D/certs/$(openssl x509 -in "$D/system.pem" -noout -hash).0"
mount --bind "$D/certs" /etc/ssl/certs

# --- one port a server; tls CERTIFICATE begins one with TLS
declare -A port=([plain]=8001 [tls]=8002 [expired]=8003 [named]=8004 [mutual]=8005 [strict]=8006 [everybodys]=8007 [elsewhere]=8008 [proxy]=8009)
printf 'me:%s\n' "$(openssl passwd -apr1 b4sic-pass)" >"$D/htpasswd"

tls() {
	printf 'listen %s:%s ssl; ssl_certificate %s.pem; ssl_certificate_key %s.key;' "$HOST" "${port[$1]}" "$D/$2" "$D/$2"
}

start_nginx nginx "http://$HOST:${port[plain]}/sessions" <<-END
	log_format seen '\$server_port \$request_uri \$http_x_api_key';
	access_log $D/access.log seen;
	server {
		listen $HOST:${port[plain]};
		listen unix:$D/gw.sock;
		location = /basic { auth_basic gw; auth_basic_user_file $D/htpasswd; try_files /none @sessions; }
		location = /bearer { if (\$http_authorization != "Bearer b34rer-token") { return 401; } return 200 '$readable'; }
		location = /key { if (\$http_x_api_key != "h34der-key") { return 401; } return 200 '$readable'; }
		location = /here { absolute_redirect off; return 302 /key; }
		location = /there { return 302 http://$ELSEWHERE:${port[elsewhere]}/; }
		location = /text { default_type text/plain; return 200 "WORKING\n"; }
		location = /field { return 200 '{"all":$readable,"next":"/field2"}'; }
		location = /field2 { return 200 '{"all":[{"name":"mia","status":"WORKING"}],"next":null}'; }
		location = /link { add_header Link '</link2>; rel="next"'; return 200 '$readable'; }
		location = /link2 { return 200 '[{"name":"mia","status":"WORKING"}]'; }
		location = /number1 { return 200 '$readable'; }
		location = /number2 { return 200 '[]'; }
		location = /sessions { return 200 '$readable'; }
		location @sessions { return 200 '$readable'; }
	}
	server { $(tls tls server) location / { return 200 '$readable'; } }
	server { $(tls everybodys everybodys) location / { return 200 '$readable'; } }
	server { $(tls expired expired) location / { return 200 '$readable'; } }
	server { $(tls named named) location / { return 200 '$readable'; } }
	server {
		$(tls mutual server)
		ssl_client_certificate $D/ca.pem;
		ssl_verify_client on;
		location / { return 200 '$readable'; }
	}
	server { listen $HOST:${port[proxy]}; location / { proxy_pass http://\$http_host\$request_uri; } }
	server { listen $ELSEWHERE:${port[elsewhere]}; location / { return 200 '$readable'; } }
END
# Refuses in the handshake what nginx refuses by a status.
openssl s_server -accept "$HOST:${port[strict]}" -cert "$D/server.pem" -key "$D/server.key" -CAfile "$D/ca.pem" \
	-Verify 1 -verify_return_error -www -quiet >"$D/strict.log" 2>&1 &
PIDS+=($!)

# --- the gateways: right or wrong, and why it is wrong; ask NAME URL [OPTION...] WHY
declare -A reason
ask() {
	reason[$1]=${*: -1}
	cat <<-END >>"$D/sources"
		[gateway $1]
		sessions = *
		ladder = restart-session
		notify = said

		[source $1]
		plugin = status_poll
		gateway = $1
		up = WORKING
		every = 1s
		url = $2
		$(printf '%s\n' "${@:3:$#-3}")

	END
}
plain=http://$HOST:${port[plain]} tls=https://$HOST:${port[tls]} mutual=https://$HOST:${port[mutual]}
ca="ca = $D/ca.pem"
header='header = X-Api-Key: h34der-key'
ask basic "$plain/basic" 'user = me:b4sic-pass' ''
ask basic-wrong "$plain/basic" 'user = me:wr0ng-pass' 'HTTP 401'
ask bearer "$plain/bearer" 'bearer = b34rer-token' ''
ask bearer-wrong "$plain/bearer" 'bearer = wr0ng-pass' 'HTTP 401'
ask header "$plain/key" "$header" ''
ask header-none "$plain/key" 'HTTP 401'
ask socket http://anything/sessions "unix_socket = $D/gw.sock" ''
ask socket-none http://anything/sessions "unix_socket = $D/none.sock" path
ask here "$plain/here" "$header" 'redirects = 1' ''
ask here-not "$plain/here" "$header" 'HTTP 302'
ask there "$plain/there" "$header" 'redirects = 9' 'HTTP 302'
ask proxied "$plain/key" "$header" "proxy = http://$HOST:${port[proxy]}" ''
ask proxied-none "$plain/key" "$header" "proxy = http://$HOST:1" path
ask text "$plain/text" 'form = text' 'session = omer' ''
ask field "$plain/field" 'items = /all' 'next = /next' ''
ask link "$plain/link" ''
ask number "$plain" 'path = /number{page}' ''
ask trusted "$tls" "$ca" ''
ask system "https://$HOST:${port[everybodys]}" ''
ask system-replaced "https://$HOST:${port[everybodys]}" "$ca" 'certificate is not to be trusted'
ask untrusted "$tls" 'certificate is not to be trusted'
ask stranger "$tls" "ca = $D/stranger.pem" 'certificate is not to be trusted'
ask expired "https://$HOST:${port[expired]}" "$ca" 'certificate has expired'
ask named "https://$HOST:${port[named]}" "$ca" 'certificate is for another name'
ask pinned "$tls" "$ca" "pin = sha256//$(pin_of "$D/server.pem")" ''
ask pinned-wrong "$tls" "$ca" "pin = sha256//$(pin_of "$D/ca.pem")" 'key is not the pinned one'
ask mutual "$mutual" "$ca" "cert = $D/me.pem" "cert_key = $D/me.key" ''
ask mutual-one-file "$mutual" "$ca" "cert = $D/both.pem" ''
ask mutual-none "$mutual" "$ca" 'HTTP 400'
ask mutual-impostor "$mutual" "$ca" "cert = $D/impostor.pem" "cert_key = $D/impostor.key" 'HTTP 400'
ask strict-none "https://$HOST:${port[strict]}" "$ca" 'does not accept our certificate'
{
	conf_head
	cat "$D/sources"
	printf '[action %s]\nplugin = noop\n' restart-session said
} >"$D/muzzle.ini"
umask 022

wait_for 10 "the strict one listens" curl -sk -o /dev/null --cert "$D/both.pem" "https://$HOST:${port[strict]}/"
check "the configuration is good" muzzle check
PRELOAD="http_proxy=http://127.0.0.1:1 https_proxy=http://127.0.0.1:1" start_muzzle

# seen GATEWAY PATTERN - such evidence of that gateway is in the journal.
seen() {
	journal | grep -E "\"target\":\"$1(/[a-z]+)?\"" | grep -q "$2"
}
for gateway in "${!reason[@]}"; do
	why=${reason[$gateway]}
	case $why in
	'') wait_for 20 "$gateway: believed" seen "$gateway" '"ev":"claim".*"state":"up"' ;;
	path) wait_for 20 "$gateway: a fault of the way" seen "$gateway" '"ev":"fault".*"what":"path"' ;;
	*)
		wait_for 20 "$gateway: $why" seen "$gateway" "\"ev\":\"fault\".*\"what\":\"setup\".*$why"
		wait_for 20 "$gateway: told" told setup "$gateway"
		;;
	esac
done
for gateway in "${!reason[@]}"; do
	if [ -n "${reason[$gateway]}" ] && seen "$gateway" '"ev":"claim"'; then fail "$gateway made a claim"; fi
done
for gateway in field link; do
	check "$gateway: the second page was read" seen "$gateway" 'mia.*"ev":"claim"\|"ev":"claim".*mia'
done
check "numbers go on until a page is empty" grep -q "^${port[plain]} /number2" "$D/access.log"
check "the proxy was asked" grep -q "^${port[proxy]} /key" "$D/access.log"
if grep -q "^${port[elsewhere]} " "$D/access.log"; then fail "somebody else was asked"; fi
say "nobody else was asked"
muzzle status >"$D/said" 2>&1
journal >>"$D/said"
cat "$D/muzzle.log" >>"$D/said"
if grep -E 'b4sic|b34rer|h34der|wr0ng' "$D/said"; then fail "a secret was told"; fi
say "no secret was told"
equals "$(orders act | wc -l)" 0 || fail "something was restarted"
check_replay
stop_muzzle
