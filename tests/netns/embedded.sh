#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# IPv6 addresses that stand for a listed IPv4 one are listed: a translator or
# relay behind the gateway would make it of them.
. "$(dirname "$0")/lib.sh"

# 77.74.177.7 is 4d4a:b107, turned b2b5:4ef8; 10.2.0.2 is 0a02:0002.
listed="64:ff9b::4d4a:b107 64:ff9b:1::4d4a:b107 2002:4d4a:b107::1
	2001:0:53aa:64c:0:0:b2b5:4ef8 fd77::5efe:4d4a:b107
	fd77::200:5efe:4d4a:b107 ::ffff:0:4d4a:b107
	2001:db8:64::4d4a:b107 2001:db8:32:0:4d:4ab1:700:1"
others="64:ff9b::a02:2 2002:a02:2::1 2001:0:53aa:64c:0:0:f5fd:fffd
	fd77::5efe:a02:2 2001:db8:64::a02:2"

lab_up
for a in $listed $others; do
	server ip addr add "$a/128" dev s0 nodad
	gw ip -6 route add "$a/128" via fd02::2
done
start_web
config_is 'nat64 = [ "2001:db8:64::/96" ];'
check "cordond starts" start_cordond
config_is 'nat64 = [ "2001:db8:64::/96", "2001:db8:32::/64" ];'
check "reload with another prefix" ask reload
for a in $others; do
	check "$a stands for an address that is not listed" \
		http www.example.org "$a"
done
for a in $listed; do
	check "$a is refused" fails_fast http www.example.org "$a"
	check "$a: its event" has_event "'kaspersky' == m['vendor'] and
		e['app_proto'] == 'failed' and
		__import__('ipaddress').ip_address(e['dest_ip']) ==
		__import__('ipaddress').ip_address('$a')"
	check "$a: cordon check says so" sh -c "$BUILD/cordon -c $CONF \
		check $a | grep -q BLOCKED"
done

echo $LISTED4 >$T/etc/protect.list
check "protect.list has it" ask reload
for a in $listed; do
	check "$a passes then" http www.example.org "$a"
done
rm $T/etc/protect.list
config_is ''
check "without prefixes of its own" ask reload
for a in $listed; do
	case $a in
	2001:db8:*) check "$a means nothing" http www.example.org "$a" ;;
	*) check "$a is refused again" fails_fast http www.example.org "$a" ;;
	esac
done
check "it stops" stop_cordond
done_testing
