#!/bin/bash
# 03-bench-detection.sh BUILD_DIR - the comparison of rules leaves a table, a CSV file and a picture.
. "$(dirname "$0")/lib.sh"
setup "$1"
bench=$B/simtest/bench_detection

# Too short for its bars: what counts is that it says so by 0 or 1, and not that it could not be run.
rc=0
"$bench" --years 0.3 --parts rules,faults --jobs 2 --out "$D" >"$D/said" || rc=$?
[ "$rc" -le 1 ]
cmp -s "$D/said" "$D/detection.txt"
grep -q '^muzzle ' "$D/said"
grep -q '^oracle 1/year ' "$D/said"
grep -q '^kubelet ' "$D/said"
grep -Eq '^(PASS|FAIL|NONE)  loud all of it ' "$D/said"
grep -q '^Bars on rates need some 100 session-years: in 0.3 a miss is no verdict' "$D/said"
missed=$(grep -c '^FAIL' "$D/said" || true)
[ "$rc" = $((missed > 0)) ]

# Every row has the columns of its head.
awk -F, 'NR == 1 { columns = NF } NF != columns { exit 1 } END { exit NR < 20 }' "$D/detection.csv"

[ "$(stat -c %s "$D/detection.svg")" -le 20000 ]
grep -q '</svg>' "$D/detection.svg"
grep -q '>muzzle</text>' "$D/detection.svg"
grep -q 'limit: no rule is faster' "$D/detection.svg"

# The same seeds give the same worlds, whoever runs them.
"$bench" --years 0.3 --parts rules,faults --jobs 1 | grep -v speed >"$D/alone" || true
grep -v speed "$D/said" | cmp -s - "$D/alone"

for wrong in --years\ 0 --years\ x --parts\ none --nonsense extra; do
	rc=0
	# shellcheck disable=SC2086 # two words
	"$bench" $wrong >"$D/said" 2>&1 || rc=$?
	[ "$rc" = 2 ]
	grep -q '^usage:' "$D/said"
done
rc=0
"$bench" --years 0.01 --parts faults --out "$D/nowhere" >/dev/null 2>"$D/said" || rc=$?
[ "$rc" = 3 ]
grep -q nowhere "$D/said"
echo "three files, repeatable; mistakes are told"
