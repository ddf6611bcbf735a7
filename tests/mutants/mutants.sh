#!/bin/bash
# mutants.sh [-b BUILD_DIR] [-j JOBS] all | --sample N [--seed S] | MODULE ... - does some test notice
# when an operator, a constant, a condition or a return value of the engine is wrong?
#
# All mutants of the pure modules are built at once (see mutate.c) and woken one at a time.  A mutant
# that no test kills must stand in survivors.txt with its reason.  BUILD_DIR holds the tests, built.
set -eu
cd "$(dirname "$0")/../.."
B=build JOBS=2 WANT=() SAMPLE='' SEED=1
while [ $# -gt 0 ]; do
	case $1 in
	-b) B=$2; shift ;;
	-j) JOBS=$2; shift ;;
	--sample) SAMPLE=$2; shift ;;
	--seed) SEED=$2; shift ;;
	all) ;;
	*) WANT+=("$1") ;;
	esac
	shift
done
OUT=$B/mutants
rm -rf "$OUT"
mkdir -p "$OUT"

# The modules stand in the Makefile: pure is what mutants are made of.
read -ra PURE <<<"$(sed -n '/^PURE :=/,/[^\\]$/{s/^PURE :=//;s/\\$//;p}' Makefile | tr '\n' ' ')"
# After a module's own test come those of the edges; those of histories see much, and take longest.
EDGES=(boundaries moments corners lessons law_pinned cost_ladder leak_ladder leak_acts leak_lag)
SLOW=(explore histories epochs metamorphic stories command replay state why invariants)

compile() {
	gcc -std=c11 -D_GNU_SOURCE -w -O1 -g0 -Icore -include tests/mutants/mutant.h -c -o "$OUT/$1.o" \
		-x c "$OUT/$1.c" 2>"$OUT/$1.errors"
}

