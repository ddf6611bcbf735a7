#!/bin/bash
# 88-manuals.sh - what the manuals show is so: configurations pass, sources compile and work, commands print what
# stands there, and no field, metric, path or log line is named that is not there, or there and not named.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/documents.sh"
setup "$1"
documents_setup

# --- plugins, as the page has them

page_blocks c muzzle-plugin.3
page_blocks ini muzzle-plugin.3
for name in pid_alive note news; do
	grep -l "^/\* $name.c" "$D"/muzzle-plugin.3.*.c | xargs -I{} mv {} "$D/$name.c"
	gcc -std=gnu11 -O2 -Wall -Wextra -Werror -I"$ROOT/core" -fPIC -fvisibility=hidden -shared -o "$D/plugins/$name.so" \
		"$D/$name.c" >"$D/said" 2>&1 || { cat "$D/said"; fail "$name.c does not compile"; }
done
say "the sources in muzzle-plugin(3) compile"
sed -i "s#/run/#$D/var/#" "$D/muzzle-plugin.3.1.ini"
passes "$D/muzzle-plugin.3.1.ini"
for name in pid_alive note news; do
	muzzle_says plugins 'mandatory' "$name" || fail "muzzle plugins does not know $name"
done
{
	here "$D/muzzle-plugin.3.1.ini"
	PATIENCE=4s conf_head | sed -n '/^\[policy/,$p'
} >"$D/muzzle.ini"
sed -i "s#^plugin *= pid_alive#&\nevery = 500ms#" "$D/muzzle.ini"
sleep 1000 &
echo $! >"$D/var/waha.pid"
PIDS+=($!)
start_muzzle
wait_for 10 "the source sees a process that lives" muzzle_says status 'waha +up'
kill "$(cat "$D/var/waha.pid")"
wait_for 30 "and that it ended, so that the action is ordered" grep -q '^act waha: ' "$D/var/orders"
wait_for 10 "the exporter has the news" grep -q 'waha' "$D/var/muzzle-news"
wait_for 10 "and the status" grep -q '"mode":"enforce"' "$D/var/muzzle-news"
stop_muzzle
rm -rf "$D/state" "$D/run"

# --- configurations

page_blocks ini muzzle.ini.5
(umask 077 && echo 0123456789abcdef0123 >"$D/var/web.token")
for file in "$D"/muzzle.ini.5.*.ini; do
	sed -i "s#/run/docker-guard/#$D/#" "$file"
	passes "$file"
done

# --- commands and what they print

start_gateway --sessions omer,sales
web=$(own_address):8377
{
	PATIENCE=4s conf_head
	conf_waha
	printf '\n[exporter web]\nplugin = web\nlisten = %s\n' "$web"
} >"$D/muzzle.ini"
start_muzzle
wait_for 20 "all is well" muzzle_says status "all 2 sessions of 1 gateway are well"

# normal - numbers, spans and blanks are not compared, nor where the test lies, nor what only a slow machine is told.
normal() {
	sed -E "/^(lag|slow): /d; s#$D/##g; s/[0-9]+(\.[0-9]+)?/N/g; s/N(ms|s|m|h|d)( N(ms|s|m|h|d))*/SPAN/g; s/[ \t]+/ /g; s/ \$//"
}
# matches WANTED HAVE - line by line; a line of three dots stands for any lines, dots at an end for any end.
matches() {
	awk 'NR == FNR { wanted[++n] = $0; next }
		function is(line, want) {
			return want ~ /\.\.\.$/ ? index(line, substr(want, 1, length(want) - 3)) == 1 : line == want
		}
		BEGIN { at = 1 }
		wanted[at] == "..." && at < n && is($0, wanted[at + 1]) { at += 2; next }
		wanted[at] == "..." { next }
		at <= n && is($0, wanted[at]) { at++; next }
		{ print "unexpected: " $0; bad = 1; exit }
		END {
			if (!bad && wanted[at] == "...") at++
			if (!bad && at <= n) print "missing: " wanted[at]
			exit bad || at <= n
		}' "$1" "$2"
}
# run_console FILE - each command of it, with what stands below it.
run_console() {
	local line command='' more=
	: >"$D/wanted"
	while IFS= read -r line || [ -n "$line" ]; do
		if [[ $line == '$ '* || -n $more ]]; then
			[ -n "$more" ] || { compare "$command"; command=; }
			command+="${line#\$ }"$'\n'
			more=
			[[ $line != *[\\\|] ]] || more=yes
		else
			printf '%s\n' "$line" >>"$D/wanted"
		fi
	done <"$1"
	compare "$command"
}
compare() {
	[ -n "$1" ] || return 0
	normal <"$D/wanted" >"$D/wanted.n"
	eval "$1" >"$D/have" 2>&1 || fail "$1 fails: $(cat "$D/have")"
	normal <"$D/have" >"$D/have.n"
	matches "$D/wanted.n" "$D/have.n" || { cat "$D/have"; fail "prints something else: $1"; }
	say "as it is shown: ${1%%$'\n'*}"
	: >"$D/wanted"
}
page_blocks console muzzle.8
for file in "$D"/muzzle.8.*.console; do
	run_console "$file"
