#!/bin/bash
# 30-daemon.sh BUILD_DIR - memory and CPU of a daemon with 100 sessions polled every 5 s, for a minute.
. "$(dirname "$0")/../e2e/lib.sh"
setup "$1"
start_gateway --sessions 100
{
	conf_head
	conf_waha | sed 's/^every = 1s/every = 5s/'
} >"$D/muzzle.ini"
start_muzzle
sleep 5

ticks() {
	awk '{ print $14 + $15 }' "/proc/$MUZZLE_PID/stat"
}
began=$(ticks)
sleep 60
used=$((($(ticks) - began) * 1000 / $(getconf CLK_TCK)))
echo "CPU: $used ms a minute (aim: 100, for polls and a line of traffic a second and session)"
grep -E '^(Rss|Private_Dirty|Private_Clean):' "/proc/$MUZZLE_PID/smaps_rollup"
echo "the aims for memory hold for a libcurl built for routers; Debian's brings more"
echo "descriptors: $(find "/proc/$MUZZLE_PID/fd" -mindepth 1 | wc -l)"
stop_muzzle
