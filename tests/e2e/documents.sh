# documents.sh - what tests of documents share: their examples, as files.
# shellcheck shell=bash
#
# Sourced behind lib.sh.  A configuration is whole; a fence `ini add` goes on where the one before it ended.

# howto_blocks LANGUAGE NAME - the fenced blocks of etc/howto/NAME.md, as $D/NAME.1.LANGUAGE and so on.
howto_blocks() {
	awk -v language="$1" -v name="$D/$2" '
		on && $0 == "```" {
			printf "%s", text >(name "." count "." language)
			on = 0
		}
		on { text = text $0 "\n" }
		$1 == "```" language {
			if ($2 != "add")
				text = ""
			count++
			on = 1
		}' "$ROOT/etc/howto/$2.md"
	[ -e "$D/$2.1.$1" ] || fail "there is no $1 in $2.md"
}

# page_blocks KIND PAGE - the displays of a manual behind a marker `example: KIND`, as $D/PAGE.1.KIND and so on.
page_blocks() {
	awk -v kind="$1" -v name="$D/$2" '
		$0 == ".Ed" { on = 0 }
		on {
			gsub(/\\e/, "\\")
			sub(/^\\&/, "")
			print >(name "." count "." kind)
		}
		/^\.\\" example: / { due = $3 == kind }
		/^\.Bd/ { on = due; count += due; due = 0 }' "$B/man/$2"
	[ -e "$D/$2.1.$1" ] || fail "there is no $1 in $2"
}

# here FILE [SCRIPT] - as the example, but with the places of this box; SCRIPT is of sed.
here() {
	{
		grep -q '^\[muzzle\]' "$1" || echo '[muzzle]'
		cat "$1"
	} | sed -e "/^\[muzzle\]/r $D/places" -e "s#/var/log/#$D/var/#; s#/etc/muzzle/#$D/var/#; s#/usr/local/bin/#$D/bin/#" \
		-e "${2:-}"
}

# What examples name and `check` looks for.
documents_setup() {
	mkdir -p "$D/var" "$D/bin"
	conf_muzzle | grep "=" >"$D/places"
	touch "$D/var/waha.log" "$D/var/openclaw.log"
	(umask 077 && echo secret | tee "$D/var/waha.key" "$D/var/pagerduty.key" "$D/var/hook.key" >/dev/null)
	for name in openclaw restart-app restart-tunnel restart-waha; do
		# shellcheck disable=SC2016 # for the shell of that command
		printf '#!/bin/sh\nprintf "%%s\\n" "$0 $*" >>%s/calls\n' "$D" >"$D/bin/$name"
		chmod 755 "$D/bin/$name"
	done
	export PATH=$D/bin:$PATH HOME=$D
}

# accepted CONF WHAT - `muzzle check` has nothing against it but that nobody is told, or that it only watches.
accepted() {
	find "$D" -maxdepth 3 -name '*.ini' -exec chmod 600 {} +
	if ! "$B/muzzle" check -c "$1" >"$D/said" 2>&1 ||
		grep -E 'warning|error' "$D/said" | grep -vqE 'has no .(notify|ladder).|errors=0'; then
		cat "$1" "$D/said"
		fail "$2 is refused or doubted"
	fi
	say "$2 passes"
}

# passes FILE - as a configuration of its own.
passes() {
	here "$1" >"$D/muzzle.ini"
	accepted "$D/muzzle.ini" "${1##*/}"
}

# passes_installed FILE - as a file in conf.d beside the muzzle.ini that is installed.  Only the keys of sections which stand
# there already are put below those.
passes_installed() {
	rm -rf "$D/installed"
	mkdir -p "$D/installed/conf.d"
	: >"$D/installed/policy"
	here "$1" | awk -v dir="$D/installed/" '
		/^\[/ { part = "conf.d/example.ini" }
		/^\[muzzle\]/ { part = "muzzle"; next }
		/^\[policy default\]/ { part = "policy"; next }
		{ print >(dir part) }'
	sed "/^\[muzzle\]/r $D/installed/muzzle
		/^\[policy default\]/r $D/installed/policy" "$ROOT/etc/muzzle.ini" >"$D/installed/muzzle.ini"
	accepted "$D/installed/muzzle.ini" "${1##*/} on an installed box"
}
