#!/bin/bash
# 88-completion.sh - bash, zsh and fish complete commands, options, targets, plugins, actions and files, each in a shell
# of its own that loads what is installed.
. "$(dirname "$0")/lib.sh"
setup "$1"
mkdir -p "$D/bin" "$D/bash/completions" "$D/home" "$D/conf.d"
printf '#!/bin/sh\nexec %s/muzzle "$@"\n' "$B" >"$D/bin/muzzle"
chmod 755 "$D/bin/muzzle"
cp "$B/completion/muzzle" "$D/bash/completions"
export PATH=$D/bin:$PATH HOME=$D/home
start_gateway --sessions omer,night:shift
{
	conf_muzzle
	conf_waha
} >"$D/muzzle.ini"
printf '[action dry-run]\nplugin = noop\n' >"$D/conf.d/more.ini"
start_muzzle
wait_for 20 "the sessions are known" muzzle_says status 'waha/night:shift'
echo trace >"$D/a.trace"
cd "$D"

# What each shell makes of a line whose last word is not whole yet, one word a line.
bash_words() {
	bash --norc --noprofile -c '
		export BASH_COMPLETION_USER_DIR=$1
		. /usr/share/bash-completion/bash_completion
		COMP_LINE=$2 COMP_POINT=${#2} COMP_TYPE=9
		# As readline cuts it, where a colon is a word.
		read -ra COMP_WORDS <<<"${2//:/ : }"
		[ "${2% }" = "$2" ] || COMP_WORDS+=("")
		COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
		__load_completion muzzle && "$(complete -p muzzle | sed "s/.*-F \([^ ]*\).*/\1/")"
		printf "%s\n" "${COMPREPLY[@]}"' bash "$D/bash" "$1"
}

# shellcheck disable=SC2016 # fish has its own
fish_words() {
	fish --no-config -c 'source $argv[1]; complete -C $argv[2]' "$B/completion/muzzle.fish" "$1" | cut -f 1
}

# zsh completes at a terminal only: one of its own, whose line is written down behind the Tab.
cat >"$D/drive.zsh" <<'END'
zmodload zsh/zpty
zpty -b shell zsh -f -i
zpty -w shell "PS1='> ' fpath=($1 \$fpath); autoload -Uz compinit; compinit -u -D; setopt no_auto_menu no_list_beep"
zpty -w shell "dump() { print -r -- \"\$BUFFER\" >$2.new; mv $2.new $2 }; zle -N dump; bindkey '^X' dump; : >$2.ready"
repeat 600 { [[ -e $2.ready ]] && break; zpty -r -t shell said || sleep 0.05 }
zpty -w -n shell "$3"$'\t\x18'
repeat 600 { [[ -e $2 ]] && break; zpty -r -t shell said || sleep 0.05 }
zpty -d shell
END
zsh_line() {
	rm -f "$D"/line*
	zsh -f "$D/drive.zsh" "$B/completion" "$D/line" "$1" </dev/null
	cat "$D/line"
}

# offers SHELL LINE WORDS - these and no others.
offers() {
	equals "$("${1}_words" "$2" | sed 's/ $//' | sort -u | tr '\n' ' ')" "$3 " || fail "$1: $2"
}

# becomes LINE WHOLE - what zsh makes of it.
becomes() {
	local line
	line=$(zsh_line "$1")
	equals "${line% }" "$2" || fail "zsh: $1"
}

for shell in bash fish; do
	offers $shell 'muzzle re' 'release replay reset'
	offers $shell 'muzzle why -c muzzle.ini waha/o' waha/omer
	offers $shell 'muzzle -c muzzle.ini history waha' 'waha waha/night:shift waha/omer'
	offers $shell 'muzzle plugins -c muzzle.ini webhook_' 'webhook_log webhook_recv'
	offers $shell 'muzzle -c muzzle.ini hold waha/omer 20m --u' --until
	offers $shell 'muzzle reset --' '--by --charges --json --law --why'
	offers $shell 'muzzle sim --sc' --scenarios
	offers $shell 'muzzle check -c muzzle.i' muzzle.ini
	offers $shell 'muzzle replay --would a.t' a.trace
	offers $shell "muzzle init --kind w" "waha wppconnect"
	offers $shell "muzzle init --url x --format s" "slack syslog"
	say "$shell completes commands, targets, plugins, options and files"
done
offers bash "muzzle hold -c muzzle.ini waha 2" 20m
offers bash "muzzle check -c m" "muzzle.ini"
offers bash 'muzzle why -c muzzle.ini waha/night:sh' shift

becomes 'muzzle pl' 'muzzle plugins'
becomes 'muzzle why -c muzzle.ini waha/o' 'muzzle why -c muzzle.ini waha/omer'
becomes 'muzzle plugins -c muzzle.ini webhook_r' 'muzzle plugins -c muzzle.ini webhook_recv'
becomes 'muzzle hold waha --u' 'muzzle hold waha --until'
becomes 'muzzle check -c muzzle.i' 'muzzle check -c muzzle.ini'
becomes "muzzle init --kind wp" "muzzle init --kind wppconnect"
becomes "muzzle hold -c muzzle.ini waha 4" "muzzle hold -c muzzle.ini waha 4h"
becomes 'muzzle replay --would a.t' 'muzzle replay --would a.trace'
say "zsh completes commands, targets, plugins, options and files"
stop_muzzle
