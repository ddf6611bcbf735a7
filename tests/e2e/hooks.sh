# hooks.sh - the fake gateway posts its webhooks to a webhook_recv, signed; what the two say of that.
# shellcheck shell=bash
#
# Sourced behind lib.sh, with KEY set.

# start_hooking TRAFFIC_MS [QUERY] - a gateway that posts to $HOST:8080.
start_hooking() {
	HOST=$(own_address)
	start_gateway --sessions omer,dana --traffic-ms "$1" --hook "http://$HOST:8080/waha${2:-}" --hook-key "$KEY"
	printf '%s' "$KEY" >"$D/key"
	chmod 600 "$D/key"
}

# conf_waha with its webhooks in place of its log; more lines of [source hooks] as arguments.
conf_hooks() {
	conf_waha_status
	conf_waha_actions
	cat <<-END

		[source hooks]
		plugin = webhook_recv
		gateway = waha
		preset = waha
		listen = $HOST:8080
		path = /waha
		key = \${file:$D/key}
	END
	[ $# = 0 ] || printf '%s\n' "$@"
}

# How many proofs of a session came by its webhooks.
proofs() {
	journal | grep '"ev":"proof"' | grep -c "\"target\":\"waha/$1\",\"source\":\"hooks\""
}

# posted HOW - how many webhooks the gateway counts as retried, or as lost.
posted() {
	curl -sf "$GATEWAY/fake/stats" | sed -n 's/.*"'"$1"'":\([0-9]*\).*/\1/p'
}

gauge() {
	muzzle status --json | grep -o "\"$1\":-\?[0-9]*" | cut -d: -f2
}

# at_least NUMBER COMMAND... - which prints a number.
at_least() {
	[ "$("${@:2}")" -ge "$1" ]
}
