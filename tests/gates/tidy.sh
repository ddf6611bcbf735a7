#!/bin/bash
# tidy.sh - clang-tidy's sizes, complexity and mistakes (.clang-tidy) over everything that is no test.
set -eu

# Some files: what it finds, without its counts.  Apart for each, as two at once write into each other's lines.
if [ "${1:-}" = --some ]; then
	rc=0
	said=$(clang-tidy-14 --quiet "${@:2}" -- -std=c11 -D_GNU_SOURCE -DMUZZLE_VERSION=\"0\" -DMUZZLE_PREFIX=\"/usr\" \
		-Icore -Isim -Iplugins/lib -Ibuild 2>&1) || rc=$?
	[ $rc = 0 ] || echo "clang-tidy-14 on ${*:2}: exit $rc"
	! grep -v '^[0-9]* warnings\? generated\|^Suppressed\|^Use -header-filter\|^$' <<<"$said" && [ $rc = 0 ]
	exit
fi
find core sim watch init plugins examples etc -name '*.c' -print0 | xargs -0 -r -n 4 -P 2 "$0" --some
