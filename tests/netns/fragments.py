#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Sends questions to a name server's port in fragments of IP.

fragments.py serve ADDRESS FILE: writes what comes to port 53 into FILE, a line
of hexadecimal digits each.
fragments.py send FROM TO FORM: questions in the fragments of FORM (forms below).
"""
import os
import socket
import struct
import sys

UDP = 17
FRAGMENT = 44           # IPv6's header, RFC 8200 4.5
HONEST, RESTRICTED = b"www.kaspersxx.com", b"www.kaspersky.com"


def checksum(data):
    data += bytes(len(data) % 2)
    total = sum(struct.unpack("!%dH" % (len(data) // 2), data))
    while total >> 16:
        total = (total & 0xffff) + (total >> 16)
    return ~total & 0xffff


def question(name):
    labels = b"".join(bytes([len(x)]) + x for x in name.split(b"."))
    return (struct.pack("!6H", 0x1234, 0x0100, 1, 0, 0, 0) + labels +
            struct.pack("!B2H", 0, 1, 1))


class Path:
    """From where to where, and how a part of a datagram gets there."""

    def __init__(self, source, to):
        self.family = socket.AF_INET6 if ":" in to else socket.AF_INET
        self.source = socket.inet_pton(self.family, source)
        self.to = socket.inet_pton(self.family, to)
        self.address = to
        self.raw = socket.socket(self.family, socket.SOCK_RAW,
                                 socket.IPPROTO_RAW)

    def datagram(self, payload):
        head = struct.pack("!4H", 5353, 53, 8 + len(payload), 0)
        if self.family == socket.AF_INET:
            return head + payload           # without a checksum: RFC 768
        pseudo = self.source + self.to + struct.pack("!2L", len(head + payload),
                                                     UDP)
        sum_ = checksum(pseudo + head + payload)
        return head[:6] + struct.pack("!H", sum_ or 0xffff) + payload

    def send(self, number, offset, more, part):
        if self.family == socket.AF_INET:
            packet = struct.pack("!2B3H2BH4s4s", 0x45, 0, 20 + len(part),
                                 number & 0xffff, more << 13 | offset // 8, 64,
                                 UDP, 0, self.source, self.to) + part
        else:
            packet = (struct.pack("!LH2B16s16s", 6 << 28, 8 + len(part),
                                  FRAGMENT, 64, self.source, self.to) +
                      struct.pack("!2BHL", UDP, 0, offset | more, number) +
                      part)
        self.raw.sendto(packet, (self.address, 0))


def parts(data, sizes):
    """(offset, more, part) of pieces so long, the last of what is left."""
    at = 0
    for size in sizes + [len(data)]:
        part = data[at:at + size]
        if part:
            yield at, int(at + len(part) < len(data)), part
        at += size


def forms(path):
    """The fragments of each form, in the order they are sent."""
    honest = path.datagram(question(HONEST))
    bad = path.datagram(question(RESTRICTED))
    split = list(parts(bad, [24]))
    fair = list(parts(honest, [24]))
    return {
        "honest": fair,
        "two": split,
        "backwards": split[::-1],
        "eight": list(parts(bad, [8] * (len(bad) // 8))),
        "twice": split[:1] + split,
        # The same place with other bytes: which copy counts?
        "first": fair[:1] + split[:1] + [split[1]],
        "last": [fair[1], split[1], split[0]],
        "inside": [(0, 1, bad[:32]), (24, 1, honest[24:32]),
                   (24, 0, bad[24:])],
        "beyond": [(0, 1, honest[:32]), (24, 0, bad[24:])],
        "under": [(24, 0, bad[24:]), (0, 1, honest[:32])],
    }


def serve(address, name):
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    s = socket.socket(family, socket.SOCK_DGRAM)
    s.bind((address, 53))
    with open(name, "a", encoding="ascii") as out:
        while True:
            print(s.recv(4096).hex(), file=out, flush=True)


if sys.argv[1] == "serve":
    serve(sys.argv[2], sys.argv[3])
else:
    way = Path(sys.argv[2], sys.argv[3])
    ident = int.from_bytes(os.urandom(4), "big")
    for at, more, part in forms(way)[sys.argv[4]]:
        way.send(ident, at, more, part)
