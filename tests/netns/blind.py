#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""A third party that knows the addresses and ports of other people's
connections, and nothing else, tries to have them cut.

blind.py GATEWAY ADDRESS

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


class Wrong:
    """What was cut, if anything."""
    n = 0

    def check(self, right, what):
        if not right:
            print("cut:", what)
            self.n += 1


def attack(forger, s):
    forger.send(s, random_numbers(40), data=BAD)
    forger.send(s, random_numbers(10), data=BAD, flags=PSH | ACK | URG)
    forger.send(s, random_numbers(10), flags=SYN)
    forger.send(s, random_numbers(10), data=BAD, flags=SYN)
    forger.send(s, random_numbers(10), data=b"\x16\3\1\x40\0\1\0\x3f\xfc")


def pretend(forger, s):
    """Beginnings of other connections: a SYN, and data behind it."""
    for seq in random_numbers(20):
        forger.send(s, [seq], flags=SYN)
        forger.send(s, [(seq + 1) & 0xffffffff], data=BAD)


def connect(address, port, n):
    return [socket.create_connection((address, port), 4) for _ in range(n)]


def cuts_silent(forger, address, wrong):
    """Before their first data."""
    for how in attack, pretend:
        victims = connect(address, 8080, VICTIMS)
        for s in victims:
            how(forger, s)
        for s in victims:
            wrong.check(ask(s), "HTTP, before its first request")


def cuts_kept(forger, address, wrong):
    victims = connect(address, 8080, VICTIMS)
    for s in victims:
        wrong.check(ask(s), "before")
    for s in victims:
        attack(forger, s)
    for s in victims:
        wrong.check(ask(s), "HTTP")
        s.sendall(GOOD[:20])
    for s in victims:
        attack(forger, s)
    for s in victims:
        wrong.check(ask(s, GOOD[20:]), "HTTP, within a request")
    return victims


def cuts_lucky(forger, address, wrong):
    """The number that chance finds in a window once in 65,536 times, with what
    it finds for the other side."""
    for _ in range(VICTIMS):
        c = hello.Connection(address, 8080)
        wrong.check(ask(c.socket), "before")
        attack(forger, c.socket)
        wrong.check(ask(c.socket), "HTTP")
        c.socket.sendall(GOOD[:20])
        forger.send(c.socket, [(c.seq + 2 * len(GOOD) + 20 + 44025) &
                               0xffffffff], data=BAD)
        attack(forger, c.socket)
        wrong.check(ask(c.socket, GOOD[20:]), "HTTP, by a lucky number")


def cuts_encrypted(forger, address, wrong):
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    for raw in connect(address, 443, 5):
        s = context.wrap_socket(raw, server_hostname="www.example.org")
        attack(forger, s)
        wrong.check(ask(s), "TLS")


def cuts_each_window(forger, victims, wrong):
    """Every place of all numbers, so that one lies in the window."""
    s = victims[0]
    forger.send(s, range(0, 1 << 32, 1 << 17), data=BAD)
    time.sleep(.5)      # a queue that is full is another matter
    wrong.check(ask(s), "HTTP, each window of its numbers")
    # A reset that acknowledges nothing: conntrack lets it by.
    s = victims[1]
    for ack in 0, 1 << 31:
        forger.send(s, range(0, 1 << 32, 1 << 17), data=b"x", flags=RST,
                    ack=ack)
    time.sleep(.5)
    wrong.check(ask(s), "HTTP, the same with resets")


def main():
    forger, address, wrong = Forger(sys.argv[1]), sys.argv[2], Wrong()
    try:
        cuts_silent(forger, address, wrong)
        victims = cuts_kept(forger, address, wrong)
        cuts_lucky(forger, address, wrong)
        cuts_encrypted(forger, address, wrong)
        cuts_each_window(forger, victims, wrong)
    except OSError as e:
        wrong.check(False, e)
    sys.exit(wrong.n > 0)


main()
