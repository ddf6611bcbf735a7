#!/bin/bash
# form.sh - clang-format has nothing to change, and no line carries a note to oneself.
set -eu
bad=0
list() { git ls-files -co --exclude-standard -- '*.c' '*.h'; }

for file in $(list); do
	[ -e "$file" ] || continue
	changes=$(clang-format-14 "$file" | diff -u --label "$file" --label formatted "$file" - || true)
	if [ -n "$changes" ]; then
		head -n 20 <<<"$changes"
		bad=1
	fi
	read -r first <"$file"
	case $first in
	"/* ${file##*/} - "*) ;;
	*"SPDX-License-Identifier"*) ;;
	*)
		echo "$file:1: first line is not '/* ${file##*/} - one sentence.  SPDX-License-Identifier: ISC */'"
		bad=1
		;;
	esac
done
# The words are split here, so that this script does not find itself.
note='TO''DO|FIX''ME|(^|[^X])X''XX([^X]|$)|#if 0'
if list | xargs grep -nE "$note"; then
	echo "say it in the code, or do it"
	bad=1
fi
[ $bad = 0 ] || echo "make format does most of it"
exit $bad
