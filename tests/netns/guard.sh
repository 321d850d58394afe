#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Another program removes the table all the time: what is listed or restricted
# gets through in none of the gaps, for the guard holds it back; and a daemon
# that hangs does not stop the network with it.
. "$(dirname "$0")/lib.sh"

lab_up
start_web 8080 443
config_is ''
guard() { gw nft list table inet cordon-guard; }
flushed() { gw nft flush ruleset; }
is_held() { exits 28 http www.example.org $OPEN4 8080 --max-time 1; }
has_rule() { guard | grep -q 'meta time <'; }

check "cordond starts" start_cordond
check "there is a guard" prints 'flags owner' guard
refute "others cannot remove it" 'not permitted|No such file' \
	gw nft delete table inet cordon-guard
# What the marks are of is between the two tables.
gw nft 'table inet behind {
	chain forward { type filter hook forward priority 10;
		meta mark & 0xff000000 != 0 counter; }
	chain input { type filter hook input priority 10;
		meta mark & 0xff000000 != 0 counter; }
}'
check "what is allowed passes" https www.example.org $OPEN4
check ": what is not does not" fails_fast https www.kaspersky.com $OPEN4
check ": nor what is listed" fails_fast http www.example.org $LISTED4
check ": by UDP" client python3 -c "
import socket
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
s.connect(('$OPEN4', 9)); s.settimeout(2); s.send(b'x')
try: s.recv(1)
except ConnectionRefusedError: pass"
check "the gateway itself gets out" gw curl -sS -o /dev/null --max-time 5 \
	-H 'Host: www.example.org' http://$OPEN4:8080/
check ": and no restricted name" fails_fast gw curl -sS -o /dev/null \
	--max-time 5 -H 'Host: www.kaspersky.com' http://$OPEN4:8080/
check "nothing was held back" prints 'packets 0 ' guard
check "a client that gives up what is refused" client python3 -c "
import socket, struct
s = socket.create_connection(('$OPEN4', 8080))
s.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack('ii', 1, 0))
s.send(b'GET / HTTP/1.1\r\nHost: www.kas'); s.close()"
check "behind it packets have no marks of ours" test "$(gw nft list \
	table inet behind | grep -c 'counter packets 0 ')" -eq 2

# --- gaps -------------------------------------------------------------------

client python3 tests/netns/traffic.py $T/stop honest=2 name=2 listed=2 \
	>$T/counts &
FLUSHES=$(long 15 500)
for _ in $(seq "$FLUSHES"); do
	flushed
	sleep 0.1
done
touch $T/stop
wait_for 30 test -s $T/counts
sed 's/^/# /' $T/counts
while read -r kind good bad _; do
	[ "$kind" != "#" ] || continue
	check "$FLUSHES flushes: of $kind none went wrong" \
		test "$good" -gt 5 -a "$bad" -eq 0
done <$T/counts
check "it has held back something" omits 'packets 0 ' guard
check ": which the register tells" grep -q 'held back meanwhile: [1-9]' \
	${EVE%/*}/audit.json
check ": and who it was" grep -q 'by nft (pid [0-9]*)' ${EVE%/*}/audit.json

# --- what stands, stands ----------------------------------------------------

guard >$T/saved
refute "a ruleset with a copy of it is refused" 'not permitted' \
	gw nft -f $T/saved
check ": and all stays" https www.example.org $OPEN4
cordon() { gw "$BUILD/cordon" -c $CONF "$@"; }
check "lifted" prints 'lifted; back in [1-9]' cordon guard off --for 1m
refute ": the guard is not there" 'No such file' guard
check ": nor a bit for it" lacks 'seen, which' \
	<(gw nft list table inet cordon)
check ": status says so" prints 'guard lifted for another' cordon status
check ": others load what they have saved of it" gw nft -f $T/saved
check ": what is allowed passes" https www.example.org $OPEN4
check ": what is not does not" fails_fast https www.kaspersky.com $OPEN4
check "another program takes over" gw "$BUILD/cordond" -c $CONF --reexec
refute ": the guard stays lifted" 'No such file' guard
check "set again" prints 'the guard is on' cordon guard on
check ": it holds" has_rule
# Long enough that the answer, asked for after it, still finds it lifted.
check "lifted for a moment" prints 'lifted' cordon guard off --for 4s
check ": it is there again by itself" wait_for 8 has_rule
refute "for how long has to be said" 64 cordon guard off --for soon

# --- a daemon that hangs ----------------------------------------------------

kill -STOP "$(pid_of_cordond)"
cordon doctor >$T/doctor &
DOCTOR=$!
flushed
check "hanging, and without the table: it holds" is_held
check ": it lets go in five seconds" wait_for 6 http www.example.org $OPEN4 \
	8080 --max-time 1
wait $DOCTOR
check ": the doctor says that it hangs" grep -q \
	'does not answer: it hangs: nothing within 10 seconds' $T/doctor
kill -CONT "$(pid_of_cordond)"
check ": it goes on" wait_for 3 fails_fast https www.kaspersky.com $OPEN4
check ": and holds again" wait_for 3 has_rule

# --- not where it is not wanted ----------------------------------------------

empty() { lacks 'goto until' <(guard); }
check "observing" ask mode observe
check ": it holds nothing" empty
check ": the main table sets no bit for it" lacks 'seen, which' \
	<(gw nft list table inet cordon)
check "enforcing" ask mode enforce
check ": it does" has_rule
config_is 'guard = false;'
check "switched off" ask reload
check ": it holds nothing" empty
check ": and all passes that may" https www.example.org $OPEN4
refute ": there is none to be lifted" 'there is no guard: off' \
	cordon guard off
config_is ''
check "on again" ask reload
config_is 'guard = false;'
check "another program with other settings" \
	gw "$BUILD/cordond" -c $CONF --reexec
check ": holds nothing" empty
check ": and all passes at once" timed 2000 https www.example.org $OPEN4
config_is 'on_failure = "open";'
check "on_failure open" ask reload
check ": it holds nothing" empty
config_is ''
check "back" ask reload
check ": it holds" has_rule
check "it stops" stop_cordond
refute ": and goes with it" 'No such file' guard
done_testing
