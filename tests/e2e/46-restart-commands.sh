#!/bin/bash
# 46-restart-commands.sh - the documented commands restart what runit and s6 supervise; a command is told what it is
# for, what it prints is kept, it is ended when it takes too long, and it does not outlive muzzle.
. "$(dirname "$0")/lib.sh"
setup "$1"

# What the services run: a life of their own, said by a file with the pid; a check calls it dead if told so.
cat >"$D/serve" <<'END'
#!/bin/sh
exec 2>&1
echo $$ >"$1/life"
rm -f "$1/dead"
exec sleep 100000
END
cat >"$D/check" <<'END'
#!/bin/sh
[ ! -e "$1/dead" ] || exit 2
END
cat >"$D/restart" <<'END'
#!/bin/sh
env | grep ^MUZZLE_ | sort >"$1/environment"
i=0
while [ $i -lt 400 ]; do i=$((i + 1)); echo "step $i"; done
echo "the last word"
rm -f "$1/dead"
END
cat >"$D/hang" <<'END'
#!/bin/sh
echo $$ >"$1/life"
exec sleep 100000
END
chmod 755 "$D/serve" "$D/check" "$D/restart" "$D/hang"

# service KIND - one that KIND can supervise, in $D/KIND/waha.
service() {
	mkdir -p "$D/$1/waha"
	printf '#!/bin/sh\nexec %s %s\n' "$D/serve" "$D/$1/waha" >"$D/$1/waha/run"
	chmod 755 "$D/$1/waha/run"
}
service runit
service s6
# Of both a plain end would leave the services behind.
end_services() {
	kill -HUP "$RUNIT" && wait "$RUNIT"
	s6-svscanctl -t "$D/s6" && wait "$S6"
	wait_for 10 "runit's services are gone" sh -c "! sv check $D/runit/waha"
	kill -KILL "$(cat "$D/last/waha/life")" 2>/dev/null # if muzzle could not
}
runsvdir "$D/runit" >"$D/runit.said" 2>&1 &
RUNIT=$!
s6-svscan "$D/s6" >"$D/s6.said" 2>&1 &
S6=$!
trap 'rc=$?; set +e; end_services; finish $rc' EXIT
mkdir -p "$D"/{own,slow,last}/waha
wait_for 20 "runit serves" test -s "$D/runit/waha/life"
wait_for 20 "s6 serves" test -s "$D/s6/waha/life"

# documented KIND - the command that etc/muzzle.ini has for it, for this service.
documented() {
	sed -n "s#^.*[[:blank:]]$1  *\\([a-z].*\\) /[a-z/]*/waha\$#\\1 $D/$1/waha#p" "$ROOT/etc/muzzle.ini"
}
# conf_case NAME COMMAND [LINE...] - a gateway with such a check and such a rung; more lines of [action].
conf_case() {
	cat <<-END
		[gateway $1]
		container = box-$1
		start_max = 10s
		ladder = restart-$1
		notify = said
		[source $1]
		plugin = exec_check
		gateway = $1
		command = $D/check $D/$1/waha
		every = 1s
		[action restart-$1]
		plugin = restart
		via = exec
		scope = gateway
		command = $2
	END
	shift 2
	printf '%s\n' "$@" ''
}
{
	conf_head 'gateway_restarts = 9/2m' | sed 's#^run_dir#restarts = 24/1h\nrun_dir#'
	conf_case runit "$(documented runit)"
	conf_case s6 "$(documented s6)"
	conf_case own "$D/restart $D/own/waha"
	conf_case slow "$D/hang $D/slow/waha" 'timeout = 2s'
	conf_case last "$D/hang $D/last/waha"
	cat <<-END
		[action said]
		plugin = noop
	END
} >"$D/muzzle.ini"
declare -A lives=()
for kind in runit s6; do
	lives[$kind]=$(cat "$D/$kind/waha/life")
done
start_muzzle
touch "$D"/{runit,s6,own,slow,last}/waha/dead

# reborn KIND - another process serves, and the first is gone.
reborn() {
	! equals "$(cat "$D/$1/waha/life")" "${lives[$1]}" && ! is_running "${lives[$1]}"
}
is_gone() {
	! is_running "$(cat "$D/$1/waha/life")"
}
logged() {
	grep "^restart-$1: " "$D/muzzle.log" | grep -qF -- "$2"
}
is_up() {
	muzzle status | grep "^$1 " | grep -q up
}
for kind in runit s6; do
	wait_for 30 "$kind: serves anew" reborn $kind
	wait_for 10 "$kind: $(documented $kind | cut -d' ' -f1) did it" logged $kind 'exited with 0'
	wait_for 20 "$kind: the evidence says so" is_up $kind
	check "$kind: one act" acts_are $kind 1
done

wait_for 20 "own: restarted" test -s "$D/own/waha/environment"
wait_for 20 "own: is up" is_up own
grep -v ^MUZZLE_REASON= "$D/own/waha/environment" >"$D/told"
check "it was told what for" diff "$D/told" - <<-END
	MUZZLE_CONTAINER=box-own
	MUZZLE_GATEWAY=own
	MUZZLE_INCIDENT=$(sed -n 's/^MUZZLE_INCIDENT=//p' "$D/own/waha/environment")
	MUZZLE_SESSION=
	MUZZLE_STATE=down
	MUZZLE_TARGET=own
END
check "and why" grep -q '^MUZZLE_REASON=.*patience' "$D/own/waha/environment"
why_shows() {
	muzzle why own | tr -s '\n ' ' ' >"$D/why"
	grep -q "$1" "$D/why"
}
wait_for 10 "why shows the end of what it printed" why_shows 'it printed: .*step 400 the last word $'
if grep -q 'step 200 ' "$D/why"; then fail "and all the rest"; fi

wait_for 20 "slow: ended after its time" logged slow 'hang took too long and was ended'
wait_for 10 "slow: and is gone" is_gone slow
wait_for 20 "last: hangs" test -s "$D/last/waha/life"
check_replay
stop_muzzle
wait_for 10 "what hangs does not outlive muzzle" is_gone last
