#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# encrypted-dns of the shipped catalogue: off by default; enforced, a public
# resolver is refused over HTTPS by its name and by its address, over TLS and
# QUIC by the port; plain DNS to it stays, and is judged by name.
. "$(dirname "$0")/lib.sh"
needs caddy kdig dnsmasq

lab_up
config_is ''
# The names of public resolvers too: kdig looks at who answers over HTTPS.
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes \
	-days 9 -subj /CN=test -keyout $T/key.pem -out $T/cert.pem -addext \
	"subjectAltName=DNS:*.example.org,DNS:dns.google" 2>/dev/null
check "caddy starts" start_caddy
check "a resolver starts" start_dns server
server python3 tests/netns/dnsfront.py $T/cert.pem $T/key.pem \
	>$T/dnsfront.log 2>&1 &
check "it is reached over TLS and HTTP" \
	wait_for 10 grep -q ready $T/dnsfront.log
# A port where nobody listens would be refused by the server itself.
server python3 - <<'E2' &
import socket, time
for family, address in ((socket.AF_INET, "0.0.0.0"), (socket.AF_INET6, "::")):
    s = socket.socket(family, socket.SOCK_DGRAM)
    if family == socket.AF_INET6:
        s.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
    s.bind((address, 853))
    globals()["keep%d" % family] = s
time.sleep(600)
E2
check "a server of DNS over QUIC, which says nothing" wait_for 5 \
	server sh -c "ss -Hlun sport = :853 | grep -q '::'"
check "cordond starts" start_cordond

ask_by() {
	client kdig +retry=0 +timeout=5 "$@" >$T/kdig.out 2>&1
	local status=$?
	grep -v '^$' $T/kdig.out
	# Where its TLS is reset it dies of SIGPIPE.
	return $((status == 141 ? 1 : status))
}
says() { # STATUS KDIG-OPTIONS...
	local want=$1
	shift
	ask_by "$@"
	grep -q "status: $want;" $T/kdig.out
}
# Nothing is answered, and kdig says so before its time is over.
refused() {
	FAST_MS=$((${FAST_MS:-200} + 300)) fails_fast ask_by "$@" &&
		lacks status: $T/kdig.out
}
encrypted() { # MODE [more]
	config_is "vendors = ( { id = \"encrypted-dns\";
		mode = \"$1\"; ${2-} } );"
	: >$EVE
	check "reload: encrypted-dns $1 ${2-}" ask reload
}
# In kdig a hello over QUIC that nobody answers takes as long as it may. Exits
# 3 if nothing comes back, 4 if an answer does.
udp_refused() {
	client python3 - "$1" "$2" <<-'E2'
	import socket, sys
	s = socket.socket(socket.AF_INET6 if ":" in sys.argv[1]
	                  else socket.AF_INET, socket.SOCK_DGRAM)
	s.settimeout(2)
	s.connect((sys.argv[1], int(sys.argv[2])))
	s.send(b"\xc0" + bytes(1199))
	try:
	    s.recv(1)
	    sys.exit(4)
	except socket.timeout:
	    sys.exit(3)
	except OSError as e:
	    print("refused:", e)
	E2
}
doh() { # STATUS-WORD HOST ADDRESS
	local how=$1 host=$2 to=$3
	shift 3
	$how @"$to" "+https=$host/dns-query" "+tls-sni=$host" \
		+tls-ca=$T/cert.pem "$@" www.example.org A
}
yes() { says NOERROR "$@"; }

# --- off ------------------------------------------------------------------

check "off: over HTTPS" doh yes dns.google $OPEN4
check "off: over HTTPS, by an address that is listed" \
	doh yes dns.example.org 8.8.8.8
check "off: over TLS" yes @$OPEN4 +tls www.example.org A
check "off: over TLS to a listed address" yes @8.8.8.8 +tls \
	www.example.org A
refute "off: over QUIC" 3 udp_refused $OPEN4 853
refute "off: over QUIC and IPv6" 3 udp_refused $OPEN6 853
check "off: its name is answered" yes @$OPEN4 dns.google A
check "off: other vendors' names are refused" \
	says NXDOMAIN @$OPEN4 after.kaspersky.com A
check ", which is logged" event_of blocked dns after.kaspersky.com
check "off: nothing is logged" lacks encrypted-dns $EVE

# --- enforced -------------------------------------------------------------

encrypted enforce
for to in $OPEN4 $OPEN6; do
	check "HTTPS to $to is refused by the resolver's name" \
		doh refused dns.google $to
	check ": and below a listed name" \
		doh refused mozilla.cloudflare-dns.com $to
	check "HTTPS to $to by a name that is not listed is answered" \
		doh yes doh.example.org $to
	check "TLS to $to is refused by its port" \
		refused @$to +tls www.example.org A
	check "QUIC to $to is refused by its port" udp_refused $to 853
	check "plain DNS to $to is answered" yes @$to www.example.org A
	check "the name of a resolver is not" says NXDOMAIN @$to dns.google A
	check ": nor Firefox's canary" \
		says NXDOMAIN @$to use-application-dns.net A
