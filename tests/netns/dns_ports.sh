#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# DNS questions to other ports than 53, by policy.
. "$(dirname "$0")/lib.sh"

lab_up
for port in 5300 5353 5355; do
	server dnsmasq -k -R -h --user= --group= -p $port --log-facility=- \
		--bind-interfaces --address=/#/$OPEN4 --address=/#/$OPEN6 \
		>$T/dns-$port.log 2>&1 &
	wait_for 5 server sh -c "ss -Hlun sport = :$port | grep -q ."
done

# is_status WANT NAME PORT SERVER [options]
is_status() {
	local want=$1 name=$2 port=$3 to=$4 got
	shift 4
	got=$(client dig +tries=1 +timeout=2 -p "$port" @"$to" "$name" "$@" |
		sed -n 's/.*status: \([A-Z]*\),.*/\1/p')
	[ "$got" = "$want" ] || { echo "got $got, want $want"; return 1; }
}

config_is ''
check "cordond starts" start_cordond
check "pass: not looked for" is_status NOERROR www.kaspersky.com 5300 $OPEN4

config_is 'dns_other_ports = "judge";'
ask reload >/dev/null
for to in $OPEN4 $OPEN6; do
	check "judge: a restricted name" is_status NXDOMAIN www.kaspersky.com \
		5300 $to
	check "judge: without EDNS" \
		is_status NXDOMAIN www.kaspersky.com 5300 $to \
		+noedns
	check "judge: an allowed name" \
		is_status NOERROR www.example.org 5300 $to
	for port in 5353 5355; do
		check "port $port, to a server" is_status NXDOMAIN \
			www.kaspersky.com $port $to
		check ": an allowed name" is_status NOERROR \
			www.example.org $port $to
	done
done
check "an event has the port" has_event "e['app_proto'] == 'dns'
	and e['dest_port'] == 5300 and e['dns']['rrname'] ==
	'www.kaspersky.com' and e['alert']['action'] == 'blocked'"
check "judge: over TCP it is reset" \
	fails_fast client dig +tcp +tries=1 +timeout=5 \
	-p 5300 @$OPEN4 www.kaspersky.com
check "judge: over TCP an allowed name is answered" \
	is_status NOERROR www.example.org 5300 \
	$OPEN4 +tcp
check ": which no event tells" no_event \
	"e['dns']['rrname'] == 'www.example.org'"

config_is 'dns_other_ports = "log";'
ask reload >/dev/null
check "log: an allowed name" is_status NOERROR www.example.org 5300 $OPEN4
check ": is told" has_event "m['match_value'] == 'dns_other_ports'
	and e['dns']['rrname'] == 'www.example.org'
	and e['alert']['action'] == 'allowed'"
check "log: a restricted name is refused" is_status NXDOMAIN www.kaspersky.com \
	5300 $OPEN4

config_is 'dns_other_ports = "block"; dns_block = "refused";'
ask reload >/dev/null
for port in 5353 5355; do
	client dig +tries=1 +timeout=1 -p $port @224.0.0.252 \
		www.kaspersky.com >/dev/null
done
check "block: any name" is_status REFUSED www.example.org 5300 $OPEN4
check ": is told" has_event "m['match_value'] == 'dns_other_ports'
	and e['alert']['action'] == 'blocked'"
check "what stays on the link is left alone" \
	no_event "e['dest_ip'] == '224.0.0.252'"
check ": over TCP too" fails_fast client dig +tcp +tries=1 +timeout=5 \
	-p 5300 @$OPEN6 www.example.org
stop_cordond
done_testing
