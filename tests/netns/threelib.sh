# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
#
# A network of three machines behind the gateway, h1 to h3, that have their
# addresses and names of a real DHCP server, and privacy addresses: source this
# behind lib.sh. All that passes is captured before the gateway sees it, and
# counted without any code of ours (tests/netns/count.py).

LEASES=$T/dnsmasq.leases
three_names=([1]=anna-laptop [2]=ben-pc [3]=printer)

three_mac() { echo "28:6f:b9:00:00:0$1"; }

# The gateway with the server of lab_up, and the three instead of its client.
three_up() {
	lab_up
	(set -e; three_links) || give_up "three machines are there"
}

three_links() {
	local i
	for i in 1 2 3; do
		ip netns add h$i
		in_ns h$i ip link set lo up
		ip link add e0 netns h$i type veth peer name lan$i netns gw
		in_ns h$i ip link set e0 address "$(three_mac $i)"
		in_ns h$i sysctl -qw net.ipv6.conf.all.accept_dad=0 \
			net.ipv6.conf.e0.accept_dad=0 \
			net.ipv6.conf.e0.accept_ra=2 \
			net.ipv6.conf.e0.use_tempaddr=2
		gw ip addr add 10.3.$i.1/24 dev lan$i
		gw ip addr add fd03:$i::1/64 dev lan$i nodad
		gw ip link set lan$i up
		server ip route add 10.3.$i.0/24 via 10.2.0.1
		server ip -6 route add fd03:$i::/64 via fd02::1
		spawn gw python3 tests/netns/dump.py lan$i $T/lan$i.pcap
	done
	gw dnsmasq -k -p 0 --user= --group= --conf-file=/dev/null \
		--dhcp-leasefile=$LEASES --pid-file --dhcp-authoritative \
		--enable-ra --ra-param=lan1,3,1800 --ra-param=lan2,3,1800 \
		--ra-param=lan3,3,1800 --dhcp-range=10.3.1.50,10.3.1.90,1h \
		--dhcp-range=10.3.2.50,10.3.2.90,1h \
		--dhcp-range=10.3.3.50,10.3.3.90,1h \
		--dhcp-range=fd03:1::,ra-only --dhcp-range=fd03:2::,ra-only \
		--dhcp-range=fd03:3::,ra-only >$T/dnsmasq.log 2>&1 &
	for i in 1 2 3; do
		in_ns h$i ip link set e0 up
	done
}

# All have an address of each family, of IPv6 one that changes.
three_addresses() {
	local i
	for i in 1 2 3; do
		in_ns h$i python3 tests/netns/dhcp.py e0 "${three_names[i]}" &&
			wait_for 60 three_private $i || return 1
	done
}
three_private() {
	in_ns h"$1" ip -6 addr show dev e0 temporary | grep -q 'inet6 fd03'
}

# Another of these for a machine, as they have after a day.
three_renew() {
	in_ns h"$1" ip -6 addr flush dev e0 scope global &&
		in_ns h"$1" ip link set e0 down &&
		in_ns h"$1" ip link set e0 up &&
		in_ns h"$1" python3 tests/netns/dhcp.py e0 "${three_names[$1]}" &&
		wait_for 60 three_private "$1"
}

# try MACHINE NAME [TIMES] [4|6]: a page over TLS.
try() {
	local to=$OPEN4
	[ "${4-4}" = 4 ] || to="[$OPEN6]"
	for _ in $(seq "${3-1}"); do
		in_ns h"$1" curl -sk -o /dev/null --max-time $((5 * SLOW)) \
			--resolve "$2:443:$to" "https://$2/"
	done
	:
}

# What was tried while cordond was to be there: JSON of MAC, vendor, number.
three_count() { # FROM UNTIL: none counts between, in seconds; 0 0 for all
	python3 tests/netns/count.py "$1" "$2" $T/lan1.pcap $T/lan2.pcap \
		$T/lan3.pcap
}
