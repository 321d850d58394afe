#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Prefixes come to the same addresses as with other people's programs: Python's
# ipaddress, and iprange where it is installed (which reads IPv4 only). With
# lists as arguments, those; else nasty ones and random ones.

# shellcheck source=tests/golden/lib.sh
. "$(dirname "$0")/lib.sh"
LISTS=$BUILD/tests/bench/lists
T=$dir

# Merged to ranges, a line each, in decimal.
by_cordon() { # LIST
	rm -rf "$T/state"
	mkdir -p "$T/state" "$T/vendors"
	cat >"$T/vendors/none.conf" <<-END
	id = "none"; title = "None"; as_of = "2026-01-01";
	bases = ( { id = "b"; authority = "A"; cite = "C"; binds = "B";
	dates = "D"; source = "S"; } );
	END
	cat >"$T/cordon.conf" <<-END
	catalogue = "$T/vendors"; local_catalogue = "$T/none";
	state = "$T/state"; block_list = "$1";
	allow_list = "$T/allow"; protect_list = "$T/protect";
	END
	"$LISTS" merge "$T/cordon.conf" 2>"$T/err" | python3 -c '
import socket, sys
last = None
for line in sys.stdin:
    v = 6 if ":" in line else 4
    a, b = (int.from_bytes(socket.inet_pton(
        socket.AF_INET if v == 4 else socket.AF_INET6, x), "big")
            for x in line.strip().split("-"))
    if last and last[0] == v and last[2] + 1 == a:
        last[2] = b
        continue
    assert not last or last[0] < v or last[2] < a, line
    if last:
        print(*last)
    last = [v, a, b]
if last:
    print(*last)'
}

# IPv4 lies inside of IPv6 as ::ffff:0:0/96; prefixes around it do not cover
# it (lib/address.h), so that hole is taken out here too.
by_python() { # LIST
	python3 - "$1" <<'END'
import ipaddress, sys
nets = {4: [], 6: []}
for line in open(sys.argv[1]):
    net = ipaddress.ip_network(line.strip())
    nets[net.version].append((int(net.network_address),
                              int(net.broadcast_address)))
hole = (0xffff00000000, 0xffffffffffff)
for version in (4, 6):
    merged = []
    for a, b in sorted(nets[version]):
        if merged and a <= merged[-1][1] + 1:
            merged[-1][1] = max(merged[-1][1], b)
        else:
            merged.append([a, b])
    for a, b in merged:
        parts = [(a, b)]
        if version == 6 and a <= hole[1] and b >= hole[0]:
            parts = [(a, hole[0] - 1), (hole[1] + 1, b)]
        for x, y in parts:
            if x <= y:
                print(version, x, y)
END
}

by_iprange() { # LIST
	iprange --print-ranges "$1" 2>/dev/null | python3 -c '
import ipaddress, sys
for line in sys.stdin:
    a, _, b = line.strip().partition("-")
    a = int(ipaddress.ip_address(a))
    print(4, a, int(ipaddress.ip_address(b)) if b else a)'
}

compare() { # TITLE LIST
	by_cordon "$2" >"$T/ours"
	by_python "$2" >"$T/theirs"
	[ -s "$T/ours" ] && diff "$T/ours" "$T/theirs" >"$T/diff"
	result $? "$1: $(wc -l <"$T/ours") ranges, as Python's"
	grep -q : "$2" && return
	if ! command -v iprange >/dev/null; then
		skip "$1: as iprange's" "iprange is not installed"
		return
	fi
	by_iprange "$2" >"$T/theirs" && diff "$T/ours" "$T/theirs" >"$T/diff"
	result $? "$1: as iprange's"
}

if [ $# -gt 0 ]; then
	for list; do
		compare "$(wc -l <"$list") prefixes" "$list"
	done
	finish
	exit
fi

i=0
while read -r prefixes; do
	i=$((i + 1))
	tr ' ' '\n' <<<"$prefixes" >"$T/nasty.$i"
	compare "$prefixes" "$T/nasty.$i"
done <<'END'
192.0.2.0/25 192.0.2.128/25
192.0.2.0/24 192.0.2.64/26 192.0.2.65/32
192.0.2.64/26 192.0.2.0/24
0.0.0.0/0
0.0.0.0/1 128.0.0.0/1 10.0.0.0/8
255.255.255.255/32
0.0.0.0/32 255.255.255.255/32
255.255.255.254/31 255.255.255.252/31
192.0.2.7/32 192.0.2.7/32 192.0.2.7/32
192.0.2.6/31 192.0.2.8/32
192.0.2.1/32 192.0.2.2/32 192.0.2.3/32
192.0.2.0/24 192.0.4.0/24 192.0.3.0/24
2001:db8::/33 2001:db8:8000::/33
2001:db8::/32 2001:db8::1/128 2001:db8::/127
::/0
::/1 8000::/1 2001:db8::/32
ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff/128
::/128 ffff:ffff:ffff:ffff:ffff:ffff:ffff:fffe/127
2001:db8::2/127 2001:db8::4/126 2001:db8::1/128
2001:db8::1/128 2001:db8::1/128
::/80
::fffe:0:0/96 0:0:0:0:1::/80
0.0.0.0/0 ::/0
192.0.2.0/31 2001:db8::/127 192.0.2.2/32 2001:db8::2/128
END
many=$(long 8000 100000)
for seed in $(seq "$(long 2 10)"); do
	"$LISTS" prefixes 4 "$many" "$seed" >"$T/random4"
	compare "$many random IPv4 prefixes, seed $seed" "$T/random4"
	"$LISTS" prefixes 6 "$many" "$seed" >"$T/random6"
	compare "$many random IPv6 prefixes, seed $seed" "$T/random6"
	cat "$T/random4" "$T/random6" >"$T/both"
	compare "both, of seed $seed" "$T/both"
done
finish
