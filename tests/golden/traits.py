#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Makes captures of everything that inspect must see through, at random.

traits.py FOLDER [SEED [ROUNDS]]

Each capture has one connection of a kind (a row of CASES) in one of many
wrappings (link layers, VLAN tags, tunnels, fragments, extension headers). The
names that must come out of it are in FOLDER/expected, in the form of
"cordon inspect --names". The same seed makes the same bytes.
"""
import hashlib
import hmac
import os
import random
import struct
import sys

# --- AES-128-GCM, as QUIC needs it (FIPS 197, SP 800-38D) -------------------


def xtime(a):
    return (a << 1 ^ (0x11b if a & 0x80 else 0)) & 0xff


def make_sbox():
    box, p, q = [0] * 256, 1, 1
    while True:
        p = p ^ xtime(p)
        q ^= q << 1
        q ^= q << 2
        q ^= q << 4
        q &= 0xff
        q ^= 0x09 if q & 0x80 else 0
        x = q
        for r in range(1, 5):
            x ^= (q << r | q >> (8 - r)) & 0xff
        box[p] = x ^ 0x63
        if p == 1:
            break
    box[0] = 0x63
    return box


SBOX = make_sbox()


class Aes:
    def __init__(self, key):
        words = [list(key[i:i + 4]) for i in range(0, 16, 4)]
        rcon = 1
        for i in range(4, 44):
            t = words[-1]
            if i % 4 == 0:
                t = [SBOX[b] for b in t[1:] + t[:1]]
                t[0] ^= rcon
                rcon = xtime(rcon)
            words.append([a ^ b for a, b in zip(words[i - 4], t)])
        self.keys = [sum(words[i:i + 4], []) for i in range(0, 44, 4)]

    def block(self, data):
        s = [a ^ b for a, b in zip(data, self.keys[0])]
        for r in range(1, 11):
            s = [SBOX[b] for b in s]
            s = [s[(i + 4 * (i % 4)) % 16] for i in range(16)]
            if r < 10:
                out = []
                for c in range(0, 16, 4):
                    a = s[c:c + 4]
                    x = [xtime(b) for b in a]
                    out += [x[0] ^ a[1] ^ x[1] ^ a[2] ^ a[3],
                            a[0] ^ x[1] ^ a[2] ^ x[2] ^ a[3],
                            a[0] ^ a[1] ^ x[2] ^ a[3] ^ x[3],
                            a[0] ^ x[0] ^ a[1] ^ a[2] ^ x[3]]
                s = out
            s = [a ^ b for a, b in zip(s, self.keys[r])]
        return bytes(s)


def gcm_mul(x, h):
    z = 0
    for i in range(127, -1, -1):
        if x >> i & 1:
            z ^= h
        h = h >> 1 ^ (0xe1 << 120 if h & 1 else 0)
    return z


def gcm(key, nonce, plain, header):
    aes = Aes(key)
    out, n = bytearray(), 2
    for i in range(0, len(plain), 16):
        pad = aes.block(nonce + struct.pack("!I", n))
        out += bytes(a ^ b for a, b in zip(plain[i:i + 16], pad))
        n += 1
    h = int.from_bytes(aes.block(bytes(16)), "big")
    y = 0
    for part in (header, bytes(out)):
        for i in range(0, len(part), 16):
            y = gcm_mul(y ^ int.from_bytes(part[i:i + 16].ljust(16, b"\0"),
                                           "big"), h)
    y = gcm_mul(y ^ (len(header) * 8 << 64 | len(out) * 8), h)
    tag = y ^ int.from_bytes(aes.block(nonce + b"\0\0\0\1"), "big")
    return bytes(out) + tag.to_bytes(16, "big")


# --- QUIC -------------------------------------------------------------------

SALTS = {
    1: "38762cf7f55934b34d179ae6a4c80cadccbb7f0a",
    0x6b3343cf: "0dede3def700a6db819381be6e269dcbf9bd2ed9",
    0xff00001d: "afbfec289993d24c9e9786f19c6111e04390a899",
    0xff00001b: "c3eef712c72ebb5a11a7d2432bb46365bef9f502",
}


def expand(secret, label, n):
    label = b"tls13 " + label
    info = struct.pack("!HB", n, len(label)) + label + b"\0\1"
    return hmac.new(secret, info, hashlib.sha256).digest()[:n]


def varint(n, wide=False):
    if n < 64 and not wide:
        return bytes([n])
    if n < 16384 and not wide:
        return struct.pack("!H", n | 0x4000)
    return struct.pack("!I", n | 0x80000000)


class Quic:
    """Makes Initial packets of a client with the keys of `dcid`."""

    def __init__(self, r, version, dcid):
        self.r, self.version, self.dcid, self.number = r, version, dcid, 0
        self.scid = r.randbytes(r.choice((0, 3, 8)))
        self.rekey(dcid)

    def rekey(self, dcid):
        secret = hmac.new(bytes.fromhex(SALTS[self.version]), dcid,
                          hashlib.sha256).digest()
        client = expand(secret, b"client in", 32)
        v = b"quicv2 " if self.version == 0x6b3343cf else b"quic "
        self.key, self.iv, self.hp = (expand(client, v + b"key", 16),
                                      expand(client, v + b"iv", 12),
                                      expand(client, v + b"hp", 16))

    def initial(self, frames, token=b"", size=0):
        r, wide = self.r, self.r.random() < 0.2
        n = r.randint(1, 4)
        kind = 1 if self.version == 0x6b3343cf else 0
        first = 0xc0 | kind << 4 | n - 1
        head = (bytes([first]) + struct.pack("!I", self.version) +
                bytes([len(self.dcid)]) + self.dcid + bytes([len(self.scid)]) +
                self.scid + varint(len(token), wide) + token)
        frames = frames.ljust(max(size - len(head) - 24, 4), b"\0")
        number = self.number.to_bytes(n, "big")
        head += varint(n + len(frames) + 16, wide)
        at = len(head)
        head += number
        nonce = bytes(a ^ b for a, b in zip(
            self.iv, self.number.to_bytes(12, "big")))
        body = gcm(self.key, nonce, frames, head)
        self.number += r.randint(1, 3)
        mask = Aes(self.hp).block((number + body)[4:20])
        head = bytearray(head)
        head[0] ^= mask[0] & 15
        for i in range(n):
            head[at + i] ^= mask[1 + i]
        return bytes(head) + body

    def early(self):
        kind = 2 if self.version == 0x6b3343cf else 1
        body = self.r.randbytes(self.r.randint(40, 200))
        return (bytes([0xc0 | kind << 4]) + struct.pack("!I", self.version) +
                bytes([len(self.dcid)]) + self.dcid + bytes([len(self.scid)]) +
                self.scid + varint(len(body)) + body)


def crypto(r, pieces):
    """CRYPTO frames amid others."""
    out = b""
    for at, data in pieces:
        while r.random() < 0.4:
            out += r.choice((b"\0" * r.randint(1, 70), b"\1",
                             b"\2" + varint(9) + varint(1) + varint(1) +
                             varint(3) + varint(1) + varint(1),
                             b"\3" + varint(9) + varint(1) + varint(0) +
                             varint(2) + varint(1) * 3))
        out += (b"\6" + varint(at, r.random() < 0.2) +
                varint(len(data), r.random() < 0.2) + data)
    return out


# --- TLS --------------------------------------------------------------------


def vec(n, data):
    return len(data).to_bytes(n, "big") + data


def extension(kind, body):
    return struct.pack("!H", kind) + vec(2, body)


def make_hello(r, name, size=0, last=False):
    ext = [extension(r.choice((10, 11, 13, 16, 23, 35, 43, 45, 0xfe0d, 0x2a2a,
                               0x6a6a)), r.randbytes(r.randint(0, 60)))
           for _ in range(r.randint(0, 9))]
    if size:
        ext.append(extension(51, r.randbytes(size)))
    r.shuffle(ext)
    if name is not None:
        at = len(ext) if last else r.randint(0, len(ext))
        ext.insert(at, extension(0, vec(2, b"\0" + vec(2, name))))
    body = (b"\3" + bytes([r.randint(1, 3)]) + r.randbytes(32) +
            vec(1, r.randbytes(r.choice((0, 32)))) +
            vec(2, r.randbytes(2 * r.randint(1, 30))) + b"\1\0" +
            vec(2, b"".join(ext)))
    return b"\1" + vec(3, body)


def records(message, sizes):
    out, at = [], 0
    while at < len(message):
        n = next(sizes)
        out.append(b"\x16\3\1" + vec(2, message[at:at + n]))
        at += n
    return out


def pieces_of(r, data, most):
    """[(offset, bytes)], cut at random into at most `most`."""
    cuts = sorted({0, *(r.randint(0, len(data) - 1)
                        for _ in range(r.randint(0, most - 1)))})
    return [(a, data[a:b]) for a, b in zip(cuts, cuts[1:] + [len(data)])]


# --- packets ----------------------------------------------------------------


def checksum(data):
    data += b"\0" * (len(data) % 2)
    total = sum(struct.unpack("!%dH" % (len(data) // 2), data))
    while total >> 16:
        total = (total & 0xffff) + (total >> 16)
    return ~total & 0xffff


class Wrapping:
    """From a transport segment to frames of a capture."""

    def __init__(self, r):
        self.r = r
        self.v6 = r.random() < 0.3
        self.tunnel = r.choice([None] * 9 + ["ipip", "6in4", "gre"])
        self.fragments = r.random() < 0.1
        self.link = r.choice(["ether"] * 8 + ["vlan", "qinq", "pppoe", "sll",
                             "sll2", "raw", "null", "ppp", "ipv4or6", "loop"])
        self.form = r.choice(["pcap"] * 5 + ["swapped", "nano", "ng", "ngbig"])
        self.extensions = self.v6 and r.random() < 0.3
        self.ident = r.randint(1, 60000)
        self.frames = []

    def ip(self, src, dst, proto, segment, ttl):
        if not self.v6:
            return [struct.pack("!BBHHHBBH4s4s", 0x45, 0, 20 + len(segment),
                                self.ident, 0, ttl, proto, 0, src, dst) +
                    segment]
        head = b""
        if self.extensions:
            kinds = self.r.sample((0, 43, 60), self.r.randint(1, 3))
            kinds.sort(key=(0, 60, 43).index)
            body = {0: b"\1\4\0\0\0\0", 60: b"\1\4\0\0\0\0",
                    43: b"\4\0\0\0\0\0"}
            nexts = kinds[1:] + [proto]
            head = b"".join(bytes([n, 0]) + body[k]
                            for k, n in zip(kinds, nexts))
            proto = kinds[0]
        return [struct.pack("!IHBB16s16s", 6 << 28, len(head) + len(segment),
                            proto, ttl, src, dst) + head + segment]

    def fragment(self, packet):
        r, unit = self.r, 8
        head = 40 if self.v6 else 20
        if self.v6:
            proto, at = packet[6], 40
            while proto in (0, 43, 60):
                proto, at = packet[at], at + 8
            head = at
        data = packet[head:]
        if len(data) < 24:
            return [packet]
        cuts = sorted({0, *(unit * r.randint(1, (len(data) - 1) // unit)
                            for _ in range(r.randint(1, 4)))})
        out = []
        for a, b in zip(cuts, cuts[1:] + [len(data)]):
            more = b < len(data)
            if self.v6:
                p = bytearray(packet[:head])
                last = 6
                if head > 40:
                    at, proto_at = 40, packet[6]
                    while proto_at in (0, 43, 60):
                        last, proto_at, at = at, packet[at], at + 8
                p[last], proto = 44, packet[last]
                p = bytes(p) + struct.pack("!BBHI", proto, 0, a | more,
                                           self.ident) + data[a:b]
                p = p[:4] + struct.pack("!H", len(p) - 40) + p[6:]
            else:
                p = bytearray(packet[:head] + data[a:b])
                p[2:4] = struct.pack("!H", len(p))
                p[6:8] = struct.pack("!H", a // unit | more << 13)
                p = bytes(p)
            out.append(p)
        r.shuffle(out)
        return out

    def enclose(self, packet):
        v6 = packet[0] >> 4 == 6
        if self.tunnel == "gre":
            flags = self.r.choice((0, 0x2000, 0x1000, 0xb000))
            gre = struct.pack("!HH", flags, 0x86dd if v6 else 0x0800) + bytes(
                4 * bin(flags).count("1"))
            proto, inner = 47, gre + packet
        elif self.tunnel:
            proto, inner = 41 if v6 else 4, packet
        else:
            return packet
        return struct.pack("!BBHHHBBH4s4s", 0x45, 0, 20 + len(inner), 7, 0, 64,
                           proto, 0, b"\xcb\0\x71\1", b"\xcb\0\x71\2") + inner

    def add(self, src, dst, proto, segment, ttl=64):
        self.ident += 1
        for packet in self.ip(src, dst, proto, segment, ttl):
            for p in self.fragment(packet) if self.fragments else [packet]:
                self.frames.append(self.linked(self.enclose(p)))

    def linked(self, p):
        v6 = p[0] >> 4 == 6
        kind = struct.pack("!H", 0x86dd if v6 else 0x0800)
        macs = b"\2\0\0\0\0\1\2\0\0\0\0\2"
        ppp = b"\0\x57" if v6 else b"\0\x21"
        pad = bytes(max(0, 46 - len(p)))
        return {
            "ether": lambda: macs + kind + p + pad,
            "vlan": lambda: macs + b"\x81\0\0\7" + kind + p,
            "qinq": lambda: macs + b"\x88\xa8\0\7\x81\0\0\x09" + kind + p,
            "pppoe": lambda: macs + b"\x88\x64\x11\0\0\1" + struct.pack(
                "!H", len(p) + 2) + ppp + p,
            "sll": lambda: b"\0\0\0\1\0\6" + macs[:6] + b"\0\0" + kind + p,
            "sll2": lambda: kind + b"\0\0\0\0\0\2\0\1\0\6" + macs[:6] +
            b"\0\0" + p,
            "raw": lambda: p, "ipv4or6": lambda: p,
            "null": lambda: (b"\x1e\0\0\0" if v6 else b"\2\0\0\0") + p,
            "loop": lambda: (b"\0\0\0\x18" if v6 else b"\0\0\0\2") + p,
            "ppp": lambda: b"\xff\3" + ppp + p,
        }[self.link]()

    def write(self, path):
        number = {"sll": 113, "sll2": 276, "raw": 101, "null": 0, "ppp": 9,
                  "loop": 108, "ipv4or6":
                  229 if self.v6 and not self.tunnel else 228}
        link = number.get(self.link, 1)
        e = ">" if self.form in ("swapped", "ngbig") else "<"
        with open(path, "wb") as f:
            if self.form in ("ng", "ngbig"):
                def block(kind, body):
                    body += bytes(-len(body) % 4)
                    n = 12 + len(body)
                    f.write(struct.pack(e + "II", kind, n) + body +
                            struct.pack(e + "I", n))
                block(0x0a0d0d0a, struct.pack(e + "IHHq", 0x1a2b3c4d, 1, 0,
                                              -1))
                block(1, struct.pack(e + "HHI", 147, 0, 0))
                block(1, struct.pack(e + "HHI", link, 0, 0) +
                      struct.pack(e + "HHB3xHH", 9, 1, 9, 0, 0))
                block(0x0bad, b"never heard of")
                for i, p in enumerate(self.frames):
                    block(6, struct.pack(e + "IIIII", 1, 0, i, len(p),
                                         len(p)) + p)
                return
            magic = 0xa1b23c4d if self.form == "nano" else 0xa1b2c3d4
            f.write(struct.pack(e + "IHHIIII", magic, 2, 4, 0, 0, 65535, link))
            for i, p in enumerate(self.frames):
                f.write(struct.pack(e + "IIII", 1700000000, i, len(p), len(p))
                        + p)


class Flow:
    """One connection of a capture."""

    def __init__(self, r, wrap, port, udp=False):
        self.r, self.wrap, self.udp = r, wrap, udp
        self.sport, self.dport = r.randint(1024, 65000), port
        if wrap.v6:
            self.src = b"\x20\1\x0d\xb8" + r.randbytes(12)
            self.dst = b"\x20\1\x0d\xb8\xff\xff" + r.randbytes(10)
        else:
            self.src = b"\x0a" + r.randbytes(3)
            self.dst = b"\xc6\x33\x64" + r.randbytes(1)
        self.restart()
        self.names = []

    def restart(self):
        self.isn = self.r.choice((self.r.getrandbits(32), 0xffffffff -
                                  self.r.randint(0, 900)))
        self.peer = self.r.getrandbits(32)
        self.acked = 1

    def segment(self, at, data=b"", flags=0x18, ttl=64, spoil=0, back=False):
        a, b = (self.sport, self.dport), (self.dport, self.sport)
        seq, ack = self.isn + 1 + at, self.peer + self.acked
        src, dst = self.src, self.dst
        if back:
            a, b, seq, ack = b, a, self.peer + self.acked + at, self.isn + 1
            src, dst = dst, src
        if flags & 2:
            seq, ack = seq - 1, ack if flags & 16 else 0
        head = struct.pack("!HHIIBBHHH", a[0], a[1], seq & 0xffffffff,
                           ack & 0xffffffff, 0x50, flags, 65000, 0, 0)
        n = len(head) + len(data)
        pseudo = src + dst + (struct.pack("!II", n, 6) if self.wrap.v6 else
                              struct.pack("!HH", 6, n))
        s = checksum(pseudo + head + data) ^ spoil
        self.wrap.add(src, dst, 6, head[:16] + struct.pack("!H", s) +
                      head[18:] + data, ttl)

    def open(self, data=b""):
        """The handshake, or some of it."""
        seen = self.r.choice(("all", "all", "all", "none", "client"))
        if seen != "none" or data:
            self.segment(0, data, 2)
        elif self.r.random() < 0.3:     # in the middle of an answer
            self.segment(0, self.r.randbytes(60), 24, back=True)
        if seen == "all":
            self.segment(-1, b"", 18, back=True)
            self.segment(0, b"", 16)
        return seen

    def answer(self, n=100):
        if self.r.random() < 0.7:
            self.segment(0, bytes(n), 24, back=True)
        self.acked += n

    def send(self, data, at=0, most=8, order=True):
        """In pieces, some of them late, twice, or overlapping the next."""
        r, parts = self.r, pieces_of(self.r, data, most)
        if order and r.random() < 0.5:
            r.shuffle(parts)
        for a, p in parts:
            more = r.randint(0, 20) if r.random() < 0.2 else 0
            self.segment(at + a, data[a:a + len(p) + more])
            if r.random() < 0.1:
                self.segment(at + a, p)
        return at + len(data)

    def datagram(self, data):
        head = struct.pack("!HHHH", self.sport, self.dport, 8 + len(data), 0)
        self.wrap.add(self.src, self.dst, 17, head + data)

    def expect(self, proto, name):
        self.names.append((proto, name))

    def rows(self, file):
        import ipaddress
        src, dst = (ipaddress.ip_address(a) for a in (self.src, self.dst))
        for proto, name in self.names:
            yield "%s\t%s\t%s\t%d\t%s\t%d\t%s" % (
                file, proto, src, self.sport, dst, self.dport, name)


# --- the cases --------------------------------------------------------------


def new_name(r):
    return "%s%d.%s.example" % (r.choice(("alder", "birch", "cedar", "Fjord")),
                                r.randint(0, 999), r.choice(("a", "b-c", "_d",
                                                             "xn--e")))


def hello_of(f, size=None, last=False):
    r, name = f.r, new_name(f.r)
    f.expect("tls", name.lower())
    if size is None:
        size = r.choice((0, 0, 32, 1216, 3000))
    dot = "." if r.random() < 0.1 else ""
    return make_hello(r, (name + dot).encode(), size, last)


def one_record(message):
    return b"".join(records(message, iter(lambda: 16384, 0)))


def tls_plain(f):
    f.open()
    f.send(one_record(hello_of(f)))


def tls_bytes(f):
    f.open()
    data = one_record(hello_of(f, 0))
    for i in range(0, len(data), n := f.r.randint(1, 3)):
        f.segment(i, data[i:i + n])


def tls_records(f):
    f.open()
    r = f.r
    n = r.choice((1, 2, 5, 64, 900))
    parts = records(hello_of(f, r.choice((0, 1200)) if n > 3 else 0),
                    iter(lambda: r.randint(1, n), 0))
    if r.random() < 0.5:
        f.send(b"".join(parts))
        return
    at = 0
    for p in parts:
        f.segment(at, p)
        at += len(p)


def tls_huge(f):
    f.open()
    f.send(one_record(hello_of(f, f.r.randint(9000, 19000),
                               f.r.random() < 0.5)), most=14)


def tls_nameless(f):
    f.open()
    f.expect("tls", "-")
    f.send(one_record(make_hello(f.r, None, 32)))


def tls_fast_open(f):
    data = one_record(hello_of(f, 32))
    n = f.r.randint(1, len(data))
    f.segment(0, data[:n], 2)
    f.segment(-1, b"", 18, back=True)
    if n < len(data):
        f.send(data[n:], n)


def tls_keep_alive(f):
    f.open()
    f.segment(-1, f.r.randbytes(1), 16)
    f.send(one_record(hello_of(f)))


def tls_decoy(f):
    """Something that never gets to the server; the client's SYN is seen."""
    r = f.r
    f.segment(0, b"", 2)
    f.segment(-1, b"", 18, back=True)
    fake = one_record(make_hello(r, b"decoy.example"))
    kind = r.choice(("sum", "ttl", "old", "ahead"))
    base = {"old": -100000 - len(fake), "ahead": 3000000}.get(kind, 0)
    for at, part in pieces_of(r, fake, 3):
        for _ in range(r.choice((1, 1, 2))):
            f.segment(base + at, part,
                      ttl=r.randint(2, 40) if kind == "ttl" else 64,
                      spoil=1 if kind == "sum" else 0)
    f.send(one_record(hello_of(f, r.choice((0, 1216)))), order=kind != "sum")


