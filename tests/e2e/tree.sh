# tree.sh - a build tree of our own, as one who has just built muzzle has it.
# shellcheck shell=bash
#
# Sourced behind lib.sh.  make_tree makes $D/tree: what runs from there must belong to us, whoever owns the
# checkout.

make_tree() {
	mkdir -p "$D/tree/build" "$D/tree/etc"
	cp "$B"/muzzle "$B"/muzzle-*[a-z] "$B/fake_gateway" "$D/tree/build"
	mv "$D/plugins" "$D/tree/build/plugins"
	mv "$D/presets" "$D/tree/etc/presets"
	ln -s tree/build/plugins "$D/plugins"
	ln -s tree/etc/presets "$D/presets"
}
