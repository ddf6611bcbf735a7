#!/bin/bash
# 02-sim.sh - muzzle sim: tables, JSON, CSV, the same seed twice, and a failing seed shrunk to a trace that replays.
. "$(dirname "$0")/lib.sh"
setup "$1"

sim() { "$B/muzzle" sim "$@"; }

# fields FILE - the different numbers of columns that its lines have.
fields() { awk -F, '{ print NF }' "$1" | sort -u | wc -l; }

differ() { ! cmp -s "$1" "$2"; }

# refused PART OPTION... - exit 2, and the reason has PART in it.
refused() {
	local part=$1 rc=0
	shift
	sim "$@" >"$D/out" 2>"$D/err" || rc=$?
	equals $rc 2 || fail "sim $*: exit code"
	grep -qF -- "$part" "$D/err" || fail "sim $*: $(cat "$D/err")"
}

check "every scenario has a line" equals "$(sim --list | wc -l)" 25
check "help names the options" grep -q -- '--shrink' <(sim --help)

sim --scenarios 1,loud --days 5 >"$D/text"
check "a table has two lines of head and one a kind of world" equals "$(wc -l <"$D/text")" 4
check "and fits 120 columns" equals "$(awk 'length > 120' "$D/text" | wc -l)" 0
check "who dies loudly is found" grep -Eq '^loud medium .* [0-9]+s/[0-9]+[sm] ' "$D/text"

sim --scenarios all --days 1 --jobs 2 --csv >"$D/all.csv"
check "CSV has a line for each scenario, the base rates and a head" equals "$(wc -l <"$D/all.csv")" 27
check "of as many columns each" equals "$(fields "$D/all.csv")" 1

sim --scenarios 4,6 --traffic busy,quiet --days 2 --json >"$D/json"
# The parser at hand is replay's: it says `not JSON`, or which key it misses.
check "JSON parses" grep -qF 'ev\" is missing' <(tr -d '\n' <"$D/json" | "$B/muzzle" replay || true)
check "and has a row for each kind" equals "$(grep -c '"scenario":' "$D/json")" 4

sim --scenarios base --days 3 --seed 4 --csv >"$D/once"
sim --scenarios base --days 3 --seed 4 --csv --jobs 2 >"$D/twice"
sim --scenarios base --days 3 --seed 5 --csv >"$D/other"
check "the same seed gives the same numbers" cmp "$D/once" "$D/twice"
check "another seed gives others" differ "$D/once" "$D/other"

sim --scenarios 6+9+20 --days 3 --trace "$D/trace" >/dev/null
"$B/muzzle" replay --sync "$D/trace" | grep -vF '"done":true' >"$D/orders"
check "a trace replays to the orders that it records" cmp "$D/orders" <(grep '"order":' "$D/trace")
check "and they are not few" [ "$(grep -c '"order":"act"' "$D/orders")" -ge 2 ]

printf '[policy default]\npatience = 3s\n' >"$D/rash.ini"
chmod 600 "$D/rash.ini"
sim -c "$D/rash.ini" --scenarios 1+4+6 --days 2 --shrink 3 >"$D/minimal" 2>"$D/log" || fail "$(cat "$D/log")"
check "three claims are left of a rash false restart" equals "$(grep -c '"ev":"claim"' "$D/minimal")" 3
"$B/muzzle" replay --sync "$D/minimal" >"$D/orders"
check "and replay acts on them at the same moment" \
	grep -qxF "$(grep '"order":"act"' "$D/minimal")" "$D/orders"

rc=0
sim --scenarios 2 --days 1 --shrink 1 >"$D/out" 2>"$D/err" || rc=$?
check "where nothing fails nothing is shrunk, exit 1" equals $rc 1

refused "there is no option --nonsense" --nonsense
refused "there is no scenario \`26\`" --scenarios 26
refused "there is no law \`normal\`, but lognormal wide weibull bimodal pareto updated all" --law normal
refused "there is no traffic \`lazy\`, but busy medium quiet very-quiet all" --traffic lazy
refused "--days wants a whole number, 1 to 36500, not 0" --days 0
refused "one of --json and --csv is enough" --csv --json
refused "one of --years and --days is enough" --years 1 --days 2
refused "its value is missing: --seed" --seed
refused "wants one scenario" --scenarios all --shrink 1
refused "$D/none.ini" -c "$D/none.ini"
say "what cannot be meant is refused with exit 2"
