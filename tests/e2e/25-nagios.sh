#!/bin/bash
# 25-nagios.sh - Debian's checks of real servers: what dies is brought back, a remark or a wrong check harms nobody.
. "$(dirname "$0")/lib.sh"
setup "$1"
CHECKS=/usr/lib/nagios/plugins
HOST=$(own_address)
cp "$(command -v sleep)" "$D/worker"
ln "$D/worker" "$D/hung"

mkdir -p "$D/www"
echo hello >"$D/www/index.html"
echo "access_log off; server { listen $HOST:8080; root $D/www; }" | nginx_conf nginx >"$D/nginx.conf"
# starter NAME COMMAND - starts it now, and leaves a script that does so again and counts.
starter() {
	printf '#!/bin/sh\nsetsid %s >/dev/null 2>&1 </dev/null &\necho $! >%s\necho started >>%s\n' \
		"$2" "$D/$1.pid" "$D/$1.log" >"$D/start-$1"
	chmod 755 "$D/start-$1"
	"$D/start-$1"
	PIDS+=("$(cat "$D/$1.pid")")
}
starter web "nginx -c $D/nginx.conf -e $D/nginx.err"
starter tunnel "socat TCP-LISTEN:7000,bind=$HOST,reuseaddr,fork /dev/null"
starter job "$D/worker 100000"

# A check of our own, with a password and a count of messages.
echo 1 >"$D/messages"
cat >"$D/count" <<END
#!/bin/sh
[ "\$PASSWORD" = hush-4711 ] || exit 2
echo "BRIDGE OK - it counts | 'messages in'=\$(cat $D/messages)c;;;0"
END
chmod 755 "$D/count"

# source_of NAME GATEWAY COMMAND
source_of() {
	cat <<-END
		[source $1]
		plugin = exec_check
		gateway = $2
		every = 1s
		command = $3
	END
}
gateway() {
	cat <<-END
		[gateway $1]
		ladder = start-$1
		notify = said
		[action start-$1]
		plugin = restart
		via = exec
		scope = gateway
		command = $D/start-$1
	END
}
{
	conf_head
	gateway web
	gateway tunnel
	gateway job
	source_of web web "$CHECKS/check_http -I $HOST -p 8080 -t 5"
	source_of tunnel tunnel "$CHECKS/check_tcp -H $HOST -p 7000 -t 5"
	source_of job job "$CHECKS/check_procs -c 1: -a $D/worker"
	# Wrong arguments, and time enough for a conviction.
	printf '[gateway shop]\nladder = start-web\nnotify = said\nunreachable = 15s\nstart_max = 15s\n'
	source_of wrong shop "$CHECKS/check_tcp --nonsense"
	printf '[gateway silent]\nnotify = said\n'
	source_of slow silent "$D/hung 4242"
	echo 'timeout = 1s'
	printf '[gateway bridge]\nnotify = said\nsessions = omer\n'
	source_of bridge bridge "$D/count"
	echo 'session = omer'
	echo 'env = PASSWORD=hush-4711'
	echo 'activity = messages in'
	echo '[action said]'
	echo 'plugin = noop'
} >"$D/muzzle.ini"
start_muzzle

claimed() {
	journal | grep '"ev":"claim","target":"'"$1"'"' | tail -n 1 | grep "$2"
}
started() {
	[ "$(wc -l <"$D/$1.log")" = "$2" ]
}
came_back() {
	wait_for 40 "$1: it is started again" started "$1" 2
	PIDS+=("$(cat "$D/$1.pid")")
}

wait_for 15 "the web answers" claimed web '"state":"up","raw":"HTTP OK: HTTP/1.1 200 OK'
wait_for 15 "the tunnel answers" claimed tunnel '"state":"up".*TCP OK'
wait_for 15 "the job runs" claimed job '"state":"up".*PROCS OK: 1 process'
wait_for 15 "a check that has never looked is a mistake, with its text" grep -q \
	'"source":"wrong".*"what":"setup","why":"UNKNOWN.*nonsense.*never looked yet: mend .command' "$D/run/journal"
wait_for 15 "a check that is too slow is a fault of the way" grep -q '"source":"slow".*"what":"path","why":"[^"]*/hung: no answer within 1s' "$D/run/journal"
wait_for 15 "a session is known by its check" claimed bridge/omer '"state":"up","raw":"BRIDGE OK - it counts"'
check "standing still is no proof" sh -c "! grep '\"ev\":\"proof\"' $D/run/journal"
echo 2 >"$D/messages"
wait_for 15 "an advance is" grep -q '"ev":"proof","target":"bridge/omer","source":"bridge"' "$D/run/journal"
muzzle status >"$D/status.out"
muzzle plugins exec_check >>"$D/status.out"
check "the password is nowhere" sh -c "! grep -r hush-4711 $D/run/journal $D/muzzle.log $D/status.out $D/state"

kill -KILL "$(cat "$D/tunnel.pid")"
wait_for 15 "the tunnel is critical" claimed tunnel '"state":"down","raw":"CRITICAL: connect to address .*refused'
came_back tunnel
kill -TERM "$(cat "$D/job.pid")"
wait_for 15 "the job is critical" claimed job '"state":"down","raw":"PROCS CRITICAL: 0 processes'
came_back job
for name in tunnel job; do
	wait_for 30 "$name is up" claimed $name '"state":"up"'
	hold_for 4 "$name was started once" acts_are $name 1
done

rm "$D/www/index.html"
wait_for 15 "nothing to show: a warning" claimed web '"state":"up","raw":"HTTP WARNING: HTTP/1.1 403'
kill -TERM "$(cat "$D/web.pid")"
wait_for 15 "the web is critical" claimed web '"state":"down","raw":"CRITICAL: connect to address'
came_back web
wait_for 30 "web is up, with its remark" claimed web '"state":"up","raw":"HTTP WARNING'
acts_are web 1 || fail "not by one act"
acts_are shop 0 || fail "an act for a check that could not look"
check "its mistake was told once" equals "$(journal | grep -c '"source":"wrong"')" 1
check "since then it is blind" grep -q 'blind: wrong .*UNKNOWN' "$D/status.out"
check_replay
stop_muzzle
wait_for 10 "its children ended with it" sh -c "! pgrep -f '^$D/hung'"

sed -i "s|$CHECKS/check_tcp --nonsense|$CHECKS/check_such_thing|" "$D/muzzle.ini"
muzzle check >"$D/check.out" 2>&1 && fail "a check that is not there passed"
check "a missing check is refused with its place and remedy" grep -q \
	'muzzle.ini:[0-9]*: .*check_such_thing: No such file or directory; install it or mend the path' "$D/check.out"