def tls_reused(f):
    for _ in range(f.r.randint(2, 3)):
        f.segment(0, b"", 2)
        f.segment(-1, b"", 18, back=True)
        f.send(one_record(hello_of(f)))
        f.answer(1400)
        f.segment(0, b"", f.r.choice((4, 17)))
        f.restart()


def tls_again(f):
    """HelloRetryRequest: the same name twice."""
    f.open()
    name = new_name(f.r)
    f.expect("tls", name.lower())
    data = one_record(make_hello(f.r, name.encode(), 32))
    f.send(data)
    f.answer(99)
    f.send(b"\x14\3\3\0\1\1" + one_record(make_hello(f.r, name.encode(), 65)),
           len(data))


def behind(turns, waits=True):
    def case(f):
        f.open()
        at = 0
        for t in turns:
            f.segment(at, t)
            at += len(t)
            if waits:
                f.answer(f.r.randint(1, 300))
        f.send(one_record(hello_of(f)), at)
    return case


def tls_connect(f):
    f.open()
    name = new_name(f.r)
    f.expect("http", name.lower())
    at = f.send(b"CONNECT %s:443 HTTP/1.1\r\nHost: %s:443\r\n\r\n" %
                (name.encode(), name.encode()))
    f.answer(39)
    f.send(one_record(hello_of(f)), at)


