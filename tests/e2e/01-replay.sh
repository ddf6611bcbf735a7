#!/bin/bash
# 01-replay.sh - weeks and months of the stories, replayed: who is restarted, who is told what, and when.
. "$(dirname "$0")/lib.sh"
setup "$1"
{
	echo '[policy default]'
	echo 'notify_on = opened'
	echo
	echo '[gateway waha]'
	echo 'sessions = *'
	echo 'ladder = restart-session restart-container'
	echo
	echo '[action restart-session]'
	echo 'plugin = noop'
	echo
	echo '[action restart-container]'
	echo 'plugin = noop'
	echo 'scope = gateway'
} >"$D/muzzle.ini"
chmod 600 "$D/muzzle.ini"

# replayed NAME - replays the awk program on stdin, which prints a trace with claim(), proof(), fault().
replayed() {
	{
		echo '{"muzzle":1,"boot":"b0","wall":"2026-01-01T00:00:00Z"}'
		awk '
		function claim(t, who, state) {
			printf "{\"t\":%.0f,\"ev\":\"claim\",\"target\":\"waha/%s\",\"source\":\"status\",\"state\":\"%s\",\"raw\":\"x\"}\n", t, who, state
		}
		function proof(t, who) {
			printf "{\"t\":%.0f,\"ev\":\"proof\",\"target\":\"waha/%s\",\"source\":\"log\"}\n", t, who
		}
		function fault(t) {
			printf "{\"t\":%.0f,\"ev\":\"fault\",\"target\":\"waha\",\"source\":\"status\",\"what\":\"path\",\"why\":\"timeout\"}\n", t
		}
		'"$(cat)"
	} >"$D/$1.trace"
	"$B/muzzle" replay -c "$D/muzzle.ini" "$D/$1.trace" >"$D/orders" || fail "$1: replay failed"
}

# given WHAT COUNT - so many orders have that text.
given() {
	equals "$(grep -cF "$1" "$D/orders" || true)" "$2" || {
		head -n 20 "$D/orders"
		fail "$3"
	}
	say "$3"
}

replayed flap <<'END'
BEGIN {
	srand(1)
	for (t = 0; t < 7 * 86400000; t += 5000) {
		if (t >= next_lie) { lie = t + rand() * 15000; next_lie = lie + rand() * 60000 }
		claim(t, "omer", t < lie ? (rand() < .5 ? "starting" : "off") : "up")
		proof(t + 100, "omer")
	}
}
END
given '"order":"act"' 0 "a week of lies up to 15 s, with traffic: no act"

replayed quiet <<'END'
BEGIN { for (t = 0; t < 30 * 86400000; t += 10000) claim(t, "omer", "up") }
END
given '"order":"act"' 0 "30 quiet days: no act"
given '"order":"notify"' 0 "30 quiet days: no message"

replayed death <<'END'
BEGIN {
	for (t = 0; t < 3600000; t += 5000) claim(t, "omer", t < 600000 || t >= 720000 ? "up" : "down")
}
END
given '"order":"act"' 1 "a death: one act"
given '"what":"opened"' 1 "a death: one opening"
given '"what":"closed"' 1 "a death: one closing"

replayed talking <<'END'
BEGIN {
	for (t = 0; t < 900000; t += 2000) {
		claim(t, "omer", t < 600000 ? "up" : "starting")
		if (t > 600000) claim(t + 1, "omer", "starting")
	}
}
END
given '"action":"restart-session"' 1 "STARTING and nothing else: the session is restarted"

replayed helpless <<'END'
BEGIN { for (t = 0; t < 12 * 3600000; t += 5000) claim(t, "omer", t < 600000 ? "up" : "down") }
END
given '"what":"opened"' 1 "never helps: one opening"
given '"what":"quarantined"' 1 "never helps: one quarantine"
quarantined=$(sed -n 's/^{"t":\([0-9]*\),.*"what":"quarantined".*/\1/p' "$D/orders")
awk -F'[:,]' -v from="$quarantined" '
	/"order":"act"/ && $2 > from { printf "%d ", ($2 - last) / 60000 + .5 }
	/"order":"act"/ && $2 <= from { before++ }
	/"order":"act"/ { last = $2 < from ? from : $2 }
	END { print "minutes between the tries,", before, "acts before" }' "$D/orders" >"$D/tries"
say "never helps: $(cat "$D/tries")"
grep -qE '^6[0-2] 1[12][0-9] 2[34][0-9] ' "$D/tries" || fail "the tries are not 1 h, 2 h, 4 h apart"

replayed banned <<'END'
BEGIN {
	for (t = 0; t < 3600000; t += 5000)
		for (i = 1; i <= 50; i++) claim(t, "s" i, i == 7 && t > 600000 ? "human" : "up")
}
END
given '"order":"act"' 0 "50 sessions, one banned: nobody is restarted"
given '"what":"human"' 1 "and one message"

replayed relapse <<'END'
BEGIN {
	# Dies again a minute after each cure: restarts of the trace itself stand for ours.
	for (t = 0; t < 6 * 3600000; t += 5000)
		claim(t, "omer", t < 600000 || (t % 240000) < 60000 ? "up" : "down")
}
END
acts=$(grep -c '"order":"act"' "$D/orders")
[ "$acts" -le 12 ] || fail "relapsing: $acts acts in six hours"
given '"what":"quarantined"' 1 "relapsing: quarantined after $acts acts"

replayed outage <<'END'
BEGIN {
	for (t = 0; t < 3600000; t += 5000)
		if (t > 600000 && t < 720000) fault(t); else claim(t, "omer", "up")
}
END
given '"order":"act"' 0 "two minutes of timeouts: no act"

echo 'no json' >"$D/bad"
rc=0
"$B/muzzle" replay -c "$D/muzzle.ini" "$D/bad" >"$D/orders" || rc=$?
equals "$rc" 2 || fail "a bad line exits with $rc"
given '"line":1' 1 "a bad line is named"
