# lib.sh - what the end-to-end tests share: a directory, daemons ended by pid, waiting for a state.
# shellcheck shell=bash
#
# A test is: . lib.sh; setup BUILD_DIR; start things; wait_for SECONDS "what" command ...; check ...
# Everything listens on loopback and lives in $D.  The first thing that is not so ends the test.
set -eu
umask 022

setup() {
	B=$(cd "$1" && pwd)
	ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
	D=$(mktemp -d "${TMPDIR:-/tmp}/e.XXXXXX")
	PIDS=()
	MUZZLE_PID=
	CONTAINERS=
	trap 'finish $?' EXIT
	trap 'exit 1' INT TERM
	# Plugins and presets must belong to us, whoever owns the checkout.
	mkdir -p "$D/plugins" "$D/presets" "$D/state" "$D/run"
	cp "$B"/plugins/*.so "$D/plugins"
	cp "$ROOT"/etc/presets/*.ini "$D/presets"
	chmod 755 "$D"/plugins/*
}

# Ends what was started, last first; on failure shows what the daemons said.
finish() {
	local rc=$1 i
	trap - EXIT
	set +e
	[ -z "$MUZZLE_PID" ] || kill -KILL "$MUZZLE_PID" 2>/dev/null
	# shellcheck disable=SC2046 # ids
	[ -z "$CONTAINERS" ] || docker rm -f $(docker ps -aq) >/dev/null 2>&1
	for ((i = ${#PIDS[@]} - 1; i >= 0; i--)); do
		end_process "${PIDS[i]}"
	done
	end_orphans
	# What dockerd mounts and does not always take down.
	awk -v dir="$D/" 'index($2, dir) == 1 { print $2 }' /proc/mounts | sort -r | xargs -r umount
	if [ "$rc" != 0 ]; then
		echo "--- failed; the end of muzzle's log and orders:"
		tail -n 40 "$D/muzzle.log" 2>/dev/null
		orders 2>/dev/null | tail -n 20
	fi
	if [ -n "${KEEP:-}" ]; then echo "kept: $D"; else rm -rf "$D"; fi
	exit "$rc"
}

# What others started and left: our directory is in its arguments, or in its parent's (containers).
end_orphans() {
	local pid
	for pid in $(pgrep -f -- "$D/"); do
		# shellcheck disable=SC2046 # ids
		kill -KILL $(pgrep -P "$pid") "$pid" 2>/dev/null
	done
}

# SIGTERM, and SIGKILL if 60 s were not enough.
end_process() {
	local deadline=$((SECONDS + 60))
	kill -TERM "$1" 2>/dev/null || return 0
	while [ $SECONDS -lt $deadline ]; do
		is_running "$1" || break
		sleep 0.1
	done
	is_running "$1" && kill -KILL "$1" 2>/dev/null
	wait "$1" 2>/dev/null
}

is_running() {
	local state
	state=$(sed 's/.*) //' "/proc/$1/stat" 2>/dev/null) || return 1
	[ "${state%% *}" != Z ]
}

fail() {
	echo "FAILED: $*" >&2
	exit 1
}

say() {
	printf '%(%H:%M:%S)T %s\n' -1 "$*"
}

# wait_for SECONDS WHAT COMMAND... - until the command succeeds; else the test fails.  The seconds are those of a machine that
# has nothing else to do: another one has four times as many, and so outlives what makes muzzle unwell for a minute.
wait_for() {
	local deadline=$((SECONDS + 4 * $1)) what=$2
	shift 2
	until "$@" >/dev/null 2>&1; do
		[ $SECONDS -lt $deadline ] || fail "waited in vain: $what"
		[ -z "$MUZZLE_PID" ] || is_running "$MUZZLE_PID" || fail "muzzle ended while waiting: $what"
		sleep 0.1
	done
	say "$what"
}

# hold_for SECONDS WHAT COMMAND... - the command must go on succeeding for that long.
hold_for() {
	local deadline=$((SECONDS + $1)) what=$2
	shift 2
	while [ $SECONDS -lt $deadline ]; do
		"$@" >/dev/null 2>&1 || fail "no longer so: $what"
		[ -z "$MUZZLE_PID" ] || is_running "$MUZZLE_PID" || fail "muzzle ended while: $what"
		sleep 0.2
	done
	say "$what"
}

check() {
	local what=$1
	shift
	"$@" >/dev/null 2>&1 || fail "$what: $*"
	say "$what"
}

equals() {
	[ "$1" = "$2" ] || {
		echo "have '$1', want '$2'"
		return 1
	}
}

not() {
	! "$@"
}

# --- the fake gateway

start_gateway() {
	rm -f "$D/port"
	"$B/fake_gateway" --port-file "$D/port" --log "$D/waha.log" --inbox "$D/inbox" "$@" 2>>"$D/gateway.log" &
	PIDS+=($!)
	wait_for 10 "the fake gateway listens" test -s "$D/port"
	GATEWAY=http://127.0.0.1:$(cat "$D/port")
}

# fake NAME VERB[?QUERY] - stages something.
fake() {
	curl -sf -X POST "$GATEWAY/fake/$1/$2" >/dev/null || fail "fake $1 $2"
	say "fake: $1 $2"
}

# stat_of NAME FIELD - what the gateway itself counted of a session.
stat_of() {
	curl -sf "$GATEWAY/fake/stats" | grep "\"name\":\"$1\"" | sed "s/.*\"$2\":\"\\{0,1\\}\\([^,\"}]*\\).*/\\1/"
}