def http_requests(f):
    """One after the other, with bodies of every framing. Where no SYN is
    seen the first piece is: a body may look like a request."""
    order = f.open() != "none"
    r, data = f.r, b""
    for _ in range(r.randint(1, 5)):
        name = new_name(r)
        host = name + r.choice(("", "", ".", ":80", ":8080"))
        f.expect("http", name.lower())
        field = r.choice((b"Host: ", b"host:", b"HOST:\t", b"Host:  "))
        others = [b"%s: %s" % (r.choice((b"X-Host", b"Cookie", b"Accept")),
                               b"a" * r.randint(0, 600))
                  for _ in range(r.randint(0, 4))]
        others.insert(r.randint(0, len(others)), field + host.encode())
        body = b""
        kind = r.choice(("none", "none", "length", "chunked"))
        fake = b"GET / HTTP/1.1\r\nHost: decoy.example\r\n\r\n"
        if kind == "length":
            body = fake * r.randint(1, 40)
            others.append(b"Content-Length: %d" % len(body))
        elif kind == "chunked":
            others.append(b"Transfer-Encoding: chunked")
            body = b"".join(b"%x%s\r\n%s\r\n" % (
                len(fake) * n, r.choice((b"", b";x=y")), fake * n)
                for n in (r.randint(1, 9) for _ in range(r.randint(1, 3)))
            ) + b"0\r\n\r\n"
        end = r.choice((b"\r\n", b"\r\n", b"\n"))
        line = b"%s %s HTTP/1.%d" % (
            r.choice((b"GET", b"POST", b"PROPFIND", b"M-SEARCH", b"BREW")),
            r.choice((b"/", b"/a?b=http://x.example/", b"*")),
            r.randint(0, 1))
        data += end.join([line, *others, b"", b""]) + body
    if r.random() < 0.2:
        data = b"\r\n" + data
    f.send(data, most=14, order=order)


