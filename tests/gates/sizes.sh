#!/bin/bash
# sizes.sh - functions stay short (median 12, p90 30, none over 60 lines between their braces; cyclomatic
# p90 8), files stay under 500 lines, comments are enough and every public prototype has one.
set -eu
bad=0
shopt -s nullglob

# The tree is formatted: a function's brace stands alone in column 0, and so does its end.
measure() {
	awk '
	FNR == 1 { inside = 0 }
	/^\{/ { inside = 1; lines = 0; paths = 1; next }
	/^\}/ && inside { print lines, paths, FILENAME ":" FNR - lines; inside = 0 }
	inside {
		lines++
		text = $0
		gsub(/"([^"\\]|\\.)*"/, "", text)
		gsub(/\/\*.*\*\//, "", text)
		paths += gsub(/(^|[^a-z_])(if|for|while|case) ?[( A-Z]/, "", text)
		paths += gsub(/&&|\|\|| \? /, "", text)
	}' "$@"
}

# nth PERCENT COLUMN - of the measured lines on stdin.
nth() {
	sort -n -k "$2,$2" | awk -v percent="$1" -v column="$2" '
		{ value[NR] = $column } END { print value[int((NR - 1) * percent / 100) + 1] }'
}

limit() {
	printf '%-32s %4s  (at most %s)\n' "$1" "$2" "$3"
	[ "$2" -le "$3" ] || bad=1
}

sources=(core/*.c sim/*.c plugins/*.c watch/*.c init/*.c etc/man/*.c)
for file in plugins/lib/*.c examples/*.c examples/*/*.c; do
	[ ! -e "$file" ] || sources+=("$file")
done
measured=$(measure "${sources[@]}")
limit "function lines, median" "$(nth 50 1 <<<"$measured")" 12
limit "function lines, p90" "$(nth 90 1 <<<"$measured")" 30
limit "longest function" "$(nth 100 1 <<<"$measured")" 60
limit "cyclomatic complexity, p90" "$(nth 90 2 <<<"$measured")" 8
# Four parameters at most, but for callbacks and services whose shape the plugin ABI or libcurl gives.
crowded=$(awk '
	FNR == 1 || /^[}#]/ || /^$/ || /\*\/$/ { head = "" }
	/\*\/$/ { next }
	/^\{/ {
		sub(/, \.\.\./, "", head)
		gsub(/__attribute__\(\(.*\)\)/, "", head)
		if (head !~ /\(void \*self|\(struct muzzle_inst \*|\(CURL|^static enum MHD_Result/ && gsub(/,/, ",", head) > 3)
			print FILENAME ":" FNR ": more than four parameters"
		head = ""
	}
	{ head = head $0 }' "${sources[@]}")
if [ -n "$crowded" ]; then
	echo "$crowded"
	bad=1
fi
sort -rn <<<"$measured" | awk '$1 > 45 { print "  long: " $3 ", " $1 " lines" }'

while read -r lines file; do
	[ "$file" != total ] || continue
	if [ "$lines" -gt 500 ]; then
		echo "$file has $lines lines, more than 500"
		bad=1
	fi
done < <(find core sim watch init plugins examples tests -name '*.[ch]' -exec wc -l {} +)

# Public prototypes: a line in column 0 that opens a parameter list, with a comment above it.
uncommented=$(awk '
	FNR == 1 { above = ""; run = 0 }
	/^(static|typedef|extern|#)/ { above = $0; next }
	/^[a-z].*[a-z0-9_]\(/ {
		if (above !~ /\*\/ *$/ && above !~ /;$/)
			print FILENAME ":" FNR ": " $0
	}
	{ above = $0 }' core/*.h sim/*.h watch/*.h init/*.h)
if [ -n "$uncommented" ]; then
	printf '%s\nhave no comment\n' "$uncommented"
	bad=1
fi

awk '
	{ lines++ }
	/^[ \t]*(\/\*|\*)/ || /\/\*.*\*\// { comments++ }
	END { printf "comment lines, percent %13d  (10 to 15 is the aim)\n", 100 * comments / lines }
' core/*.[ch] sim/*.[ch] watch/*.[ch] init/*.[ch] plugins/*.c
exit $bad