stat_is() {
	equals "$(stat_of "$1" "$2")" "$3"
}

# All restarts that all sessions had.
restarts() {
	curl -sf "$GATEWAY/fake/stats" | sed -n 's/.*"restarts":\([0-9]*\).*/\1/p' | awk '{ n += $1 } END { print n + 0 }'
}

restarts_are() {
	equals "$(restarts)" "$1"
}

# --- an nginx, or some

# A loopback address of our own: every port of it is free.
own_address() {
	echo 127.$((RANDOM % 200 + 20)).$((RANDOM % 250)).$((RANDOM % 250 + 1))
}

# nginx_conf NAME - a configuration, with standard input in its http { }.
nginx_conf() {
	local http
	http=$(cat)
	cat <<-END
		$([ "$(id -u)" != 0 ] || echo 'user root;') # the workers must be able to read $D
		daemon off;
		worker_processes 1;
		pid $D/$1.pid;
		error_log $D/$1.err;
		events { worker_connections 512; }
		http {
			default_type application/json;
			client_body_temp_path $D/body;
			proxy_temp_path $D/proxy;
			fastcgi_temp_path $D/fastcgi;
			uwsgi_temp_path $D/uwsgi;
			scgi_temp_path $D/scgi;
			$http
		}
	END
}

# start_nginx NAME URL [OPTION...] - with such a configuration, until the URL answers; the last of PIDS.
start_nginx() {
	nginx_conf "$1" >"$D/$1.conf"
	nginx -c "$D/$1.conf" -e "$D/$1.err" "${@:3}" 2>"$D/$1.said" &
	PIDS+=($!)
	wait_for 10 "nginx answers at $2" curl -s -o /dev/null "$2"
}

# --- muzzle

