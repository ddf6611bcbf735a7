#!/bin/bash
# pure.sh BUILD_DIR - the pure modules (PURE, from the Makefile) call nothing and know nothing of the world.
set -eu
B=$1
bad=0
count=0

# What the compiler itself needs, and assert().
friends='memcpy|memset|memmove|memcmp|strcmp|strncmp|strlen|strnlen|strchr|memchr'
friends="$friends|__assert_fail|__stack_chk_fail|__mem[a-z]*_chk|_GLOBAL_OFFSET_TABLE_"
headers='stdbool|stddef|stdint|limits|string|assert|inttypes|muzzle_plugin'

own=$(mktemp)
trap 'rm -f "$own"' EXIT
for module in $PURE; do
	headers="$headers|$module"
	[ -e "$B/core/$module.o" ] || continue
	nm -g --defined-only "$B/core/$module.o" | awk '{ print $3 }' >>"$own"
done

for module in $PURE; do
	[ -e "core/$module.c" ] || continue
	count=$((count + 1))
	called=$(nm -u "$B/core/$module.o" | awk '{ print $2 }' | grep -vxF -f "$own" |
		grep -Evx "$friends" || true)
	if [ -n "$called" ]; then
		echo "core/$module.c calls ${called//$'\n'/ }"
		bad=1
	fi
done

for module in $PURE; do
	for file in "core/$module.c" "core/$module.h"; do
		[ -e "$file" ] || continue
		while read -r header; do
			if ! grep -Eqx "($headers)\\.h" <<<"$header"; then
				echo "$file includes $header, which is not pure"
				bad=1
			fi
		done < <(sed -n 's/^#include *["<]\([^">]*\)[">].*/\1/p' "$file")
	done
done
echo "$count pure modules"
exit $bad
