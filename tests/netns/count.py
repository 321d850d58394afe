#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""count.py FROM UNTIL FILE...: counts connections of captures, of whom and to
whom, by the names in their hellos (RFC 8446 4.1.2, RFC 6066 3): JSON of
{MAC: {"vendors": {VENDOR: N}, "addresses": [...], "quiet": N}}. Those that began
between FROM and UNTIL (seconds) are "quiet". Nothing of cordon's own is used."""
import collections
import ipaddress
import json
import struct
import sys

VENDORS = {b"kaspersky.com": "kaspersky", b"hicloud.com": "huawei"}


def packets(path):
    with open(path, "rb") as f:
        f.read(24)
        while len(head := f.read(16)) == 16:
            sec, usec, length, _ = struct.unpack("=IIII", head)
            yield sec + usec / 1e6, f.read(length)


def segment(frame):
    """Source, destination, ports and payload of TCP; None for others."""
    kind = struct.unpack("!H", frame[12:14])[0]
    p = frame[14:]
    if kind == 0x800 and p[9] == 6:
        ip = 4 * (p[0] & 15)
        src, dst, p = p[12:16], p[16:20], p[ip:struct.unpack("!H", p[2:4])[0]]
    elif kind == 0x86dd and p[6] == 6:
        src, dst, p = p[8:24], p[24:40], p[40:40 + struct.unpack("!H", p[4:6])[0]]
    else:
        return None
    return src, dst, p[0:4], p[4 * (p[12] >> 4):]


def name_of(data):
    """The server's name in a ClientHello that is whole, or None."""
    if data[:1] != b"\x16" or data[5:6] != b"\1":
        return None
    at = 43 + 1 + data[43]
    at += 2 + struct.unpack("!H", data[at:at + 2])[0]
    at += 1 + data[at] + 2
    while at + 4 <= len(data):
        kind, length = struct.unpack("!HH", data[at:at + 4])
        if kind == 0:
            return data[at + 9:at + 4 + length]
        at += 4 + length
    return None


def main():
    begin, end = float(sys.argv[1]), float(sys.argv[2])
    seen, found = set(), {}
    for path in sys.argv[3:]:
        streams = collections.defaultdict(bytes)
        for when, frame in packets(path):
            s = segment(frame)
            if not s or not s[3]:
                continue
            key = s[:3]
            if key in seen or len(streams[key]) > 9000:
                continue
            streams[key] += s[3]
            name = name_of(streams[key])
            vendor = name and next((v for k, v in VENDORS.items() if name == k
                                    or name.endswith(b"." + k)), None)
            if not vendor:
                continue
            seen.add(key)
            m = found.setdefault(frame[6:12].hex(":"), {
                "vendors": collections.Counter(), "addresses": set(),
                "quiet": 0})
            if begin <= when <= end:
                m["quiet"] += 1
                continue
            m["vendors"][vendor] += 1
            m["addresses"].add(str(ipaddress.ip_address(s[0])))
    for m in found.values():
        m["addresses"] = sorted(m["addresses"])
    print(json.dumps(found))


main()
