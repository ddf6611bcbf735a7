#!/bin/bash
# run.sh BUILD_DIR [WORD] - builds everything, runs every test whose name contains WORD, counts.
# Each test has a name (its path without suffix), a log, a deadline.  Environment: MAKE SAN PURE JOBS.
set -u

# When a test is given up: on a machine that is slow and busy it may take ten times as long as elsewhere.
seconds_of() {
	case $1 in
	tests/unit/* | tests/plugins/*) echo 300 ;;
	tests/gates/* | tests/e2e/05-fuzz) echo 1800 ;;
	*) echo 900 ;;
	esac
}

command_of() {
	case $1 in
	tests/unit/*) echo "$B/unit/${1##*/}" ;;
	tests/plugins/*) echo "$B/plugged/${1##*/}" ;;
	tests/sim/*) echo "$B/simtest/${1##*/}" ;;
	*) echo "$1.sh" ;;
	esac
}

# One test, in a process of its own: prints one line, and the log if it failed.
run_one() {
	local name=$1 log took started rc
	log=$LOGS/${name//\//_}.log
	started=$EPOCHREALTIME
	if [ "$name" = build ]; then
		"$MAKE" --no-print-directory -s -k -j2 ${SAN:+SAN=$SAN} WERROR=-Werror tests >"$log" 2>&1
	else
		# shellcheck disable=SC2046 # a path without blanks
		timeout -k 10 "$(seconds_of "$name")" $(command_of "$name") "$B" >"$log" 2>&1 </dev/null
	fi
	rc=$?
	took=$(((${EPOCHREALTIME/./} - ${started/./}) / 100000))
	{
		flock 9
		if [ $rc = 0 ]; then
			printf 'ok    %4d.%d s  %s\n' $((took / 10)) $((took % 10)) "$name"
			echo "$name" >>"$LOGS/passed"
		else
			printf 'FAIL  %4d.%d s  %s (exit %d%s); its log:\n' $((took / 10)) $((took % 10)) \
				"$name" $rc "$([ $rc = 124 ] && echo ', out of time')"
			tail -n 120 "$log" | sed 's/^/    | /'
			echo "$name" >>"$LOGS/failed"
		fi
	} 9>"$LOGS/lock"
}

list_tests() {
	local file
	# The long ones first, so that nothing runs alone at the end.
	for file in tests/e2e/[0-9]*.sh tests/gates/*.sh tests/*/test_*.c; do
		[ -e "$file" ] || continue
		case $file in tests/gates/*) [ -z "${SAN:-}" ] || continue ;; esac
		file=${file%.*}
		case $file in *"$WORD"*) echo "$file" ;; esac
	done
}

count_lines() {
	if [ -e "$1" ]; then wc -l <"$1"; else echo 0; fi
}

B=$1
if [ "${2:-}" = --one ]; then
	run_one "$3"
	exit 0
fi
WORD=${2:-}
export B MAKE=${MAKE:-make} SAN=${SAN:-} PURE=${PURE:-} LOGS
export ASAN_OPTIONS=${ASAN_OPTIONS:-detect_leaks=1} UBSAN_OPTIONS=${UBSAN_OPTIONS:-print_stacktrace=1}
TMPDIR=$(mktemp -d "/tmp/muzzle-check.XXXXXX") || exit 1
export TMPDIR
chmod 711 "$TMPDIR" # servers have users of their own, whom a test lets into its directory
LOGS=$B/logs
rm -rf "$LOGS"
mkdir -p "$LOGS"
trap 'rm -rf "$TMPDIR"' EXIT
trap 'exit 1' INT TERM

echo "building (log: $LOGS/build.log)"
run_one build
list_tests >"$LOGS/list"
echo "$(count_lines "$LOGS/list") tests, ${JOBS:=3} at a time (logs: $LOGS/)"
xargs -r -P "$JOBS" -I{} "$0" "$B" --one {} <"$LOGS/list"

[ ! -e "$LOGS/failed" ] || sed 's/^/failed: /' "$LOGS/failed"
echo "$(count_lines "$LOGS/passed") passed, $(count_lines "$LOGS/failed") failed" | tee "$LOGS/summary"
[ ! -e "$LOGS/failed" ]
