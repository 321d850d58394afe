#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# DNS questions: answered NXDOMAIN from the address that was asked, wherever
# the resolver really is, and allowed ones beside them undisturbed.
. "$(dirname "$0")/lib.sh"

lab_up
config_is ''
start_dns server
# A resolver on the gateway that asks the server's.
gw dnsmasq -k -R -h --user= --group= -p 53 --log-facility=- --no-resolv --server=$OPEN4 \
	--cache-size=0 >$T/dns-gw.log 2>&1 &
wait_for 5 gw sh -c 'ss -Hlun sport = :53 | grep -q .'
check "cordond starts" start_cordond

ask_dns() {
	local ns=$1
	shift
	in_ns "$ns" python3 tests/netns/ask.py "$@"
}

# expect "NAME OUTCOME..." lines of ask.py.
expect() {
	local want=$1 got
	shift
	got=$(ask_dns "$@")
	printf '%s\n' "got:" "$got" "want:" "$want"
	[ "$got" = "$want" ]
}

BLOCKED="www.kaspersky.com NXDOMAIN 0"
ALLOWED="www.example.org NOERROR 1"
BOTH="$BLOCKED
$ALLOWED
$BLOCKED
$ALLOWED"
names="www.kaspersky.com www.example.org"

# both "where" NAMESPACE SERVER: the same socket asks a restricted and an
# allowed name, twice, and gets every answer right.
both() {
	# shellcheck disable=SC2086 # a list of words
	check "$1" expect "$BOTH" "$2" "$3" $names $names
}

both "a resolver behind the gateway" client $OPEN4
both ": the same over IPv6" client $OPEN6
both "a resolver on the gateway" client 10.1.0.1
both ": the same over IPv6" client fd01::1
both "the gateway's own questions" gw $OPEN4
both ": the same over IPv6" gw $OPEN6

check "dig understands the answer: NXDOMAIN, SOA, extended error" \
	client sh -c "dig +tries=1 +timeout=5 @$OPEN4 upd.kaspersky.com \
	>$T/dig.out; grep -q 'status: NXDOMAIN' $T/dig.out &&
	grep -q '^upd.kaspersky.com.*60.*SOA' $T/dig.out &&
	grep -q 'EDE: 15 (Blocked): (kaspersky: 89 FR 52434)' $T/dig.out"
check ", and finds nothing wrong with it" \
	lacks '[Ww][Aa][Rr][Nn]|malformed|bad' \
	$T/dig.out
check "dig understands the answer without EDNS" client sh -c \
	"dig +noedns +tries=1 +timeout=5 @$OPEN6 upd.kaspersky.com \
	>$T/dig.out; grep -q 'status: NXDOMAIN' $T/dig.out"
check ", nor there any EDNS" lacks OPT $T/dig.out
for type in A AAAA HTTPS SVCB MX; do
	check "type $type is refused alike" client sh -c \
		"dig +tries=1 +timeout=5 @$OPEN4 x.kaspersky.com $type |
		grep -q 'status: NXDOMAIN'"
done
check "a refused name in mixed case comes back as it was sent" client sh -c \
	"dig +tries=1 +timeout=5 @$OPEN4 WwW.kAsPeRsKy.cOm |
	grep -q '^;WwW.kAsPeRsKy.cOm.'"
check "answers to refused questions come at once" soon 200 client \
	dig +tries=1 +timeout=5 @$OPEN4 x.kaspersky.com

