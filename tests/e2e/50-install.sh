#!/bin/bash
# 50-install.sh - what make install puts down is complete: a plugin builds against it, the daemon checks it.
. "$(dirname "$0")/lib.sh"
setup "$1"
[ "${B##*/}" = build ] || { say "only for the plain build"; exit 0; }

(cd "$ROOT" && "${MAKE:-make}" -s install DESTDIR="$D/root" PREFIX=/usr) >"$D/log" 2>&1 || { cat "$D/log"; fail "make install"; }
for file in usr/sbin/muzzle usr/include/muzzle_plugin.h usr/lib/muzzle/status_poll.so \
	usr/share/muzzle/presets/waha.ini etc/muzzle/muzzle.ini usr/lib/systemd/system/muzzle.service \
	usr/share/man/man8/muzzle.8 usr/share/man/man5/muzzle.ini.5 usr/share/man/man3/muzzle-plugin.3 \
	usr/share/bash-completion/completions/muzzle usr/share/zsh/site-functions/_muzzle \
	usr/share/fish/vendor_completions.d/muzzle.fish usr/share/doc/muzzle/waha.md usr/share/doc/muzzle/first-minutes.md; do
	[ -e "$D/root/$file" ] || fail "make install forgets $file"
done
check "it says what comes next" grep -q 'next: muzzle init' "$D/log"
say "installed"
cp -r "$ROOT/examples/plugin" "$D/plugin"
rm -f "$D"/plugin/*.so "$D"/plugin/*.o
make -s -C "$D/plugin" MUZZLE_INCLUDE="$D/root/usr/include" >"$D/log" 2>&1 || { cat "$D/log"; fail "the example plugin"; }
cp "$D"/plugin/*.so "$D/root/usr/lib/muzzle"
plugin=$(basename "$D"/plugin/*.so .so)

cat >"$D/muzzle.ini" <<-END
	[muzzle]
	state_dir = $D/state
	run_dir = $D/run
	plugin_dir = $D/root/usr/lib/muzzle
	preset_dir = $D/root/usr/share/muzzle/presets
END
chmod 600 "$D/muzzle.ini"
muzzle=$D/root/usr/sbin/muzzle
"$muzzle" version | grep -q '[0-9]' || fail "muzzle version"
"$muzzle" plugins -c "$D/muzzle.ini" >"$D/list"
for name in status_poll webhook_log docker_events restart alert noop "$plugin"; do
	grep -q "$name" "$D/list" || { cat "$D/list"; fail "muzzle plugins does not know $name"; }
done
say "all plugins are known, the example among them: $plugin"
(cd "$ROOT" && "${MAKE:-make}" -s uninstall DESTDIR="$D/root" PREFIX=/usr)
[ "$(find "$D/root/usr" ! -type d)" = "$D/root/usr/lib/muzzle/$plugin.so" ] ||
	fail "uninstall leaves something of ours, or takes a plugin of somebody else's"

# Another PREFIX moves the defaults with it, in a tree that was built for /usr.
mkdir "$D/tree"
tar --format=posix -C "$ROOT" --exclude=./.git --exclude=./build*/logs --exclude=./build/mutants --exclude=./build/fuzz \
	--warning=no-file-changed -cf - . | tar -C "$D/tree" -xf - # but for where other tests write meanwhile
(cd "$D/tree" && "${MAKE:-make}" -s install DESTDIR="$D/other" PREFIX="$D/prefix") >"$D/log" 2>&1 ||
	{ cat "$D/log"; fail "make install PREFIX"; }
ln -s "$D/other$D/prefix" "$D/prefix"
printf '[muzzle]\nstate_dir = %s\nrun_dir = %s\n' "$D/state" "$D/run" >"$D/muzzle.ini"
"$D/prefix/sbin/muzzle" plugins -c "$D/muzzle.ini" >"$D/list"
grep -q status_poll "$D/list" || { cat "$D/list"; fail "PREFIX does not move plugin_dir"; }
grep -q "^ExecStart=$D/prefix/sbin/muzzle run" "$D/other$D/prefix/lib/systemd/system/muzzle.service" ||
	fail "PREFIX does not move the service"
say "another PREFIX holds its own plugins"
