#!/bin/bash
# map.sh - the README's map names every module and plugin, and nothing that is not there.
set -eu
bad=0

[ -e README.md ] || { echo "no README.md"; exit 1; }
shopt -s nullglob
for file in core/*.c sim/*.c watch/*.c init/*.c plugins/*.c; do
	name=${file##*/}
	name=${name%.c}
	grep -Eq "(^|[^a-z_])$name([^a-z_]|\$)" README.md || {
		echo "README.md does not name $file"
		bad=1
	}
done
for path in $(grep -oE '(^|[ `(])(core|sim|watch|init|plugins|etc|tests|examples)/[A-Za-z0-9_./-]+' README.md | tr -d ' `(' | sort -u); do
	path=${path%.}
	[ -e "${path%/}" ] || [ -e "${path}.c" ] || {
		echo "README.md names $path, which is not there"
		bad=1
	}
done
exit $bad
