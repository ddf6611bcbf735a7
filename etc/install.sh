#!/bin/sh
# install.sh BUILD_DIR install|uninstall - installs what was built under $DESTDIR$PREFIX, or removes it again; other
# files there and the configuration in /etc/muzzle stay.
set -eu
B=$1
to=${DESTDIR:-}$PREFIX

# What is installed: mode, directory under PREFIX, files.
list() {
	cat <<-END
		755 sbin $B/muzzle
		755 lib/muzzle $(echo "$B"/plugins/*.so) $(echo "$B"/muzzle-*[a-z])
		644 include core/muzzle_plugin.h
		644 share/man/man8 $B/man/muzzle.8
		644 share/man/man5 $B/man/muzzle.ini.5
		644 share/man/man3 $B/man/muzzle-plugin.3
		644 share/bash-completion/completions $B/completion/muzzle
		644 share/zsh/site-functions $B/completion/_muzzle
		644 share/fish/vendor_completions.d $B/completion/muzzle.fish
		644 share/doc/muzzle $(echo etc/howto/*.md) README.md examples/first-minutes.md
		644 share/muzzle/presets $(echo etc/presets/*.ini)
		644 share/muzzle/prometheus $(echo etc/prometheus/*.yml)
		644 share/muzzle/grafana etc/grafana/muzzle.json
		644 lib/systemd/system etc/systemd/muzzle.service
	END
}

install_all() {
	list | while read -r mode dir files; do
		install -d "$to/$dir"
		# shellcheck disable=SC2086 # a list of words
		install -m "$mode" $files "$to/$dir"
	done
	sed "s|/usr/sbin|$PREFIX/sbin|" etc/systemd/muzzle.service >"$to/lib/systemd/system/muzzle.service"
	install -d "${DESTDIR:-}/etc/muzzle/conf.d"
	[ -e "${DESTDIR:-}/etc/muzzle/muzzle.ini" ] || install -m 640 etc/muzzle.ini "${DESTDIR:-}/etc/muzzle"
	echo "installed; next: muzzle init; under systemd then systemctl daemon-reload, systemctl enable --now muzzle"
}

uninstall_all() {
	list | while read -r mode dir files; do
		for file in $files; do
			rm -f "$to/$dir/${file##*/}"
		done
		rmdir "$to/$dir" 2>/dev/null || :
	done
	rmdir "$to/share/muzzle" 2>/dev/null || :
}

"${2}_all"
