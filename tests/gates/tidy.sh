#!/bin/bash
# tidy.sh - clang-tidy's sizes, complexity and mistakes (.clang-tidy) over everything that is no test.
set -eu

said=$(find core sim watch init plugins examples etc -name '*.c' -print0 |
	xargs -0 -r -n 4 -P 2 sh -c 'clang-tidy-14 --quiet "$@" -- -std=c11 -D_GNU_SOURCE \
		-DMUZZLE_VERSION=\"0\" -DMUZZLE_PREFIX=\"/usr\" -Icore -Isim -Iplugins/lib -Ibuild 2>&1' tidy |
	grep -v '^[0-9]* warnings\? generated\|^Suppressed\|^Use -header-filter' || true)
echo "$said"
[ -z "$said" ]
