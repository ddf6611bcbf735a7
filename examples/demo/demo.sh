#!/bin/bash
# demo.sh BUILD_DIR - five sessions of a fake gateway: four that no restart can help, one that is dead.
# Prints what happens as it happens; exit 0 only if muzzle restarted the dead one, once, and nobody else.
set -eu
umask 022
B=$(cd "$1" && pwd)
HERE=$(cd "$(dirname "$0")" && pwd)
DEMO_DIR=$(mktemp -d "${TMPDIR:-/tmp}/muzzle-demo.XXXXXX")
export DEMO_DIR DEMO_URL
pids=()

end_all() {
	local i
	for ((i = ${#pids[@]} - 1; i >= 0; i--)); do
		kill -TERM "${pids[i]}" 2>/dev/null || true
		wait "${pids[i]}" 2>/dev/null || true
	done
	rm -rf "$DEMO_DIR"
}
trap end_all EXIT
trap 'exit 1' INT TERM

say() {
	printf '%3d s  %s\n' "$SECONDS" "$*"
}

muzzle() {
	"$B/muzzle" "$1" -c "$DEMO_DIR/demo.ini" "${@:2}"
}

# until_so SECONDS COMMAND...
until_so() {
	local deadline=$((SECONDS + $1))
	shift
	until "$@" >/dev/null 2>&1; do
		[ $SECONDS -lt $deadline ] || return 1
		sleep 0.1
	done
}

fake() {
	curl -sf -X POST "$DEMO_URL/fake/$1" >/dev/null
}

field() {
	curl -sf "$DEMO_URL/fake/stats" | sed -n "s/.*\"name\":\"$1\".*\"$2\":\"\\{0,1\\}\\([^,\"}]*\\).*/\\1/p"
}

restarted() {
	[ "$(field "$1" restarts)" = "$2" ]
}

works() {
	[ "$(field "$1" status)" = WORKING ]
}

# value KEY LINE - of one line of JSON.
value() {
	[[ $2 =~ \"$1\":\"([^\"]*)\" ]] && echo "${BASH_REMATCH[1]}"
}

# The orders of the journal, as they come, in a person's words.
follow_orders() {
	tail -n +1 -F "$DEMO_DIR/run/journal" 2>/dev/null | while read -r line; do
		case $line in
		*'"order":"act"'*) words='restarts' ;;
		*'"order":"notify"'*'"what":"opened"'*) words='tells a person of its incident with' ;;
		*'"order":"notify"'*'"what":"human"'*) words='tells a person, who must look after' ;;
		*'"order":"notify"'*) words='tells a person of' ;;
		*) continue ;;
		esac
		say "        muzzle $words $(value target "$line"): $(value why "$line")"
	done
}

follow_naive() {
	local rule name reason
	tail -n +1 -F "$DEMO_DIR/naive" 2>/dev/null | while read -r rule name reason; do
		say "               (a naive $rule check would restart waha/$name now: $reason)"
	done
}

start_all() {
	mkdir -p "$DEMO_DIR/plugins" "$DEMO_DIR/presets" "$DEMO_DIR/state" "$DEMO_DIR/run"
	install -m 755 "$B"/plugins/*.so "$DEMO_DIR/plugins"
	install -m 644 "$HERE"/../../etc/presets/*.ini "$DEMO_DIR/presets"
	install -m 600 "$HERE/demo.ini" "$DEMO_DIR"

	"$B/fake_gateway" --sessions liar,shop,quiet,banned,talker --log "$DEMO_DIR/waha.log" \
		--inbox "$DEMO_DIR/inbox" --port-file "$DEMO_DIR/port" --retry-ms 1000 &
	pids+=($!)
	until_so 5 test -s "$DEMO_DIR/port" || { echo "the fake gateway did not start"; exit 1; }
	DEMO_URL=http://127.0.0.1:$(cat "$DEMO_DIR/port")
	fake 'quiet/quiet'

	"$B/muzzle" run -c "$DEMO_DIR/demo.ini" 2>"$DEMO_DIR/muzzle.log" &
	pids+=($!)
	until_so 10 muzzle status || { cat "$DEMO_DIR/muzzle.log"; exit 1; }
	"$HERE/naive.sh" "$DEMO_URL" "$DEMO_DIR/waha.log" "$DEMO_DIR/naive" &
	pids+=($!)
	set -m # followers are pipelines: each gets a process group, to be ended whole
	follow_orders &
	followers=$!
	follow_naive &
	followers="$followers $!"
	set +m
}

play_stories() {
	say "five sessions work; one of them, quiet, has no traffic at all"
	sleep 3
	say "STORY liar: its status says STOPPED and STARTING for 3 s at a time; traffic goes on"
	fake 'liar/flap?lie_ms=3000&every_ms=6000'
	sleep 3
	say "STORY shop: somebody changes its configuration, which stops it for 3 s"
	curl -s -X PUT "$DEMO_URL/api/sessions/shop" -d '{}' >/dev/null &
	sleep 4
	say "STORY banned: WhatsApp wants its QR code scanned; no restart can do that"
	fake banned/banned
	sleep 3
	say "DEATH talker: it hangs in STARTING, and sends webhooks about that, all answered 200"
	fake talker/stuck
	until_so 20 restarted talker 1 || say "the dead one was not restarted"
	until_so 10 works talker || true
	fake 'liar/flap?lie_ms=0'
	sleep 5
}

# right WHAT COMMAND... - one line of the account.
right() {
	local what=$1
	shift
	if "$@" >/dev/null 2>&1; then
		echo "  yes  $what"
	else
		echo "  NO   $what"
		wrong=1
	fi
}

naive_count() {
	grep -c "$1" "$DEMO_DIR/naive" || true
}

print_summary() {
	wrong=0
	echo
	echo "naive checks would have restarted (status: one bad sample; silence: 10 s here, 30 min in life):"
	sort "$DEMO_DIR/naive" | awk '{ n[$1 " check: " $2]++ } END { for (k in n) printf "  %s, %d time%s\n", k, n[k], n[k] == 1 ? "" : "s" }' | sort
	echo "muzzle:"
	right "talker, the dead one, was restarted once" restarted talker 1
	right "and works again" works talker
	for name in liar shop quiet banned; do
		right "$name was not restarted" restarted $name 0
	done
	right "a person was told that banned needs one" grep -q banned "$DEMO_DIR/inbox"
	right "a naive status check would have hurt the living" test "$(naive_count '^status \(liar\|shop\)')" -gt 0
	right "a check that takes any webhook for life never missed the dead one" test "$(naive_count '^silence talker')" = 0
	right "a naive silence check would have hurt the quiet" test "$(naive_count '^silence quiet')" -gt 0
	echo
	echo "muzzle why waha/talker"
	muzzle why waha/talker || wrong=1
}

kill_followers() {
	local group
	for group in $followers; do
		kill -TERM -- "-$group" 2>/dev/null || true
	done
}

start_all
play_stories
kill_followers
print_summary
echo
echo "next: examples/first-minutes.md, or $1/muzzle init for a gateway of your own"
[ $wrong = 0 ]
