#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# One fault after the other under traffic, as a year may bring them: nothing
# restricted is reached, which the servers say, and what is honest is lost only
# while cordond is stopped, or half said when it is killed. "make soak" does it
# for twenty minutes, a fault each ten seconds.
. "$(dirname "$0")/lib.sh"

needs nginx
MINUTES=${MINUTES:-$(long 0 20)} EVERY=${EVERY:-$(long 0 10)}
lab_up
# A disk of its own.
mkdir $T/disk && mount -t tmpfs -o size=256m tmpfs $T/disk && mkdir $T/disk/log
EVE=$T/disk/log/eve.json
# shellcheck disable=SC2034 # lib.sh reads it
LOG='fold = "0s"; flood = 0; max_size = "1G";'
mkdir -p $T/etc/conf.d
seq -f 'n%.0f.example' 20000 >$T/many.txt
config_is "on_stop = \"closed\"; sources = ( { id = \"many\"; vendor = \"acme\";
	file = \"$T/many.txt\"; } );"
cordon() { gw "$BUILD/cordon" -c $CONF "$@"; }

# --- who was reached ---------------------------------------------------------

tell_reached
asked() { grep -c 'query.*kaspersky' $T/dns-server.log; }
served() { grep -c "$1" $T/nginx/reached; }

# --- cordond, under who starts it again --------------------------------------

manager=
figures() { # descriptors, threads, kilobytes
	local pid
	pid=$(pid_of_cordond)
	echo "$(find /proc/"$pid"/fd -mindepth 1 | wc -l)" \
		"$(sed -n 's/^Threads:\t//p' /proc/"$pid"/status)" \
		"$(sed -n 's/^VmRSS:\t *\([0-9]*\).*/\1/p' /proc/"$pid"/status)"
}

# --- faults --------------------------------------------------------------------

# What is honest may be lost between the two: all of it, or a name in two
# segments.
stopped() { echo "$EPOCHREALTIME" >>$T/stopped; }
killed() { echo "$EPOCHREALTIME" >>$T/killed; }

fault_kill() {
	local pid
	pid=$(pid_of_cordond)
	killed
	kill -9 "$pid" && comes_after "$pid"
	killed
}
fault_restart() {
	local pid
	pid=$(pid_of_cordond)
	gw "$BUILD/cordond" -c $CONF --retire && comes_after "$pid"
}
fault_stop() {
	stopped
	stop_cordond && wait_for 10 is_gone $manager && sleep 1 && manage
	stopped
}
fault_flush() { gw nft flush ruleset; }
fault_delete() { gw nft delete table inet cordon; }
fault_saved() { # all of it, ours too: nft takes no part of that
	gw nft list ruleset >$T/saved 2>/dev/null
	! gw nft -f $T/saved 2>/dev/null &&
		! (echo flush ruleset; cat $T/saved) | gw nft -f - 2>/dev/null
}
fault_reloaded() { # what nftables.service does
	echo 'flush ruleset; table inet admin { chain forward {
		type filter hook forward priority 0; }; }' | gw nft -f -
}
fault_reload() { cordon reload; }
fault_reexec() { gw "$BUILD/cordond" -c $CONF --reexec; }
fault_garbage() {
	echo 'what is = this' >$T/etc/conf.d/90.conf
	! cordon reload && ! gw "$BUILD/cordond" -c $CONF --reexec &&
		kill -HUP "$(pid_of_cordond)"
	rm $T/etc/conf.d/90.conf
}
fault_down() {
	gw ip link set lan0 down
	sleep 0.5
	gw ip link set lan0 up
}
fault_renamed() {
	gw ip link set lan0 down && gw ip link set lan0 name lan9 &&
		gw ip link set lan9 up
	sleep 0.3
	gw ip link set lan9 down && gw ip link set lan9 name lan0 &&
		gw ip link set lan0 up
}
fault_disk() {
	! cat /dev/zero >$T/disk/filler 2>/dev/null
	sleep 1.5
	rm $T/disk/filler
}
fault_folder() {
	mv $T/disk/log $T/disk/moved
	sleep 1.5
	mv $T/disk/moved $T/disk/log
}
fault_file() { mv $EVE $EVE.$((++moved)); }
fault_socket() { rm /run/cordon/control.sock; }
fault_hang() {
	kill -STOP "$(pid_of_cordond)"
	sleep 1.5
	kill -CONT "$(pid_of_cordond)"
}
fault_sync() {
	seq -f "m$((++synced)).n%.0f.example" 20000 >$T/many.txt
	cordon sync
}
moved=0 synced=0
FAULTS="kill restart stop flush delete saved reloaded reload reexec garbage down
	renamed disk folder file socket hang sync"

