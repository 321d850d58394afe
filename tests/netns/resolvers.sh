#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# kdig asks over UDP, TCP, TLS and HTTPS. In the clear its question is judged;
# where that is encrypted, what is judged is the name of the resolver.
. "$(dirname "$0")/lib.sh"
needs caddy kdig dnsmasq

lab_up
config_is ''
check "caddy starts" start_caddy
ca=+tls-ca=$T/cert.pem
check "a resolver starts" start_dns server
server python3 tests/netns/dnsfront.py $T/cert.pem $T/key.pem \
	>$T/dnsfront.log 2>&1 &
check "it is reached over TLS and HTTP" \
	wait_for 10 grep -q ready $T/dnsfront.log
check "cordond starts" start_cordond

ask_by() {
	client kdig +retry=0 +timeout=5 "$@" >$T/kdig.out 2>&1
	local status=$?
	grep -v '^$' $T/kdig.out
	# Where its TLS is reset it dies of SIGPIPE.
	return $((status == 141 ? 1 : status))
}
# says STATUS KDIG-OPTIONS...: the answer's; NOERROR has an address.
says() {
	local want=$1
	shift
	ask_by "$@"
	grep -q "status: $want;" $T/kdig.out || return 1
	[ "$want" != NOERROR ] || grep -q "IN.A.*$OPEN4" $T/kdig.out
}
# Nothing is answered, and kdig says so before its time is over.
refused() {
	FAST_MS=$((${FAST_MS:-200} + 300)) fails_fast ask_by "$@" &&
		lacks status: $T/kdig.out
}

for to in $OPEN4 $OPEN6; do
	[[ $to == *:* ]] && v=6 || v=4
	check "$to: over UDP" says NOERROR @$to www.example.org A
	check "$to: a restricted name" says NXDOMAIN @$to udp-$v.kaspersky.com A
	check ": its event" event_of blocked dns udp-$v.kaspersky.com \
		"e['proto'] == 'UDP' and e['ip_v'] == $v"
	check "$to: over TCP" says NOERROR @$to +tcp www.example.org A
	check "$to: a restricted name" refused @$to +tcp tcp-$v.kaspersky.com A
	check ": its event" event_of blocked dns tcp-$v.kaspersky.com \
		"e['proto'] == 'TCP' and e['ip_v'] == $v"
	check "$to: two questions over one connection" client sh -c \
		"kdig @$to +tcp +keepopen a.example.org A b.example.org A |
		grep -c 'status: NOERROR' | grep -qx 2"
	check ": the second of them restricted" exits 1 ask_by @$to +tcp \
		+keepopen a.example.org A second-$v.kaspersky.com A
	check ", of which the first is answered" test \
		"$(grep -c status: $T/kdig.out)" -eq 1
	check ": its event" event_of blocked dns second-$v.kaspersky.com

	check "$to: over TLS" says NOERROR @$to +tls www.example.org A
	check "$to: over TLS, with the name of an allowed resolver" \
		says NOERROR @$to +tls +tls-sni=dns.example.org \
		www.example.org A
	check "$to: a resolver whose name is restricted" \
		refused @$to +tls +tls-sni=dot-$v.kaspersky.com \
		www.example.org A
	check ": its event" event_of blocked tls dot-$v.kaspersky.com \
		"e['dest_port'] == 853 and e['ip_v'] == $v"

	for get in "" +https-get; do
		name=doh${get#+https}-$v.kaspersky.com
		check "$to: over HTTPS $get" says NOERROR @$to \
			+https=dns.example.org/dns-query $ca \
			+tls-sni=dns.example.org $get www.example.org A
		check "$to: a resolver whose name is restricted" refused @$to \
			+https=$name/dns-query $ca +tls-sni=$name $get \
			www.example.org A
		check ": its event" event_of blocked tls "$name" \
			"e['dest_port'] == 443 and e['ip_v'] == $v"
	done
done
check "nothing about what was allowed" \
	no_event "'example.org' in json.dumps(e)"

stop_cordond
done_testing
