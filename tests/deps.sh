#!/bin/sh
# deps.sh PACKAGE[/COMMAND]... - installs the Debian packages that are missing, and starts none of their services;
# NAME/COMMAND is satisfied by a command that came some other way;
# silent when none is missing.
set -eu

if ! command -v dpkg-query >/dev/null 2>&1; then
	echo "deps: no dpkg here; this needs what Debian calls: $*" >&2
	exit 0
fi

missing=
for package in "$@"; do
	case $package in */*) ! command -v "${package#*/}" >/dev/null 2>&1 || continue ;; esac
	package=${package%%/*}
	state=$(dpkg-query -W -f '${db:Status-Abbrev}' "$package" 2>/dev/null || true)
	case $state in
	i*) ;;
	*) missing="$missing $package" ;;
	esac
done
[ -n "$missing" ] || exit 0

as_root=
if [ "$(id -u)" != 0 ]; then
	command -v sudo >/dev/null 2>&1 || {
		echo "deps: missing:$missing; install them as root: apt-get install$missing" >&2
		exit 1
	}
	as_root=sudo
fi
echo "deps: installing$missing"

# The servers among them are for tests, which start their own: as services they stay as they are.
policy=/usr/sbin/policy-rc.d
if [ ! -e $policy ]; then
	printf '#!/bin/sh\nexit 101\n' | $as_root tee $policy >/dev/null
	$as_root chmod 755 $policy
	trap '$as_root rm -f $policy' EXIT
	trap 'exit 1' INT TERM
fi

# A fresh machine may just be installing something of its own: that is waited for.
# shellcheck disable=SC2086 # both are lists of words
install_missing() {
	$as_root env DEBIAN_FRONTEND=noninteractive \
		apt-get -o DPkg::Lock::Timeout=300 install -y -q --no-install-recommends $missing
}
install_missing >/dev/null || {
	$as_root apt-get update -q >/dev/null
	install_missing >/dev/null
}
