#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Sends one packet through the gateway in somebody else's name.

forge.py [--udp] [--flags syn] [--seq N] [--ack N] [--data TEXT]
         GATEWAY SOURCE PORT DESTINATION PORT

The frame goes to the gateway's own hardware address, whatever this host's
routes say of the destination.
"""

import argparse
import ipaddress
import re
import socket
import struct
import subprocess

FLAGS = {"fin": 1, "syn": 2, "rst": 4, "psh": 8, "ack": 16, "urg": 32}


def checksum(data):
    data += b"\0" * (len(data) % 2)
    total = sum(struct.unpack("!%dH" % (len(data) // 2), data))
    while total >> 16:
        total = (total & 0xFFFF) + (total >> 16)
    return ~total & 0xFFFF


def neighbour(gateway):
    """Interface and hardware address of a neighbour that was met before."""
    text = subprocess.check_output(["ip", "neigh", "show", gateway], text=True)
    m = re.search(r"dev (\S+) lladdr (\S+)", text)
    if not m:
        raise SystemExit(f"{gateway} is no neighbour: {text!r}")
    return m[1], bytes.fromhex(m[2].replace(":", ""))


def transport(args, source, destination):
    data = args.data.encode().decode("unicode_escape").encode("latin-1")
    if args.udp:
        protocol, at = socket.IPPROTO_UDP, 6
        head = struct.pack("!HHHH", args.sport, args.dport, 8 + len(data), 0)
    else:
        protocol, at = socket.IPPROTO_TCP, 16
        flags = sum(FLAGS[f] for f in args.flags.split(","))
        head = struct.pack("!HHIIBBHHH", args.sport, args.dport,
                           args.seq & 0xFFFFFFFF, args.ack & 0xFFFFFFFF,
                           5 << 4, flags, 64000, 0, 0)
    whole = head + data
    pseudo = source.packed + destination.packed
    pseudo += struct.pack("!IHBB", len(whole), 0, 0, protocol)
    total = struct.pack("!H", checksum(pseudo + whole))
    return protocol, whole[:at] + total + whole[at + 2:]


def packet(args):
    source = ipaddress.ip_address(args.source)
    destination = ipaddress.ip_address(args.destination)
    protocol, body = transport(args, source, destination)
    if source.version == 6:
        head = struct.pack("!IHBB", 6 << 28, len(body), protocol, 64)
        return 0x86DD, head + source.packed + destination.packed + body
    head = struct.pack("!BBHHHBBH4s4s", 0x45, 0, 20 + len(body), 1, 0, 64,
                       protocol, 0, source.packed, destination.packed)
    total = struct.pack("!H", checksum(head))
    return 0x0800, head[:10] + total + head[12:] + body


def main():
    p = argparse.ArgumentParser()
    p.add_argument("--udp", action="store_true")
    p.add_argument("--flags", default="syn")
    p.add_argument("--seq", type=int, default=1000)
    p.add_argument("--ack", type=int, default=0)
    p.add_argument("--data", default="")
    p.add_argument("gateway")
    p.add_argument("source")
    p.add_argument("sport", type=int)
    p.add_argument("destination")
    p.add_argument("dport", type=int)
    args = p.parse_args()
    interface, mac = neighbour(args.gateway)
    ethertype, body = packet(args)
    s = socket.socket(socket.AF_PACKET, socket.SOCK_RAW)
    s.bind((interface, 0))
    own = s.getsockname()[4]
    s.send(mac + own + struct.pack("!H", ethertype) + body)


if __name__ == "__main__":
    main()