# conf_more LINE... - as many as there are: of the section that stands above.
conf_more() {
	[ $# = 0 ] || printf '%s\n' "$@"
}

# More lines of [muzzle] as arguments.
conf_muzzle() {
	cat <<-END
		[muzzle]
		state_dir = $D/state
		run_dir = $D/run
		plugin_dir = $D/plugins
		preset_dir = $D/presets
	END
	conf_more "$@"
	echo
}

# That section and a policy in seconds, its PATIENCE and RESTARTS; more lines of [policy default] as arguments.
conf_head() {
	conf_muzzle
	cat <<-END
		[policy default]
		patience = ${PATIENCE:-5s}
		settle = 1s
		grace = 2s
		verify = 4s
		cooldown = 1s 2s 4s
		restarts = ${RESTARTS:-3/2m}
	END
	conf_more "$@"
	echo
}

# A WAHA gateway with its LADDER, told to NOTIFY, its status asked EVERY so often; more lines of [gateway waha] as arguments.
conf_waha_status() {
	cat <<-END
		[gateway waha]
		sessions = *
		ladder = ${LADDER:-restart-session}
		notify = ${NOTIFY:-page}
	END
	conf_more "$@"
	cat <<-END

		[source status]
		plugin = status_poll
		gateway = waha
		preset = waha
		url = $GATEWAY
		every = ${EVERY:-1s}
	END
}

conf_waha_log() {
	cat <<-END

		[source log]
		plugin = webhook_log
		gateway = waha
		preset = waha
		file = $D/waha.log
	END
}

# More lines of [action restart-session] as arguments.
conf_waha_restart() {
	cat <<-END

		[action restart-session]
		plugin = restart
		via = http
		url = $GATEWAY/api/sessions/{session}/restart
	END
	conf_more "$@"
}

conf_waha_actions() {
	conf_waha_restart
	cat <<-END

		[action page]
		plugin = alert
		to = $GATEWAY/inbox
		format = json
	END
}

# That gateway, its status and its log; more lines of [gateway waha] as arguments.
conf_waha() {
	conf_waha_status "$@"
	conf_waha_log
	conf_waha_actions
}

muzzle() {
	"$B/muzzle" "$1" -c "$D/muzzle.ini" "${@:2}"
}

# muzzle_says COMMAND PATTERN [ARGUMENT...] - that is in what it says.
muzzle_says() {
	muzzle "$1" "${@:3}" | grep -qE -- "$2"
}

# The daemon answers on its socket.
is_ready() {
	muzzle status >/dev/null 2>&1
}

start_muzzle() {
	chmod 600 "$D/muzzle.ini"
	# shellcheck disable=SC2086 # PRELOAD is empty or one setting
	env ${PRELOAD:-} "$B/muzzle" run -c "$D/muzzle.ini" >>"$D/muzzle.log" 2>&1 &
	MUZZLE_PID=$!
	wait_for 10 "muzzle runs" is_ready
}

stop_muzzle() {
	local rc=0 pid=$MUZZLE_PID
	MUZZLE_PID=
	kill -TERM "$pid"
	wait "$pid" || rc=$?
	equals "$rc" 0 || fail "muzzle ended with $rc after SIGTERM"
}

kill_muzzle() {
	local pid=$MUZZLE_PID
	MUZZLE_PID=
	kill -KILL "$pid"
	wait "$pid" 2>/dev/null || true
}

# Milliseconds on the clock of the journal.
boot_ms() {
	local seconds
	read -r seconds _ </proc/uptime
	echo "${seconds/./}0"
}

journal() {
	cat "$D/run/journal.1" "$D/run/journal" 2>/dev/null || true
}

# orders [KIND [TARGET]] - of the journal.
orders() {
	journal | grep '"order":"'"${1:-}" | { [ -z "${2:-}" ] && cat || grep -F "\"target\":\"$2\""; } || true
}

# never_late MS - the loop never was; a slow machine may make it so for less.
never_late() {
	! journal | sed -n 's/.*"what":"lag","ms":\([0-9]*\).*/\1/p' | awk -v most="$1" '$1 >= most { late = 1 } END { exit !late }'
}

acts_are() {
	equals "$(orders act "$1" | wc -l)" "$2"
}

# told WHAT TARGET - such a message was ordered.
told() {
	orders notify "$2" | grep -qF "\"what\":\"$1\""
}

told_times() {
	equals "$(orders notify "$2" | grep -cF "\"what\":\"$1\"")" "$3"
}

