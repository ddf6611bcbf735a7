#!/bin/bash
# 23-uplink.sh - a long time without a line, routes that come late and lines that flap restart nothing.
. "$(dirname "$0")/lib.sh"
own_network "$@"
setup "$1"
start_gateway --sessions omer --stop-ms 300 # one: no shared cause

# What the gateway's sessions need is a default route: this is the provider.
make_line() {
	ip link add wan type veth peer name far
	ip addr add 10.9.0.1/24 dev wan
	ip link set far up
	ip link set wan up
	ip route add default via 10.9.0.2
	fake '*' heal
}

# cut_line COMMAND... - with it the sessions lose their upstream.
cut_line() {
	"$@"
	fake '*' offline
}

held_by_uplink() {
	muzzle status | grep -q "waha/omer.*uplink"
}

# --- a box that starts before its route
fake '*' offline
{
	PATIENCE=3s conf_head 'silence = off'
	conf_waha
	SETTLE=6s conf_uplink
} >"$D/muzzle.ini"
start_muzzle
wait_for 5 "the line is down from the start" uplink_was down 1
hold_for 8 "a route that comes late restarts nobody" restarts_are 0
make_line
wait_for 10 "the line is up when it held" uplink_was up 1
wait_for 10 "the sessions work" muzzle_says status 'waha/omer *up'
restarts_are 0 || fail "somebody was restarted"

# --- a long time without, three ways
cut_line ip route del default
wait_for 5 "a lost route is told at once" uplink_was down 2
hold_for 8 "without a route nobody is restarted" restarts_are 0
says_since() {
	muzzle status | sed "/^TARGET/,\$d" | tr -s "\n " " " |
		grep -qE "nothing is acted on: the box.s own line is down, for [0-9]+[sm]"
}
check "and status says why" held_by_uplink
check "and since when, in the headline" says_since
ip route add default via 10.9.0.2
fake '*' heal
wait_for 10 "it is back" uplink_was up 2

cut_line ip link set far down
wait_for 5 "a lost carrier is told at once" uplink_was down 3
hold_for 7 "without a carrier nobody is restarted" restarts_are 0
ip link set far up
fake '*' heal
wait_for 10 "it is back" uplink_was up 3

cut_line ip link set wan down
wait_for 5 "a link that is switched off is told at once" uplink_was down 4
hold_for 7 "nobody is restarted" restarts_are 0

# --- a reload changes nothing of it
kill -HUP "$MUZZLE_PID"
wait_for 5 "reloaded" grep -q "config: taken over" "$D/muzzle.log"
hold_for 6 "down it stays" uplink_was up 3
restarts_are 0 || fail "the reload let somebody be restarted"

# --- it flaps
for _ in 1 2 3 4 5; do
	ip link set wan up
	ip route add default via 10.9.0.2
	sleep 0.7
	ip link set wan down
	sleep 0.3
done
check "a line that flaps is one loss" uplink_was up 3
ip link set wan up
ip route add default via 10.9.0.2
fake '*' heal
wait_for 10 "it is back" uplink_was up 4
hold_for 6 "and nobody was restarted" restarts_are 0
check_replay alone

# --- who is dead with a working line is restarted as ever
fake omer dead
wait_for 20 "omer is restarted" stat_is omer restarts 1
wait_for 10 "omer works again" stat_is omer status WORKING
stop_muzzle
