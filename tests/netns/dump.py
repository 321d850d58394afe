#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Writes what passes an interface to a pcap file: dump.py INTERFACE FILE"""
import socket
import struct
import sys
import time

s = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(3))
s.bind((sys.argv[1], 0))
with open(sys.argv[2], "wb", buffering=0) as f:
    f.write(struct.pack("=IHHiIII", 0xa1b2c3d4, 2, 4, 0, 0, 262144, 1))
    while True:
        data = s.recv(262144)
        now = time.time()
        f.write(struct.pack("=IIII", int(now), int(now % 1 * 1e6), len(data),
                            len(data)) + data)
