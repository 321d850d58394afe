#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Writes a small ASN database in MaxMind's format (MaxMind DB file format
2.0): mmdb.py FILE [--v4] [--bits N] [--key KEY] [--loop] PREFIX=ASN..."""

import ipaddress
import struct
import sys

args = sys.argv[2:]
v4only = "--v4" in args
loop = "--loop" in args
bits = int(args[args.index("--bits") + 1]) if "--bits" in args else 28
key = (args[args.index("--key") + 1] if "--key" in args
       else "autonomous_system_number")
rows = [a.split("=") for a in args if "=" in a]


def control(kind, size):
    head = bytes([(kind << 5) | size]) if kind < 8 else bytes([size, kind - 7])
    assert size < 29
    return head


def text(s):
    assert len(s) < 29
    return control(2, len(s)) + s.encode()


def number(n, kind=6):
    raw = n.to_bytes(8, "big").lstrip(b"\0")
    return control(kind, len(raw)) + raw


nodes = [[None, None]]
data, offsets = b"", {}


def record_of(asn):
    global data
    if asn not in offsets:
        offsets[asn] = len(data)
        value = text("AS%d" % asn) if key == "asn" else number(asn)
        data += control(7, 2) + text(key) + value + text("name") + text("x")
    return ("data", offsets[asn])


def path_of(net):
    value = int(net.network_address)
    if net.version == 4:
        width, length = 32, net.prefixlen
    else:
        width, length = 128, net.prefixlen
    path = [(value >> (width - 1 - i)) & 1 for i in range(length)]
    return path if v4only or net.version == 6 else [0] * 96 + path


def walk_to(path):
    at = 0
    for bit in path:
        if nodes[at][bit] is None:
            nodes.append([None, None])
            nodes[at][bit] = ("node", len(nodes) - 1)
        at = nodes[at][bit][1]
    return at


for prefix, asn in rows:
    path = path_of(ipaddress.ip_network(prefix))
    nodes[walk_to(path[:-1])][path[-1]] = record_of(int(asn))
if not v4only:
    start = ("node", walk_to([0] * 96))
    # ::ffff:0:0/96 and 2002::/16 lead to the same nodes.
    mapped = path_of(ipaddress.ip_network("::ffff:0:0/96"))
    nodes[walk_to(mapped[:-1])][mapped[-1]] = start
    sixtofour = path_of(ipaddress.ip_network("2002::/16"))
    nodes[walk_to(sixtofour[:-1])][sixtofour[-1]] = start
if loop:
    nodes[walk_to(path_of(ipaddress.ip_network("ff00::/8"))[:-1])][1] = (
        "node", 1)


def value_of(record):
    if record is None:
        return len(nodes)
    if record[0] == "node":
        return record[1]
    return len(nodes) + 16 + record[1]


tree = b""
for left, right in nodes:
    a, b = value_of(left), value_of(right)
    if bits == 24:
        tree += a.to_bytes(3, "big") + b.to_bytes(3, "big")
    elif bits == 28:
        tree += (a & 0xffffff).to_bytes(3, "big")
        tree += bytes([(a >> 24) << 4 | b >> 24])
        tree += (b & 0xffffff).to_bytes(3, "big")
    else:
        tree += struct.pack(">II", a, b)

meta = {
    "binary_format_major_version": number(2, 5),
    "binary_format_minor_version": number(0, 5),
    "build_epoch": number(1767225600, 9),
    "database_type": text("Test-ASN"),
    "description": control(7, 1) + text("en") + text("a test"),
    "ip_version": number(4 if v4only else 6, 5),
    "languages": control(11, 0),
    "node_count": number(len(nodes)),
    "record_size": number(bits, 5),
}
out = tree + bytes(16) + data + b"\xab\xcd\xefMaxMind.com"
out += control(7, len(meta))
for name, value in meta.items():
    out += text(name) + value
open(sys.argv[1], "wb").write(out)
