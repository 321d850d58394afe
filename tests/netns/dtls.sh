#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# DTLS through the gateway: OpenSSL's client and server on UDP 443, and many
# hellos of one socket.
. "$(dirname "$0")/lib.sh"
needs openssl

lab_up
make_certificate
server openssl s_server -dtls -accept 443 -quiet -cert $T/cert.pem \
	-key $T/key.pem </dev/zero >$T/s_server.log 2>&1 &
# s_client NAME: the handshake ends.
s_client() {
	client timeout $((6 * SLOW)) openssl s_client -dtls \
		-connect $OPEN4:443 -servername "$1" </dev/null 2>&1 |
		grep -q 'BEGIN CERTIFICATE'
}
config_is ''
check "cordond starts" start_cordond
check "an allowed name" s_client www.example.org
check "a blocked name" exits 1 s_client www.kaspersky.com
check ": its event" event_of blocked dtls www.kaspersky.com

# Each hello is looked at, whatever the socket sent before: fragments as well.
one_socket() { # PARTS
	client python3 -c "
import socket, struct, sys, time
def extension(name):
    entry = b'\0' + struct.pack('>H', len(name)) + name
    return struct.pack('>HHH', 0, len(entry) + 2, len(entry)) + entry
def hello(name):
    e = extension(name)
    return (b'\xfe\xfd' + bytes(32) + b'\0\0' + b'\0\2\xc0\x2b' + b'\1\0' +
            struct.pack('>H', len(e)) + e)
def datagrams(name, parts):
    all = hello(name.encode())
    for i in range(parts):
        at, end = i * len(all) // parts, (i + 1) * len(all) // parts
        body = (b'\1' + struct.pack('>I', len(all))[1:] + b'\0\0' +
                struct.pack('>I', at)[1:] + struct.pack('>I', end - at)[1:] +
                all[at:end])
        yield (b'\x16\xfe\xfd' + bytes(8) + struct.pack('>H', len(body)) + body)
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
s.connect(('$OPEN4', 443))
def send(data):
    try:
        s.send(data)
    except OSError:                 # an ICMP error, of what came before
        s.send(data)
send(b'x')
for name in 'www.example.org', 'dtls$1.kaspersky.com', 'www.example.org':
    for d in datagrams(name, $1):
        send(d)
        time.sleep(0.05)
"
}
for parts in 1 3; do
	check "one socket, hellos of $parts parts" one_socket $parts
	check ": the blocked one" event_of blocked dtls \
		dtls$parts.kaspersky.com
done
check "it stops" stop_cordond
done_testing
