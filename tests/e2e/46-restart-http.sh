#!/bin/bash
# 46-restart-http.sh - what a gateway answers to a restart is told, and decides whether another try, the next rung or
# a person is due; while a restart may be under way there is no other.
. "$(dirname "$0")/lib.sh"
setup "$1"

# One port a case: a gateway of its own, whose session is dead, or stopped.
HOST=$(own_address)
declare -A port=() status=() body=()
answers() {
	port[$1]=$((8001 + ${#port[@]}))
	status[$1]=$2
	body[$1]=$3
}
answers conflict 409 '{"error":"engine is being upgraded"}'
answers state 422 '{"message":"Session is already started.","statusCode":422}'
answers broken 500 '{"exception":{"message":"Protocol error"}}'
answers gone 404 '{"message":"Session not found"}'
answers plus 422 '{"message":"The feature is available only in Plus version"}'
answers busy 500 '{"exception":{"message":"async-lock timed out in queue omer"}}'
answers off 201 '{}'

# What is passed on is logged with its body.
front() {
	local said=FAILED
	[ "$1" != off ] || said=STOPPED
	cat <<-END
		server {
			listen $HOST:${port[$1]};
			location = /api/sessions { return 200 '[{"name":"omer","status":"$said"}]'; }
			location / { proxy_pass http://$HOST:8000/$1/; access_log $D/asked-$1 asked; }
		}
	END
}
start_nginx nginx "http://$HOST:${port[off]}/" <<-END
	log_format asked escape=none '\$request_method \$uri \$http_x_api_key \$content_type \$request_body';
	access_log off;
	server {
		listen $HOST:8000;
		$(for case in "${!port[@]}"; do
			echo "location /$case/ { return ${status[$case]} '${body[$case]}'; }"
		done)
	}
	$(for case in "${!port[@]}"; do front "$case"; done)
END

# conf_case NAME [LINE...] - its gateway, and its rung; more lines of [action].
conf_case() {
	cat <<-END
		[gateway $1]
		sessions = *
		ladder = restart-$1 second
		notify = said
		[source $1]
		plugin = status_poll
		preset = waha
		gateway = $1
		url = http://$HOST:${port[$1]}
		every = 1s
		[action restart-$1]
		plugin = restart
		preset = waha
		url = http://$HOST:${port[$1]}/api/sessions/{session}/restart
		header = X-Api-Key: k3y
	END
	shift
	[ $# = 0 ] || printf '%s\n' "$@"
	echo
}
{
	RESTARTS=9/2m conf_head 'stopped = restart' 'gateway_restarts = 9/2m' | sed 's#^run_dir#restarts = 24/1h\nrun_dir#'
	for case in conflict state broken gone plus busy; do
		conf_case $case 'header = Content-Type: application/json' 'body = {"session":"{session}","gateway":"{gateway}"}'
	done
	conf_case off "start_url = http://$HOST:${port[off]}/api/sessions/{session}/start" 'method = PUT'
	cat <<-END
		[action second]
		plugin = noop

		[action said]
		plugin = noop
	END
} >"$D/muzzle.ini"
start_muzzle

# results CASE - of its restarts: ok, or WHAT WHY.
results() {
	local ids
	ids=$(orders act "$1/omer" | grep -F "\"action\":\"restart-$1\"" | sed 's/.*"id":\([0-9]*\).*/\1/')
	for id in $ids; do
		journal | grep '"ev":"result"' | grep "\"id\":$id," |
			sed 's/.*"ok":true.*/ok/; s/.*"what":"\([a-z]*\)".*"why":"\([^"]*\)".*/\1 \2/'
	done
}
results_are() {
	equals "$(results "$1" | sort | uniq -c | sed 's/^ *//')" "$2"
}
acted() {
	orders act "$1/omer" | grep -qF "\"action\":\"$2\""
}
why_says() {
	muzzle why "$1/omer" | grep -qF "$2"
}

wait_for 30 "busy: the restart is not known to have failed" results_are busy \
	'1 timeout HTTP 500: async-lock timed out in queue omer'
held_by() {
	orders held "$1/omer" | grep -qF "\"by\":\"$2\""
}
wait_for 10 "so that its time to help begins" held_by busy verify
wait_for 30 "a conflict is tried twice" results_are conflict '2 failed HTTP 409: engine is being upgraded'
wait_for 10 "then comes the next rung" acted conflict second
wait_for 10 "so it is with 422 of the state it is in" results_are state '2 failed HTTP 422: Session is already started.'
wait_for 10 "then comes the next rung" acted state second
wait_for 10 "and with 500" results_are broken '2 failed HTTP 500: Protocol error'
wait_for 10 "then comes the next rung" acted broken second
for case in gone plus; do
	wait_for 10 "$case: a person is told" told setup $case/omer
	if acted $case second; then fail "$case: no rung mends that"; fi
done
results_are gone '1 setup HTTP 404: Session not found' || fail "not by its answer"
results_are plus '1 setup HTTP 422: The feature is available only in Plus version' || fail "not by its text"
check "why tells what it answered" why_says gone 'Session not found'
results_are busy '1 timeout HTTP 500: async-lock timed out in queue omer' || fail "busy was tried again"
wait_for 15 "busy: the next rung comes after its time to help" acted busy second
wait_for 10 "what is off is started" grep -qFx 'PUT /api/sessions/omer/start k3y  ' "$D/asked-off"
check "method, header, body and its placeholders are sent as they are set" grep -qFx \
	'POST /api/sessions/omer/restart k3y application/json {"session":"omer","gateway":"conflict"}' "$D/asked-conflict"
check "busy was asked once" equals "$(wc -l <"$D/asked-busy")" 1
check_replay
stop_muzzle
