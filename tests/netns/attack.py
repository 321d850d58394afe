#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Ways past a gateway that reads what clients send, each tried for real.

attack.py ADDRESS [CASE...]

Prints a line for each case that did not end as it must: what a server at
ADDRESS (HTTP on 8080, which answers "served HOST") served, and whether the
connection was reset. Must run in the client's namespace, as root. "restricted"
cases end without the restricted name served, "allowed" ones with all that was
asked for.
"""
import re
import select
import socket
import struct
import sys
import time

import hello

BAD, GOOD = b"www.kaspersky.com", b"www.example.org"
ALIKE = b"www.example-a.com"
RST, URG = 4, 32


def get(name, more=b""):
    return b"GET / HTTP/1.1\r\nHost: " + name + b"\r\n" + more + b"\r\n"


def post(name, length):
    return (b"POST / HTTP/1.1\r\nHost: " + name + b"\r\nContent-Length: " +
            str(length).encode() + b"\r\n\r\n")


class Raw(hello.Connection):
    """A connection whose segments are ours; what comes back is gathered."""

    def __init__(self, address, port=8080):
        super().__init__(address, port)
        self.served, self.reset = [], False

    def hear(self, seconds, until=None):
        end = time.monotonic() + seconds
        while not self.reset and (left := end - time.monotonic()) > 0:
            if until and until in self.served:
                break
            if not select.select([self.sniffer], [], [], left)[0]:
                break
            data = self.sniffer.recv(65536)
            if not self.v6:
                data = data[(data[0] & 15) * 4:]
            if struct.unpack("!HH", data[:4]) != (self.remote[1],
                                                  self.local[1]):
                continue
            self.reset = self.reset or bool(data[13] & RST)
            body = data[(data[12] >> 4) * 4:]
            if body:
                seq = struct.unpack("!I", data[4:8])[0]
                self.ack = (seq + len(body)) & 0xffffffff
            self.served += re.findall(rb"served (\S+)", body)
        return self

    def fill(self, start, data, step=1400):
        for at in range(0, len(data), step):
            self.send(start + at, data[at:at + step], flags=0x10)
            time.sleep(.0005)


# --- what counts -------------------------------------------------------


def refused(c):
    """The restricted name is not served, and the client is told so."""
    c.hear(3, BAD)
    return BAD not in c.served and c.reset


def unserved(c):
    c.hear(1.5, BAD)
    return BAD not in c.served


# --- ports used again ---------------------------------------------------


def one(address, port, source, ask, end):
    """A real connection from a port of one's choice; what it was served."""
    s = socket.socket(socket.AF_INET6 if ":" in address else socket.AF_INET)
    s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    s.settimeout(4)
    s.bind(("", source))
    answer = b""
    try:
        s.connect((address, port))
        for part in ask:
            s.sendall(part)
            answer += s.recv(4096)
    except ConnectionError:
        answer = b"reset"
    except socket.timeout:
        answer = b"timeout"
    if end == "reset":
        s.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER,
                     struct.pack("ii", 1, 0))
    s.close()
    return answer


def reuse(first, second, end, pause):
    def case(address, source):
        a = one(address, 8080, source, first, end)
        time.sleep(pause)
        b = one(address, 8080, source, second, end)
        return (b"served" in a and
                b == b"reset" if BAD in second[-1] else GOOD in b)
    return case


REUSE = {}
for pause in (0, .003, .2, .9):
    for word, first in (("get", [get(GOOD)]),
                        ("body", [get(GOOD), post(GOOD, 500000)[:-4]])):
        for name in (BAD, GOOD):
            REUSE["reuse-%s-%s-%s" % (word, pause, name.decode())] = (
                [get(GOOD)] if word == "get" else
                [get(GOOD)], [get(name)], "reset", pause)


def reuse_in_body(address, source):
    s = socket.socket(socket.AF_INET6 if ":" in address else socket.AF_INET)
    s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    s.bind(("", source))
    s.connect((address, 8080))
    s.sendall(post(GOOD, 50000000) + bytes(20000))
    time.sleep(.1)
    s.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    s.close()
    return one(address, 8080, source, [get(BAD)], "reset") == b"reset"


# --- far ahead ---------------------------------------------------------


def far(ahead, answered, split=False, other=get(BAD)):
    """The request comes `ahead` bytes before what it stands behind."""
    def case(address, _):
        c = Raw(address)
        at = 0
        if answered:
            c.send(0, get(GOOD))
            c.hear(2, GOOD)
            at = len(get(GOOD))
        length = next(n for n in range(ahead)
                      if len(post(GOOD, n)) + n == ahead)
        head = post(GOOD, length) + bytes(length)
        cut = len(other) // 2 if split else 0
        c.send(at + ahead + cut, other[cut:])
        time.sleep(.1)
        c.fill(at, head)
        if cut:
            c.send(at + ahead, other[:cut])
        c.hear(.3)
        if not c.reset:
            c.send(at + ahead + cut, other[cut:])   # as TCP would
        # More than any server takes at once may be seen first: that it is
        # not served is all.
        return (unserved if ahead > 72000 and not answered else refused)(c)
    return case


def far_in_body(address, _):
    """What looks like a request is a part of a body."""
    c = Raw(address)
    head = post(GOOD, 60000)
    c.send(0, head)
    c.send(len(head) + 50000, get(BAD))
    c.fill(len(head), bytes(50000))
    c.fill(len(head) + 50000 + len(get(BAD)),
           bytes(60000 - 50000 - len(get(BAD))))
    return GOOD in c.hear(3, GOOD).served and not c.reset


# --- urgent bytes -------------------------------------------------------


