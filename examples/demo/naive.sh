#!/bin/bash
# naive.sh URL LOG OUT - what two usual checks would restart, polling the same gateway and log; restarts nothing.
#
# status:  one sample that is not WORKING.   silence: no webhook for 10 s (30 minutes in real life).
# One line in OUT per restart that would have been: "rule session reason"; a bad stretch counts once.
set -u
url=$1 log=$2 out=$3
declare -A bad lines since

judge_status() {
	local name status
	while IFS='"' read -r _ _ _ name _ _ _ status _; do
		if [ "$status" = WORKING ]; then
			bad[$name]=
		elif [ -z "${bad[$name]:-}" ]; then
			bad[$name]=yes
			echo "status $name $status" >>"$out"
		fi
	done < <(curl -s "$url/api/sessions?all=true" | grep -o '"name":"[^"]*","status":"[^"]*"')
}

judge_silence() {
	local count name now=$SECONDS
	while read -r count name; do
		if [ "$count" != "${lines[$name]:-}" ]; then
			lines[$name]=$count
			since[$name]=$now
		elif [ $((now - since[$name])) -ge 10 ]; then
			echo "silence $name $((now - since[$name]))s" >>"$out"
			since[$name]=$now
		fi
	done < <(for name in "${!bad[@]}"; do
		echo "$(grep -c "\"session\":\"$name\".*Sending POST" "$log") $name"
	done)
}

: >"$out"
while :; do
	judge_status
	judge_silence
	sleep 0.5
done
