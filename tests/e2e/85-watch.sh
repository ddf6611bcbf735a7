#!/bin/bash
# 85-watch.sh - the live screen in a real terminal: well, dead, held, resized, without its daemon, without
# colours, over a slow line; and lines where there is no terminal.
. "$(dirname "$0")/lib.sh"
setup "$1"
export TMUX_TMPDIR=$D LC_ALL=C.UTF-8 TERM=screen
unset NO_COLOR SUDO_USER TMUX
export USER=eve
start_gateway --sessions omer,dana,noa --stop-ms 1000
{
	PATIENCE=8s conf_head 'notify_on = opened'
	conf_waha
} >"$D/muzzle.ini"
start_muzzle

# --- a terminal: PANE is the one that is looked at

in_tmux() {
	tmux -f /dev/null "$@"
}

# open NAME [SETTING...] - a shell in a window of its own, 80x24.
open() {
	PANE=$1
	in_tmux new-session -d -s "$PANE" -x 80 -y 24 \
		"env ${*:2} PS1='ready> ' PATH='$B:$PATH' bash --norc --noprofile"
	wait_for 20 "a shell in $PANE" shows '^ready>'
}

screen() {
	in_tmux capture-pane -p -t "$PANE" "$@"
}

shows() {
	screen | grep -qE -- "$1"
}

keys() {
	in_tmux send-keys -t "$PANE" "$@"
}

# Nothing runs in the shell, or it is stopped: what is typed goes to nobody else.
at_prompt() {
	not pgrep -r R,S,D -P "$(in_tmux display-message -p -t "$PANE" '#{pane_pid}')"
}

# Types a command as soon as the shell listens.
run() {
	wait_for 20 "the shell listens" at_prompt >/dev/null
	keys -l -- "$*"
	keys Enter
}

watching() {
	run "muzzle watch -c $D/muzzle.ini $*"
}

# Spans and clocks vary; columns stay where they are.  A slow machine has a line more, and fewer that are blank.
normal() {
	screen | sed -E '/^lag: /d; s/[0-9]{2}:[0-9]{2}:[0-9]{2}/HH:MM:SS/; s/\b[0-9]([smh])\b/N\1/g
		s/\b[0-9]{2}([smh])\b/N\1 /g; s/ +$//' | cat -s
}

is_golden() {
	diff <(normal) - <<-'END' >"$D/golden.diff"
		all 3 sessions of 1 gateway are well
		   TARGET       STATE     FOR  RUN/PATIENCE     PROOF       LEFT  HELD BY
		>+ waha         answering -    -                -           3/3   -
		 + waha/omer    up        Ns   -                Ns of ~Ns   3/3   -
		 + waha/dana    up        Ns   -                Ns of ~Ns   3/3   -
		 + waha/noa     up        Ns   -                Ns of ~Ns   3/3   -
		── 1-4 of 4, worst first ────────────── enforce, box 6/6 left in Nh, HH:MM:SS ──
		waha: well

		── last decisions ──────────────────────────────────────────────────────────────
		none yet

		q quit  ? help  w why  h hold  r release  R reset  / filter  s sort  p pause
	END
}

# --- lines, from the start: what is not a terminal gets no control codes

all_is_well() {
	muzzle status --json | grep -q '"headline":"all 3 sessions of 1 gateway are well"'
}
wait_for 30 "all is well" all_is_well
"$B/muzzle" watch -c "$D/muzzle.ini" >"$D/lines" 2>&1 </dev/null &
PIDS+=($!)
wait_for 20 "plain lines begin with the headline" grep -q 'muzzle           all 3 sessions of 1 gateway are well' "$D/lines"

# --- the healthy screen, whole

open main
PIDS+=("$(in_tmux display-message -p '#{pid}')") # which ends its shells; they would not hear
run "stty -g >$D/stty.before; echo saved"
wait_for 10 "the terminal's settings are known" test -s "$D/stty.before"
watching
wait_for 30 "the healthy screen, whole" is_golden
check "the help is in its last row" equals "$(screen | sed -n 24p | cut -c1-6)" 'q quit'

# --- a death: the run grows, the act is told, it recovers

# bar_has N - so many cells of omer's bar, or more.
bar_has() {
	[ "$(screen | grep -E '^[> ][?!] waha/omer' | tr -dc '#' | wc -c)" -ge "$1" ]
}