done

# --- fields of JSON: each that there is, is named

fake omer hung
wait_for 40 "its death is acted on" acts_are waha/omer 1
page_blocks console-dead muzzle.8
run_console "$D/muzzle.8.1.console-dead"
muzzle hold waha 1h >/dev/null
ask() {
	printf '%s\n' "$1" | socat -t 5 - "UNIX-CONNECT:$D/run/control.sock"
}
{
	muzzle status --json
	muzzle why --json waha/omer
	muzzle why --json waha
	muzzle history --json
	ask '{"cmd":"metrics"}'
	muzzle check --json
	muzzle plugins --json
	muzzle version --json
	muzzle test --json page --yes
} >"$D/json"
sed -n '/^\.Sh JSON/,/^\.Sh EXAMPLES/p' "$ROOT/etc/man/muzzle.8.in" | sed -n 's/^\.\(It \)\{0,1\}Va //p' |
	tr -d '.;:' | tr -s ' ,' '\n' | grep . | sort -u >"$D/named"
grep -oE '"[a-z_]+":' "$D/json" | tr -d '":' | sort -u >"$D/there"
grep -oE '"gauges":\{[^}]*\}' "$D/json" | grep -oE '"[a-z_]+":[0-9-]' |
	cut -d '"' -f 2 | sort -u >"$D/gauges"
unnamed=$(comm -23 "$D/there" "$D/named" | comm -23 - "$D/gauges" | tr '\n' ' ')
[ -z "$unnamed" ] || fail "muzzle(8) does not name the fields $unnamed"
while read -r name; do
	grep -qF "\"$name\"" "$ROOT"/core/*.c "$ROOT"/init/*.c || fail "muzzle(8) names the field $name, which is none"
done <"$D/named"
say "muzzle(8) names the $(wc -l <"$D/there") fields that there are"

# --- metrics and paths of the plugin web

url=http://$web
curl -sf "$url/metrics" >"$D/metrics" || fail "no metrics"
sed -n '/^\.\\" metrics/,/^\.El/p' "$ROOT/etc/man/muzzle.ini.5.in" | grep -oE 'muzzle_[a-z_]+' | sort -u >"$D/named"
grep -oE '^# TYPE muzzle_[a-z_]+' "$D/metrics" | cut -d ' ' -f 3 | sort -u >"$D/there"
unnamed=$(comm -23 "$D/there" "$D/named" | tr '\n' ' ')
[ -z "$unnamed" ] || fail "muzzle.ini(5) does not name the metrics $unnamed"
while read -r name; do
	grep -qF "${name%_total}" "$B/plugins/web.so" || fail "muzzle.ini(5) names the metric $name, which is none"
done <"$D/named"
say "muzzle.ini(5) names the $(wc -l <"$D/there") metrics that there are"
while read -r path; do
	[ "$path" != /api/events ] || continue
	status=$(curl -s -o /dev/null -w '%{http_code}' "$url$path?target=waha/omer")
	[ "$status" = 200 ] || fail "$path answers $status"
done < <(grep -oE 'Li GET /[a-z/.]*' "$ROOT/etc/man/muzzle.ini.5.in" | cut -d ' ' -f 3 | sort -u)
say "the paths of muzzle.ini(5) answer"

# --- log lines, by what does not change in them

sed -n '/^\.Sh LOG/,/^\.Sh JSON/s/^\.It Li [A-Za-z]*: \(error: \)*//p' "$ROOT/etc/man/muzzle.8.in" | sed 's/=.*/=/' >"$D/lines"
while read -r text; do
	grep -qF -- "$text" "$B/muzzle" || grep -qF -- "$text" "$D/muzzle.log" || fail "no log line says: $text"
done <"$D/lines"
# A part of muzzle is named as the source names it, at the same level.
cat "$ROOT"/core/*.c | tr -s "\n\t " " " >"$D/source"
while IFS=: read -r subject level text; do
	[ -n "$text" ] || text=$level level=info
	case ${level# } in error) level=ERR ;; warning) level=WARN ;; *) level=INFO ;; esac
	grep -qE "MUZZLE_$level, \"$subject\", \"${text# }" "$D/source" ||
		fail "muzzle(8) names a line of $subject that is none: $text"
done < <(sed -n "/^\.Sh LOG/,/^\.Sh JSON/s/^\.It Li \([a-z]*: .*\)/\1/p" "$ROOT/etc/man/muzzle.8.in" | sed "s/=.*/=/")
say "the $(wc -l <"$D/lines") log lines are there"
stop_muzzle
