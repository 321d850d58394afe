#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# What is judged does not depend on what conntrack takes for a connection's
# direction. A client that sends one packet in the server's name first turns
# it around; a connection that was open before has the direction of whoever
# spoke first.
. "$(dirname "$0")/lib.sh"

forge() { client python3 tests/netns/forge.py "$@"; }

# Requests from a port of one's choice.
ask_from() { # ADDRESS PORT OWN-PORT NAME
	local to=$1
	[[ $to != *:* ]] || to="[$to]"
	client curl -sS -o /dev/null --max-time $((5 * SLOW)) \
		--local-port "$3" -H "Host: $4" "http://$to:$2/"
}
hello_from() { # ADDRESS OWN-PORT NAME
	local to=$1
	[[ $to != *:* ]] || to="[$to]"
	client curl -skS -o /dev/null --max-time $((5 * SLOW)) \
		--local-port "$2" --resolve "$3:443:$to" "https://$3/"
}
is_refused() { FAST_MS=1000 fails_fast "$@"; }

# What a connection from 10.1.0.2 looks like the other way round.
turn_around() { # SERVER PORT OWN-PORT
	local from=10.1.0.2 by=10.1.0.1
	[[ $1 != *:* ]] || { from=fd01::2 by=fd01::1; }
	forge $by "$1" "$2" $from "$3"
}

port=20000
attack() { # WHAT
	local to listed
	for to in $OPEN4 $OPEN6; do
		listed=$LISTED4
		[ "$to" = $OPEN4 ] || listed=$LISTED6
		port=$((port + 10))
		turn_around "$to" 8080 $port
		check "$1: $to: a restricted Host is refused" is_refused \
			ask_from "$to" 8080 $port www.kaspersky.com
		turn_around "$to" 443 $((port + 1))
		check "$1: $to: a restricted hello is refused" is_refused \
			hello_from "$to" $((port + 1)) www.kaspersky.com
		turn_around $listed 8080 $((port + 2))
		check "$1: $listed is refused" is_refused \
			ask_from $listed 8080 $((port + 2)) www.example.org
		turn_around "$to" 443 $((port + 3))
		check "$1: $to: an allowed name goes on" \
			hello_from "$to" $((port + 3)) www.example.org
		check "$1: $to: as without any of it" \
			https www.example.org "$to"
	done
}

forged() {
	gw nft list counter inet cordon spoofed-source |
		grep -q 'packets [1-9]'
}

lab_up
for ns in all default lan0 wan0; do
	gw sysctl -qw net.ipv4.conf.$ns.rp_filter=0
done
start_web
config_is 'inbound = "log";'
check "cordond starts" start_cordond
attack "uplink not known"
check "an event for the name" event_of blocked http www.kaspersky.com
check ": and the address" has_event "e['dest_ip'] == '$LISTED4' and
	e['src_ip'] == '10.1.0.2' and e['alert']['action'] == 'blocked'"

config_is 'wan = [ "wan0" ];'
check "the uplink is known" ask reload
attack "uplink known"
check "forged sources are dropped and counted" forged

config_is 'wan = [ "wan0" ]; strict = true;'
check "strict mode" ask reload
attack "strict"

# --- datagrams -----------------------------------------------------------

# Exits 3 if it does not.
udp_gets_there() { # OWN-PORT
	in_ns server timeout 9 python3 -c "
import socket, sys
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
s.bind(('$LISTED4', 4000))
s.settimeout(1)
try:
    s.recv(10)
except socket.timeout:
    sys.exit(3)" &
	local pid=$!
	wait_for 2 server sh -c 'ss -Hlun sport = :4000 | grep -q .'
	forge --udp 10.1.0.1 $LISTED4 4000 10.1.0.2 "$1"
	client python3 -c "
import socket
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
s.bind(('10.1.0.2', $1))
s.sendto(b'x', ('$LISTED4', 4000))"
	wait $pid
}
refute "a datagram to a listed address, turned around" 3 udp_gets_there 21000
config_is ''
check "the uplink is not known again" ask reload
refute ": the same then" 3 udp_gets_there 21001

# --- what was open before --------------------------------------------------

# A server that speaks first, once a while, and a client that listens.
talker() {
	server python3 -c "
import socket, time
s = socket.socket()
s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
s.bind(('$LISTED4', 7000))
s.listen()
c, _ = s.accept()
while True:
    c.send(b'more\n')
    time.sleep(.1)" 2>/dev/null &
	wait_for 2 server sh -c 'ss -Hltn sport = :7000 | grep -q .'
	client python3 -c "
import socket
s = socket.create_connection(('$LISTED4', 7000))
s.settimeout(10)
try:
    while s.recv(10):
        pass
except ConnectionResetError:
    open('$T/reset-$1', 'w')" 2>/dev/null &
	wait_for 3 client sh -c 'ss -Htn dport = :7000 | grep -q .'
}
was_cut() { wait_for 2 test -e $T/reset-"$1"; }

check "it stops" stop_cordond
gw "$BUILD/cordond" --remove
if talker table; then
	# Without rules nothing is tracked, so that what comes first now is
	# the server's.
	check "cordond starts beside an open connection" start_cordond
	check "whose server speaks first: it is cut" was_cut table
	check ": and the log says whose it was" has_event "
		e['dest_ip'] == '$LISTED4' and e['dest_port'] == 7000 and
		e['src_ip'] == '10.1.0.2' and e['alert']['action'] == 'blocked'"
	check ": it stops again" stop_cordond
	gw "$BUILD/cordond" --remove
else
	not_ok "a connection from before"
fi
# What a cut connection's server still sends has events of the same two.
# shellcheck disable=SC2034 # lib.sh reads it
LOG='fold = "0s"; flood = 0;'
config_is 'wan = [ "wan0" ];'
check "the uplink is known once more" start_cordond

# --- opened by a listed address --------------------------------------------

client python3 tests/netns/web.py $T/cert.pem $T/key.pem 8081 4443 \
	>$T/web-client.log 2>&1 &
wait_for 10 grep -q ready $T/web-client.log
from_listed() {
	server curl -sS -o /dev/null --max-time $((3 * SLOW)) \
		--interface $LISTED4 http://10.1.0.2:8081/
}
for policy in pass log block; do
	config_is "wan = [ \"wan0\" ]; inbound = \"$policy\";"
	check "inbound = $policy" ask reload
	if [ $policy = block ]; then
		refute "from a listed address: refused" 28 from_listed
	else
		check "from a listed address: let through" from_listed
	fi
	if [ $policy = pass ]; then
		check "a name is refused behind it" is_refused \
			https after.kaspersky.com $OPEN4
		check ": its event" event_of blocked tls after.kaspersky.com
		check "from a listed address: no event" \
			no_event "e['src_port'] == 8081"
	else
		action=allowed
		[ $policy = log ] || action=blocked
		check ": its event" has_event "e['dest_ip'] == '$LISTED4' and
			e['src_ip'] == '10.1.0.2' and e['src_port'] == 8081 and
			e['alert']['action'] == '$action'"
	fi
done
check ": it stops at last" stop_cordond
done_testing
