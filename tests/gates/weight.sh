#!/bin/bash
# weight.sh BUILD_DIR - binary and plugins, stripped, hold within 250 kB.
set -eu
B=$1
limit=250000
total=0
stripped=$(mktemp)
trap 'rm -f "$stripped"' EXIT

for file in "$B/muzzle" "$B"/plugins/*.so; do
	strip -o "$stripped" "$file"
	bytes=$(stat -c %s "$stripped")
	total=$((total + bytes))
	printf '%8d  %s\n' "$bytes" "$file"
done
printf '%8d  in all, of %d\n' $total $limit
[ $total -le $limit ]
