#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Sends a ClientHello, or any bytes, in segments of its own making.

hello.py [options] ADDRESS PORT NAME

A real connection is opened; then the segments go out through a raw socket, in
any sizes and order, and what comes back decides the exit status: 0 the server
answered, 3 the connection was reset, 4 nothing happened in time.

  --sizes 100,200   bytes of each segment, the rest in the last
  --each N          segments of N bytes
  --order 2,0,1     the order to send them in; "reverse", "shuffle"
  --records 10,20   bytes of each TLS record, the rest in the last
  --pad N           make the hello N bytes longer, as a post-quantum key share
  --bytes TEXT      send these instead of a hello (\\r and \\n are understood)
  --twice           send every segment twice
  --decoy NAME      send a hello with this name first, which the server does
                    not take, since ...
  --since WORD      checksum: it is wrong; ttl: it ends on the way; old: it
                    lies before the first byte; taken: other bytes are there
  --until reset     an answer before a reset does not count
  --wait SECONDS    how long to wait for an answer (10)
  --pause SECONDS   wait between segments (0)
"""
import argparse
import os
import random
import select
import socket
import struct
import sys
import time

TCP_REPAIR, TCP_REPAIR_QUEUE, TCP_QUEUE_SEQ = 19, 20, 21
RECV_QUEUE, SEND_QUEUE = 1, 2


def extension(kind, body):
    return struct.pack("!HH", kind, len(body)) + body


def client_hello(name, pad):
    sni = b""
    if name:
        host = name.encode()
        entry = b"\0" + struct.pack("!H", len(host)) + host
        sni = extension(0, struct.pack("!H", len(entry)) + entry)
    share = struct.pack("!HH", 29, 32) + os.urandom(32)
    extensions = b"".join([
        extension(21, bytes(pad)) if pad else b"",
        extension(10, struct.pack("!HH", 2, 29)),
        extension(11, b"\1\0"),
        extension(13, struct.pack("!HHHHH", 8, 0x0403, 0x0804, 0x0401, 0x0501)),
        extension(43, b"\4\3\4\3\3"),
        extension(51, struct.pack("!H", len(share)) + share),
        sni,
    ])
    ciphers = struct.pack("!HHHHHH", 10, 0x1301, 0x1302, 0x1303, 0xc02f, 0xc02b)
    body = (b"\3\3" + os.urandom(32) + b"\x20" + os.urandom(32) + ciphers +
            b"\1\0" + struct.pack("!H", len(extensions)) + extensions)
    return b"\1" + struct.pack("!I", len(body))[1:] + body


def cut(data, sizes):
    parts = []
    for size in sizes:
        if not data:
            break
        parts.append(data[:size])
        data = data[size:]
    return parts + ([data] if data else [])


def records(handshake, sizes):
    return b"".join(b"\x16\3\1" + struct.pack("!H", len(p)) + p
                    for p in cut(handshake, sizes))


def checksum(data):
    if len(data) % 2:
        data += b"\0"
    total = sum(struct.unpack("!%dH" % (len(data) // 2), data))
    while total >> 16:
        total = (total & 0xffff) + (total >> 16)
    return ~total & 0xffff


class Connection:
    def __init__(self, address, port):
        self.v6 = ":" in address
        self.family = socket.AF_INET6 if self.v6 else socket.AF_INET
        self.socket = socket.create_connection((address, port), timeout=5)
        self.local, self.remote = (self.socket.getsockname(),
                                   self.socket.getpeername())
        tcp = socket.IPPROTO_TCP
        self.socket.setsockopt(tcp, TCP_REPAIR, 1)
        self.socket.setsockopt(tcp, TCP_REPAIR_QUEUE, SEND_QUEUE)
        self.seq = self.socket.getsockopt(tcp, TCP_QUEUE_SEQ) & 0xffffffff
        self.socket.setsockopt(tcp, TCP_REPAIR_QUEUE, RECV_QUEUE)
        self.ack = self.socket.getsockopt(tcp, TCP_QUEUE_SEQ) & 0xffffffff
        self.socket.setsockopt(tcp, TCP_REPAIR, -1)
        self.out = socket.socket(self.family, socket.SOCK_RAW,
                                 socket.IPPROTO_RAW)
        self.sniffer = socket.socket(self.family, socket.SOCK_RAW, tcp)

    def send(self, offset, data, flags=0x18, ttl=64, spoil=0, urgent=0):
        src = socket.inet_pton(self.family, self.local[0])
        dst = socket.inet_pton(self.family, self.remote[0])
        seq = (self.seq + offset) & 0xffffffff
        header = struct.pack("!HHIIBBHHH", self.local[1], self.remote[1], seq,
                             self.ack, 5 << 4, flags, 0xf000, 0, urgent)
        length = len(header) + len(data)
        pseudo = src + dst + (struct.pack("!II", length, 6) if self.v6 else
                              struct.pack("!HH", 6, length))
        total = checksum(pseudo + header + data) ^ spoil
        header = header[:16] + struct.pack("!H", total) + header[18:]
        if self.v6:
            ip = struct.pack("!IHBB", 6 << 28, length, 6, ttl) + src + dst
        else:
            ip = struct.pack("!BBHHHBBH", 0x45, 0, 20 + length, 1, 0x4000, ttl,
                             6, 0) + src + dst
        self.out.sendto(ip + header + data, (self.remote[0], 0))

    def drain(self):
        """Forgets what its sniffer has heard, which may be full of others'."""
        while select.select([self.sniffer], [], [], 0)[0]:
            self.sniffer.recv(65536)

    def outcome(self, seconds, until="answered"):
        """What the peer's packets say: answered, reset or silence. With
        until="reset" an answer before that does not count."""
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0:
            if not select.select([self.sniffer], [], [], left)[0]:
                break
            data = self.sniffer.recv(65536)
            if not self.v6:
                data = data[(data[0] & 15) * 4:]
            sport, dport = struct.unpack("!HH", data[:4])
            if (sport, dport) != (self.remote[1], self.local[1]):
                continue
            if data[13] & 4:
                return "reset"
            if until == "answered" and len(data) > (data[12] >> 4) * 4:
                return "answered"
        return "silence"