# mutate MODULE FIRST_ID - what does not compile is left out, told by the lines of gcc's errors.
mutate() {
	local module=$1 first=$2 out=()
	while :; do
		"$OUT/mutate" "core/$module.c" "$first" "$OUT/$module.list" ${out[@]+"${out[@]}"} >"$OUT/$module.c"
		compile "$module" && break
		mapfile -t wrong < <(awk -F: '/: error: / { print $2 }' "$OUT/$module.errors" | sort -u |
			awk -F'\t' 'NR == FNR { bad[$1]; next } { split($2, at, ":") } at[2] in bad { print $1 }' \
				- "$OUT/$module.list")
		[ ${#wrong[@]} -gt 0 ] || { cat "$OUT/$module.errors"; exit 1; }
		out+=("${wrong[@]}")
	done
	[ ${#out[@]} = 0 ] || printf '%s\n' "${out[@]}" >>"$OUT/uncompiled"
}

link_test() {
	local test=("$B/tests/unit/test_$1.o")
	[ -e "${test[0]}" ] || test=("$B"/tests/sim/test_"$1".o "$B"/tests/sim/"$1"*.o)
	[ -e "${test[0]}" ] || return 0
	gcc -O1 -o "$OUT/test_$1" "${test[@]}" "${objects[@]}" "$B/libcore.a" \
		-Wl,--gc-sections,--as-needed -lcmocka -lcurl -lev -linih -ljson-c -ldl -lm
}

gcc -std=c11 -D_GNU_SOURCE -O1 -o "$OUT/mutate" tests/mutants/mutate.c
gcc -O1 -c -o "$OUT/mutant.o" tests/mutants/mutant.c
: >"$OUT/uncompiled"
: >"$OUT/list"
objects=("$OUT/mutant.o")
for module in "${PURE[@]}"; do
	[ -e "core/$module.c" ] || continue
	mutate "$module" $(($(wc -l <"$OUT/list") + 1))
	cat "$OUT/$module.list" >>"$OUT/list"
	objects+=("$OUT/$module.o")
done
for name in "${PURE[@]}" "${EDGES[@]}" "${SLOW[@]}"; do
	link_test "$name"
done

# Keys that outlive a changed line number: module function: right => wrong, and which of several alike.
# Beside them, whether right and wrong differ by one at most: one more, one less, < for <=, > for >=.
awk -F'\t' '
	function by_one(right, wrong, bare) {
		bare = wrong
		sub(/ [+-] 1$/, "", bare)
		gsub(/^\(|\)$/, "", bare)
		if (bare != wrong && bare == right) return 1
		gsub(/<=/, "<", right); gsub(/<=/, "<", wrong)
		gsub(/>=/, ">", right); gsub(/>=/, ">", wrong)
		return right == wrong
	}
	{
		split($2, at, ":")
		key = at[1] " " $3 ": " $4 " => " $5
		print $1 "\t" $2 "\t" key (seen[key]++ ? " #" seen[key] : "") "\t" (by_one($4, $5) ? at[1] ": by one" : "")
	}' "$OUT/list" >"$OUT/keys"
grep -v '^[[:space:]#]' tests/mutants/survivors.txt 2>/dev/null | grep . >"$OUT/explained" || true

# run_tests ID TEST ... - the name of the first test that fails, or nothing.  To be late is a mutant's fault; without
# one, 0, the machine is slow.
run_tests() {
	local id=$1 name seconds=20
	shift
	ulimit -c 0 -v 4000000
	for name in "$@"; do
		[ -x "$OUT/test_$name" ] || continue
		case " ${SLOW[*]} " in *" $name "*) seconds=60 ;; esac
		MUTANT=$id EXPLORE_LESS=2 timeout -k 1 $((id ? seconds : 120)) "$OUT/test_$name" >/dev/null 2>&1 </dev/null || {
			echo "$name"
			return
		}
	done
}

# Awake is none: a test that fails now would kill them all.  The slow ones are not in doubt in a check,
# which runs them beside.
if [ "$SAMPLE" ]; then
	dead=$(run_tests 0 "${PURE[@]}")
else
	dead=$(run_tests 0 "${PURE[@]}" "${SLOW[@]}")
fi
[ -z "$dead" ] || { echo "test_$dead fails without any mutant"; exit 1; }

# What is to be tried: not what does not compile; in a sample, not what is explained.
awk -F'\t' -v sample="$SAMPLE" -v seed="$SEED" -v want=" ${WANT[*]-} " '
	function number(text, i, n) { # so that a sample hardly changes when the engine does
		for (i = n = 0; i < length(text); i++)
			n = (n * 31 + index(letters, substr(text, i + 1, 1)) + seed) % 1000003
		return n
	}
	BEGIN { for (i = 32; i < 127; i++) letters = letters sprintf("%c", i) }
	FILENAME ~ /uncompiled$/ { out[$1]; next }
	FILENAME ~ /explained$/ { explained[$0]; next }
	{ split($2, at, "."); if ($1 in out || (want != "  " && !index(want, " " at[1] " "))) next }
	sample && ($3 in explained || $4 in explained) { next }
	{ printf "%07d %s %s\n", number($3), $1, at[1] }
	' "$OUT/uncompiled" "$OUT/explained" "$OUT/keys" | sort | head -n "${SAMPLE:-1000000}" |
	cut -d' ' -f2- >"$OUT/todo"

awk -F'\t' 'FILENAME ~ /explained$/ { explained[$0]; next } $3 in explained || $4 in explained { print $1 }' \
	"$OUT/explained" "$OUT/keys" >"$OUT/known"

# Each of JOBS hands takes every JOBS-th.
work() {
	local id module
	awk -v n="$JOBS" -v k="$1" 'NR % n == k' "$OUT/todo" | while read -r id module; do
		if grep -qx "$id" "$OUT/known"; then # its reason stands, or a quick test tells otherwise
			echo "$id $(run_tests "$id" "$module" "${EDGES[@]}")"
		else
			echo "$id $(run_tests "$id" "$module" "${EDGES[@]}" "${PURE[@]}" "${SLOW[@]}")"
		fi
	done >"$OUT/done.$1"
}
for ((k = 0; k < JOBS; k++)); do
	work "$k" &
done
wait
cat "$OUT"/done.* >"$OUT/done"

awk -F'\t' '
	FILENAME ~ /done$/ { split($0, at, " "); tried[at[1]]; if (at[2] == "") alive[at[1]]; next }
	FILENAME ~ /explained$/ { explained[$0]; next }
	$1 in alive { survived++; place[$3] = $2; if (!($3 in explained || $4 in explained)) new[++unexplained] = $2 ": " $3 }
	$1 in tried { n++; if (!($1 in alive) && $3 in explained) killed[++dead] = $3 }
	END {
		for (i = 1; i <= unexplained; i++) print "survived, unexplained: " new[i]
		for (i = 1; i <= dead; i++) print "explained, but killed now: " killed[i]
		printf "%d mutants tried, %d killed, %d survived (%.1f %%), %d of them unexplained\n",
			n, n - survived, survived, n ? 100 * survived / n : 0, unexplained
		exit unexplained > 0
	}' "$OUT/done" "$OUT/explained" "$OUT/keys" || bad=1
echo "$(wc -l <"$OUT/list") mutants in all, $(wc -l <"$OUT/uncompiled") of them do not compile"
if [ -z "$SAMPLE" ] && [ ${#WANT[@]} = 0 ]; then
	awk -F'\t' 'FILENAME ~ /keys$/ { known[$3]; known[$4]; next }
		!($0 in known) { print "explained, but gone: " $0; bad = 1 }
		END { exit bad }' "$OUT/keys" "$OUT/explained" || bad=1
fi
exit "${bad:-0}"
