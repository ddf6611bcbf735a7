#!/bin/bash
# 87-newcomer.sh - examples/first-minutes.md, replayed: its commands say what stands there, within five minutes.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/tree.sh"
own_network "$@"
setup "$1"
make_tree
cd "$D/tree"
# A box with a line of its own, as a newcomer's has.
ip link add wan type veth peer name far
ip addr add 10.9.0.1/24 dev wan
ip link set far up
ip link set wan up
ip route add default via 10.9.0.2
SECONDS=0

# A terminal, at which nobody types: who asks there hears the end of input at once, and does not get what is shown next.
: >"$D/typescript"
socat -u "PTY,link=$D/terminal" "OPEN:$D/typescript,append" &
PIDS+=($!)
disown # the transcript counts its own jobs
wait_for 10 "there is a terminal" test -e "$D/terminal"
exec 8<>"$D/terminal"
stty -F "$D/terminal" cols 80 rows 24 -opost -icanon min 0 time 0

# What differs from run to run, what only a slow machine is told, and what only arranges or colours the same.
plain() {
	sed -E "s#$D/tree#/home/me/muzzle#g; s/\x1b\[[0-9]*m//g; /^(lag|slow): /d
		s/[0-9]{4}-[0-9]{2}-[0-9]{2} //; s/[0-9]{2}:[0-9]{2}:[0-9]{2}/TIME/
		s/[0-9]+(\.[0-9]+)? ?(ms|s|m|h|d)\b( [0-9]+(ms|s|m|h)\b)?/AGE/g
		s/bad claims [0-9]+/bad claims N/; s/HUP [0-9]+/HUP N/; s/─+/-/g; s/ +/ /g; s/ \$//" | grep -v '^$'
}

# shows_since BYTE - leaves what the terminal has shown since then in $D/out, when the mark behind it is there, too.
shows_since() {
	tail -c "+$(($1 + 1))" "$D/typescript" >"$D/out"
	grep -q '^-- shown --$' "$D/out"
}
# said COMMAND - on that terminal; leaves what it says, made plain, in $D/have.
said() {
	local rc=0 before
	before=$(stat -c %s "$D/typescript")
	eval "$1" <&8 >&8 2>&1 || rc=$?
	[ $rc = 0 ] || echo "(exit $rc)" >&8
	echo "-- shown --" >&8
	wait_for 20 "the terminal has it" shows_since "$before" >/dev/null
	sed '/^-- shown --$/,$d' "$D/out" | plain >"$D/have" || true
}
as_written() {
	said "$1"
	cmp -s "$D/want" "$D/have"
}

screen_shows() {
	tmux -S "$D/screen" capture-pane -p | plain >"$D/have"
	cmp -s "$D/want" "$D/have"
}

# On a screen of its own, from which it is read; left by q.
watch_screen() {
	tmux -S "$D/screen" -f /dev/null new-session -d -x 80 -y 24 "$1"
	look_until 60 screen_shows
	tmux -S "$D/screen" send-keys q
	wait_for 10 "the screen is left by q" not tmux -S "$D/screen" list-sessions
}
# look_until SECONDS COMMAND... - as wait_for; else the difference is shown.
look_until() {
	local deadline=$((SECONDS + 4 * $1))
	shift
	until "$@"; do
		[ $SECONDS -lt $deadline ] || {
			diff "$D/want" "$D/have" || true
			tail -n 5 first/muzzle.log || true
			fail "this is not what it says: $COMMAND"
		}
		sleep 0.2
	done
}

# Who only looks may look again; all else is done once.
replay_command() {
	local before=${!:-}
	plain <"$D/wanted" >"$D/want" || true
	case $COMMAND in
	*'muzzle watch'*) watch_screen "$COMMAND" ;;
	*'muzzle status'* | *'muzzle why'* | *'muzzle history'* | tail* | *readyz*) look_until 60 as_written "$COMMAND" ;;
	*) look_until 0 as_written "$COMMAND" ;;
	esac
	[ "${!:-}" = "$before" ] || PIDS+=($!)
	case $COMMAND in
	*fake_gateway*) wait_for 10 "the gateway listens" bash -c 'exec 3<>/dev/tcp/127.0.0.1/3999' ;;
	esac
	say "$SECONDS s: ${COMMAND%%$'\n'*}"
}

COMMAND=
DONE=0
: >"$D/wanted"
finish_command() {
	[ -z "$COMMAND" ] || {
		replay_command
		DONE=$((DONE + 1))
	}
	COMMAND=
	: >"$D/wanted"
}

# A block is what a terminal shows: commands behind `$ `, their further lines behind `> `.
inside=
while IFS= read -r line <&3; do
	case $inside$line in
	'```console') inside=yes ;;
	yes'```')
		finish_command
		inside=
		;;
	yes'$ '*)
		finish_command
		COMMAND=${line#??}
		;;
	yes'> '*) COMMAND+=$'\n'${line#??} ;;
	yes*) printf '%s\n' "$line" >>"$D/wanted" ;;
	esac
done 3<"$ROOT/examples/first-minutes.md"

[ $DONE -ge 15 ] || fail "only $DONE commands were found"
[ $SECONDS -lt 300 ] || fail "that took $SECONDS s"
say "$DONE commands, from nothing to a restart, in $SECONDS s"