def order_of(text, n):
    if text == "reverse":
        return range(n - 1, -1, -1)
    if text == "shuffle":
        return random.Random(7).sample(range(n), n)
    return [int(i) for i in text.split(",")] if text else range(n)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("address")
    parser.add_argument("port", type=int)
    parser.add_argument("name", nargs="?", default="")
    for option in ("sizes", "order", "records", "bytes", "decoy", "since"):
        parser.add_argument("--" + option, default="")
    parser.add_argument("--each", type=int, default=0)
    parser.add_argument("--pad", type=int, default=0)
    parser.add_argument("--wait", type=float, default=10)
    parser.add_argument("--pause", type=float, default=0)
    parser.add_argument("--until", default="answered")
    parser.add_argument("--twice", action="store_true")
    a = parser.parse_args()

    def numbers(text):
        return [int(n) for n in text.split(",") if n]

    data = (a.bytes.encode().decode("unicode_escape").encode("latin-1")
            if a.bytes else
            records(client_hello(a.name, a.pad), numbers(a.records)))
    sizes = [a.each] * (len(data) // a.each) if a.each else numbers(a.sizes)
    segments, offset = [], 0
    for part in cut(data, sizes):
        segments.append((offset, part))
        offset += len(part)

    connection = Connection(a.address, a.port)
    start = time.monotonic()
    if a.decoy:
        fake = records(client_hello(a.decoy, a.pad), [])
        connection.send(-len(fake) if a.since == "old" else 0, fake,
                        ttl=2 if a.since == "ttl" else 64,
                        spoil=1 if a.since == "checksum" else 0)
        time.sleep(0.1)
    for i in order_of(a.order, len(segments)):
        for _ in range(2 if a.twice else 1):
            connection.send(*segments[i])
        time.sleep(a.pause)
    result = connection.outcome(a.wait, a.until)
    print("%s after %.0f ms, %d segments" %
          (result, 1000 * (time.monotonic() - start), len(segments)))
    sys.exit({"answered": 0, "reset": 3, "silence": 4}[result])


if __name__ == "__main__":
    main()
