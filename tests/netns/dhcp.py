#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""dhcp.py INTERFACE NAME: asks for an address as NAME (RFC 2131, 2132), and
sets it and the router. Exits 1 if there is none in half a minute."""
import fcntl
import os
import socket
import struct
import subprocess
import sys
import time

interface, name = sys.argv[1], os.fsencode(sys.argv[2])
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
s.setsockopt(socket.SOL_SOCKET, socket.SO_BROADCAST, 1)
s.setsockopt(socket.SOL_SOCKET, socket.SO_BINDTODEVICE, interface.encode())
s.bind(("", 68))
# SIOCGIFHWADDR of netdevice(7); /sys is of another namespace.
mac = fcntl.ioctl(s, 0x8927, struct.pack("256s", interface.encode()))[18:24]
number = os.urandom(4)


def option(kind, value):
    return struct.pack("BB", kind, len(value)) + value


def ask(kind, *more):
    head = struct.pack("!BBBB4sHH16s16s192s4s", 1, 1, 6, 0, number, 0, 0x8000,
                       b"", mac, b"", b"\x63\x82\x53\x63")
    s.sendto(head + option(53, bytes([kind])) + option(12, name) +
             option(55, b"\1\3") + b"".join(more) + b"\xff",
             ("255.255.255.255", 67))


def answer(kind):
    """The address and the options of an answer of this kind; None in time."""
    s.settimeout(2)
    try:
        while True:
            data = s.recv(2000)
            options, at = {}, 240
            while at < len(data) and data[at] != 255:
                if data[at] == 0:
                    at += 1
                    continue
                options[data[at]] = data[at + 2:at + 2 + data[at + 1]]
                at += 2 + data[at + 1]
            if data[4:8] == number and options.get(53) == bytes([kind]):
                return data[16:20], options
    except socket.timeout:
        return None


end = time.time() + 30
while time.time() < end:
    ask(1)
    offer = answer(2)
    if not offer:
        continue
    ask(3, option(50, offer[0]), option(54, offer[1][54]))
    given = answer(5)
    if not given:
        continue
    subprocess.check_call(["ip", "addr", "replace", socket.inet_ntoa(given[0]) +
                           "/24", "dev", interface])
    subprocess.check_call(["ip", "route", "replace", "default", "via",
                           socket.inet_ntoa(given[1][3])])
    sys.exit(0)
sys.exit(1)
