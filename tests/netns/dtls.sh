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

# Behind any of these headers OpenSSL reads on.
heads=(16030300000000000000000000 63feff00000000000000000000
	16fefd00050000000000000004deadbeef)
# answers NAME: behind how many the server answers a hello with this name.
answers() {
	client python3 - "$OPEN4" "$1" "${heads[@]}" <<-'E2'
	import socket, struct, sys, time
	address, name, *heads = sys.argv[1:]
	answered = 0
	entry = b"\0" + struct.pack("!H", len(name)) + name.encode()
	e = (struct.pack("!HHH", 0, len(entry) + 2, len(entry)) + entry +
	     bytes.fromhex("000a00060004001d0017000b00020100"
	                   "000d000a00080403080404010501"))
	for head in heads:
	    s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
	    s.connect((address, 443))
	    s.settimeout(.5)
	    cookie = b""
	    try:
	        for number in range(2):
	            body = (b"\xfe\xfd" + bytes(32) + b"\0" +
	                    bytes([len(cookie)]) + cookie +
	                    struct.pack("!HHH", 4, 0xc02b, 0xc02f) + b"\1\0" +
	                    struct.pack("!H", len(e)) + e)
	            size = struct.pack("!I", len(body))[1:]
	            message = (b"\1" + size + struct.pack("!H", number) +
	                       bytes(3) + size + body)
	            s.send(bytes.fromhex(head) + b"\x16\xfe\xfd" + bytes(7) +
	                   bytes([number]) + struct.pack("!H", len(message)) +
	                   message)
	            answer = s.recv(4096)
	            if number == 0:
	                cookie = answer[28:28 + answer[27]]
	        s.send(b"\x15\xfe\xfd" + bytes(7) + b"\2\0\2\2\x28")
	        answered += 1
	    except OSError:
	        pass
	print(answered)
	E2
}
check "a server reads on" [ "$(answers www.example.org)" = 3 ]
check "behind none of them a blocked name is answered" \
	[ "$(answers www.kaspersky.com)" = 0 ]

# Each hello is looked at, whatever the socket sent before: fragments as well.
one_socket() { # PARTS [BYTES before each]
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
        yield (bytes.fromhex('${2-}') + b'\x16\xfe\xfd' + bytes(8) + struct.pack('>H', len(body)) + body)
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
s.connect(('$OPEN4', 443))
def send(data):
    try:
        s.send(data)
    except OSError:                 # an ICMP error, of what came before
        s.send(data)
send(b'x')
for name in 'www.example.org', 'dtls$1${2:+x}.kaspersky.com', 'www.example.org':
    for d in datagrams(name, $1):
        send(d)
        time.sleep(0.05)
"
}
for parts in 1 3; do
	check "one socket, hellos of $parts parts" one_socket $parts
	check ": the blocked one" event_of blocked dtls \
		dtls$parts.kaspersky.com
	# Of a record that it does not like a server reads the header alone.
	check "the same behind the header of another version" \
		one_socket $parts 16030300000000000000000000
	check ": the blocked one" event_of blocked dtls \
		dtls${parts}x.kaspersky.com
done
check "it stops" stop_cordond
done_testing