fake omer dead
wait_for 30 "a run is open, and stands first" bar_has 1
check "it is doubtful, and said why" shows '^waha/omer: '
wait_for 30 "the bar grows" bar_has 4
wait_for 30 "the act is among the decisions" shows '^[0-9:]{8} waha/omer  ACT 1: restart-session, because'
wait_for 30 "its result, too" shows 'act 1 ended: done'
wait_for 30 "it recovers, one act is spent" shows '^.\+ waha/omer +up .* 2/3 '
check "the headline says so" shows '^all 3 sessions of 1 gateway are well'

# --- keys: hold, why, release, reset, filter, order

keys End
keys Up
wait_for 10 "dana is chosen" shows '^>. waha/dana'
keys h
wait_for 10 "for how long is asked" shows '^hold waha/dana for: 1h'
keys -l 20m
keys Enter
wait_for 10 "why is asked" shows '^why \(may be empty\):'
keys -l 'a new phone'
keys Enter
wait_for 20 "the answer is told" shows '^waha/dana: hold done; held by eve until '
wait_for 20 "the hold is in the table, with its time" shows '^>= waha/dana .* hold (20|19)m'
wait_for 20 "and among the decisions" shows 'waha/dana  hold for 20m by eve: a new phone'
muzzle_says status 'held by eve until .*: a new phone' || fail "the daemon knows of no hold"
keys w
wait_for 20 "why, in words" shows '^held by eve until .*: a new phone'
check "under its title" shows '^why waha/dana'
keys NPage
wait_for 10 "further down, its budgets" shows '^budgets'
keys q
wait_for 10 "back in the table" shows '^>= waha/dana'
keys r
wait_for 20 "released" shows '^waha/dana: release done'
wait_for 20 "nothing is held" shows '^>\+ waha/dana .* -$'
keys R
wait_for 10 "a reset is asked for" shows '^reset waha/dana: .* \(y\)'
keys y Enter
wait_for 20 "reset" shows '^waha/dana: reset done'
keys / om Enter
wait_for 10 "filtered" shows 'only om '
check "others are gone" not shows '^.. waha/dana'
keys / C-u Enter s
wait_for 10 "by gateway" shows '^ \+   omer '
keys '?'
wait_for 10 "help" shows '^KEYS'
keys q s

# --- sizes

size() {
	in_tmux resize-window -t "$PANE" -x "$1" -y "$2"
}

size 60 15
wait_for 20 "at 60x15 the table shrinks" shows '^   TARGET .* RUN/PATI. LEFT  HELD BY'
size 50 10
wait_for 20 "a screen too small is told so" shows '^muzzle watch needs 60x12, here are 50x10'
size 200 50
wait_for 20 "at 200x50 there is room" shows '^ \+ waha/omer .{60,} 2/3 '
check "the help is in the last row" equals "$(screen | sed -n 50p | cut -c1-6)" 'q quit'
size 80 24

# --- the daemon goes and comes

kill_muzzle
wait_for 20 "its absence is among the lines" grep -q 'muzzle           no daemon in' "$D/lines"
wait_for 30 "the daemon's absence is told" shows "^no daemon in $D/run since [0-9:]{8}, trying again"
check "the last status is still there" shows '^.\+ waha/noa +up '
keys r
wait_for 20 "a command says that nobody hears it" shows "^release waha/dana: no daemon in $D/run"
start_muzzle
wait_for 30 "it is found again by itself" shows '^all 3 sessions of 1 gateway are well'

# --- out: by key, by signal, and for a while

same_terminal() {
	run "stty -g >$D/stty.after; clear; echo back"
	wait_for 20 "the shell is back" shows '^back$'
	equals "$(cat "$D/stty.before")" "$(cat "$D/stty.after")" || fail "the terminal is not as it was"
}

keys q
same_terminal
watching
wait_for 20 "again" shows '^all 3 sessions'
keys C-z
wait_for 20 "stopped, the shell is there" shows 'Stopped .*muzzle watch'
run fg
wait_for 20 "drawn anew" shows '^.\+ waha/omer +up '
shell=$(in_tmux display-message -p -t "$PANE" '#{pane_pid}')
kill -TERM "$(pgrep -P "$shell")"
same_terminal

