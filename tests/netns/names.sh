#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Connections are judged by the name they ask for: TLS on any port and however
# its hello is cut, HTTP request by request, IPv4 and IPv6.
. "$(dirname "$0")/lib.sh"

lab_up
client sysctl -qw net.ipv4.tcp_timestamps=0
config_is ''
start_web 8080 443 23100
check "cordond starts" start_cordond

hello() { client python3 tests/netns/hello.py "$@"; }

# reset_by hello.py's arguments: the connection is reset, and soon.
reset_by() { exits 3 hello "$@"; }

for to in $OPEN4 $OPEN6; do
	check "$to: an allowed name works" https www.example.org "$to"
	check "$to: a restricted name is refused" \
		fails_fast https www.kaspersky.com "$to"
	check "$to: so is the listed name itself" \
		fails_fast https kaspersky.com "$to"
	check "$to: and one far below it" \
		fails_fast https a.b.c.d.kaspersky.com "$to"
	check "$to: in upper case" fails_fast https WWW.Kaspersky.COM "$to"
	check "$to: a name that only ends alike is allowed" \
		https notkaspersky.com "$to"
	check "$to: so is one that only begins alike" \
		https kaspersky.com.example.org "$to"
	check "$to: HTTP to an allowed host" http www.example.org "$to"
	check "$to: HTTP to a restricted host" \
		fails_fast http www.kaspersky.com "$to"
	check "$to: HTTP, upper case, port, trailing dot" \
		fails_fast http Www.KASPERSKY.com.:8080 "$to"
	check "$to: TLS on port 23100" \
		fails_fast https x.ksc.kaspersky.com "$to" 23100
	check "$to: an allowed name there" https www.example.org "$to" 23100

	check "$to: the name in the second of two segments" \
		reset_by --sizes 120 "$to" 443 www.kaspersky.com
	check "$to: segments in reverse order" \
		reset_by --sizes 120 --order reverse "$to" 443 \
		www.kaspersky.com
	check "$to: a long hello, as with a post-quantum key share" \
		reset_by --pad 1500 --sizes 1400 "$to" 443 www.kaspersky.com
	check "$to: that one reversed" \
		reset_by --pad 1500 --each 700 --order reverse "$to" 443 \
		www.kaspersky.com
	check "$to: twenty segments shuffled, each sent twice" \
		reset_by --each 12 --order shuffle --twice "$to" 443 \
		www.kaspersky.com
	check "$to: a hello over two TLS records" \
		reset_by --records 100 "$to" 443 www.kaspersky.com
	check "$to: over two records and three segments" \
		reset_by --records 100 --sizes 50,100 "$to" 443 \
		www.kaspersky.com
	check "$to: one byte a segment" \
		reset_by --each 1 "$to" 443 www.kaspersky.com
	check "$to: the same shapes with an allowed name get an answer" \
		hello --records 100 --sizes 50,100 --order reverse "$to" 443 \
		www.example.org
	check "$to: also in twenty segments shuffled" \
		hello --each 12 --order shuffle "$to" 443 www.example.org
done

# What was decided of a connection is not carried over to the next one of the
# same ports; nor does a forged SYN make a blocked one look like a new one.
same_ports() {
	https www.kaspersky.com $OPEN4 443 --local-port 40000 && return 1
	https www.example.org $OPEN4 443 --local-port 40000 || return 1
	fails_fast https www.kaspersky.com $OPEN4 443 --local-port 40000
}
check "restricted, allowed, restricted from one port" same_ports
check "a blocked hello does not get through behind a forged SYN" \
	client python3 - <<-E2
	import sys
	sys.path.insert(0, "tests/netns")
	import hello
	for address in "$OPEN4", "$OPEN6":
	    data = hello.records(hello.client_hello("www.kaspersky.com", 0), [])
	    c = hello.Connection(address, 443)
	    c.send(0, data[:90])
	    c.send(90, data[90:])
	    assert c.outcome(2) == "reset"
	    for seq in -1, 70000, 1 << 30:
	        c.send(seq, b"", 2)
	        c.send(90, data[90:])
	        result = c.outcome(0.3)
	        assert result != "answered", (address, seq, result)
	E2

