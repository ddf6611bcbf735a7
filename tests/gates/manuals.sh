#!/bin/bash
# manuals.sh BUILD_DIR - the manuals say what the tables and the header say: nothing forgotten, nothing named that is
# not there, nothing that mandoc doubts, no line too long for a terminal.
set -eu
B=$1
bad=0
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

complain() {
	echo "$*"
	bad=1
}

for file in etc/man/*.in etc/completion/*.in; do
	made=$B/${file#etc/}
	made=${made%.in}
	"$B/manual" "$B"/plugins/*.so <"$file" >"$work/made" 2>"$work/said" || complain "$file cannot be made"
	if [ -s "$work/said" ]; then
		sed "s|^manual|$file|" "$work/said"
		bad=1
	fi
	cmp -s "$work/made" "$made" || complain "$made is older than its tables"
done

# Our own pages are not installed where this is asked.
for page in "$B"/man/*.[358]; do
	while read -r said; do
		case $said in
		*'referenced manual not found'*)
			# shellcheck disable=SC2001 # a pattern with a group
			other=$(sed 's/.* Xr \([^ ]*\) \([0-9]\).*/\1.\2/' <<<"$said")
			[ -e "$B/man/$other" ] || complain "${page##*/} refers to $other, which is not there"
			;;
		*) complain "$said" ;;
		esac
	done < <(mandoc -T lint "$page" || :)
	mandoc -T ascii -O width=80 "$page" | col -bx >"$work/page"
	awk -v page="${page##*/}" 'length > 80 { print page ": too long: " $0; bad = 1 } END { exit bad }' "$work/page" ||
		bad=1
done

# What the header declares: constants, functions, fields, and the types of callbacks.
sed 's|/\*.*||; /^ \*/d; /^\t*\* /d; s|//.*||' core/muzzle_plugin.h >"$work/header"
names() {
	grep -oE '\bMUZZLE_[A-Z_]+\b' "$work/header" | grep -vE '^MUZZLE_(PLUGIN_H|ABI_MAJOR|ABI_MINOR)$'
	grep -oE '\(\*[a-z_]+\)\(' "$work/header" | tr -d '(*)'
	sed -n 's/^typedef void \(muzzle_[a-z_]*\)(.*/\1/p' "$work/header"
	awk '/^struct [a-z_]+ \{/ { inside = 1; next } /^\};/ { inside = 0 } inside && /;/ && !/\(/' "$work/header" |
		sed 's/;.*//' | grep -oE '[a-z_]+( *, *\*?[a-z_]+)*$' | tr -d ' *' | tr , '\n'
}
names | sort -u >"$work/names"
check_names() {
	local page=$B/man/muzzle-plugin.3 name
	while read -r name; do
		grep -qE "(^|[^a-zA-Z_])$name([^a-zA-Z_]|\$)" "$page" || complain "muzzle-plugin.3 forgets $name"
	done <"$work/names"
	while read -r name; do
		grep -qE "\b$name\b" core/muzzle_plugin.h || [ -e "core/$name.h" ] || [ "$name" = muzzle_plugin ] ||
			complain "muzzle-plugin.3 names $name, which is not there"
	done < <(grep -oE '\b(MUZZLE_[A-Z_]+|muzzle_[a-z_0-9]+)\b' "$page" | sort -u)
	for name in $(sed -n 's/^\.\(It \)\?Fa //p' etc/man/muzzle-plugin.3.in | tr -d ',.;:' | tr ' ' '\n' |
		grep -E '^[a-z_]+$' | sort -u); do
		grep -qE "\b$name\b" "$work/header" || complain "muzzle-plugin.3 names a field $name, which is not there"
	done
}
check_names

# Options that the command's manual names, and those that there are, also of programs of their own.
for program in "" -init -watch -sim; do
	"$B/muzzle$program" --help
done >"$work/usage"
while read -r option; do
	case $option in -json | -help | -version) continue ;; esac
	grep -qE -e "-$option\b" "$work/usage" || complain "muzzle.8 names -$option, which nothing takes"
done < <(grep -oE '\bFl -[a-z][a-z-]*' etc/man/muzzle.8.in | sed 's/Fl //' | sort -u)
while read -r option; do
	grep -qF -e "$option" "$B/man/muzzle.8" || grep -qE "Fl -${option#--}( |\$)" "$B/man/muzzle.8" ||
		complain "muzzle.8 forgets $option"
done < <(grep -oE -e '--[a-z][a-z-]*' "$work/usage" | sort -u)
exit $bad
