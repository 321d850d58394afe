#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# 200 downloads through the gateway while syncs of many changed prefixes run
# back to back: none is reset that was not newly listed, those that are end
# within a second. Each reads RATE bytes a second, as through an uplink that is
# narrower than the processor; the ratio of what arrives, with and without, is
# printed, and asked for with BENCH=1 only, as tests run beside others.
. "$(dirname "$0")/lib.sh"

PREFIXES=${PREFIXES:-$(long 36000 100000)}
SECONDS_EACH=${SECONDS_EACH:-$(long 6 60)}
RATE=${RATE:-100000}
DOWNLOADS="python3 tests/netns/downloads.py"
LIST=$T/etc/block.list

lab_up
config_is ''
server ip -6 route add local 2001:db8:7::/48 dev lo
server ip route add local 192.0.2.0/24 dev lo
gw ip route add 192.0.2.0/24 via 10.2.0.2
gw ip -6 route add 2001:db8:7::/48 via fd02::2
server $DOWNLOADS serve 8080 >$T/serve.log 2>&1 &
wait_for 5 grep -q ready $T/serve.log

# 180 addresses that stay, in both families; 20 that will be listed.
stay=$(seq -f '192.0.2.%g' 1 100; seq -f '2001:db8:7::%g' 1 80)
go=$(seq -f '192.0.2.%g' 200 209; seq -f '2001:db8:7::2%03g' 0 9)
listed() { # ROUND: the lists of the outside, of which half change each time
	python3 -c '
import sys
n, odd = int(sys.argv[1]), int(sys.argv[2]) % 2
for i in range(n):
    a = (11 << 24) + i * 512 + (256 if odd and i % 2 else 0)
    print("%d.%d.%d.%d/24" % (a >> 24, a >> 16 & 255, a >> 8 & 255, a & 255))
' "$PREFIXES" "$1"
}

listed 0 >$T/even
listed 1 >$T/odd
cp $T/even $LIST
check "cordond starts with $PREFIXES prefixes" start_cordond

# Alone: nothing changes.
client $DOWNLOADS fetch 8080 "$SECONDS_EACH" "$RATE" $stay >$T/alone

client $DOWNLOADS fetch 8080 "$SECONDS_EACH" "$RATE" $stay >$T/stay &
fetch=$!
client $DOWNLOADS fetch 8080 "$((SECONDS_EACH + 120))" "$RATE" $go >$T/go &
wait_for 20 grep -q open $T/stay
wait_for 20 grep -q open $T/go
syncs=0 failed=0
# sync FILE: as cordon sync tells cordond.
sync_to() {
	cat "$@" >$LIST
	ask reload >/dev/null || failed=$((failed + 1))
	syncs=$((syncs + 1))
}
end=$(($(now_ms) + SECONDS_EACH * 500))
while [ "$(now_ms)" -lt $end ] || [ $syncs -eq 0 ]; do
	sync_to $T/odd
	sync_to $T/even
done
# Half way: 20 of the addresses in use are listed.
printf '%s\n' 192.0.2.200/29 192.0.2.208 192.0.2.209 \
	2001:db8:7::2000/116 >$T/new
sync_to $T/odd $T/new
listed_at=$(now_ms)
while kill -0 $fetch 2>/dev/null; do
	sync_to $T/even $T/new
	sync_to $T/odd $T/new
done
wait $fetch
check "syncs succeed" test $failed -eq 0 -a $syncs -ge 3
check "180 downloads go on to the end" grep 'open 180 seconds' $T/stay
check ", none of them cut" lacks cut $T/stay
check "20 that were listed are cut" wait_for 5 sh -c \
	"test \$(grep -c cut $T/go) -eq 20"
check "within a second" python3 - $T/go "$listed_at" <<-'E2'
	import sys
	late = [float(l.split()[2]) * 1000 - int(sys.argv[2])
	        for l in open(sys.argv[1]) if l.startswith("cut")]
	print("the last after %.0f ms" % max(late))
	sys.exit(max(late) > 1000)
E2
ratio=$(awk '/^read/ { r[FILENAME] = $2 / $6 }
	END { printf "%.2f", r[ARGV[2]] / r[ARGV[1]] }' $T/alone $T/stay)
echo "# $syncs syncs of $PREFIXES prefixes, half of them changed each time;" \
	"throughput beside none: $ratio"
[ -z "${BENCH-}" ] || check "throughput stays above 0.9" \
	awk "BEGIN { exit !($ratio > 0.9) }"
stop_cordond
done_testing