# curl asks twice over one connection: first allowed, then restricted.
second_request() {
	local out
	out=$(client curl -sS --max-time 5 -w '%{http_code} %{num_connects}\n' \
		-H "Host: www.example.org" http://$OPEN4:8080/ --next \
		-sS --max-time 5 -w '%{http_code} %{num_connects}\n' \
		-H "Host: $1" http://$OPEN4:8080/ 2>&1)
	local status=$?
	echo "$out"
	grep -q '^200 1' <<<"$out" && return $status
	return 100
}
check "two requests over one connection, both allowed" \
	second_request www.example.com
refute ": the second one restricted" 'reset by peer' \
	second_request www.kaspersky.com
check "a restricted Host behind a body that was sent in pieces" \
	reset_by --bytes \
	'POST / HTTP/1.1\r\nHost: ok.example\r\nContent-Length: 40\r\n\r\n0123456789012345678901234567890123456789GET / HTTP/1.1\r\nHost: kaspersky.com\r\n\r\n' \
	--each 30 --until reset $OPEN4 8080
check "no restricted Host inside a body" hello --bytes \
	'POST / HTTP/1.1\r\nHost: ok.example\r\nContent-Length: 43\r\n\r\nGET / HTTP/1.1\r\nHost: kaspersky.com\r\n\r\n1234' \
	$OPEN4 8080

check "openssl s_client with an allowed name" client sh -c \
	"openssl s_client -connect $OPEN4:443 -servername www.example.org \
	</dev/null 2>&1 | grep -q 'BEGIN CERTIFICATE'"
refute "openssl s_client with a restricted name" errno=104 \
	client openssl s_client -connect $OPEN4:443 \
	-servername ds.kaspersky.com </dev/null
check "openssl s_client without a name passes by default" client sh -c \
	"openssl s_client -connect $OPEN4:443 -noservername </dev/null 2>&1 |
	grep -q 'BEGIN CERTIFICATE'"

check "an event has vendor, role, list, match, basis, citation, mode" \
	has_event "m['vendor'] == 'kaspersky' and m['role'] == 'management'
	and m['list'].endswith('kaspersky.conf') and int(m['line']) > 0
	and m['match_type'] == 'sni-suffix'
	and m['match_value'] == 'ksc.kaspersky.com'
	and m['basis'] == 'us-commerce-2024' and m['citation'] == '89 FR 52434'
	and m['duty'] == 'supply' and m['jurisdiction'] == 'US'
	and m['mode'] == 'enforce' and m['name_source'] == 'sni'
	and e['tls']['sni'] == 'x.ksc.kaspersky.com'
	and e['dest_port'] == 23100 and e['proto'] == 'TCP'
	and e['in_iface'] == 'lan0' and e['alert']['action'] == 'blocked'
	and e['verdict']['reject'] == ['tcp-reset']
	and len(e['ether']['src_mac']) == 17 and e['flow_id'] < 2**51"
check "an event over IPv6" has_event "e['src_ip'] == 'fd01::2'
	and e['dest_ip'] == '$OPEN6' and e['ip_v'] == 6"
check "an event of an HTTP request" has_event "
	e['app_proto'] == 'http' and m['match_type'] == 'http-host-exact'
	and e['http']['hostname'] == 'www.kaspersky.com'
	and e['http']['http_method'] == 'GET'"
check "none for what is allowed" no_event "'example' in str(e.get('tls'))"

# under HOST BASIS DUTY: what the event of a name says it was refused under.
under() {
	has_event "e['tls']['sni'] == '$1.ksc.kaspersky.com'
		and m['basis'] == '$2' and m['duty'] == '$3'"
}
config_is 'profile = [ "us-federal-agency" ];'
check "said to be an agency" ask reload
check ": a restricted name is refused" \
	fails_fast https agency.ksc.kaspersky.com $OPEN4
check ": under the text that binds it" under agency us-ndaa-2018-1634 use
check ": the page is not" https www.kaspersky.com $OPEN4
check ": what was decided before keeps its text" \
	under x us-commerce-2024 supply

stop_cordond
done_testing
