#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# TIMES restarts of each kind with NAMES names loaded and RATE new connections a
# second, whose pace no gap slows down: another program in the same process, a
# restart and a crash under a manager that keeps the queues. Told is what was
# reached that is restricted, by the servers' word, and what honest was lost.
# tests/netns/reexec.sh and kept.sh are the short form.

# shellcheck source=tests/netns/lib.sh
. "$(dirname "$0")/../netns/lib.sh"

TIMES=${TIMES:-100} NAMES=${NAMES:-1000000} RATE=${RATE:-500}
needs nginx
lab_up
for i in $(seq 2 99); do client ip addr add 10.1.1."$i"/16 dev c0; done
gw ip addr add 10.1.1.1/16 dev lan0
server ip route add 10.1.1.0/24 via 10.2.0.1
seq -f 'n%.0f.example' "$NAMES" >$T/names.txt
config_is "sources = ( { id = \"many\"; vendor = \"acme\";
	file = \"$T/names.txt\"; } );"
tell_reached

gw "$BUILD/cordon" -c $CONF sync >/dev/null
manage 30
ask status | grep -q "\"names\":$NAMES" || give_up "$NAMES names are in force"
fails_fast http n7.example $OPEN4 >$T/out || give_up "they are refused"

again_reexec() { gw "$BUILD/cordond" -c $CONF --reexec; }
again_restart() {
	local pid
	pid=$(pid_of_cordond)
	gw "$BUILD/cordond" -c $CONF --retire && comes_after "$pid" 20
}
again_kill() {
	local pid
	pid=$(pid_of_cordond)
	# So many in a minute are not kept.
	rm -f /run/cordon/crashes
	kill -9 "$pid" && comes_after "$pid" 20
}

failed=0
for kind in ${KINDS_OF:-reexec restart kill}; do
	rm -f $T/stop $T/counts
	client python3 tests/netns/knock.py $T/stop honest=$((RATE * 4 / 10)) \
		split=$((RATE / 10)) name=$((RATE * 2 / 10)) \
		halves=$((RATE / 10)) listed=$((RATE * 2 / 10)) \
		dns=10 asked=10 >$T/counts &
	sleep 1
	start=$(now_ms)
	for _ in $(seq "$TIMES"); do
		"again_$kind" >>$T/out 2>&1 || echo "# $kind failed"
		sleep 0.5
	done
	took=$(($(now_ms) - start))
	touch $T/stop
	wait_for 30 test -s $T/counts
	echo "$kind, $TIMES times in $((took / 1000)) s"
	printf '  %-8s %8s %6s %10s %8s\n' kind good bad 'slowest ms' again
	while read -r row; do
		# shellcheck disable=SC2086 # words
		printf '  %-8s %8s %6s %10s %8s\n' $row
	done <$T/counts
	sort $T/stop.bad | awk '{ n[$1 " " $2]++ } END {
		for (k in n) print "  of these:", k, n[k] }'
	awk '/^(name|halves|listed|asked)/ { bad += $3 }
		/^(honest|split|dns)/ && k == "reexec" { bad += $3 }
		END { exit bad > 0 }' k=$kind $T/counts || failed=1
done
reached="$(grep -c kaspersky $T/nginx/reached) $(
	grep -c 'query.*kaspersky' $T/dns-server.log) $(
	server nft list table inet reached | sed -n 's/.*packets \([0-9]*\).*/\1/p')"
echo "reached, by the servers: requests, questions, listed packets: $reached"
[ "$reached" = "0 0 0" ] || failed=1
kill $manager "$(pid_of_cordond)"
exit $failed
