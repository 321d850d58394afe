#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Two hellos to a server of TLS that wants another key (RFC 8446 4.1.4).

retry.py ADDRESS PORT FIRST SECOND KEY PARTS

The first names FIRST and has a key for X25519, the second SECOND and KEY, one
for P-384 in hexadecimal, in so many segments. Prints "answered" for a handshake
that goes on then, "reset", or "silence".
"""
import os
import socket
import struct
import sys
import time

import hello

P384, X25519 = 24, 29
random = os.urandom(32)


def client_hello(name, group, key):
    entry = b"\0" + struct.pack("!H", len(name)) + name.encode()
    share = struct.pack("!HH", group, len(key)) + key
    extensions = b"".join([
        hello.extension(0, struct.pack("!H", len(entry)) + entry),
        hello.extension(10, struct.pack("!HHH", 4, X25519, P384)),
        hello.extension(13, struct.pack("!HHHHH", 8, 0x0403, 0x0804, 0x0401,
                                        0x0501)),
        hello.extension(43, b"\2\3\4"),
        hello.extension(51, struct.pack("!H", len(share)) + share),
    ])
    body = (b"\3\3" + random + b"\x20" + random + b"\0\2\x13\1\1\0" +
            struct.pack("!H", len(extensions)) + extensions)
    return hello.records(b"\1" + struct.pack("!I", len(body))[1:] + body, [])


def main():
    address, port, first, second, key, parts = sys.argv[1:]
    s = socket.create_connection((address, int(port)), 3)
    s.settimeout(3)
    s.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    try:
        s.sendall(client_hello(first, X25519, os.urandom(32)))
        if not s.recv(4096):
            return "closed"
        data = (b"\x14\3\3\0\1\1" +
                client_hello(second, P384, bytes.fromhex(key)))
        step = len(data) // int(parts) + 1
        for at in range(0, len(data), step):
            s.sendall(data[at:at + step])
            time.sleep(.02)
        got = b""
        while len(got) < 300:
            more = s.recv(4096)
            if not more:
                return "closed"
            got += more
    except socket.timeout:
        return "silence"
    except ConnectionError:
        return "reset"
    return "answered"


print(main())
