#!/bin/bash
# fuzz.sh SECONDS [NAME] - runs each fuzz target whose name contains NAME for so long, two at a time, from the
# corpus in the tree and what earlier runs left in build/fuzz/grown.  What they find stays in build/fuzz/found.
# SEED=N makes a run that can be repeated, from the corpus in the tree alone.
set -eu
cd "$(dirname "$0")/../.."

# run_target SECONDS NAME - one target; says how far it came, and what it found.
run_target() {
	local name=$2 fuzz=build/fuzz
	# What is new goes into the first directory: without one of our own, into the tree.
	local grown=$fuzz/grown/$name dictionary=tests/fuzz/dict/$name.dict log=$fuzz/logs/$name
	local options=(-max_total_time="$1" -timeout=30 -rss_limit_mb=1024 -max_len=4096 -print_final_stats=1
		-artifact_prefix="$fuzz/found/$name-" ${SEED:+-seed="$SEED"})
	[ ! -e "$dictionary" ] || options+=(-dict="$dictionary")
	[ -z "${SEED:-}" ] || grown=$TMPDIR/grown-$name
	mkdir -p "$grown"
	if ! "$fuzz/fuzz_$name" "${options[@]}" "$grown" "tests/fuzz/corpus/$name" >"$log" 2>&1; then
		grep -v '^#[0-9]' "$log" | tail -n 60
		printf 'FOUND  %s: its input is in %s/found\n' "$name" "$fuzz"
		return 1
	fi
	awk -v name="$name" '
		/INITED/ { corpus = $4 }
		/DONE/ { edges = $4; features = $6 }
		/number_of_executed_units/ { runs = $2 }
		END { printf "ok  %-10s %9d runs, %5d edges (%d at its start), %d features\n", name, runs, edges,
			corpus, features }' "$log"
}

if [ "$1" = --one ]; then
	run_target "$2" "$3"
	exit
fi
mkdir -p build/fuzz/found build/fuzz/logs
make -s -j2 -f tests/fuzz/fuzz.mk
TMPDIR=$(mktemp -d -p "$([ -w /dev/shm ] && echo /dev/shm || echo "${TMPDIR:-/tmp}")" muzzle-fuzz.XXXXXX)
export TMPDIR
trap 'rm -rf "$TMPDIR"' EXIT
trap 'exit 1' INT TERM
for target in tests/fuzz/fuzz_*"${2:-}"*.c; do
	[ -e "$target" ] || { echo "no target's name contains '$2'"; exit 2; }
	name=${target##*/fuzz_}
	mkdir -p "tests/fuzz/corpus/${name%.c}"
	echo "${name%.c}"
done | xargs -r -n 1 -P 2 "$0" --one "$1"
