#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# What is none of cordon's business works, even with on_failure closed and no
# daemon: loopback, the gateway's own services, what is opened from outside.
. "$(dirname "$0")/lib.sh"

lab_up
config_is 'on_failure = "closed"; on_stop = "closed"; wan = [ "wan0" ];'
start_web 8080 443
for ns in gw client; do
	in_ns $ns python3 tests/netns/web.py $T/cert.pem $T/key.pem 8081 4443 \
		>$T/web-$ns.log 2>&1 &
	wait_for 10 grep -q ready $T/web-$ns.log
done
start_dns gw
check "cordond starts" start_cordond

tls() { # NAMESPACE ADDRESS PORT
	in_ns "$1" curl -skS -o /dev/null --max-time 5 \
		--resolve "www.kaspersky.com:$3:$2" \
		"https://www.kaspersky.com:$3/"
}

untouched() {
	check "$1: loopback on the gateway, by a restricted name" \
		tls gw 127.0.0.1 4443
	check "$1: over IPv6" tls gw "[::1]" 4443
	check "$1: a question on loopback" gw sh -c \
		"dig +short +tries=1 +timeout=5 @127.0.0.1 www.kaspersky.com |
		grep -q ."
	check "$1: from a client to the gateway itself" tls client 10.1.0.1 4443
	check "$1: from outside to the gateway itself" tls server 10.2.0.1 4443
	check "$1: from outside to a client" tls server 10.1.0.2 4443
	check "$1: over IPv6" tls server "[fd01::2]" 4443
	check "$1: from outside, from a listed address" \
		server curl -sS -o /dev/null --max-time 5 \
		--interface $LISTED4 http://10.1.0.2:8081/
	check "$1: a question from outside to the gateway" server sh -c \
		"dig +short +tries=1 +timeout=5 @10.2.0.1 www.kaspersky.com |
		grep -q ."
}

untouched "with the daemon"
check "the other way it blocks" fails_fast https www.kaspersky.com $OPEN4
check "another restricted name is refused" \
	fails_fast https after.kaspersky.com $OPEN4
check ": which is logged" event_of blocked tls after.kaspersky.com
check ": and only these and what came from there were logged" \
	test "$(grep -c '"event_type":"alert"' $EVE)" -eq 3
check "the daemon is killed" stop_cordond -KILL
untouched "without the daemon"
check "the other way nothing is judged, so nothing passes" \
	fails_fast https www.example.org $OPEN4
done_testing