def http_absolute(f):
    f.open()
    name = new_name(f.r)
    f.expect("http", name.lower())
    f.send(b"GET %s://%s%s/x HTTP/1.1\r\nHost: %s\r\n\r\n" % (
        f.r.choice((b"http", b"HTTP", b"ftp")),
        f.r.choice((b"", b"user:pw@")), name.encode(), name.encode()))


def http_nameless(f):
    f.open()
    f.expect("http", "-")
    f.send(b"GET / HTTP/1.0\r\nX-Host: decoy.example\r\n\r\n")


def question(r, name, kind=1):
    labels = b"".join(vec(1, label.encode()) for label in name.split("."))
    edns = b"\0\0\x29\4\xd0\0\0\0\0\0\0" if r.random() < 0.4 else b""
    return (r.randbytes(2) + b"\1\0\0\1\0\0\0\0" + vec(2, b"")[:1] +
            bytes([bool(edns)]) + labels + b"\0" + struct.pack("!HH", kind, 1) +
            edns)


def dns_udp(f):
    for _ in range(f.r.randint(1, 4)):
        name = new_name(f.r)
        f.expect("dns", name.lower())
        f.datagram(question(f.r, name, f.r.choice((1, 28, 65, 16))))


def dns_tcp(f):
    f.open()
    data = b""
    for _ in range(f.r.randint(1, 5)):
        name = new_name(f.r)
        f.expect("dns", name.lower())
        data += vec(2, question(f.r, name))
    f.send(data)


