#!/bin/bash
# readme.sh BUILD_DIR - what the README shows works: its configurations pass `muzzle check`, and its
# plugin is the one in examples/plugin.
set -eu
build=$(cd "$1" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# block LANGUAGE - the fenced blocks of that language, one after the other.
block() {
	awk -v fence="\`\`\`$1" '$0 == "```" { on = 0 } on { print } $0 == fence { on = 1 }' README.md
}

block c > "$work/file_age.c"
diff -u examples/plugin/file_age.c "$work/file_age.c"

# Presets are found in the tree that the binary was built in.
install -d -m 700 "$work/plugins"
install -m 700 "$build"/plugins/*.so "$work/plugins"
touch "$work/waha.log"
(umask 077; echo routing > "$work/pagerduty.key"; echo a-token-of-some-length > "$work/web.key")
{
	printf '[muzzle]\nplugin_dir = %s\n' "$work/plugins"
	block ini | sed "s#/var/log/waha.log#$work/waha.log#; s#/etc/muzzle/pagerduty.key#$work/pagerduty.key#; s#/etc/muzzle/web.key#$work/web.key#"
} > "$work/muzzle.ini"
chmod 600 "$work/muzzle.ini"
"$build/muzzle" check -c "$work/muzzle.ini"

lines=$(block ini | sed '/^\[source webhooks\]/,$d' | grep -c .)
[ "$lines" -eq 11 ] || { echo "the README's eleven lines are $lines"; exit 1; }
