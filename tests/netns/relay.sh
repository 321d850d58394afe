#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Honest clients behind a line that takes 100 ms there and back and loses one
# packet in a hundred: uploads, plain and chunked, end at half their rate
# without cordond or better, and nobody's connection is cut.
. "$(dirname "$0")/lib.sh"
needs python3

# Four at once; in a soak forty, which send a gigabyte.
BYTES=$(long 1500000 25000000)
STREAMS=$(long 1 10)

# Puts a relay between the client and the gateway.
relay_up() {
	client ip link del c0
	ip netns add relay
	ip link add c0 netns client type veth peer name r0 netns relay
	ip link add lan0 netns gw type veth peer name r1 netns relay
	for i in r0 r1; do
		in_ns relay sysctl -qw net.ipv6.conf.$i.disable_ipv6=1
		in_ns relay ip link set $i up
	done
	# A frame is a segment, so that one is lost and not forty.
	client ip link set c0 gso_max_segs 1
	gw ip link set lan0 gso_max_segs 1
	client ip addr add 10.1.0.2/24 dev c0
	client ip addr add fd01::2/64 dev c0 nodad
	gw ip addr add 10.1.0.1/24 dev lan0
	gw ip addr add fd01::1/64 dev lan0 nodad
	client ip link set c0 up
	gw ip link set lan0 up
	client ip route add default via 10.1.0.1
	client ip -6 route add default via fd01::1
	in_ns relay "$BUILD/tests/netns/relay" r0 r1 50 10 >$T/relay.log 2>&1 &
	wait_for 10 grep -q ready $T/relay.log
}
# The line and not the machine sets their pace.
uploads() { # WORD
	local to kind n pids=()
	for to in $OPEN4 $OPEN6; do
		for kind in plain chunked; do
			for n in $(seq "$STREAMS"); do
				client python3 tests/netns/relay.py "$to" \
					$kind "$BYTES" \
					>"$T/$1-$kind-$n-${to%%:*}" &
				pids+=($!)
			done
		done
	done
	for pid in "${pids[@]}"; do
		wait "$pid" || { tail -n 3 "$T/$1"-*; return 1; }
	done
}
seconds() { # WORD: of all together
	cat "$T/$1"-* | awk '{ s += $1 } END { print int(s * 10) }'
}
half_the_rate() { # WORD
	echo "without $(seconds without), $1 $(seconds "$1") tenths of a second"
	[ "$(seconds "$1")" -le $((2 * $(seconds without))) ]
}
# What is lost is up to chance: one of three.
keeps_the_rate() { # WORD
	for _ in 1 2 3; do
		half_the_rate "$1" && return
		uploads "$1" || return
	done
	half_the_rate "$1"
}
keeps() { # ADDRESS [WORD]
	client timeout 200 python3 tests/netns/relay.py "$1" "${2-keep}" 100 \
		"$(long 5 100)"
}

lab_up
check "the relay starts" relay_up
server python3 tests/netns/relay.py serve >$T/server.log 2>&1 &
check "a server starts" wait_for 10 grep -q ready $T/server.log
nginx=
if can "HTTP/2" "nginx is not here" command -v nginx; then
	check "nginx starts" start_nginx
	nginx=1
fi
check "uploads end without cordond" uploads without
config_is ''
check "cordond starts" start_cordond
for mode in default strict; do
	[ $mode = default ] || config_is 'strict = true;'
	check "$mode" ask reload
	check "uploads end ($mode)" uploads $mode
	check "at half the rate or better" keeps_the_rate $mode
	echo "# without $(seconds without), $mode $(seconds $mode)"
	for to in $OPEN4 $OPEN6; do
		check "$to: a hundred clients that keep their connections" \
			keeps "$to"
		[ ! "$nginx" ] ||
			check "$to: a hundred of HTTP/2" keeps "$to" http2
	done
done
done_testing