done
check "HTTPS by a listed address is refused, whatever the name" \
	doh refused doh.example.org 8.8.8.8
check ": and over QUIC" udp_refused 8.8.8.8 443
http3_refused() {
	client "$BUILD/tests/netns/quicsend" "$2" 443 "$1" | grep -qx refused
}
check "HTTP/3 is refused by the resolver's name" \
	http3_refused dns.google $OPEN4
check "TLS to a listed address is refused" \
	refused @8.8.8.8 +tls www.example.org A
check "plain DNS to a listed address is answered" yes @8.8.8.8 www.example.org A
check ": over TCP too" yes @8.8.8.8 +tcp www.example.org A
check ": and judged by name" says NXDOMAIN @8.8.8.8 www.kaspersky.com A
check "other sites are open" https www.example.org $OPEN4

check "a line of the name" has_event "m['vendor'] == 'encrypted-dns'
	and m['role'] == 'doh-host' and m['match_type'] == 'sni-exact'
	and e['tls']['sni'] == 'dns.google' and m['basis'] == 'own-policy'
	and e['alert']['action'] == 'blocked'"
check "a line of the port, TCP" has_event "m['vendor'] == 'encrypted-dns'
	and m['role'] == 'dot-port' and m['match_value'] == 'tcp/853'
	and e['dest_ip'] == '$OPEN4' and e['alert']['action'] == 'blocked'"
check "a line of the port, UDP" has_event "m['vendor'] == 'encrypted-dns'
	and m['role'] == 'doq-port' and m['match_value'] == 'udp/853'
	and e['dest_ip'] == '$OPEN6'"
check "a line of the address" has_event "m['vendor'] == 'encrypted-dns'
	and m['role'] == 'resolver-address' and m['match_value'] == '8.8.8.8'
	and m['list'].endswith('/encrypted-dns.conf')
	and e['dest_port'] == 443 and e['alert']['action'] == 'blocked'"

# --- parts of it ----------------------------------------------------------

encrypted enforce 'roles_off = [ "dot-port", "resolver-address" ];'
check "without these roles TLS is answered" yes @$OPEN4 +tls \
	www.example.org A
check ": and a listed address over HTTPS" doh yes doh.example.org 8.8.8.8
check ": its name is refused still" doh refused dns.google 8.8.8.8

encrypted observe
check "observed: HTTPS is answered" doh yes dns.google $OPEN4
refute "observed: QUIC too" 3 udp_refused $OPEN4 853
check "observed: TLS too" yes @$OPEN4 +tls www.example.org A
check ": and logged" has_event "m['vendor'] == 'encrypted-dns'
	and m['role'] == 'doh-host' and e['alert']['action'] == 'allowed'"
check "observed: the port is logged too" has_event "m['role'] == 'dot-port'
	and e['alert']['action'] == 'allowed'"

echo 8.8.8.8 >$T/etc/protect.list
encrypted enforce
check "a protected resolver is answered over TLS" yes @8.8.8.8 +tls \
	www.example.org A
check ": and over HTTPS" doh yes dns.google 8.8.8.8
check "an unprotected resolver is not answered" \
	refused @$OPEN4 +tls www.example.org A

# --- switched by command --------------------------------------------------

rm $T/etc/protect.list
config_is ''
check "reload without it" ask reload
check "by default TLS is answered" yes @$OPEN4 +tls www.example.org A
cordon() { gw "$BUILD/cordon" -c $CONF "$@"; }
check "cordon vendors enable" cordon vendors enable encrypted-dns
check ": TLS is refused at once" refused @$OPEN4 +tls www.example.org A
check "status has it" sh -c "$BUILD/cordon -c $CONF status |
	grep -qE '^encrypted-dns +enforce '"
check "what was enabled outlasts a restart" stop_cordond
check ": of cordond" start_cordond
check ": TLS is refused still" refused @$OPEN4 +tls www.example.org A
except() { cordon except add --client 10.1.0.2 --reason test --for 1h "$@"; }
check "an exception of the role doh-host" except --role doh-host
check ": does not open the port" refused @$OPEN4 +tls www.example.org A
check "an exception of the role dot-port" except --role dot-port
check ": does, over TCP" yes @$OPEN4 +tls www.example.org A
check ": and not over QUIC" udp_refused $OPEN4 853
check ": nor for another client" refused @$OPEN6 +tls www.example.org A
check "an exception of the vendor" except --vendor encrypted-dns
check ": opens both: TLS" yes @$OPEN4 +tls www.example.org A
refute ": and QUIC" 3 udp_refused $OPEN4 853
for id in 1 2 3; do cordon except remove ex-000$id >/dev/null; done
check "without exceptions TLS is refused" refused @$OPEN4 +tls www.example.org A

check "cordon vendors disable" cordon vendors disable encrypted-dns
check "TLS is answered again" yes @$OPEN4 +tls www.example.org A
check "status counts it with the others" sh -c "$BUILD/cordon -c $CONF \
	status | grep -q 'others of the catalogue are off'"
check "audit.json has both" sh -c "grep -c '\"event\":\"vendors\"' \
	$T/log/audit.json | grep -qx 2"

stop_cordond
done_testing
