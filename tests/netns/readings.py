#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Questions over TCP that look like something else, or stand behind it.

readings.py ADDRESS NAME

Prints a line for each way in which a resolver at ADDRESS told where NAME is;
exits with how many of all these ways that were.
"""
import socket
import struct
import sys

import hello

HANDSHAKE_3, SOCKS_4 = 0x1603, 0x0401


def question(name):
    labels = b"".join(bytes([len(p)]) + p.encode() for p in name.split("."))
    return labels + b"\0\0\1\0\1"


def message(name):
    body = struct.pack("!HHHHHH", 4711, 0x100, 1, 0, 0, 0) + question(name)
    return struct.pack("!H", len(body)) + body


def filled(data, size):
    return data + bytes(2 + size - len(data))


def hello_question(name):
    """A hello of TLS whose random is a question."""
    data = b"\x16\3\3\2\1\1\0\1\0" + bytes(5) + question(name)
    data = data.ljust(9 + 2 + 33, b"\0") + b"\0\2\x13\1\1\0"
    left = 9 + 256 - 2 - len(data)
    return filled(data + struct.pack("!HHH", left, 0xaaaa, left - 4),
                  HANDSHAKE_3)


def hello_message():
    return filled(hello.records(hello.client_hello("www.example.org", 0), []),
                  HANDSHAKE_3)


WAYS = {
    "plain": message,
    "that is a hello": hello_question,
    "behind a hello": lambda n: hello_message() + message(n),
    "between them": lambda n: (message("www.example.org") + hello_message() +
                               message(n)),
    "behind junk": lambda n: b"\0\5junk!" + message(n),
    "for a proxy": lambda n: filled(
        struct.pack("!HHI", SOCKS_4, 443, 0x1000001) + bytes(6) + question(n),
        SOCKS_4),
}


def is_told(address, data, name):
    answer = b""
    try:
        with socket.create_connection((address, 53), 3) as s:
            s.settimeout(.7)
            s.sendall(data)
            while part := s.recv(65536):
                answer += part
    except OSError:
        pass
    at = answer.lower().rfind(question(name)[:-5])
    return at >= 0 and b"\x0a\2\0\2" in answer[at:]


def main():
    address, name = sys.argv[1:]
    told = [way for way, make in WAYS.items()
            if is_told(address, make(name), name)]
    for way in told:
        print(name, "is told:", way)
    sys.exit(len(told))


main()