# --- the time -------------------------------------------------------------------

manage
check "cordond starts" ask status
check ": and judges" fails_fast http www.kaspersky.com $OPEN4
fails_fast http www.kaspersky.com $OPEN4 >$T/out || give_up "there is what to try"
gw sysctl -qw net.ipv6.conf.lan0.keep_addr_on_down=1
check "a list is taken in" cordon sync
client python3 tests/netns/knock.py $T/stop honest=40 split=10 name=20 halves=10 \
	listed=20 dns=10 asked=10 >$T/counts &
sleep 2
failed=
first=
end=$(($(date +%s) + 60 * MINUTES))
while
	for fault in $FAULTS; do
		at=$(now_ms)
		"fault_$fault" >>$T/faults.log 2>&1 ||
			failed+=" $fault@$(date +%T)"
		# The first faults may leave what the next find.
		[ "$fault" != sync ] || first=${first:-$(figures)}
		left=$((1000 * EVERY - $(now_ms) + at))
		[ $left -le 0 ] || sleep "$(printf '%d.%03d' \
			$((left / 1000)) $((left % 1000)))"
	done
	[ "$(date +%s)" -lt $end ]
do :; done
wait_for 10 ask status
last=$(figures)
touch $T/stop
wait_for 30 test -s $T/counts
sed 's/^/# /' $T/counts

# --- what came of it --------------------------------------------------------------

check "each fault did what it was to do" test -z "$failed"
count() { awk -v k="$1" -v f="$2" '$1 == k { print $f }' $T/counts; }
for kind in name halves listed asked; do
	check "of $kind none was answered" test "$(count $kind 3)" -eq 0
	check ": of as many as there were" test "$(count $kind 2)" -gt 20
done
check "no restricted name came to a server" test "$(served kaspersky)" -eq 0
check ": nor in a question" test "$(asked)" -eq 0
check ": which tell what is allowed" test "$(served www.example.org)" -gt 20
check ": no listed address" prints 'counter packets 0 ' \
	server nft list table inet reached
# Lost in no such time, which may be told late.
python3 - $T/stop.bad $T/stopped $T/killed >$T/lost <<'E2'
import sys
def times(path):
    marks = [float(line) for line in open(path)]
    return list(zip(marks[::2], marks[1::2]))
stops, kills = times(sys.argv[2]), times(sys.argv[3])
for line in open(sys.argv[1]):
    kind, how, start, end = line.split()
    if not any(float(start) < b + 1 and float(end) > a
               for a, b in stops + (kills if kind == "split" else [])):
        print(line, end="")
E2
sed 's/^/# lost: /' $T/lost | head -n 20
check "what is honest was lost in no other time" test ! -s $T/lost
echo "# descriptors, threads, kilobytes: $first, at the end $last"
check "it has no more descriptors and threads than in the beginning" \
	test "${last% *}" = "${first% *}"
check ": nor much more memory" test "${last##* }" -lt \
	$((${first##* } * 3 / 2))
is_whole() { cordon doctor --json | grep -q '"check":"table","level":"ok"'; }
check "the table is whole" wait_for 5 is_whole
check "the log has no hole" sh -c "ls -t -r $EVE.[0-9]* $EVE | xargs cat |
	python3 tests/golden/sequence.py"
told() { cat $EVE $EVE.[0-9]* | grep -q "\"event\":\"$1\".*$2"; }
check ": lost lines are told" wait_for 5 told lost '"why":"disk"'
check ": repairs, with who it was" told repair 'by nft'
check "it stops" stop_cordond
done_testing
