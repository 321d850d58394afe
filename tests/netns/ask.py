#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Asks DNS questions over one socket, in order, and prints an outcome a line.

ask.py [--tcp] SERVER NAME...	prints "NAME RCODE ANSWERS" or "NAME silence"
"""
import socket
import struct
import sys

RCODES = {0: "NOERROR", 2: "SERVFAIL", 3: "NXDOMAIN", 5: "REFUSED"}


def question(number, name):
    labels = b"".join(bytes([len(l)]) + l for l in name.encode().split(b"."))
    return struct.pack("!HHHHHH", number, 0x0100, 1, 0, 0, 0) + \
        labels + b"\0" + struct.pack("!HH", 1, 1)


def outcome(name, number, answer):
    got, flags, _, answers = struct.unpack("!HHHH", answer[:8])
    if got != number or not flags & 0x8000:
        return name + " mismatch"
    return "%s %s %d" % (name, RCODES.get(flags & 15, flags & 15), answers)


def exactly(s, n):
    data = b""
    while len(data) < n:
        chunk = s.recv(n - len(data))
        if not chunk:
            raise ConnectionError("closed")
        data += chunk
    return data


def main():
    words = sys.argv[1:]
    tcp = words[0] == "--tcp"
    server, names = words[tcp], words[tcp + 1:]
    family = socket.AF_INET6 if ":" in server else socket.AF_INET
    s = socket.socket(family,
                      socket.SOCK_STREAM if tcp else socket.SOCK_DGRAM)
    s.settimeout(4)
    # Connected: only what comes from the address that was asked is taken.
    s.connect((server, 53))
    for number, name in enumerate(names, 0x4711):
        message = question(number, name)
        try:
            if tcp:
                s.sendall(struct.pack("!H", len(message)) + message)
                answer = exactly(s, *struct.unpack("!H", exactly(s, 2)))
            else:
                s.send(message)
                answer = s.recv(4096)
            print(outcome(name, number, answer))
        except socket.timeout:
            print(name, "silence")
        except OSError as e:
            print(name, e.strerror or e)
            if tcp:
                break


main()
