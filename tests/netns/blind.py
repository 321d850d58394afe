#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""A third party that knows the addresses and ports of other people's
connections, and nothing else, tries to have them cut.

blind.py GATEWAY ADDRESS [strict]

Opens connections to the server's HTTP (8080) and TLS (443), forges segments in
their clients' names, and looks whether all go on.
"""
import random
import socket
import ssl
import struct
import sys
import time

import forge
import hello

VICTIMS = 20
BAD = b"GET / HTTP/1.1\r\nHost: www.kaspersky.com\r\n\r\n"
GOOD = b"GET / HTTP/1.1\r\nHost: www.example.org\r\n\r\n"
SYN, RST, PSH, ACK, URG = 2, 4, 8, 16, 32


class Forger:
    """Frames in the name of a socket's owner, to the gateway."""

    def __init__(self, gateway):
        interface, self.mac = forge.neighbour(gateway)
        self.out = socket.socket(socket.AF_PACKET, socket.SOCK_RAW)
        self.out.bind((interface, 0))
        self.mac += self.out.getsockname()[4]

    def frames(self, s, seqs, data=b"", flags=PSH | ACK, ack=None):
        """Of all the same but for its numbers, only the sums change."""
        family = s.family
        source, dest = s.getsockname(), s.getpeername()
        ends = (socket.inet_pton(family, source[0]) +
                socket.inet_pton(family, dest[0]))
        length = 20 + len(data)
        if family == socket.AF_INET6:
            ip = struct.pack("!IHBB", 6 << 28, length, 6, 64) + ends
            kind = b"\x86\xdd"
        else:
            ip = struct.pack("!BBHHHBBH", 0x45, 0, 20 + length, 1, 0, 64, 6, 0)
            total = hello.checksum(ip + ends)
            ip = ip[:10] + struct.pack("!H", total) + ends
            kind = b"\x08\x00"
        pseudo = ends + struct.pack("!II", length, 6)
        for seq in seqs:
            number = random.getrandbits(32) if ack is None else ack
            head = struct.pack("!HHIIBBHHH", source[1], dest[1], seq, number,
                               5 << 4, flags, 64000, 0, 0)
            total = hello.checksum(pseudo + head + data)
            head = head[:16] + struct.pack("!H", total) + head[18:]
            yield self.mac + kind + ip + head + data

    def send(self, *args, **more):
        for n, frame in enumerate(self.frames(*args, **more)):
            self.out.send(frame)
            if n % 256 == 255:
                time.sleep(.01)


def ask(s, data=GOOD):
    try:
        s.sendall(data)
        return b"served www.example.org" in s.recv(4096)
    except OSError as e:
        return print(e)


def random_numbers(n):
    return [random.getrandbits(32) for _ in range(n)]


def cuts(forger, address, strict):
    """How many were cut."""
    wrong = 0

    def check(right, what):
        nonlocal wrong
        if not right:
            print("cut:", what)
            wrong += 1

    def attack(s):
        forger.send(s, random_numbers(40), data=BAD)
        forger.send(s, random_numbers(10), data=BAD, flags=PSH | ACK | URG)
        forger.send(s, random_numbers(10), flags=SYN)
        forger.send(s, random_numbers(10), data=BAD, flags=SYN)
        forger.send(s, random_numbers(10), data=b"\x16\3\1\x40\0\1\0\x3f\xfc")

    victims = [socket.create_connection((address, 8080), 4)
               for _ in range(VICTIMS)]
    for s in victims:
        check(ask(s), "before")
    for s in victims:
        attack(s)
    for s in victims:
        check(ask(s), "HTTP")
        s.sendall(GOOD[:20])
    for s in victims:
        attack(s)
    for s in victims:
        check(ask(s, GOOD[20:]), "HTTP, within a request")

    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    for _ in range(5):
        raw = socket.create_connection((address, 443), 4)
        s = context.wrap_socket(raw, server_hostname="www.example.org")
        attack(s)
        check(ask(s), "TLS")

    # Every place of all numbers, so that one lies in the window.
    s = victims[0]
    forger.send(s, range(0, 1 << 32, 1 << 17), data=BAD)
    time.sleep(.5)      # a queue that is full is another matter
    check(ask(s), "HTTP, each window of its numbers")
    # A reset that acknowledges nothing: conntrack lets it by.
    s = victims[1]
    for ack in 0, 1 << 31:
        forger.send(s, range(0, 1 << 32, 1 << 17), data=b"x", flags=RST,
                    ack=ack)
    time.sleep(.5)
    check(ask(s), "HTTP, the same with resets")
    # Before the first data only strict mode knows where they begin.
    if strict:
        s = socket.create_connection((address, 8080), 4)
        attack(s)
        check(ask(s), "HTTP, before its first request")
    return wrong


def main():
    gateway, address, strict = *sys.argv[1:3], "strict" in sys.argv
    forger = Forger(gateway)
    # One number in 65,536 lies in a victim's window, and may cut it behind
    # forged SYNs (13 of 30,000 victims): chance does not strike twice.
    for _ in range(2):
        try:
            if cuts(forger, address, strict) == 0:
                return
        except OSError as e:
            print("cut:", e)
    sys.exit(1)


main()
