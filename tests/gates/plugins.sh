#!/bin/bash
# plugins.sh BUILD_DIR - a plugin exports one name, needs none of ours, includes one header of ours.
set -eu
B=$1
bad=0

complain() {
	echo "$*"
	bad=1
}

core_names=$(mktemp)
trap 'rm -f "$core_names"' EXIT
nm -g --defined-only "$B/libcore.a" | awk 'NF == 3 { print $3 }' | sort -u >"$core_names"

for so in "$B"/plugins/*.so; do
	exported=$(nm -D --defined-only "$so" | awk '{ print $3 }' | tr '\n' ' ')
	[ "$exported" = "muzzle_plugin_v1 " ] || complain "$so exports: $exported"
	ours=$(nm -D -u "$so" | awk '{ print $2 }' | sed 's/@.*//' | sort | comm -12 - "$core_names")
	[ -z "$ours" ] || complain "$so imports ours: $ours"
done

for file in plugins/*.c plugins/lib/*.[ch]; do
	[ -e "$file" ] || continue
	while read -r header; do
		case $header in
		muzzle_plugin.h | pagefiles.h) ;; # the latter is made of the page
		*) [ -e "plugins/$header" ] || [ -e "plugins/lib/${header##*/}" ] ||
			complain "$file includes $header" ;;
		esac
	done < <(sed -n 's/^#include *"\([^"]*\)".*/\1/p' "$file")
done

! grep -n '#include *"[^"]*plugins/' core/*.[ch] || complain "core must not include plugins"
exit $bad
