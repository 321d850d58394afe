#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""held.py LIST: does the kernel's table, as nft -j lists it on standard input,
hold just the addresses of a list of prefixes that do not overlap? Prints what
is missing (-) and what is too much (+), and exits 1 then."""
import json
import socket
import sys


def number(text):
    v6 = ":" in text
    packed = socket.inet_pton(socket.AF_INET6 if v6 else socket.AF_INET, text)
    return v6, int.from_bytes(packed, "big")


def span(text, length=None):
    """The family, the first and the last address of a prefix."""
    v6, first = number(text)
    bits = 128 if v6 else 32
    below = (1 << bits - (bits if length is None else length)) - 1
    assert not first & below, text
    return v6, first, first | below


def meant(path):
    for line in open(path):
        address, _, length = line.strip().partition("/")
        yield span(address, int(length) if length else None)


def held(table):
    """Of the maps and large sets, whose keys nft prints merged or not."""
    for o in table["nftables"]:
        m = o.get("map") or o.get("set")
        if not m or m["name"].split("-")[0] not in ("listed4", "listed6",
                                                    "large"):
            continue
        for key in m.get("elem", []):
            if "map" in o:
                key = key[0]
            if isinstance(key, str):
                yield span(key)
            elif "prefix" in key:
                yield span(key["prefix"]["addr"], key["prefix"]["len"])
            else:
                first, last = map(number, key["range"])
                yield (*first, last[1])


want, got = set(meant(sys.argv[1])), set(held(json.load(sys.stdin)))
for sign, spans in ("-", want - got), ("+", got - want):
    for v6, first, last in sorted(spans)[:5]:
        print(sign, "IPv6" if v6 else "IPv4", hex(first), hex(last))
sys.exit(want != got)
