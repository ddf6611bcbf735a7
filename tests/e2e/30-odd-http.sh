#!/bin/bash
# 30-odd-http.sh - odd answers are faults of the way or of the setup, never claims, and restart nothing.
. "$(dirname "$0")/lib.sh"
setup "$1"

# One port a case: a gateway of its own.
HOST=$(own_address)

readable='[{"name":"omer","status":"WORKING"}]'
mkdir -p "$D/www"
head -c 6000000 /dev/zero | tr '\0' ' ' >"$D/www/huge"
printf '%s' "$readable" >"$D/www/slow"
printf '<!--# echo var="x" default="" -->%s' "$readable" >"$D/www/chunked.html"

declare -A port=()
for case in slow error truncated huge chunked refused gone unauthorized readable; do
	port[$case]=$((8001 + ${#port[@]}))
done

server() {
	printf 'server { listen %s:%s; location / { %s } }\n' "$HOST" "${port[$1]}" "$2"
}

start_nginx nginx "http://$HOST:${port[error]}/" <<-END
	access_log off;
	$(server slow "root $D/www; rewrite ^ /slow break; limit_rate 2;")
	$(server error "return 500 'it broke';")
	$(server huge "root $D/www; rewrite ^ /huge break;")
	$(server chunked "root $D/www; ssi on; ssi_types *; rewrite ^ /chunked.html break;")
	$(server gone "return 404;")
	$(server unauthorized "return 401;")
	$(server readable "return 503 '$readable';")
END
# Says more than it has: a body cut in the middle.
cat >"$D/truncated" <<'END'
#!/bin/sh
read -r line
printf 'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n[{"name":"omer"'
END
chmod +x "$D/truncated"
socat "TCP-LISTEN:${port[truncated]},bind=$HOST,reuseaddr,fork" "EXEC:$D/truncated" 2>/dev/null &
PIDS+=($!)

{
	conf_head
	for case in "${!port[@]}"; do
		cat <<-END
			[gateway $case]
			sessions = *
			ladder = restart-session
			notify = said

			[source $case]
			plugin = status_poll
			preset = waha
			gateway = $case
			url = http://$HOST:${port[$case]}
			timeout = 2s
			every = 1s

		END
	done
	cat <<-END
		[action restart-session]
		plugin = noop

		[action said]
		plugin = noop
	END
} >"$D/muzzle.ini"
start_muzzle

# seen CASE PATTERN - such evidence of that gateway is in the journal.
seen() {
	journal | grep -E "\"target\":\"$1(/omer)?\"" | grep -q "$2"
}
for case in slow error truncated huge refused; do
	wait_for 15 "$case: a fault of the way" seen $case '"ev":"fault".*"what":"path"'
done
for case in gone unauthorized; do
	wait_for 15 "$case: a fault of the setup" seen $case '"ev":"fault".*"what":"setup"'
	wait_for 5 "$case: told" told setup $case
done
for case in chunked readable; do
	wait_for 15 "$case: a claim" seen $case '"ev":"claim".*"state":"up"'
done
for case in slow error truncated huge refused gone unauthorized; do
	if seen $case '"ev":"claim"'; then fail "$case made a claim"; fi
done
hold_for 6 "nothing is restarted" sh -c "! grep -q '\"order\":\"act\"' '$D/run/journal'"
check_replay
stop_muzzle
