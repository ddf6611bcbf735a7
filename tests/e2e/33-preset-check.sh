#!/bin/bash
# 33-preset-check.sh - every shipped preset says how it is used, and `muzzle check` takes that as it is.
. "$(dirname "$0")/lib.sh"
setup "$1"

# The lines at the head of a preset that stand in by five blanks.
example() {
	sed -n '/^[^;]/q; s/^;     //p' "$ROOT/etc/presets/$1.ini"
}

# Everything named in examples that check looks for on this box.
mkdir -p "$D/var" "$D/bin"
touch "$D/var/waha.log" "$D/var/openclaw.log" "$D/bin/openclaw"
chmod 755 "$D/bin/openclaw"
PATH=$D/bin:$PATH

for preset in "$ROOT"/etc/presets/*.ini; do
	name=$(basename "$preset" .ini)
	example "$name" >"$D/example"
	check "$name has an example" grep -q "^preset *= $name\$" "$D/example"
	{
		conf_head | sed '/^\[policy/,$d'
		sed "s#/var/log/#$D/var/#" "$D/example"
	} >"$D/muzzle.ini"
	chmod 600 "$D/muzzle.ini"
	muzzle check >"$D/said" 2>&1 || {
		cat "$D/muzzle.ini" "$D/said"
		fail "the example of $name is refused"
	}
	# To be told is left to the reader: it needs an address of his own.
	if grep -E 'warning|error' "$D/said" | grep -vqE 'has no .notify.|errors=0'; then
		cat "$D/said"
		fail "the example of $name is doubted"
	fi
	say "the example of $name passes"
done
