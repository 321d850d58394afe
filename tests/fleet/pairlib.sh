# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
#
# Two gateways, a and b, with keepalived and conntrackd as packaging/fleet/pair
# has them, between a client and a server: source this behind
# tests/netns/lib.sh.
#
#	client 10.1.0.2, fd01::2 -- 10.1.0.1, fd01::1 (a or b)
#	                            10.2.0.1, fd02::1 -- server 10.2.0.2, fd02::2

PAIR=packaging/fleet/pair

# plug NAMESPACE LINK BRIDGE
plug() {
	ip link add "$2" netns "$1" type veth peer name "$1-$2" netns mid
	in_ns mid ip link set "$1-$2" master "$3" up
	in_ns "$1" ip link set "$2" up
}

gateway_up() { # NAMESPACE NUMBER
	plug "$1" lan0 lan
	plug "$1" wan0 wan
	in_ns "$1" ip addr add 10.1.0.1"$2"/24 dev lan0
	in_ns "$1" ip addr add 10.2.0.1"$2"/24 dev wan0
	in_ns "$1" ip addr add fd01::1"$2"/64 dev lan0 nodad
	in_ns "$1" ip addr add fd02::1"$2"/64 dev wan0 nodad
	in_ns "$1" ip addr add 192.168.100."$2"/24 dev sync0
	in_ns "$1" ip link set sync0 up
	in_ns "$1" ip route add $LISTED4/32 via 10.2.0.2
	in_ns "$1" sysctl -qw net.ipv4.ip_forward=1 \
		net.ipv6.conf.all.forwarding=1
}

pair_links() {
	local ns
	for ns in client server a b mid; do
		ip netns add $ns
		in_ns $ns ip link set lo up
		in_ns $ns sysctl -qw net.ipv6.conf.all.accept_dad=0 \
			net.ipv6.conf.default.accept_dad=0
	done
	for ns in lan wan; do
		in_ns mid ip link add $ns type bridge mcast_snooping 0
		in_ns mid ip link set $ns up
	done
	plug client c0 lan
	plug server s0 wan
	ip link add sync0 netns a type veth peer name sync0 netns b
	gateway_up a 1
	gateway_up b 2
	client ip addr add 10.1.0.2/24 dev c0
	client ip addr add fd01::2/64 dev c0 nodad
	server ip addr add 10.2.0.2/24 dev s0
	server ip addr add fd02::2/64 dev s0 nodad
	server ip addr add $LISTED4/32 dev s0
	client ip route add default via 10.1.0.1
	client ip -6 route add default via fd01::1
	server ip route add 10.1.0.0/24 via 10.2.0.1
	server ip -6 route add fd01::/64 via fd02::1
	# Who is refused by a reset goes on trying, as an attacker may; and what
	# comes to a listed address is counted.
	client nft 'table inet t { chain i { type filter hook input priority 0;
		tcp sport 8443 tcp flags & rst == rst drop; }; }'
	server nft "table inet t { chain i { type filter hook input priority 0;
		ip daddr $LISTED4 counter; }; }"
}

# The shipped files, with the paths and addresses of this laboratory.
pair_files() { # NAMESPACE OWN OTHER
	mkdir -p $T/"$1"/log $T/"$1"/etc
	sed -e "s|192.168.100.1\$|OWN|; s|192.168.100.2\$|OTHER|" \
		-e "s|OWN|192.168.100.$2|; s|OTHER|192.168.100.$3|" \
		-e "s|/run/|$T/$1/|; s|/var/lock/|$T/$1/|" \
		$PAIR/conntrackd.conf >$T/"$1"/conntrackd.conf
	sed -e "s|/etc/cordon/pair/notify|$T/$1/notify|" \
		-e "s|eth0|lan0|; s|eth1|wan0|; s|advert_int 1\$|advert_int 0.2|" \
		-e "s|192.0.2.1/24|10.1.0.1/24|; s|198.51.100.1/24|10.2.0.1/24|" \
		-e "s|2001:db8:1::1/64|fd01::1/64|; s|2001:db8:2::1/64|fd02::1/64|" \
		-e "s|/usr/bin/cordon |$LAB_TOP/$BUILD/cordon -c $T/$1/etc/cordon.conf |" \
		$PAIR/keepalived.conf >$T/"$1"/keepalived.conf
	# Nobody to ask without cordon.
	[ -z "${PLAIN-}" ] ||
		sed -i '/track_script {/,/}/d' $T/"$1"/keepalived.conf
	sed "s|^CONNTRACKD=.*|CONNTRACKD=\"conntrackd -C $T/$1/conntrackd.conf\"|
		s|^STATE=.*|STATE=$T/$1/role|" $PAIR/notify >$T/"$1"/notify
	chmod 755 $T/"$1"/notify
	cat >$T/"$1"/etc/cordon.conf <<-EOF
	mode = "enforce";
	catalogue = "$LAB_TOP/ruleset/vendors";
	local_catalogue = "$T/none";
	block_list = "$T/none";
	allow_list = "$T/none";
	protect_list = "$T/none";
	state = "$T/$1/state";
	run = "$T/$1/run";
	log = { file = "$T/$1/log/eve.json"; };
	user = "";
	wan = [ "wan0" ];
	lan = [ "lan0" ];
	${PAIR_SETTINGS-}
	EOF
}

