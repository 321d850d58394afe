#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# DNS answers that lead from an unrestricted name to a restricted one: logged,
# or refused in time, wherever the resolver is.
. "$(dirname "$0")/lib.sh"

lab_up
server python3 tests/netns/resolver.py $OPEN4 $OPEN6 >$T/resolver.log 2>&1 &
check "the resolver is ready" wait_for 10 grep -q ready $T/resolver.log
# Another on the gateway that asks it, without a cache and with one.
gw dnsmasq -k -R -h --user= --group= -p 53 --log-facility=- --no-resolv \
	--server=$OPEN4 --cache-size=0 >$T/dns-gw.log 2>&1 &
wait_for 5 gw sh -c 'ss -Hlun sport = :53 | grep -q .'

# status NAMESPACE SERVER NAME TYPE [options]: "NOERROR 10.2.0.2" and the like.
status() {
	local ns=$1 server=$2 name=$3 type=$4
	shift 4
	in_ns "$ns" dig +tries=1 +timeout=2 @"$server" "$name" "$type" "$@" \
		>$T/dig.out 2>&1
	sed -n 's/.*status: \([A-Z]*\),.*/\1/p' $T/dig.out
	grep -qi 'warn\|malformed\|extra' $T/dig.out && cat $T/dig.out
	in_ns "$ns" true
}

# is_status WANT NAMESPACE SERVER NAME TYPE
is_status() {
	local want=$1 got
	shift
	got=$(status "$@")
	[ "$got" = "$want" ] || {
		echo "got $got, want $want"
		cat $T/dig.out
		return 1
	}
}

leads_event() { # NAME [CONDITION]: an event of the answer to NAME
	has_event "e['dns']['type'] == 'response'
		and e['dns']['rrname'] == '$1'
		and e['dns']['answers'][0]['rdata'].endswith('kaspersky.com')
		and m['match_type'] == 'dns-answer' and m['vendor'] ==
		'kaspersky' ${2:+and $2}"
}

# --- logged ----------------------------------------------------------------

config_is 'dns_answers = "log";'
check "cordond starts" start_cordond

for type in A AAAA; do
	check "log: type $type passes" is_status NOERROR client $OPEN4 \
		"l$type.alias.test" $type
	check ": and is told, with the client as source" leads_event \
		"l${type,,}.alias.test" "e['src_ip'] == '10.1.0.2'
		and e['dest_ip'] == '$OPEN4' and e['dest_port'] == 53
		and e['alert']['action'] == 'allowed'
		and m['name_source'] == 'dns'
		and e['dns']['rrtype'] == '$type'"
done
check "three aliases in the wrong order" is_status NOERROR client $OPEN6 \
	l.far.test A
check ": are told, over IPv6" leads_event l.far.test "e['src_ip'] == 'fd01::2'"
for type in HTTPS SVCB; do
	check "the target of $type" is_status NOERROR client $OPEN4 \
		"l$type.service.test" $type
	check ": is told" leads_event "l${type,,}.service.test"
done
check "a DNAME" is_status NOERROR client $OPEN4 l.dname.test A
check ": is told" leads_event l.dname.test
check "an alias over TCP passes" \
	is_status NOERROR client $OPEN4 lt.alias.test A +tcp
check "of the gateway itself" is_status NOERROR gw $OPEN4 lg.alias.test A
check ": is told" leads_event lg.alias.test \
	"e['alert']['context']['origin'] == 'gateway'"
check "from a resolver on the gateway" is_status NOERROR client 10.1.0.1 \
	lr.alias.test A
check ": is told of the client" leads_event lr.alias.test \
	"e['src_ip'] == '10.1.0.2' and e['dest_ip'] == '10.1.0.1'
	and e['alert']['context']['origin'] == 'forwarded'"
check "an answer that leads nowhere" is_status NOERROR client $OPEN4 \
	plain.example.org A
check "an answer behind it that leads somewhere" \
	is_status NOERROR client $OPEN4 \
	after.alias.test A
check ": is told" leads_event after.alias.test
check "an answer that leads nowhere is not told" \
	no_event "e['dns']['rrname'] == 'plain.example.org'"
stop_cordond

# --- judged ----------------------------------------------------------------

config_is 'dns_answers = "judge"; dns_answers_x = 0;'
refute "an unknown key is refused" 'unknown key "dns_answers_x"' \
	gw "$BUILD/cordond" -c $CONF --check
config_is 'dns_answers = "judge";'
: >$EVE
check "cordond starts" start_cordond

refused() { # WHAT NAMESPACE SERVER NAME [TYPE]
	check "$1" is_status NXDOMAIN "$2" "$3" "$4" "${5:-A}"
}

refused "judge: the answer is replaced" client $OPEN4 j4.alias.test
check ": by one with SOA and extended error" sh -c \
	"grep -q '^j4.alias.test.*60.*SOA' $T/dig.out &&
	grep -q 'EDE: 15 (Blocked): (kaspersky: 89 FR 52434)' $T/dig.out"
check ": and told as blocked, once" leads_event j4.alias.test \
	"e['alert']['action'] == 'blocked' and e['src_ip'] == '10.1.0.2'
	and e['alert']['context']['decided_by'] == 'daemon'"