# --- colours, and none: the marks are the same

# The colours of SGR; bold, dim, reverse and underlined are none.
has_colours() {
	screen -e | grep -qE $'\033''\[([0-9]*;)*(3[0-7]|9[0-7]|38;[0-9;]*)m'
}

watching
wait_for 20 "what is well is coloured" has_colours
keys q
run clear
watching_plainly() {
	run "NO_COLOR=1 muzzle watch -c $D/muzzle.ini"
}
watching_plainly
wait_for 20 "without colours" shows '^ \+ waha/omer'
check "nothing is coloured" not has_colours
keys q

# --- a terminal of the seventies, no UTF-8

open old TERM=vt100 LC_ALL=C
watching
wait_for 30 "on a vt100" shows '^-- 1-4 of 4, worst first -'
check "all of it is ASCII" not eval "screen | LC_ALL=C grep -q '[^ -~]'"
check "the marks are there" shows '^ \+ waha/omer '
keys q
run clear
run "TERM=dumb muzzle watch -c $D/muzzle.ini waha/noa"
wait_for 20 "on a dumb one, lines" shows '^20.* muzzle           all 3 sessions'
keys C-c
wait_for 20 "until Ctrl-C" shows '^(.C)?ready> ?$'

# --- a serial line: what a refresh costs

run "stty 9600; script -qfc 'muzzle watch -c $D/muzzle.ini' $D/typed"
typed() {
	stat -c %s "$D/typed"
}
wait_for 20 "its first screen is drawn" grep -q 'q quit' "$D/typed"
hold_for 2 "and nothing more of it comes" true
first=$(typed) from_ms=${EPOCHREALTIME/./}
hold_for 6 "it is refreshed each second" true
each=$((($(typed) - first) * 1000000 / (${EPOCHREALTIME/./} - from_ms)))
say "on a vt100 of 80x24 the first screen takes $first bytes, a refresh $each"
[ "$first" -lt 3000 ] || fail "the first screen takes longer than 3 s at 9600 baud"
[ "$each" -gt 0 ] || fail "nothing is refreshed"
[ "$each" -lt 300 ] || fail "a refresh takes more than a third of a second at 9600 baud"
keys q

# --- who may look may not command

if [ "$(id -u)" = 0 ]; then
	chmod 750 "$D" "$D/run"
	chmod 640 "$D/muzzle.ini"
	run clear # what the last one left there is not to be taken for the next
	run "setpriv --reuid=65534 --regid=0 --clear-groups muzzle watch -c $D/muzzle.ini"
	wait_for 20 "a member of the group sees" shows '^all 3 sessions'
	keys r
	wait_for 20 "and is told why he may not command" shows 'release .*: not allowed: only root'
	keys q
fi

# --- the lines that were written meanwhile

for said in 'waha/omer        in doubt, was well: ' 'waha/omer        ACT 1: restart-session' \
	'waha/dana        hold for 20m by eve: a new phone' 'muzzle           no daemon in'; do
	grep -qF "$said" "$D/lines" || fail "not among the lines: $said"
done
greeted_again() {
	sed '1,/muzzle           no daemon in/d' "$D/lines" | grep -q 'muzzle           .*session'
}
check "when it was back it was greeted" greeted_again
equals "$(grep -c 'muzzle           no daemon' "$D/lines")" 1 || fail "absence told otherwise than once"
check "no control code is among them" not grep -q $'[\001-\010\013-\037]' "$D/lines"
check "who reads one line and goes ends it" timeout 60 bash -c \
	"'$B/muzzle' watch -c '$D/muzzle.ini' | head -n 1 | grep -q 'all 3 sessions'"
timeout 60 "$B/muzzle" watch --json -c "$D/muzzle.ini" waha/dana | head -n 2 >"$D/json" || true
equals "$(grep -c '^{"headline":.*"targets":\[{"target":"waha/dana",[^{]*}\],"holds".*}$' "$D/json")" 2 ||
	fail "JSON is something else than a status a line: $(head -n 1 "$D/json")"
say "as JSON a status a line, of the target alone"
rc=0
"$B/muzzle" watch --every 0s -c "$D/muzzle.ini" >"$D/usage" 2>&1 || rc=$?
equals $rc 2 || fail "a wrong option exits with $rc"
stop_muzzle
