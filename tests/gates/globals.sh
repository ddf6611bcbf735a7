#!/bin/bash
# globals.sh BUILD_DIR - no variable outlives a function: nothing mutable at file scope, static or not.
set -eu
B=$1
bad=0

# Constant tables of pointers are relocated and then read-only: .data.rel.ro is no variable.
for object in "$B"/core/*.o "$B"/sim/*.o "$B"/watch/*.o "$B"/init/*.o "$B"/plugins/*.o "$B"/plugins/lib/*.o; do
	[ -e "$object" ] || continue
	found=$(objdump -t "$object" | awk '
		$2 == "O" || $3 == "O" || $4 == "O" || /\*COM\*/ {
			if ($0 ~ /[ \t](\.data|\.bss|\.tdata|\.tbss|\*COM\*)/ && $0 !~ /\.data\.rel\.ro/)
				print $NF
		}')
	if [ -n "$found" ]; then
		echo "$object has mutable data:" "$found"
		bad=1
	fi
done
exit $bad
