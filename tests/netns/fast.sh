#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# The flowtable: only judged connections get in, and none stays past a change
# of the lists. Kernels without one go on without it.
. "$(dirname "$0")/lib.sh"

lab_up
config_is 'flowtable = true;'
start_web 8080 443
check "cordond starts" start_cordond
doctor() {
	gw "$BUILD/cordon" -c $CONF doctor
	[ $? -le 2 ]
}
if gw nft -j list flowtables 2>/dev/null | grep -q '"name": "fast"'; then
	has=1
else
	has=0
	skip "connections in the flowtable" "this kernel has none"
	check "the kernel has none" prints 'no flowtables' doctor
fi

# The connections to a port; those in the flowtable have this word.
tracked_to() { gw conntrack -L -p tcp --dport "$1" 2>/dev/null; }
offloaded() { prints OFFLOAD tracked_to "$1"; }
# A TLS connection that asks once for each line that comes in.
asks() {
	client python3 -c "
import socket, ssl, sys
c = ssl.create_default_context()
c.check_hostname, c.verify_mode = False, ssl.CERT_NONE
s = socket.create_connection(('$OPEN4', 443), 5 * $SLOW)
s = c.wrap_socket(s, server_hostname='www.example.org')
s.settimeout(5 * $SLOW)
for line in sys.stdin:
    try:
        s.sendall(b'GET / HTTP/1.1\r\nHost: www.example.org\r\n\r\n')
        data = b''
        while not data.endswith(b'www.example.org\\n'):
            more = s.recv(4096)
            if not more:
                raise OSError
            data += more
    except OSError as e:
        print(e, file=sys.stderr)
        data = b''
    print('answer' if data.startswith(b'HTTP') else 'refused', flush=True)
"
}
mkfifo $T/in
asks <$T/in >$T/out &
exec 8>$T/in
ask_again() { # WORD: asks, and the answer must be that
	local before
	before=$(wc -l <$T/out)
	echo >&8
	more() { test "$(wc -l <$T/out)" -gt "$before"; }
	wait_for 8 more
	tail -n 1 $T/out | grep -qx "$1"
}

check "a judged connection is answered" ask_again answer
check ": and again" ask_again answer
[ $has = 0 ] || check "by the short way" wait_for 5 offloaded 443
check ": and again" ask_again answer

# Half a hello, and for a line that comes in the other half.
halves() {
	client python3 -c "
import socket, ssl, sys
c = ssl.create_default_context()
c.check_hostname, c.verify_mode = False, ssl.CERT_NONE
came, go = ssl.MemoryBIO(), ssl.MemoryBIO()
try:
    c.wrap_bio(came, go, server_hostname='www.example.org').do_handshake()
except ssl.SSLWantReadError:
    pass
hello = go.read()
s = socket.create_connection(('$OPEN4', 443), 20, ('10.1.0.2', 40443))
s.sendall(hello[:60])
print('half', flush=True)
sys.stdin.readline()
s.sendall(hello[60:])
print(len(s.recv(1)), flush=True)
s.sendall(bytes.fromhex('140303000101'))  # of its second flight
sys.stdin.readline()
"
}
half_tracked() { gw conntrack -L -p tcp --sport 40443 --dport 443; }
mkfifo $T/halves
halves <$T/halves >$T/half &
exec 7>$T/halves
check "half a hello is on its way" wait_for 5 grep -q half $T/half
check ": its connection is open" wait_for 5 \
	prints ASSURED half_tracked
check ": and not past the chains, as it is not judged" \
	omits OFFLOAD half_tracked
echo >&7
check ": the rest is answered" wait_for 8 grep -qx 1 $T/half
[ $has = 0 ] || check ": with the next flight it is" wait_for 5 \
	prints OFFLOAD half_tracked
exec 7>&-

check "plain HTTP is answered" http www.example.org $OPEN4
[ $has = 0 ] || check ": but asked for each request, so never in it" \
	omits OFFLOAD tracked_to 8080
check "a restricted name is refused" fails_fast https www.kaspersky.com $OPEN4

check "a reload changes nothing" ask reload
check ": for the connection" ask_again answer
[ $has = 0 ] || check ": which is back in it" wait_for 5 offloaded 443
echo $OPEN4 >>$T/etc/block.list
check "the address of a connection is listed" ask reload
check ": and its next packet refused" ask_again refused
[ $has = 0 ] || check ": it is in the flowtable no more" \
	omits OFFLOAD tracked_to 443
check "an interface comes" gw ip link add late0 type veth peer name late1
check ": cordond takes it up with the next change" ask reload
[ $has = 0 ] || check "into the flowtable" sh -c \
	"nsenter --net=/run/netns/gw nft list flowtables | grep -q late0"
: >$T/etc/block.list
config_is ''
check "switched off" ask reload
[ $has = 0 ] || check ": it is gone" omits fast gw nft list flowtables
check "cordond stops" stop_cordond
done_testing
