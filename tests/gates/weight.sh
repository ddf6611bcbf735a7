#!/bin/bash
# weight.sh BUILD_DIR - what every box carries holds within 392 kB, stripped, on amd64; what is installed
# beside it by those who need it, within 31 kB each, and web, which has the page in it, within 144 kB.
set -eu
B=$1
limit=392000
base=" status_poll webhook_log docker_events restart alert noop "
bad=0
trap 'rm -f "$stripped"' EXIT
stripped=$(mktemp)

weigh() {
	strip -o "$stripped" "$1"
	stat -c %s "$stripped"
}

most_of() {
	case $1 in
	web) echo 144000 ;;
	*) echo 31000 ;;
	esac
}

sum=$(weigh "$B/muzzle")
printf '%8d  %s\n' "$sum" "$B/muzzle"
for file in "$B"/plugins/*.so; do
	name=$(basename "$file" .so)
	bytes=$(weigh "$file")
	case $base in
	*" $name "*) sum=$((sum + bytes)) where= ;;
	*) where=" (not on every box; of $(most_of "$name"))" ;;
	esac
	printf '%8d  %s%s\n' "$bytes" "$file" "$where"
	[ -z "$where" ] || [ "$bytes" -le "$(most_of "$name")" ] || bad=1
done
printf '%8d  in all, of %d\n' "$sum" $limit
[ "$sum" -le $limit ] && [ $bad = 0 ]
