#!/bin/bash
# 89-autoheal.sh - what the HOWTOs for users of docker-autoheal and of monit claim, shown: on a real Docker daemon behind
# the guard of muzzle.ini(5), which lets nothing else through, and on a command that restarts.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/documents.sh"
setup "$1"
documents_setup
start_docker

# The guard as it is shown; its workers are ours.
page_blocks nginx muzzle.ini.5
{
	printf 'daemon off;\npid %s/guard.pid;\nerror_log %s/guard.err;\n' "$D" "$D"
	sed "s#^user .*#$([ "$(id -u)" != 0 ] || echo 'user root;')#; s#/run/docker-guard/sock#$D/guard#
		s#/var/run/docker.sock#$D/docker/sock#
		s#^http {#http { access_log off; client_body_temp_path $D/t1; proxy_temp_path $D/t2; fastcgi_temp_path $D/t3;\
			uwsgi_temp_path $D/t4; scgi_temp_path $D/t5;#" "$D/muzzle.ini.5.1.nginx"
} >"$D/guard.conf"
nginx -c "$D/guard.conf" -e "$D/guard.err" 2>"$D/guard.said" &
PIDS+=($!)
guarded() {
	equals "$(curl -s -o /dev/null -w '%{http_code}' --unix-socket "$D/guard" -X "$1" "http://docker$2")" "$3"
}
wait_for 10 "the guard answers" guarded GET /containers/json 200

# A start cures it.
# shellcheck disable=SC2016 # for the shell in the container
box shop --label autoheal=true --health-cmd '/bin/busybox test ! -e /sick' --health-interval 1s --health-retries 1 \
	-- sh -c '/bin/busybox rm -f /sick; exec /bin/busybox sleep 1000'
box lone -- sleep 1000
guarded GET /containers/shop/json 200 || fail "no look at a container"
for refused in 'GET /images/json' 'POST /containers/create' 'POST /containers/shop/exec' 'GET /info' \
	'POST /containers/shop/stop' 'POST /containers/shop/kill' 'DELETE /containers/shop' 'GET /containers/shop/archive' \
	'POST /containers/shop/update' 'POST /containers/json'; do
	guarded "${refused% *}" "${refused#* }" 403 || fail "let through: $refused"
done
check "a path that hides another is not let through" not guarded GET '/containers/a%2f..%2f..%2fimages%2fjson' 200
say "the guard lets nothing else through"

# The script that writes a section for each container with the label, and the section that stands once.
howto_blocks sh docker-autoheal
howto_blocks ini docker-autoheal
mkdir "$D/conf.d"
sed "s#/etc/muzzle/#$D/#" "$D/docker-autoheal.1.sh" >"$D/write.sh"
bash "$D/write.sh"
equals "$(cd "$D/conf.d" && echo *)" shop.ini || fail "the script writes a section for whoever has the label"
howto_blocks ini monit
{
	PATIENCE=20s conf_head 'gateway_restarts = 3/10m'
	sed -n '/^\[source docker\]/,$p' "$D/docker-autoheal.1.ini" |
		sed "s#^plugin .*= docker_events#&\nsocket = $D/guard#; s#^preset .*#&\nsocket = $D/guard#
			s#https://hooks.example#http://127.0.0.1:9#"
	# monit's program, which looks for a file here.
	sed "s#^command = /usr/lib.*#command = /usr/bin/test -e $D/tunnel\nwarning = down#; s#^every .*#every = 1s#
		s#3m#5s#; s#/usr/local/bin/#$D/bin/#; s#^notify.*##; /^\[action mail\]/,\$d" "$D/monit.2.ini"
} >"$D/muzzle.ini"
printf '#!/bin/sh\ntouch %s/tunnel\n' "$D" >"$D/bin/restart-tunnel"
touch "$D/tunnel"
chmod 600 "$D"/conf.d/*.ini
check "it is good" muzzle check
start_muzzle
health_is() {
	box_is shop '{{.State.Health.Status}}' "$1"
}
wait_for 20 "the container is healthy" health_is healthy

docker exec shop /bin/busybox touch /sick
wait_for 15 "sick for a moment" health_is unhealthy
docker exec shop /bin/busybox rm -f /sick
rm "$D/tunnel"
wait_for 15 "and well again" health_is healthy
wait_for 30 "what monit would have restarted is restarted by the command" acts_are tunnel 1
wait_for 20 "and that was good" test -e "$D/tunnel"
acts_are shop 0 || fail "a moment's sickness is acted on"
docker exec shop /bin/busybox touch /sick
wait_for 40 "sick for all of patience: restarted" acts_are shop 1
wait_for 20 "and well" health_is healthy
docker stop -t 0 shop >/dev/null
wait_for 10 "stopped by a person" muzzle_says status 'shop +stopped'
hold_for 4 "and left alone" box_is shop '{{.State.Running}}' false
acts_are shop 1 || fail "a person's stop is fought"
stop_muzzle
