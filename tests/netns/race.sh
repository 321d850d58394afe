#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# No packet to a listed address passes, and no other is refused, while the
# kernel's sets change in both ways, back to back.
. "$(dirname "$0")/lib.sh"

SLOTS=${RACE_SLOTS:-$(long 6000 20000)}
PACKETS=${RACE_PACKETS:-$(long 50000 1000000)}
UPDATES=${RACE_UPDATES:-$(long 12 500)}

# What is sent out of d0 comes in at d1, where nobody takes it.
ip link add d0 type veth peer name d1
sysctl -qw net.ipv6.conf.all.accept_dad=0 net.ipv6.conf.default.accept_dad=0
ip link set lo up
ip addr add 10.1.0.1/24 dev d0
ip addr add fd01::1/64 dev d0 nodad
ip link set d0 up
ip link set d1 up
# Nobody answers, so it must not ask for neighbours.
ip link set d0 arp off
ip route add default dev d0
ip -6 route add default dev d0

mkdir $T/race $T/gap
run() { timeout "${RACE_SECONDS:-$(long 300 3600)}" "$BUILD/tests/netns/race" "$@"; }

run $T/race "$SLOTS" "$PACKETS" "$UPDATES" >$T/out 2>&1
sed 's/^#* */# /' $T/out
read -r _ packets _ misses _ false_hits _ errors _ difference _ new <$T/out
check "none that must match missed" test "$misses" -eq 0
check "none that must not match hit" test "$false_hits" -eq 0
check "all were sent, at least $PACKETS" test "$errors" -eq 0 -a \
	"$packets" -ge "$PACKETS"
check "while $UPDATES updates went each way" test "$difference" -ge \
	"$UPDATES" -a "$new" -ge "$UPDATES"

# The same in sets of their own, for vendors that have many.
mkdir $T/large
LARGE=${RACE_LARGE_UPDATES:-$(long 2 50)}
run $T/large 20000 20000 "$LARGE" >$T/out 2>&1
sed 's/^#* */# /' $T/out
read -r _ packets _ misses _ false_hits _ errors _ difference _ new <$T/out
check "none is missed or hit wrongly where a vendor has many" test \
	"$misses" -eq 0 -a "$false_hits" -eq 0 -a "$errors" -eq 0 -a \
	"$packets" -ge 20000 -a "$new" -ge "$LARGE"

run $T/gap 64 20000 0 gap >$T/out 2>&1
sed 's/^#* */# /' $T/out
read -r _ packets _ misses _ <$T/out
check "a gap of one transaction would show" test "$misses" -gt 0
done_testing