pair_cordon() { # NAMESPACE WORDS...
	local ns=$1
	shift
	in_ns "$ns" "$BUILD/cordon" -c $T/"$ns"/etc/cordon.conf \
		-s $T/"$ns"/run/control.sock "$@"
}

start_sync() { # NAMESPACE
	in_ns "$1" conntrackd -C $T/"$1"/conntrackd.conf \
		>>$T/"$1"/conntrackd.log 2>&1 &
	wait_for 20 in_ns "$1" conntrackd -C $T/"$1"/conntrackd.conf -s
}

start_vrrp() { # NAMESPACE
	rm -f $T/"$1"/vrrp.pid
	in_ns "$1" keepalived -n -P -l -f $T/"$1"/keepalived.conf \
		-p $T/"$1"/keepalived.pid -r $T/"$1"/vrrp.pid \
		>>$T/"$1"/keepalived.log 2>&1 &
	wait_for 20 test -s $T/"$1"/keepalived.pid
}
stop_vrrp() { # NAMESPACE
	local pid
	pid=$(cat $T/"$1"/keepalived.pid) && kill "$pid" &&
		wait_for 20 is_gone "$pid"
}

role_is() { # NAMESPACE ROLE
	[ "$(cat $T/"$1"/role 2>/dev/null)" = "$2" ]
}
has_address() { # NAMESPACE
	in_ns "$1" ip addr show dev lan0 | grep -q '10\.1\.0\.1/24' &&
		in_ns "$1" ip addr show dev wan0 | grep -q 'fd02::1/64'
}

# All of it; without cordond where PLAIN is set.
pair_up() {
	local ns
	(set -e; pair_links) || give_up "a pair is built"
	pair_files a 1 2
	pair_files b 2 1
	for ns in a b; do
		if [ -z "${PLAIN-}" ]; then
			in_ns $ns "$BUILD/cordond" -c $T/$ns/etc/cordon.conf \
				>>$T/$ns/cordond.log 2>&1 &
			wait_for 30 pair_cordon $ns status
		fi
		start_sync $ns
	done
	start_vrrp a
	wait_for 30 has_address a
	start_vrrp b
	wait_for 30 role_is b backup
	make_certificate
	server python3 tests/fleet/pair.py serve $T/cert.pem $T/key.pem \
		>$T/serve.log 2>&1 &
	wait_for 20 grep -q ready $T/serve.log
}

# Both note connections without data in sets of one name, as one pair in three
# does by chance: a table that is gone is written with the next.
set_of() { # NAMESPACE
	in_ns "$1" nft list sets inet | grep -o 'starts[1-3]'
}
notes_alike() {
	local i was
	for i in 1 2 3; do
		was=$(set_of b)
		[ "$was" = "$(set_of a)" ] && return
		in_ns b nft delete table inet cordon
		wait_for 30 set_is_another b "$was"
	done
	return 1
}
set_is_another() { # NAMESPACE THAN
	local is
	is=$(set_of "$1") && [ "$is" != "$2" ]
}

# fail_over FROM TO HOW: the other one takes over, and the first is there again
# behind it. "stop": keepalived is stopped; "cut": its cables are pulled.
fail_over() {
	if [ "$3" = stop ]; then
		stop_vrrp "$1" || return 1
	else
		in_ns mid ip link set "$1-lan0" down
		in_ns mid ip link set "$1-wan0" down
		in_ns "$1" ip link set lan0 down
		in_ns "$1" ip link set wan0 down
	fi
	wait_for 30 has_address "$2" && wait_for 30 role_is "$2" master
}
come_back() { # FROM HOW
	local link
	if [ "$2" = stop ]; then
		start_vrrp "$1"
	else
		for link in lan0 wan0; do
			in_ns "$1" ip link set $link up
			in_ns mid ip link set "$1-$link" up
		done
		in_ns "$1" ip addr add fd01::1"$(gate_number "$1")"/64 dev lan0 \
			nodad 2>/dev/null
		in_ns "$1" ip addr add fd02::1"$(gate_number "$1")"/64 dev wan0 \
			nodad 2>/dev/null
		in_ns "$1" ip route replace $LISTED4/32 via 10.2.0.2
	fi
	wait_for 30 role_is "$1" backup
}
gate_number() { [ "$1" = a ] && echo 1 || echo 2; }

# pair_runs N: fails over so often under connections, and adds up what became
# of them: judged ones, and those that still ran; of blocked ones those that a
# server answered; tries at a listed address, and what of them was let through.
pair_runs() {
	local i from=a to=b how
	: >$T/runs
	for i in $(seq "$1"); do
		how=$([ $((i % 2)) = 1 ] && echo stop || echo cut)
		rm -f $T/ready $T/moved
		client python3 tests/fleet/pair.py load $T ${PLAIN:+plain} \
			>>$T/runs 2>>$T/load.log &
		load=$!
		wait_for 60 test -e $T/ready || return 1
		fail_over $from $to "$how" || return 1
		touch $T/moved
		wait $load || return 1
		come_back $from "$how" || return 1
		read -r from to <<<"$to $from"
	done
}