# 8.8.8.8 never sees a question: DNAT to the server, redirect to the gateway.
check "NAT rules load" gw nft -f - <<E2
table inet nat {
	chain prerouting {
		type nat hook prerouting priority dstnat;
		iifname lan0 ip daddr 8.8.8.8 udp dport 53 dnat ip to $OPEN4
		iifname lan0 ip daddr 1.1.1.1 udp dport 53 redirect
		iifname lan0 ip6 daddr 2001:4860:4860::8888 udp dport 53 dnat ip6 to $OPEN6
		iifname lan0 ip6 daddr 2606:4700:4700::1111 udp dport 53 redirect
	}
	chain output {
		type nat hook output priority -100;
		ip daddr 9.9.9.9 udp dport 53 dnat ip to $OPEN4
		ip6 daddr 2620:fe::fe udp dport 53 dnat ip6 to $OPEN6
	}
}
E2
gw ip route add 1.1.1.1 via 10.2.0.2
gw ip route add 9.9.9.9 via 10.2.0.2
gw ip -6 route add 2001:4860:4860::8888 via fd02::2
gw ip -6 route add 2606:4700:4700::1111 via fd02::2
gw ip -6 route add 2620:fe::fe via fd02::2
both "8.8.8.8 by DNAT to a resolver behind the gateway" client 8.8.8.8
both "1.1.1.1 by redirect to one on the gateway" client 1.1.1.1
both "DNAT over IPv6" client 2001:4860:4860::8888
both "redirect over IPv6" client 2606:4700:4700::1111
both "the gateway's own question by DNAT" gw 9.9.9.9
both ": the same over IPv6" gw 2620:fe::fe

check "over TCP an allowed name gets its answer" \
	expect "$ALLOWED" client --tcp $OPEN4 www.example.org
check "a restricted one is reset, on the same connection too" \
	expect "$ALLOWED
www.kaspersky.com Connection reset by peer" \
	client --tcp $OPEN4 www.example.org www.kaspersky.com
check "over TCP and IPv6 a restricted one is reset" expect "$ALLOWED
www.kaspersky.com Connection reset by peer" \
	client --tcp $OPEN6 www.example.org www.kaspersky.com
check "over TCP to the gateway's own resolver a restricted one is reset" \
	expect "$ALLOWED
www.kaspersky.com Connection reset by peer" \
	client --tcp 10.1.0.1 www.example.org www.kaspersky.com

check "an event has the question" has_event "e['app_proto'] == 'dns'
	and e['dns']['rrname'] == 'upd.kaspersky.com'
	and e['dns']['rrtype'] == 'A' and e['dns']['type'] == 'request'
	and m['match_type'] == 'dns-suffix' and m['role'] == 'update'
	and e['src_ip'] == '10.1.0.2' and e['dest_ip'] == '$OPEN4'
	and e['proto'] == 'UDP' and e['verdict']['action'] == 'drop'"
check "the gateway's own says so" has_event \
	"e['alert']['context']['origin'] == 'gateway'"
check "the name as it was asked is in lower case in the log" has_event \
	"e['dns']['rrname'] == 'www.kaspersky.com'"

# Every way to answer.
for way in refused drop nxdomain; do
	config_is "dns_block = \"$way\";"
	ask reload >/dev/null
	case $way in
	refused) want="www.kaspersky.com REFUSED 0" ;;
	drop) want="www.kaspersky.com silence" ;;
	*) want=$BLOCKED ;;
	esac
	check "dns_block $way" expect "$want" client $OPEN4 www.kaspersky.com
done
# got WORDS TYPE: dig +short and its status.
got() {
	local want=$1 out
	out=$(client dig +tries=1 +timeout=2 @$OPEN4 www.kaspersky.com "$2")
	out="$(sed -n 's/.*status: \([A-Z]*\),.*/\1/p' <<<"$out")$(
		awk '!/^;/ && NF { print "", $2, $4, $5 }' <<<"$out")"
	echo "got $out"
	[ "$out" = "$want" ]
}
config_is 'dns_block = "address";'
ask reload >/dev/null
check "dns_block address: A" got "NOERROR 60 A 0.0.0.0" A
check "dns_block address: AAAA" got "NOERROR 60 AAAA ::" AAAA
for type in HTTPS SVCB MX; do
	check "dns_block address: $type has none" \
		got "NOERROR 60 SOA www.kaspersky.com." $type
done
config_is 'dns_block = "address"; dns_block_address4 = "192.0.2.80";
	dns_block_address6 = "2001:db8::80";'
ask reload >/dev/null
check "an address of one's own" got "NOERROR 60 A 192.0.2.80" A
check "an address of one's own, of IPv6" got "NOERROR 60 AAAA 2001:db8::80" AAAA
stop_cordond
done_testing
