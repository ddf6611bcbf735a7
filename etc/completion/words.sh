# shellcheck shell=sh disable=SC2154
# Functions for bash and zsh alike: POSIX, and no word is split.  $_muzzle_table has a line for each command: its
# name, its arguments and its help, with tabs between.  $1 is the name of a command.

# Where the configuration usually lies.
_muzzle_usual() {
	set -- "${XDG_CONFIG_HOME:-$HOME/.config}/muzzle/muzzle.ini"
	if [ "$(id -u)" != 0 ] && ! [ -r /etc/muzzle/muzzle.ini ] && [ -e "$1" ]; then
		echo "$1"
	else
		echo /etc/muzzle/muzzle.ini
	fi
}

# The arguments of a command; if it is a program of its own, also what that prints with --help.
_muzzle_usage() {
	printf '%s\n' "$_muzzle_table" | awk -F '\t' -v name="$1" '$1 == name { print $2 }'
	if printf '%s\n' "$_muzzle_table" | grep -q "^$1	\[OPTION\]"; then
		muzzle "$1" --help 2>/dev/null
	fi
}

_muzzle_options() {
	echo --json
	echo -c
	_muzzle_usage "$1" | grep -oE -e '--[a-z][a-z-]*' | sort -u | grep -vx -e --json
}

# The placeholder of the option $2's value, such as FILE or a|b; nothing: it has no value.
_muzzle_argument() {
	_muzzle_usage "$1" |
		sed -nE "s/(.*[^a-z-]|)$2 +([A-Z_]+(\.ini)?|[^] ]+\|[^] ]+)([] |].*|)\$/\2/p" | head -n 1
}

# The placeholder of the $2-th argument, counted from 1, such as TARGET.
_muzzle_place() {
	_muzzle_usage "$1" | head -n 1 | sed -E 's/\[--[^]]*\]//g; s/\[OPTION\]\.\.\.//' | tr -d '[]' |
		tr -s ' ' '\n' | grep . | sed -n "$2p"
}

# Whether that placeholder means a file.
_muzzle_is_file() {
	case $1 in *FILE* | *.ini | TRACE*) return 0 ;; esac
	return 1
}

# The words that may replace the placeholder $1; $2 is the configuration.
_muzzle_words() {
	case $1 in
	*'|'*) printf '%s\n' "$1" | tr '|' '\n' ;;
	KIND | FORMAT) muzzle init --help 2>/dev/null | sed -nE "s/^ *--[a-z]+ +$1 +([^:]*: )?([a-z -]+)(;.*|)\$/\2/p" | tr " " "\n" ;;
	DURATION) printf "%s\n" 20m 1h 4h 1d ;;
	TARGET) muzzle status --json -c "$2" 2>/dev/null | grep -oE '"target":"[^"]*"' | cut -d '"' -f 4 | sort -u ;;
	NAME) muzzle plugins -c "$2" 2>/dev/null | cut -d ' ' -f 1 ;;
	ACTION)
		# shellcheck disable=SC2231 # there may be none
		sed -n 's/^\[action  *\([^] ]*\) *\].*/\1/p' "$2" "${2%/*}"/conf.d/*.ini 2>/dev/null
		;;
	esac
}
