#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# A refused TCP connection ends on both sides: the server does not go on
# waiting for a client that was sent away.
. "$(dirname "$0")/lib.sh"

lab_up
start_web
server python3 tests/netns/resolver.py $OPEN4 $OPEN6 >$T/resolver.log 2>&1 &
check "the resolver is ready" wait_for 10 grep -q ready $T/resolver.log
start_dns gw --host-record=www.kaspersky.com,$OPEN4 \
	--cname=alias.test,www.kaspersky.com

# left NAMESPACE PORT: sockets of connections to it that are still open.
left() { in_ns "$1" ss -Htn state connected exclude time-wait sport = ":$2"; }
none_left() { wait_for 3 is_none_left "$@" || { left "$@"; false; }; }
is_none_left() { omits . left "$@"; }

# Without an answer dig exits 9.
refused_dig() { # NAMESPACE-OF-CLIENT SERVER [options]
	exits 9 in_ns "$1" dig +tcp +tries=1 +timeout=2 "${@:3}" @"$2" \
		www.kaspersky.com A
}
answered_dig() { # NAME-OF-SERVER
	client dig +tcp +tries=1 +timeout=3 +short @"$1" www.example.org A |
		grep -qx $OPEN4
}
many() { # N COMMAND...: all must succeed
	local n=$1 pids=() pid status=0
	shift
	for _ in $(seq "$n"); do
		"$@" &
		pids+=($!)
	done
	for pid in "${pids[@]}"; do wait "$pid" || status=1; done
	return $status
}
refused_https() { fails_fast https www.kaspersky.com "$@"; }
refused_http() { fails_fast http www.kaspersky.com "$@"; }

# Where a reset is not at the byte that the server awaits, it asks back.
asked_back() { server nstat -asz TcpExtTCPChallengeACK | awk 'END { print $2 }'; }

config_is ''
check "cordond starts"  start_cordond

# --- a resolver on the gateway, with room for 20 ----------------------------

for gate in 10.1.0.1 fd01::1; do
	check "$gate: 40 refused questions over TCP" \
		many 40 refused_dig client $gate
	check "$gate: no connection is left" none_left gw 53
	check "$gate: so others are answered" answered_dig $gate
done

# --- servers behind it ------------------------------------------------------

both_ways() { # WHAT
	local to
	for to in $OPEN4 $OPEN6; do
		check "$1: $to: refused questions over TCP" \
			many 5 refused_dig client $to
		check "$1: $to: leave nothing" none_left server 53
		check "$1: $to: others are answered" answered_dig $to
		check "$1: $to: refused TLS" refused_https $to
		check "$1: $to: leaves nothing" none_left server 443
		check "$1: $to: refused HTTP" refused_http $to
		check "$1: $to: leaves nothing" none_left server 8080
		check "$1: $to: others are served" https www.example.org $to
	done
}
before=$(asked_back)
both_ways forwarded

pieces() { # WHAT [hello.py options]
	local to
	for to in $OPEN4 $OPEN6; do
		check "$1: $to: is refused" exits 3 \
			client python3 tests/netns/hello.py --wait 5 "${@:2}" \
			$to 443 www.kaspersky.com
		check "$1: $to: leaves nothing" none_left server 443
	done
}
pieces "in pieces" --each 40
pieces "in disorder" --each 40 --order reverse
pieces "twice" --each 40 --twice
pieces "the last first" --sizes 60,60 --order 2,0,1
check "HTTP in two, wherever" client python3 tests/netns/split.py $OPEN4 http \
	www.kaspersky.com reset --step 7
check ": leaves nothing" none_left server 8080
refute "a second request on a connection" 'reset by peer' \
	client curl -sS -o /dev/null -H 'Host: www.example.org' \
	http://$OPEN4:8080/ --next -sS -o /dev/null \
	-H 'Host: www.kaspersky.com' http://$OPEN4:8080/
check ": leaves nothing" none_left server 8080
check "a question of the gateway itself" refused_dig gw $OPEN4
check ": leaves nothing" none_left server 53