def quic(version=None, retry=False, early=False, changed=False, noise=False,
         negotiated=False):
    def case(f):
        r = f.r
        name = new_name(r)
        f.expect("quic", name.lower())
        hello = make_hello(r, name.encode(), r.choice((0, 32, 1216, 2400)))
        q = Quic(r, version or r.choice(list(SALTS)),
                 r.randbytes(r.randint(8, 20)))
        if negotiated:
            f.datagram(b"\xc0\x1a\x2a\x3a\x4a" + vec(1, q.dcid) +
                       vec(1, q.scid) + r.randbytes(1180))
        token = b""
        if retry:
            half = make_hello(r, name.encode(), 2400)
            f.datagram(q.initial(crypto(r, [(1400, half[1400:])]), size=1200))
            q.dcid = r.randbytes(8)
            q.rekey(q.dcid)
            token = r.randbytes(r.choice((16, 70)))
        pieces = pieces_of(r, hello, 12)
        if r.random() < 0.6:
            r.shuffle(pieces)
        if r.random() < 0.3:
            pieces.append(r.choice(pieces))
        if early and r.random() < 0.5:
            f.datagram(q.early())
        groups, room = [[]], 1000
        for at, data in pieces:
            while data:
                n = min(len(data), room)
                groups[-1].append((at, data[:n]))
                at, data, room = at + n, data[n:], room - n
                if room < 50 or r.random() < 0.15:
                    groups.append([])
                    room = 1000
        groups = [g for g in groups if g]
        for i, g in enumerate(groups):
            d = q.initial(crypto(r, g), token, r.choice((0, 1200)))
            if noise:
                spoilt = bytearray(d)
                spoilt[-1] ^= 1
                f.datagram(bytes(spoilt))
            if early and r.random() < 0.5:
                d += q.early()
            f.datagram(d)
            if changed and i == 0:
                q.dcid = r.randbytes(8)
    return case


