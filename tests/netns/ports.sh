#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Restricted ports at any address, and addresses restricted on some ports:
# refused in the kernel, logged with the vendor's rule, let by where allowed.
. "$(dirname "$0")/lib.sh"

lab_up
mkdir -p $T/etc/vendors
sure='source = "s"; confidence = "registry";'
cat >$T/etc/vendors/tunnel.conf <<E2
id = "tunnel"; title = "Ports \$(reboot) \"of\" a test"; as_of = "2026-01-02";
prefix_ports = [ 8443 ];
bases = ( { id = "policy"; authority = "A"; cite = "C"; binds = "B";
	dates = "D"; source = "S"; } );
prefixes = ( { prefix = "192.0.2.80/32"; role = "relay"; $sure } );
ports = ( { port = 853; transport = "tcp"; role = "tls-port"; $sure },
	{ port = 853; transport = "udp"; role = "quic-port"; $sure } );
E2
vendor() { # MODE [more]: what the configuration says of it
	config_is "vendors = ( { id = \"tunnel\"; mode = \"$1\"; ${2-} } );"
}
vendor off
start_web 8080 443 853 8443
check "cordond starts" start_cordond
blocked() { fails_fast "$@"; }

# udp ADDRESS PORT: is a datagram refused by an answer?
udp() {
	in_ns "${3-client}" python3 - "$1" "$2" <<-'E2'
	import socket, sys
	s = socket.socket(socket.AF_INET6 if ":" in sys.argv[1]
	                  else socket.AF_INET, socket.SOCK_DGRAM)
	s.settimeout(4)
	s.connect((sys.argv[1], int(sys.argv[2])))
	try:
	    s.send(b"x")
	    s.recv(1)
	except (ConnectionRefusedError, PermissionError):
	    sys.exit("refused")
	except socket.timeout:
	    pass
	except OSError as e:
	    sys.exit("refused: %s" % e)
	E2
}
# A port where nobody listens is refused by the server: one that answers.
server python3 - <<'E2' &
import select, socket
socks = []
for f, a in ((socket.AF_INET, "0.0.0.0"), (socket.AF_INET6, "::")):
    for port in (53, 853, 8443):
        s = socket.socket(f, socket.SOCK_DGRAM)
        if f == socket.AF_INET6:
            s.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        s.bind((a, port))
        socks.append(s)
while True:
    for s in select.select(socks, [], [])[0]:
        data, peer = s.recvfrom(2048)
        s.sendto(data, peer)
E2
wait_for 5 udp $OPEN6 853

chains() { gw nft list table inet cordon; }
check "off: no rule asks for a port" omits 'dport 853' \
	gw nft list table inet cordon
check "off: the port is open" https www.example.org $OPEN4 853
check "off: over UDP too" udp $OPEN4 853

vendor enforce
check "reload to enforce" ask reload
for to in $OPEN4 $OPEN6; do
	check "TCP 853 to $to is refused" blocked https www.example.org $to 853
	refute "UDP 853 to $to is refused" ^refused udp $to 853
	check "TCP 443 to $to is open" https www.example.org $to
	check "UDP 8443 to $to is open" udp $to 8443
done
check "from the gateway TCP 853 is refused" blocked gw curl -skS \
	--max-time 5 "https://$OPEN4:853/"
refute ": and UDP 853" ^refused udp $OPEN4 853 gw
check "a line says which port, of TCP" has_event "
	m['vendor'] == 'tunnel' and m['role'] == 'tls-port'
	and m['match_type'] == 'port' and m['match_value'] == 'tcp/853'
	and m['list'].endswith('/tunnel.conf') and m['line'] == '6'
	and m['citation'] == 'C' and e['alert']['action'] == 'blocked'
	and e['alert']['context']['decided_by'] == 'kernel'
	and e['dest_ip'] == '$OPEN4' and e['dest_port'] == 853"
check ": and of UDP, over IPv6" has_event "
	m['role'] == 'quic-port' and m['match_value'] == 'udp/853'
	and e['dest_ip'] == '$OPEN6' and e['alert']['action'] == 'blocked'"

check "a listed address is refused on its port" \
	blocked https www.example.org 192.0.2.80 8443
refute ": over UDP too" ^refused udp 192.0.2.80 8443
check ": and open on others" https www.example.org 192.0.2.80
check ": over UDP too" udp 192.0.2.80 53
check ": but judged by name there" blocked https www.kaspersky.com 192.0.2.80
check "a restricted port is refused there too" \
	blocked https www.example.org 192.0.2.80 853
check ": its line names the address" has_event "
	m['role'] == 'relay' and m['match_type'] == 'ip'
	and m['match_value'] == '192.0.2.80' and e['dest_port'] == 8443"

echo 10.2.0.2 >$T/etc/allow.list
echo 8.8.8.8 >$T/etc/protect.list
check "reload with an allowed and a protected address" ask reload
check "the allowed one is open on the port" https www.example.org $OPEN4 853
check ": and judged by name" blocked https www.kaspersky.com $OPEN4 853
check "the protected one is open" https www.kaspersky.com 8.8.8.8 853
check "one that is neither is not" blocked https www.example.org $OPEN6 853
rm $T/etc/allow.list $T/etc/protect.list

vendor enforce 'roles_off = [ "tls-port" ];'
check "reload with a role off" ask reload
check ": TCP 853 is open" https www.example.org $OPEN6 853
refute ": UDP 853 is not" ^refused udp $OPEN6 853

: >$EVE
vendor observe
check "reload to observe" ask reload
check "observed: TCP 853 is open" https www.example.org $OPEN4 853
check "observed: UDP 853 too" udp $OPEN6 853
check "observed: the listed address too" \
	https www.example.org 192.0.2.80 8443
check "names are judged as ever" blocked https www.kaspersky.com $OPEN4 853
check "what is observed is logged" has_event "m['match_value'] == 'tcp/853'
	and e['alert']['action'] == 'allowed' and m['mode'] == 'observe'"
check ": the address too" has_event "m['match_value'] == '192.0.2.80'
	and e['alert']['action'] == 'allowed'"
config_is 'vendors = ( { id = "tunnel"; mode = "enforce"; },
	{ id = "kaspersky"; mode = "observe"; } );'
check "reload with the other observed" ask reload
check "a port is refused at an address that is only observed" \
	blocked https www.example.org $LISTED4 853
check ": and nothing else there" https www.example.org $LISTED4
check "the tables of both are listed" sh -c \
	"nsenter --net=/run/netns/gw nft list table inet cordon >$T/rules &&
	grep -q 'tcp dport 853 goto vendor-tunnel-port' $T/rules &&
	grep -q 'tcp dport 8443 goto vendor-tunnel' $T/rules"

stop_cordond
done_testing
