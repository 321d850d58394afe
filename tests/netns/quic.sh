#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# QUIC through the gateway: hellos over one datagram and over several.
. "$(dirname "$0")/lib.sh"

# Answers every datagram once all of a client's hello may be there.
start_echo() {
	server python3 - <<-'EOF' >$T/echo.log 2>&1 &
	import socket
	import select
	ports = [socket.socket(socket.AF_INET6, socket.SOCK_DGRAM)
	         for i in range(2)]
	ports[0].bind(("::", 443))
	ports[1].bind(("::", 8853))
	print("ready", flush=True)
	while True:
	    for s in select.select(ports, [], [])[0]:
	        data, peer = s.recvfrom(65535)
	        if data[0] & 0x80:
	            s.sendto(b"\x40answer", peer)
	EOF
	wait_for 10 grep -q ready $T/echo.log
}

# is_quic WORD NAME ADDRESS [DATAGRAMS]
is_quic() {
	local got
	got=$(client "$BUILD/tests/netns/quicsend" "$3" "${PORT:-443}" "$2" \
		"${4-1}")
	echo "$got"
	[ "$got" = "$1" ]
}

lab_up
# The kernel sends a host about one ICMP error a second; here come more.
gw sysctl -qw net.ipv4.icmp_ratelimit=0 net.ipv6.icmp.ratelimit=0
start_echo
config_is ''
check "cordond starts" start_cordond
for a in $OPEN4 $OPEN6; do
	check "an allowed name, $a" is_quic answered www.example.org $a
	check "a blocked name, $a" soon 500 is_quic refused www.kaspersky.com $a
	check "in upper case, $a" is_quic refused WWW.Kaspersky.COM $a
	check "a name that only contains a vendor's, $a" \
		is_quic answered notkaspersky.com $a
done
# One socket, many connections: what was decided about one says nothing of the
# next (RFC 9000 5.2).
check "a blocked name behind an allowed one, and before another, on one socket" \
	is_quic "answered silence answered" \
	www.example.org,www.kaspersky.com,www.example.org $OPEN4
check ": blocked first" is_quic "refused answered silence" \
	www.kaspersky.com,www.example.org,upd.kaspersky.com $OPEN6
# The datagrams before the one that completes the name have gone through, and
# this server answers each.
blocked_in_parts() {
	client "$BUILD/tests/netns/quicsend" $OPEN4 443 upd.kaspersky.com 3
	wait_for 3 seen '"sni":"upd.kaspersky.com"'
}
seen() { grep -q "$1" $EVE; }
check "a hello in three datagrams, the last part first" blocked_in_parts
check ": its event" has_event "e['app_proto'] == 'quic' and
	e['quic'] == {'sni': 'upd.kaspersky.com', 'version': '1'} and
	e['proto'] == 'UDP' and e['alert']['action'] == 'blocked' and
	m['match_type'] == 'sni-suffix' and m['name_source'] == 'quic'"
check "it stops" stop_cordond

config_is 'strict = true;'
check "cordond starts, strict" start_cordond
PORT=8853
check "a blocked name on another port" is_quic refused www.kaspersky.com $OPEN4
check "an allowed name on another port" is_quic answered www.example.org $OPEN4
check "a blocked name on another port over IPv6" \
	is_quic refused www.kaspersky.com $OPEN6
PORT=443
check "a blocked name on QUIC's own port, strict" \
	is_quic refused www.kaspersky.com $OPEN4
check "three connections of one socket, strict" \
	is_quic "answered silence answered" \
	www.example.org,www.kaspersky.com,www.example.org $OPEN4
check "it stops" stop_cordond

config_is 'quic_version = "block"; quic_no_initial = "block";'
check "cordond starts" start_cordond
unknown() {
	client python3 -c "
import socket
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
s.settimeout(4)
s.connect(('$OPEN4', 443))
s.send(bytes.fromhex('$1') + bytes(1200))
try:
    s.recv(100)
    print('answered')
except OSError as e:
    print('refused' if e.errno else 'silence')"
}
is_unknown() {
	local got
	got=$(unknown "$1")
	echo "$got"
	[ "$got" = "$2" ]
}
check "an unknown version can be refused" \
	is_unknown c01a2a3a4a0861626364 refused
check ": and what is no Initial" is_unknown 40616263 refused
check "an allowed name goes on" is_quic answered www.example.org $OPEN4
# Whoever knows the ports of an allowed connection can send the same.
for to in $OPEN4 $OPEN6; do
	for what in '?' 0; do
		check "$to: '$what' in its name ends none" \
			is_quic "answered sent answered" \
			www.example.org,$what,www.example.org $to
	done
done
check "it stops" stop_cordond
done_testing
