#!/bin/bash
# 19-slow-hosts.sh - a hundred hosts that accept and never answer: the one that lives is asked as often, and
# restarted as soon, as without them.
. "$(dirname "$0")/lib.sh"
setup "$1"

HOSTS=${SLOW_HOSTS:-100}
NET=127.$((RANDOM % 200 + 20)).$((RANDOM % 250))

# start_host PORT - on all addresses of the net, one process, which is the last of PIDS.
start_host() {
	start_nginx "$1" "http://$NET.1:$1/" -g 'master_process off;' <<-END
		log_format when '\$msec';
		access_log $D/$1.log when;
		server { listen 0.0.0.0:$1 reuseport; root $D/www; rewrite ^ /sessions break; }
	END
}

state() {
	printf '[{"name":"omer","status":"%s"}]' "$1" >"$D/www/new"
	mv "$D/www/new" "$D/www/sessions"
}

gateway() {
	cat <<-END
		[gateway $1]
		ladder = $3

		[source $1]
		plugin = status_poll
		gateway = $1
		url = $2
		up = WORKING
		down = FAILED
		every = 1s
		timeout = 5s

	END
}

polls() {
	wc -l <"$D/$LIVE.log"
}

polls_are() {
	[ "$(polls)" -ge "$1" ]
}

milliseconds() {
	date +%s%3N
}

# measure NAME POLLS - of the daemon under muzzle.ini: PERIOD and LONGEST between polls of the one that lives,
# and HEALED, the time from its death to the order, in milliseconds.
measure() {
	local from died polls=$2
	rm -rf "$D/state" "$D/run"
	mkdir "$D/state" "$D/run"
	state WORKING
	start_muzzle
	from=$(polls)
	wait_for $((3 * polls)) "$1: $polls polls" polls_are $((from + polls))
	read -r PERIOD LONGEST < <(tail -n +$((from + 1)) "$D/$LIVE.log" | head -n "$polls" | awk '
		NR > 1 { gap = ($1 - last) * 1000; sum += gap; if (gap > longest) longest = gap }
		{ last = $1 }
		END { printf "%d %d\n", sum / (NR - 1), longest }')
	died=$(milliseconds)
	state FAILED
	wait_for 60 "$1: the death is acted on" acts_are live/omer 1
	HEALED=$(($(milliseconds) - died))
	say "$1: a poll every $PERIOD ms, at most $LONGEST ms apart; acted on after $HEALED ms"
	check_replay
	stop_muzzle
}

LIVE=$((RANDOM % 10000 + 20000)) HUNG=$((LIVE + 1))
mkdir "$D/www"
state WORKING
start_host $LIVE
start_host $HUNG
kill -STOP "${PIDS[-1]}"
# What is stopped takes no SIGTERM.
wake_and_finish() {
	local rc=$?
	kill -CONT "${PIDS[1]}"
	finish $rc
}
trap wake_and_finish EXIT

{
	conf_head
	gateway live "http://$NET.1:$LIVE/" restart-session
	printf '[action restart-session]\nplugin = noop\n\n'
} >"$D/muzzle.ini"
measure without 12
alone=$HEALED
period=$PERIOD

for ((i = 1; i <= HOSTS; i++)); do
	gateway "hung$i" "http://$NET.$i:$HUNG/" restart-session
done >>"$D/muzzle.ini"
# Many that begin to fail at once are taken for a trouble of our own, for a minute: that must be over.
measure "with $HOSTS hung hosts" 75

# Who waits for a hung one waits for the 5 s of its timeout.
[ "$PERIOD" -le $((period + 500)) ] || fail "the period has grown from $period to $PERIOD ms"
[ "$LONGEST" -lt 5000 ] || fail "a poll came $LONGEST ms after the one before"
[ "$HEALED" -le $((alone + 4500)) ] || fail "the restart took $HEALED ms, $alone without them"
