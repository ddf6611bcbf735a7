#!/bin/bash
# readme.sh BUILD_DIR - what the README shows works: its configurations pass `muzzle check`, alone and in conf.d beside the
# muzzle.ini that is installed, its key is made as it says, and its plugin is the one in examples/plugin.
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
here() {
	sed "s#/var/log/waha.log#$work/waha.log#; s#/etc/muzzle/#$work/#"
}
(umask 077; echo routing > "$work/pagerduty.key")
eval "$(grep -o '(umask 077; openssl [^`]*web.key)' README.md | here)"
[ "$(stat -c '%a %s' "$work/web.key")" = '600 65' ] || { echo "no key, or one that others may read"; exit 1; }
{
	printf '[muzzle]\nplugin_dir = %s\n' "$work/plugins"
	block ini | here
} > "$work/muzzle.ini"
mkdir -p "$work/installed/conf.d"
sed "s#^\[muzzle\]#&\nplugin_dir = $work/plugins#" etc/muzzle.ini > "$work/installed/muzzle.ini"
block ini | here > "$work/installed/conf.d/all.ini"
chmod 600 "$work"/*.ini "$work"/installed/*.ini "$work"/installed/conf.d/*.ini
"$build/muzzle" check -c "$work/muzzle.ini"
"$build/muzzle" check -c "$work/installed/muzzle.ini"

lines=$(block ini | sed '/^\[source webhooks\]/,$d' | grep -c .)
[ "$lines" -eq 11 ] || { echo "the README's eleven lines are $lines"; exit 1; }
