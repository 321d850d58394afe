#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Clients that evade on purpose: a decoy hello with an allowed name, which the
# server never takes, then the real one with a restricted name.
. "$(dirname "$0")/lib.sh"

# The client and the server are neighbours of the gateway: what a router on
# the way would do to a low TTL, the server's own rules do here.
far_away() {
	server nft -f - <<-'E2'
	table inet far {
		chain in {
			type filter hook input priority 0;
			ip ttl < 10 drop
			ip6 hoplimit < 10 drop
		}
	}
	E2
}

hello() { client python3 tests/netns/hello.py --wait 2 "$@"; }
answered() { hello "$@"; }
unanswered() {
	hello "$@"
	case $? in 3 | 4) ;; *) return 1 ;; esac
}
was_reset() { exits 3 hello "$@"; }
counts() { # COUNTER LEAST
	local n
	n=$(gw nft list counter inet cordon "$1" |
		sed -n 's/.*packets \([0-9]*\).*/\1/p')
	echo "$1: $n"
	[ "$n" -ge "$2" ]
}

lab_up
client sysctl -qw net.ipv4.tcp_timestamps=0
check "the server is far away" far_away
start_web
config_is ''
check "cordond starts" start_cordond
check "without strict mode a decoy gets its client through" \
	answered --decoy www.example.org --since ttl $OPEN4 443 \
	www.kaspersky.com

config_is 'strict = true;'
check "strict mode" ask reload
for to in $OPEN4 $OPEN6; do
	check "$to: an allowed name works" https www.example.org "$to"
	check "$to: HTTP" http www.example.org "$to"
	check "$to: a restricted name is refused" \
		fails_fast https www.kaspersky.com "$to"
	check "$to: an allowed hello byte for byte" \
		answered --each 1 "$to" 443 www.example.org
	for since in checksum ttl old; do
		check "$to: a decoy, $since" unanswered \
			--decoy www.example.org --since $since "$to" 443 \
			www.kaspersky.com
		check "$to: and in pieces" unanswered --each 60 \
			--decoy www.example.org --since $since "$to" 443 \
			www.kaspersky.com
	done
	check "$to: another hello where the server has one" was_reset \
		--until reset --decoy www.example.org --since taken "$to" 443 \
		www.kaspersky.com
	check "$to: a spoilt decoy that names a vendor hurts nobody" \
		answered --decoy www.kaspersky.com --since checksum "$to" 443 \
		www.example.org
	check "$to: a restricted name byte for byte" was_reset --each 1 \
		"$to" 443 www.kaspersky.com
done
check ": its event" has_event "e['alert']['signature'] ==
	'cordon policy: packets that contradict each other' and
	e['alert']['action'] == 'blocked' and m['match_value'] == 'evasion'"
check "conntrack finds wrong checksums" counts strict-invalid 4

# What conntrack does not look at, cordond does.
gw sysctl -qw net.netfilter.nf_conntrack_checksum=0
for to in $OPEN4 $OPEN6; do
	check "$to: a wrong checksum that conntrack lets by" unanswered \
		--decoy www.example.org --since checksum "$to" 443 \
		www.kaspersky.com
	check "$to: the other way round" answered \
		--decoy www.kaspersky.com --since checksum "$to" 443 \
		www.example.org
done
doctor() {
	gw "$BUILD/cordon" -c $CONF doctor
	[ $? -le 1 ]
}
check "doctor has nothing to say" omits 'outside the window' doctor
gw sysctl -qw net.netfilter.nf_conntrack_tcp_be_liberal=1
check ": but where conntrack lets everything by" \
	prints 'outside the window' doctor
check "it stops" stop_cordond
done_testing
