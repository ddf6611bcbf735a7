#!/bin/bash
# 86-init.sh - `muzzle init` knows each kind of gateway, is told lies and nonsense by none, shows no key, and what
# it writes watches.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/tree.sh"
setup "$1"
make_tree
M=$D/tree/build/muzzle
KEY=s3cret-key-1
printf '%s\n' "$KEY" >"$D/key"
chmod 600 "$D/key"

# --- gateways: what they answer was taken down from the real ones

A=$(own_address)
openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=gateway -addext "subjectAltName=IP:$A" \
	-keyout "$D/tls.key" -out "$D/tls.pem" 2>/dev/null
mkdir -p "$D/www"
head -c 3000000 /dev/zero | tr '\0' '[' >"$D/www/huge"
start_nginx kinds "http://$A:8009/" <<-END
	log_format keys '\$server_port \$request_uri key=\$http_x_api_key\$http_apikey\$http_authorization';
	access_log $D/asked keys;
	server { # Evolution API 2
		listen $A:8001;
		location = / { return 200 '{"status":200,"message":"Welcome to the Evolution API, it is working!","version":"2.3.0","clientName":"evolution_exchange"}'; }
		location = /instance/fetchInstances {
			if (\$http_apikey != $KEY) { return 401 '{"status":401,"error":"Unauthorized","response":{"message":"Unauthorized"}}'; }
			return 200 '[{"name":"sales","connectionStatus":"open"},{"name":"desk","connectionStatus":"close"}]';
		}
		location / { return 404 '{"status":404,"error":"Not Found"}'; }
	}
	server { # OpenClaw
		listen $A:8002;
		location = /healthz { return 200 '{"ok":true,"status":"live"}'; }
		location = /readyz { return 503 '{"ready":false,"failing":["irc"],"uptimeMs":75095,"eventLoop":{"degraded":false}}'; }
		location = /startupz { return 200 '{"ok":true,"status":"started","version":"2026.9.6","uptimeMs":31616}'; }
		location / { return 404; }
	}
	server { # WPPConnect Server
		listen $A:8003;
		location = /api/sales/status-session {
			if (\$http_authorization != "Bearer $KEY") { return 401 '{"error":"Check that the Session and Token are correct"}'; }
			return 200 '{"status":"CONNECTED","qrcode":null,"urlcode":null,"version":"2.4.0"}';
		}
		location = /api/muzzle/status-session { return 401 '{"message":"Token is not present. Check your header and try again"}'; }
		location / { return 404; }
	}
	server { # a service that answers
		listen $A:8004;
		default_type text/html;
		location / { return 200 '<html>It works!</html>'; }
	}
	server { # one that does not
		listen $A:8005;
		location / { return 404 'nothing here'; }
	}
	server { # one that leads elsewhere
		listen $A:8006;
		location / { return 302 http://$A:8009/stolen; }
	}
	server { # WAHA that tells too much
		listen $A:8007;
		root $D/www;
		location = /api/server/version { return 200 '{"version":"1\\u001b[31m\\n[action x]","engine":"\\u202eNOWEB","tier":"CORE"}'; }
		location = /api/sessions { return 200 '[{"name":"a\\n[muzzle]\\nmode = enforce","status":"WORKING"},{"name":"ok","status":"\\u001b[2J"}]'; }
		location / { return 404; }
	}
	server { # one whose answers have no end
		listen $A:8008;
		root $D/www;
		location = /api/server/version { return 200 '{"version":"2026.2.1","engine":"NOWEB","tier":"CORE"}'; }
		location / { rewrite ^ /huge break; }
	}
	server { listen $A:8009; location / { return 200 '{}'; } }
	server { # Evolution API behind TLS
		listen $A:8010 ssl;
		ssl_certificate $D/tls.pem;
		ssl_certificate_key $D/tls.key;
		location / { return 200 '{"status":200,"message":"Welcome to the Evolution API, it is working!","version":"1.8.2"}'; }
		location = /instance/fetchInstances { return 200 '[{"instance":{"instanceName":"old","status":"open"}}]'; }
	}
END
start_gateway --sessions omer,shop --key "$KEY"

# --- how it is asked

# init EXIT OPTION... - without a terminal; what it says is in $D/said.
init() {
	local want=$1 rc=0
	shift
	"$M" init "$@" </dev/null >"$D/said" 2>&1 || rc=$?
	[ $rc = "$want" ] || {
		cat "$D/said"
		fail "init $* ended with $rc, not $want"
	}
}
says() {
	grep -qE -- "$1" "$D/said" || {
		cat "$D/said"
		fail "it does not say: $1"
	}
}
# good DIRECTORY - what stands there passes `muzzle check`.
good() {
	"$M" check -c "$D/$1/muzzle.ini" >"$D/checked" 2>&1 || {
		cat "$D/checked" "$D/$1/muzzle.ini"
		fail "the configuration of $1 is refused"
	}
}
# watch_kind NAME PORT PATTERN OPTION... - is found, written and good.
watch_kind() {
	mkdir "$D/$1"
	init 0 --url "http://$A:$2" -c "$D/$1/muzzle.ini" "${@:4}"
	says "$3"
	says 'ok, gateways=1'
	good "$1"
	say "$1: $(sed -n 2p "$D/said")"
}

watch_kind evolution 8001 'Evolution API 2\.3\.0' --key-file "$D/key"
says '  desk +off +close'
says 'Its traffic is not seen yet.*Have its webhooks posted'
watch_kind openclaw 8002 'OpenClaw 2026\.9\.6' --session telegram
says '  irc +down +failing'
watch_kind wppconnect 8003 'WPPConnect Server 2\.4\.0' --session sales --key-file "$D/key"
says '  sales +up +CONNECTED'
watch_kind plain 8004 'of no known kind \(HTTP 200, text/html\)'
grep -q '^preset = http' "$D/plain/muzzle.ini" || fail "not watched as what answers"

# --- keys

mkdir "$D/waha" "$D/keys"
init 2 --url "$GATEWAY" -c "$D/keys/muzzle.ini"
says 'wants a key: --key-file FILE'
printf 'wrong\n' >"$D/wrong"
chmod 600 "$D/wrong"
init 2 --url "$GATEWAY" --key-file "$D/wrong" -c "$D/keys/muzzle.ini"
says 'refuses this key \(HTTP 401\): look for WAHA_API_KEY'
chmod 666 "$D/wrong"
init 2 --url "$GATEWAY" --key-file "$D/wrong" -c "$D/keys/muzzle.ini"
says 'others may write it \(chmod go-w\)'
[ -z "$(ls "$D/keys")" ] || fail "something was written"
say "a missing, a wrong and an open key are refused, and nothing is written"

init 0 --url "$GATEWAY" --key "$KEY" --log "$D/waha.log" --to "$GATEWAY/inbox" -c "$D/waha/muzzle.ini"
says 'WAHA 2026\.2\.1 \(NOWEB\)'
says 'It accepts the key'
not grep -qF "$KEY" "$D/said" || fail "the key was shown"
not grep -qF "$KEY" "$D/waha/muzzle.ini" || fail "the key stands in the configuration"
equals "$(cat "$D/waha/waha.key")" "$KEY"
equals "$(stat -c '%a %a' "$D/waha/waha.key")" '600 600'
equals "$(stat -c %a "$D/waha/muzzle.ini")" 600
good waha
say "its key lies in a file of its own, for us alone"
MY_KEY=$KEY "$M" init --url "$GATEWAY" --key-env MY_KEY --output "$D/keys/env.ini" >/dev/null
grep -qF "X-Api-Key: \${env:MY_KEY}" "$D/keys/env.ini" || fail "the variable is not named"
init 1 --url "http://$A:8005" --key-file "$D/key" -c "$D/keys/a.ini"
init 1 --url "http://$A:8006" --key-file "$D/key" -c "$D/keys/a.ini"
says "redirects to http://$A:8009/stolen"
init 1 --url "http://$A:8005" --kind waha --key-file "$D/key" -c "$D/keys/a.ini"
init 0 --url "http://$A:8004" --key-file "$D/key" -c "$D/keys/plain.ini"
check "a key goes to whom it is for" grep -q "^8001 .*$KEY" "$D/asked"
not grep -qE "^(8004|8005|8006|8009) .*$KEY" "$D/asked" || fail "a key went to somebody else"
say "and to nobody else"

# --- wrong and hostile

init 3 --url "http://$A:8011" -c "$D/keys/a.ini"
says 'cannot connect.*is it running'
init 1 --url "http://$A:8005" -c "$D/keys/a.ini"
says 'of no known kind \(HTTP 404.*name a URL that gives 2xx'
init 1 --url "http://$A:8001" --kind waha -c "$D/keys/a.ini"
says 'is not WAHA: what answers is Evolution API'
init 2 --url "http://me:$KEY@$A:8001" -c "$D/keys/a.ini"
not grep -qF "$KEY" "$D/said" || fail "a password was shown"
init 2 -c "$D/keys/a.ini"
says 'url is missing'
init 2 --url "http://$A:8003" -c "$D/keys/a.ini"
says '--session NAME'
init 1 --url "http://$A:8008" -c "$D/keys/a.ini"
says 'does not list its sessions: HTTP 200, a very long answer'
init 0 --url "http://$A:8007" --output "$D/keys/odd.ini"
says 'and 1 that cannot be watched'
not grep -qP '[\x00-\x08\x0b-\x1f]|\x{202e}' "$D/said" "$D/keys/odd.ini" || fail "a gateway painted"
equals "$(grep -c '^\[muzzle\]\|^\[action' "$D/keys/odd.ini")" 2
"$M" check -c "$D/keys/odd.ini" >/dev/null || fail "what a gateway called itself broke the configuration"
socat -u "TCP-LISTEN:8012,bind=$A,fork,reuseaddr" OPEN:/dev/null &
PIDS+=($!)
wait_for 10 "a silent one listens" bash -c "exec 3<>/dev/tcp/$A/8012"
init 3 --url "http://$A:8012" -c "$D/keys/a.ini"
says 'timeout'
init 3 --url "https://$A:8010" -c "$D/keys/a.ini"
says '--ca FILE'
init 0 --url "https://$A:8010" --ca "$D/tls.pem" --output "$D/keys/tls.ini"
says 'Evolution API 1\.8\.2'
says 'answers without a key'
grep -q '^preset  = evolution-api-v1' "$D/keys/tls.ini" || fail "version 1 is read otherwise"
grep -q "^ca      = $D/tls.pem" "$D/keys/tls.ini" || fail "who is trusted is not written"
[ ! -e "$D/keys/a.ini" ] || fail "something was written after all"
say "who does not answer, or something else, is told with what to do"

# --- files

init 2 --url "$GATEWAY" --key "$KEY" --output "$D/waha/muzzle.ini"
says 'exists already: --force replaces it'
init 2 --url "$GATEWAY" --key "$KEY" --force -c "$D/waha/muzzle.ini"
says "has a gateway waha already: --name .*--output $D/waha/muzzle.ini --force replaces the whole file"
init 2 --url "$GATEWAY" --key "$KEY" -c "$D/nowhere/muzzle.ini"
says 'make this directory first'
cp "$D/waha/muzzle.ini" "$D/before"
init 0 --url "$GATEWAY" --key "$KEY" --log "$D/waha.log" --output "$D/waha/muzzle.ini" --force
check "what stood there is kept" cmp "$D/before" "$D/waha/muzzle.ini.old"
"$M" init --url "$GATEWAY" --key "$KEY" --output - 2>"$D/said" >"$D/printed"
says 'Put the key into /etc/muzzle/waha.key'
grep -q '^\[source waha-status\]' "$D/printed" || fail "it was not printed"
not grep -qF "$KEY" "$D/printed" || fail "the key was printed"
"$M" init --url "$GATEWAY" --key "$KEY" --output "$D/keys/json.ini" --json 2>/dev/null >"$D/said"
says '^\{"url":"http://127.0.0.1:[0-9]+","kind":"waha",.*"sessions":\[\{"name":"omer","status":"WORKING","state":"up"\},.*"check":0,"exit":0\}$'

# Who is told is judged before anything is written, and what `check` refuses does not stay.
init 2 --url "$GATEWAY" --key "$KEY" --to nobody -c "$D/keys/a.ini"
says '--to nobody: not the URL of an alert: https://HOST/PATH'
init 2 --url "$GATEWAY" --key "$KEY" --to mailto:me@own.example -c "$D/keys/a.ini"
says 'for mail write an \[action\] with format = smtp'
init 0 --url "$GATEWAY" --key "$KEY" --to "${GATEWAY#http://}/inbox" --output "$D/keys/here.ini" --session omer,nobody
grep -q "^to *= $GATEWAY/inbox" "$D/keys/here.ini" || fail "who listens here is told by TLS"
says 'does not list nobody: that session will count as absent'
not grep -q 'does not list omer' "$D/said" || fail "a session that is there is missing"
init 0 --url "$GATEWAY" --key "$KEY" --to ntfy.example/boxes -c "$D/keys/ntfy.ini"
grep -q '^format  = ntfy' "$D/keys/ntfy.ini" || fail "ntfy is not known without https://"
cp "$D/keys/ntfy.ini" "$D/before"
init 2 --url "$GATEWAY" --key "$KEY" --to https://h.example/x --format syslog --force --output "$D/keys/ntfy.ini"
says "refuses what was written: it is in $D/keys/ntfy.ini.refused now"
check "what stood there is back" cmp "$D/before" "$D/keys/ntfy.ini"
printf '[muzzle]\nplugin_dir = %s\npreset_dir = %s\n' "$D/tree/build/plugins" "$D/tree/etc/presets" >"$D/keys/own.ini"
cp "$D/keys/own.ini" "$D/before"
init 2 --url "$GATEWAY" --key "$KEY" --to https://h.example/x --format syslog -c "$D/keys/own.ini"
check "so is what it had changed" cmp "$D/before" "$D/keys/own.ini"
[ ! -e "$D/keys/conf.d/waha.ini" ] || fail "what is refused stays"

init 0 --url "$GATEWAY/dashboard/" --key "$KEY" --output "$D/keys/page.ini"
says 'what answers is WAHA'
grep -q "^url     = $GATEWAY\$" "$D/keys/page.ini" || fail "a page of the gateway is not known for the gateway"

# Installed, it reads the presets that were installed with it, and names no directory.
mkdir -p "$D/usr/sbin" "$D/usr/lib/muzzle" "$D/usr/share/muzzle"
cp "$M" "$D/usr/sbin"
cp "$M-init" "$D/usr/lib/muzzle"
cp -r "$D/tree/etc/presets" "$D/usr/share/muzzle"
"$D/usr/lib/muzzle/muzzle-init" --url "$GATEWAY" --key "$KEY" --output - 2>"$D/said" >"$D/printed" || fail "not where it is installed"
not grep -q '_dir' "$D/printed" || fail "installed, the usual directories do"

# Beside the installed file that documents everything: it gets two lines for the first day, and a file is added.
mkdir "$D/etc"
sed "s#^\[muzzle\]#&\nplugin_dir = $D/tree/build/plugins\npreset_dir = $D/tree/etc/presets\nstate_dir = $D/state\nrun_dir = $D/run#" \
	"$ROOT/etc/muzzle.ini" >"$D/etc/muzzle.ini"
chmod 640 "$D/etc/muzzle.ini"
init 0 --url "$GATEWAY" --key "$KEY" -c "$D/etc/muzzle.ini"
says "Written: $D/etc/conf.d/waha.ini and $D/etc/waha.key"
grep -q "^# $D/etc/muzzle.ini has .mode = observe." "$D/etc/conf.d/waha.ini" || fail "its file does not say that nothing is acted on"
says 'muzzle.ini now has mode = observe and journal_size = 8M; the old file is'
equals "$(diff "$D/etc/muzzle.ini.old" "$D/etc/muzzle.ini" | grep '^[<>]')" $'> mode = observe\n> journal_size = 8M'
init 2 --url "$GATEWAY" --key "$KEY" -c "$D/etc/muzzle.ini"
says 'conf.d/waha.ini exists already'
init 0 --url "http://$A:8001" --key-file "$D/key" -c "$D/etc/muzzle.ini"
init 0 --enforce -c "$D/etc/muzzle.ini"
says 'mode = enforce; the old file is'
init 0 --url "http://$A:8004" -c "$D/etc/muzzle.ini" --name shop
says 'ok, gateways=3'
not grep -q 'now has' "$D/said" || fail "what stands in muzzle.ini is changed for a gateway beside others"
sed -i '/^journal_size/d' "$D/etc/muzzle.ini"
init 0 --url "http://$A:8004" -c "$D/etc/muzzle.ini" --name room
says 'muzzle.ini now has journal_size = 8M; the old file is'
sed -i 's/^journal_size.*/journal_size = 1M/' "$D/etc/muzzle.ini"
init 0 --url "http://$A:8004" -c "$D/etc/muzzle.ini" --name chosen
says 'its journal_size may be too small for a day of history; 8M would do'
check "a size that somebody chose stays" grep -q '^journal_size = 1M' "$D/etc/muzzle.ini"
init 0 --url "http://$A:8001" --key-file "$D/key" -c "$D/etc/muzzle.ini" --name evo
says 'switch .ladder. on in'
says 'if it runs already: a SIGHUP'
grep -q '^;ladder = evo-restart-instance' "$D/etc/conf.d/evo.ini" || fail "it would be acted on at once"
check "gateways join those that stand" equals "$(grep -c '^mode = enforce' "$D/etc/muzzle.ini")" 1

# --- somebody who is not root: what is written lies at home, and runs

chmod 711 "$D"
mkdir -m 700 "$D/home"
chown 65534:65534 "$D/home"
at_home() {
	setpriv --reuid 65534 --regid 65534 --clear-groups env -u XDG_CONFIG_HOME -u XDG_RUNTIME_DIR \
		HOME="$D/home" "$M" "$@" </dev/null
}
at_home init --url "http://$A:8004" >"$D/said" || { cat "$D/said"; fail "nobody cannot begin"; }
says "Written: $D/home/.config/muzzle/muzzle.ini"
says "$M watch\$"
at_home check >"$D/said" || { cat "$D/said"; fail "what lies at home is not found"; }
at_home run 2>"$D/home.log" &
PIDS+=($!)
wait_for 20 "it runs at home, too" at_home status
says "$D/home/.config/muzzle/muzzle.ini: ok"

# --- containers, of a real daemon

start_docker
docker tag box registry.example/waha:noweb
docker run -d --name wa-0 box /bin/busybox sleep 600 >/dev/null
docker run -d --name wa-1 --network host --health-cmd true registry.example/waha:noweb /bin/busybox sleep 600 >/dev/null
mkdir "$D/boxed" "$D/box"
init 0 --url "$GATEWAY" --key "$KEY" -c "$D/boxed/muzzle.ini"
says 'runs in the container wa-1 \(registry.example/waha:noweb, running\)'
grep -q '^ladder = restart-session restart-container$' "$D/boxed/muzzle.ini" || fail "it is no rung"
equals "$(grep -c "^socket  = $D/docker/sock" "$D/boxed/muzzle.ini")" 3
init 0 --container wa-0 --docker "$D/docker/sock" -c "$D/box/muzzle.ini"
says 'Without a HEALTHCHECK only its death is seen'
grep -q '^preset = docker-health$' "$D/box/muzzle.ini" || fail "a container alone is watched by another preset"
says 'ok, gateways=1'
init 1 --container wa-2 -c "$D/keys/a.ini"
says 'there is no container wa-2'
init 3 --container wa-1 --docker "$D/none" -c "$D/keys/a.ini"
says 'does not answer at .*--docker SOCKET'
say "the container is found, and is the last rung"

# --- a person at a terminal

# talk COMMAND... - in a pty, which shows what is typed unless it is told not to.
talk() {
	rm -f "$D/typed" "$D/heard" # who spoke before may still
	mkfifo "$D/typed"
	: >"$D/heard"
	FROM=1
	# A file, as socat has a meaning of its own for colons; cat keeps the pty until all is read.
	printf '%s\nexec cat >/dev/null\n' "$*" >"$D/command"
	socat - "EXEC:sh $D/command,pty,setsid,ctty,stderr,sane" <"$D/typed" >"$D/heard" 2>/dev/null &
	PIDS+=($!)
	exec 7>"$D/typed"
}
heard() {
	tail -c "+$FROM" "$D/heard" | grep -qF -- "$1"
}
# expect TEXT - is said, behind what was expected before.
expect() {
	wait_for 20 "it says: $1" heard "$1"
	FROM=$((FROM + $(tail -c "+$FROM" "$D/heard" | grep -boF -- "$1" | head -n 1 | cut -d: -f1) + ${#1}))
}
answer() {
	printf '%s\n' "$1" >&7
}
talk "$M" init -c "$D/muzzle.ini" --log "$D/waha.log"
expect 'Where does the gateway answer'
answer "ftp://nowhere"
expect 'neither http'
answer "http://$A:8011"
expect 'nobody answers'
expect 'Where does the gateway answer'
answer "$GATEWAY"
expect 'it is not shown): '
answer 'wrong-one'
expect 'refuses this key'
expect 'it is not shown): '
answer "$KEY"
expect 'It accepts the key'
expect 'May muzzle restart that, too? [Y/n]'
answer n
expect 'Where do alerts go'
answer 'no'
expect 'not the URL of an alert'
answer "$GATEWAY/inbox"
expect 'muzzle.ini? [Y/n]'
answer y
expect 'ok, gateways=1'
expect 'Next:'
not grep -qe "$KEY" -e wrong-one "$D/heard" || fail "the key was shown as it was typed"
equals "$(stat -c %a "$D/waha.key")" 600
not grep -q '^container' "$D/muzzle.ini" || fail "the container is watched without consent"
say "it asks for what it was not told"
talk "$M" init -c "$D/keys/no.ini" --url "$GATEWAY" --key-file "$D/key" --docker "$D/none"
expect 'The file of its log'
answer "$D/no.log"
expect 'No such file'
answer "$D/waha.log"
expect 'Where do alerts go'
answer ''
expect '[Y/n]'
answer y
expect "Its traffic is read from $D/waha.log"
rm "$D/keys/no.ini"
talk "$M" init -c "$D/keys/no.ini" --url "$GATEWAY" --key-file "$D/key"
expect 'restart that, too?'
answer y
expect 'Where do alerts go'
answer ''
expect '[Y/n]'
answer n
expect 'nothing was written'
[ ! -e "$D/keys/no.ini" ] || fail "it was written all the same"

# --- and it watches

start_muzzle
wait_for 20 "what was written watches both sessions" muzzle_says status 'waha/omer .*up'
muzzle_says status 'waha/shop .*up' || fail "one is missing"
muzzle_says status 'observe' || fail "it would act on the first day"
stop_muzzle