CASES = {
    "tls": (443, False, tls_plain), "tls-port": (5061, False, tls_plain),
    "tls-bytes": (443, False, tls_bytes),
    "tls-records": (443, False, tls_records),
    "tls-huge": (443, False, tls_huge),
    "tls-nameless": (443, False, tls_nameless),
    "tls-fast-open": (443, False, tls_fast_open),
    "tls-keep-alive": (443, False, tls_keep_alive),
    "tls-decoy": (443, False, tls_decoy),
    "tls-reused": (443, False, tls_reused),
    "tls-again": (443, False, tls_again),
    "tls-connect": (3128, False, tls_connect),
    "tls-smtp": (25, False, behind([b"EHLO a\r\n", b"STARTTLS\r\n"])),
    "tls-imap": (143, False, behind([b"a STARTTLS\r\n"])),
    "tls-postgres": (5432, False, behind([b"\0\0\0\x08\4\xd2\x16\x2f"])),
    "tls-mysql": (3306, False, behind(
        [b"\x20\0\0\1\x85\xae\x7f\0\0\0\0\1\x21" + bytes(23)], False)),
    "tls-proxy": (8443, False, behind(
        [b"PROXY TCP4 1.2.3.4 5.6.7.8 9 10\r\n"], False)),
    "tls-socks": (1080, False, behind(
        [b"\5\1\0", b"\5\1\0\1\x0a\0\0\1\1\xbb"])),
    "http": (80, False, http_requests), "http-port": (8088, False,
                                                      http_requests),
    "http-absolute": (3128, False, http_absolute),
    "http-nameless": (80, False, http_nameless),
    "dns": (53, True, dns_udp), "dns-tcp": (53, False, dns_tcp),
    "quic": (443, True, quic()), "quic-port": (4433, True, quic(1)),
    "quic-retry": (443, True, quic(retry=True)),
    "quic-0rtt": (443, True, quic(early=True)),
    "quic-changed": (443, True, quic(changed=True)),
    "quic-noise": (443, True, quic(noise=True)),
    "quic-negotiated": (443, True, quic(negotiated=True)),
}


def main():
    folder = sys.argv[1]
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else 1
    rounds = int(sys.argv[3]) if len(sys.argv) > 3 else 2
    with open(os.path.join(folder, "expected"), "w") as expected:
        for i in range(rounds):
            for case, (port, udp, make) in CASES.items():
                r = random.Random("%d %d %s" % (seed, i, case))
                file = "%s-%d" % (case, i)
                wrap = Wrapping(r)
                flow = Flow(r, wrap, port, udp)
                make(flow)
                wrap.write(os.path.join(folder, file))
                for row in dict.fromkeys(flow.rows(file)):
                    print(row, file=expected)


if __name__ == "__main__":
    main()