def urgent(address, _):
    """The server's recv() leaves the urgent byte out."""
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    s = socket.socket(family)
    s.settimeout(4)
    s.connect((address, 8080))
    whole = get(BAD)
    at = whole.index(b"kasp") + 2
    try:
        s.sendall(whole[:at])
        s.send(b"x", socket.MSG_OOB)
        s.sendall(whole[at:])
        return b"served" not in s.recv(4096)
    except ConnectionError:
        return True


def urgent_ahead(address, _):
    """A segment without data marks a byte that comes without the mark."""
    c = Raw(address)
    whole = get(BAD)
    at = whole.index(b"kasp") + 2
    c.send(0, b"", flags=0x30, urgent=at + 1)
    time.sleep(.05)
    c.send(0, whole[:at] + b"x")
    time.sleep(.05)
    c.send(at + 1, whole[at:])
    return unserved(c)


# --- forged by the client itself ---------------------------------------


def syn_between(data, flags=2):
    """A SYN, which the server answers with a challenge at most, between the
    halves of a request."""
    def case(address, _):
        c = Raw(address)
        whole = get(BAD)
        half = len(whole) // 2
        c.send(0, whole[:half])
        time.sleep(.05)
        c.send(77777777, data, flags=flags)
        time.sleep(.05)
        c.send(half, whole[half:])
        return unserved(c)
    return case


def fin_then_syn(address, _):
    """A FIN behind a hole, for conntrack to end the connection, before."""
    c = Raw(address)
    whole = get(BAD)
    half = len(whole) // 2
    c.send(0, whole[:half])
    c.send(30000, b"", flags=0x11)
    time.sleep(.05)
    c.send(77777777, b"", flags=2)
    time.sleep(.05)
    c.send(half, whole[half:])
    return unserved(c)


# --- that the server does not take -------------------------------------


def decoy(back=0, later=False, **odd):
    """What a server throws away, for its checksum or what it acknowledges, by
    a client that goes on otherwise in its place."""
    def case(address, _):
        c = Raw(address)
        at = 0
        if later:
            c.send(0, get(GOOD))
            c.hear(2, GOOD)
            at = len(get(GOOD))
        cut = at if later else 20
        c.send(at, get(BAD)[:cut - at])
        time.sleep(.05)
        c.ack = (c.ack + back) & 0xffffffff
        c.send(cut, get(ALIKE)[cut - at:], **odd)
        c.ack = (c.ack - back) & 0xffffffff
        time.sleep(.05)
        c.send(cut, get(BAD)[cut - at:])
        return unserved(c)
    return case


def alive(address, _):
    """A byte that the server has, with another value."""
    c, at = Raw(address), 0
    for _ in range(3):
        c.send(at, get(GOOD)[:20])
        c.send(at + 19, b"\0")
        c.send(at + 20, get(GOOD)[20:])
        at += len(get(GOOD))
        c.hear(2, GOOD)
        c.send(at - 1, b"\0")
        time.sleep(.05)
        if GOOD not in c.served or c.reset:
            return False
        c.served = []
    return True


def headers(address, _):
    """More extension headers than anybody needs before the request."""
    c = Raw(address)
    if not c.v6:
        return True
    src, dst = (socket.inet_pton(c.family, a[0]) for a in (c.local, c.remote))
    data = get(BAD)
    head = struct.pack("!HHIIBBHHH", c.local[1], c.remote[1], c.seq, c.ack,
                       5 << 4, 0x18, 0xf000, 0, 0)
    size = len(head) + len(data)
    total = hello.checksum(src + dst + struct.pack("!II", size, 6) + head +
                           data)
    head = head[:16] + struct.pack("!H", total) + head[18:]
    option = b"\0\1\4\0\0\0\0"
    chain = (b"\x3c" + option) * 17 + b"\6" + option
    ip = struct.pack("!IHBB", 6 << 28, len(chain) + size, 60, 64) + src + dst
    c.out.sendto(ip + chain + head + data, (c.remote[0], 0))
    return unserved(c)


CASES = {name: reuse(*args) for name, args in REUSE.items()}
CASES.update({
    "reuse-in-body": reuse_in_body,
    "far-in-body": far_in_body,
    "urgent": urgent,
    "urgent-ahead": urgent_ahead,
    "syn": syn_between(b""),
    "syn-data": syn_between(b"x"),
    "syn-many": syn_between(b"GET / HTTP/1.1\r\nHost: a\r\n\r\n"),
    "fin-syn": fin_then_syn,
    "headers": headers,
    "alive": alive,
})
for later in (False, True):
    for word, odd in (("sum", {"spoil": 1}), ("ack", {"back": 100000}),
                      ("late", {"back": -70000})):
        CASES["decoy-%s-%s" % (word, "later" if later else "first")] = decoy(
            later=later, **odd)
for ahead in (20000, 39000, 45000, 64000, 100000, 127000, 140000):
    for answered in (False, True):
        for split in (False, True):
            CASES["far-%d-%s-%s" % (ahead, "later" if answered else "first",
                                    "split" if split else "whole")] = far(
                ahead, answered, split)


def main():
    address, chosen = sys.argv[1], sys.argv[2:]
    source = 30000 + (0 if ":" in address else 1000)
    wrong = 0
    for name, case in CASES.items():
        if chosen and not any(name.startswith(c) for c in chosen):
            continue
        source += 1
        try:
            right = case(address, source)
        except OSError as e:
            right = print(name, e)
        if not right:
            print("not as it must:", name)
            wrong += 1
    sys.exit(wrong > 0)


if __name__ == "__main__":
    main()