# --- what it does not do ----------------------------------------------------

# An open connection that nothing is wrong with stays.
client python3 - <<E2 &
import os, socket, time
s = socket.create_connection(("$OPEN4", 8080))
s.sendall(b"GET / HTTP/1.1\r\nHost: www.example.org\r\n\r\n")
s.recv(9999)
while not os.path.exists("$T/enough"):
    time.sleep(0.02)
E2
open_one() { left server 8080 | grep -q .; }
check "a connection is open" wait_for 3 open_one
check ": another is refused" refused_http $OPEN4
check ": and it stays" open_one
touch $T/enough
wait $!

# --- behind address translation ---------------------------------------------

gw nft -f - <<E2
table inet nat {
	chain post {
		type nat hook postrouting priority srcnat;
		oifname wan0 masquerade
	}
}
E2
both_ways masqueraded
pieces "in pieces, masqueraded" --each 40
gw nft -f - <<E2
table inet redirected {
	chain pre {
		type nat hook prerouting priority dstnat;
		iifname lan0 ip daddr 8.8.8.8 tcp dport 53 redirect to :53
	}
}
E2
# Where a port of before is in the way, the kernel takes another, which is not
# what cordond sees: that one connection would stay.
gw conntrack -F 2>/dev/null
check "redirected to the gateway" many 5 refused_dig client 8.8.8.8
check ": leaves nothing there" none_left gw 53
gw nft delete table inet nat
gw nft delete table inet redirected

# --- strict, and without a daemon -------------------------------------------

config_is 'strict = true;'
check "strict" ask reload
both_ways strict
pieces "in pieces, strict" --each 40
pieces "in disorder, strict" --each 40 --order reverse

check "each reset was at the byte awaited" test "$(asked_back)" = "$before"

# --- on behalf of a resolver ------------------------------------------------

config_is 'dns_answers = "judge";'
check "answers are judged" ask reload
refused_alias() { # NAMESPACE SERVER NAME
	exits 9 in_ns "$1" dig +tcp +tries=1 +timeout=2 @"$2" "$3" A
}
for to in $OPEN4 $OPEN6; do
	check "$to: an answer that leads to a restricted name" \
		many 5 refused_alias client $to t.alias.test
	check ": leaves nothing" none_left server 53
done
check ": that of the gateway's own" many 5 refused_alias gw $OPEN4 t.alias.test
check ": leaves nothing" none_left server 53
check "an answer of the resolver on the gateway" \
	many 40 refused_alias client 10.1.0.1 alias.test
check ": leaves nothing" none_left gw 53
check ": and others are answered" answered_dig 10.1.0.1

# --- a client that gives up -------------------------------------------------

# Its own reset goes through, though the connection is blocked; data does not.
server nft -f - <<E2
table inet counts {
	counter resets { }
	counter loaded { }
	chain in {
		type filter hook input priority -200;
		tcp flags & rst == rst meta length > 90 counter name loaded
		tcp flags & rst == rst counter name resets
	}
}
E2
number() { # COUNTER
	server nft list counter inet counts "$1" |
		sed -n 's/.*packets \([0-9]*\).*/\1/p'
}
is_number() { [ "$(number "$1")" = "$2" ]; }
give_up() { # ADDRESS
	client python3 - "$1" <<-'E2'
	import sys, time
	sys.path.insert(0, "tests/netns")
	import hello
	c = hello.Connection(sys.argv[1], 8080)
	data = b"GET / HTTP/1.1\r\nHost: www.kaspersky.com\r\n\r\n"
	c.send(0, data)
	time.sleep(0.3)
	c.send(0, b"covert" * 20, flags=0x14)
	c.send(0, b"", flags=0x14)
	E2
}
give_up $OPEN4
check "cordond's reset and the client's arrive" wait_for 3 is_number resets 2
give_up $OPEN6
check ": over IPv6" wait_for 3 is_number resets 4
check ": and none with data" is_number loaded 0
done_testing