refused "judge: over IPv6" client $OPEN6 j6.alias.test AAAA
refused "three aliases in the wrong order" client $OPEN4 j.far.test
refused "the target of HTTPS" client $OPEN4 j.service.test HTTPS
refused "the target of SVCB" client $OPEN6 j.service.test SVCB
refused "a DNAME" client $OPEN4 j.dname.test
refused "of the gateway itself" gw $OPEN4 jg4.alias.test
refused ": the same over IPv6" gw $OPEN6 jg6.alias.test
refused "from a resolver on the gateway" client 10.1.0.1 jr4.alias.test
refused ": the same over IPv6" client fd01::1 jr6.alias.test
check "answers come at once" soon 300 client \
	dig +tries=1 +timeout=2 @$OPEN4 again.alias.test
check "judge: without EDNS" \
	is_status NXDOMAIN client $OPEN4 noedns.alias.test A \
	+noedns
for name in plain.example.org x.service.test; do
	check "$name, which leads nowhere, passes" is_status NOERROR client \
		$OPEN4 $name A
done
check "judge: over TCP an answer that leads nowhere passes" \
	is_status NOERROR client $OPEN4 plain.example.org \
	A +tcp
check "judge: over TCP the connection is reset" fails_fast client \
	dig +tries=1 +timeout=5 +tcp @$OPEN4 jt.alias.test
check "judge: over TCP and IPv6" fails_fast client \
	dig +tries=1 +timeout=5 +tcp @$OPEN6 jt6.alias.test
check ": which is told" leads_event jt.alias.test \
	"e['proto'] == 'TCP' and e['alert']['action'] == 'blocked'"

check "NAT rules load" gw nft -f - <<E2
table inet nat {
	chain prerouting {
		type nat hook prerouting priority dstnat;
		iifname lan0 ip daddr 9.9.9.9 udp dport 53 dnat ip to $OPEN4
		iifname lan0 ip daddr 9.9.9.9 tcp dport 53 dnat ip to $OPEN4
		iifname lan0 ip daddr 1.1.1.1 udp dport 53 redirect
		iifname lan0 ip6 daddr 2001:4860:4860::8888 udp dport 53 dnat ip6 to $OPEN6
		iifname lan0 ip6 daddr 2606:4700:4700::1111 udp dport 53 redirect
	}
	chain output {
		type nat hook output priority -100;
		ip daddr 9.9.9.10 udp dport 53 dnat ip to $OPEN4
		ip6 daddr 2620:fe::fe udp dport 53 dnat ip6 to $OPEN6
	}
	chain postrouting {
		type nat hook postrouting priority srcnat;
		oifname wan0 ip saddr 10.1.0.3 masquerade
	}
}
E2
for address in 9.9.9.9 9.9.9.10 1.1.1.1; do
	gw ip route add $address via 10.2.0.2
done
for address in 2001:4860:4860::8888 2606:4700:4700::1111 2620:fe::fe; do
	gw ip -6 route add $address via fd02::2
done
refused "by DNAT to a resolver behind the gateway" client 9.9.9.9 n1.alias.test
refused "by redirect to one on the gateway" client 1.1.1.1 n2.alias.test
refused "by DNAT over IPv6" client 2001:4860:4860::8888 n3.alias.test
refused "by redirect over IPv6" client 2606:4700:4700::1111 n4.alias.test
refused "the gateway's own by DNAT" gw 9.9.9.10 n5.alias.test
refused "the gateway's own by DNAT over IPv6" gw 2620:fe::fe n6.alias.test
check "over TCP by DNAT" fails_fast client \
	dig +tries=1 +timeout=5 +tcp @9.9.9.9 n7.alias.test
check "from a client behind masquerading" is_status NXDOMAIN client $OPEN4 \
	n8.alias.test A -b 10.1.0.3
check ": is told of that client" leads_event n8.alias.test \
	"e['src_ip'] == '10.1.0.3'"

for way in refused address drop; do
	config_is "dns_answers = \"judge\"; dns_block = \"$way\";"
	ask reload >/dev/null
	case $way in
	refused) check "dns_block refused" is_status REFUSED client $OPEN4 \
		b.alias.test A ;;
	drop) check "dns_block drop" is_status "" client $OPEN4 b.alias.test A ;;
	address)
		check "dns_block address" is_status NOERROR client $OPEN4 \
			b.alias.test A
		check ": is 0.0.0.0" \
			grep -q '60.*IN.*A.*0\.0\.0\.0$' $T/dig.out ;;
	esac
done
config_is 'dns_answers = "judge"; mode = "observe";' 2>/dev/null
sed -i '0,/mode = "enforce";/s///' $CONF
ask reload >/dev/null
check "in observe mode it passes" is_status NOERROR client $OPEN4 \
	o.alias.test A
check ": and is told" \
	leads_event o.alias.test "e['alert']['action'] == 'allowed'
	and m['mode'] == 'observe'"
config_is 'dns_answers = "off";'
ask reload >/dev/null
check "off: it passes" is_status NOERROR client $OPEN4 off.alias.test A
check "off: a restricted name is refused" is_status NXDOMAIN client $OPEN4 \
	after.kaspersky.com A
check ", which is told" event_of blocked dns after.kaspersky.com
check "off: the answer is not told" \
	no_event "e['dns']['rrname'] == 'off.alias.test'"
stop_cordond
done_testing