orders_only() {
	sed -n '/"order":/{ s/,"why":".*//; p }'
}

# check_replay [alone] - the journal, replayed, must give the orders that it recorded: under the
# configuration of the daemon, or, after a reload, under those that the journal recorded itself.
check_replay() {
	[ $# != 0 ] || set -- with -c "$D/muzzle.ini"
	journal >"$D/trace" # it grows meanwhile
	# Why is free text, to which the daemon adds what the world said.
	orders_only <"$D/trace" >"$D/recorded"
	"$B/muzzle" replay --sync "${@:2}" - <"$D/trace" | orders_only >"$D/replayed"
	diff "$D/recorded" "$D/replayed" >"$D/replay.diff" || {
		head -n 20 "$D/replay.diff"
		fail "the journal's replay differs from what was recorded"
	}
	say "the journal replays to its $(wc -l <"$D/recorded") orders"
}

# --- a line of our own

# own_network ARGUMENTS - first of all in a test: it goes on in a network namespace, where lo is up.
own_network() {
	if [ -z "${MUZZLE_OWN_NETWORK:-}" ]; then
		MUZZLE_OWN_NETWORK=yes exec unshare --net --map-root-user "$0" "$@"
	fi
	ip link set lo up
}

# Settled within seconds, SETTLE; more lines as arguments.
conf_uplink() {
	cat <<-END

		[source uplink]
		plugin = uplink
		settle = ${SETTLE:-2s}
		every = 1s
		timeout = 3s
	END
	conf_more "$@"
}

# uplink_was DOWN_OR_UP TIMES - so often the engine has been told.
uplink_was() {
	equals "$(journal | grep -c "\"what\":\"uplink-$1\"")" "$2"
}

# --- docker: a daemon of our own, without network, with one image: busybox

start_docker() {
	local root=$D/docker
	mkdir -p "$root/image/bin"
	export DOCKER_HOST=unix://$root/sock
	CONTAINERS=yes # to be removed: of our daemon, and of no other
	run_docker
	cp "$(command -v busybox)" "$root/image/bin/busybox"
	ln -s busybox "$root/image/bin/sh"
	tar -C "$root/image" -c . | docker import - box >/dev/null
}

run_docker() {
	local root=$D/docker
	# shellcheck disable=SC2086 # DOCKERD is empty or one option
	dockerd ${DOCKERD:-} --data-root "$root/data" --exec-root "$root/exec" --pidfile "$root/pid" \
		-H "$DOCKER_HOST" --iptables=false --ip6tables=false --bridge=none \
		--storage-driver=vfs >>"$D/dockerd.log" 2>&1 &
	PIDS+=($!)
	wait_for 30 "dockerd runs" docker version
}

# box NAME [OPTION...] -- COMMAND... - a container that runs a busybox command.
box() {
	local name=$1 options=()
	shift
	while [ "$1" != -- ]; do
		options+=("$1")
		shift
	done
	shift
	docker run -d --name "$name" --network none "${options[@]}" box /bin/busybox "$@" >/dev/null
}

box_state() {
	docker inspect -f "$2" "$1"
}

box_is() {
	equals "$(box_state "$1" "$2")" "$3"
}

# What watches our Docker daemon, and what is told.
conf_docker_watch() {
	cat <<-END

		[source docker]
		plugin = docker_events
		socket = $D/docker/sock

		[action said]
		plugin = noop
	END
}

# One gateway that is the container `box`; more lines of [gateway box] as arguments.
conf_docker() {
	cat <<-END
		[gateway box]
		container = box
		die_settle = ${DIE_SETTLE:-1s}
		ladder = restart-container
		notify = said
	END
	conf_more "$@"
	conf_docker_watch
	conf_restart_container
}

# How its container is restarted.
conf_restart_container() {
	cat <<-END

		[action restart-container]
		plugin = restart
		via = docker
		scope = gateway
		socket = $D/docker/sock
		stop_timeout = 1s
	END
}
