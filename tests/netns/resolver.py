#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""A resolver that knows a few names, over UDP and TCP, IPv4 and IPv6.

resolver.py ADDRESS4 ADDRESS6	says "ready", then answers on port 53

NAME.alias.test		CNAME restricted name, with its addresses
NAME.far.test		the same three aliases away, in the wrong order
NAME.service.test	HTTPS and SVCB: the restricted name is the target
NAME.dname.test		by a DNAME
any other		the addresses, TTL 300
"""
import socket
import socketserver
import struct
import sys
import threading

RESTRICTED = "cdn.kaspersky.com"
A, CNAME, AAAA, DNAME, SVCB, HTTPS = 1, 5, 28, 39, 64, 65


def wire(name):
    return b"".join(bytes([len(l)]) + l for l in name.encode().split(b".")
                    if l) + b"\0"


def record(owner, kind, data):
    return wire(owner) + struct.pack("!HHIH", kind, 1, 300, len(data)) + data


def addresses(owner, kind):
    if kind == A:
        return [record(owner, A, socket.inet_aton(sys.argv[1]))]
    if kind == AAAA:
        return [record(owner, AAAA, socket.inet_pton(socket.AF_INET6,
                                                     sys.argv[2]))]
    return []


def records(name, kind):
    if name.endswith(".alias.test"):
        return [record(name, CNAME, wire(RESTRICTED))] + \
            addresses(RESTRICTED, kind)
    if name.endswith(".far.test"):
        return addresses(RESTRICTED, kind) + [
            record("b.test", CNAME, wire(RESTRICTED)),
            record("a.test", CNAME, wire("b.test")),
            record(name, CNAME, wire("a.test"))]
    if name.endswith(".service.test") and kind in (SVCB, HTTPS):
        return [record(name, kind, b"\0\1" + wire(RESTRICTED) +
                       b"\0\4\0\4" + socket.inet_aton(sys.argv[1]))]
    if name.endswith(".dname.test"):
        return [record("dname.test", DNAME, wire("kaspersky.com")),
                record(name, CNAME, wire(name.replace(".dname.test",
                                                      ".kaspersky.com"))),
                ] + addresses(name.replace(".dname.test", ".kaspersky.com"),
                              kind)
    return addresses(name, kind)


def answer(question):
    labels, at = [], 12
    while question[at]:
        labels.append(question[at + 1:at + 1 + question[at]].decode())
        at += 1 + question[at]
    kind = struct.unpack("!H", question[at + 1:at + 3])[0]
    found = records(".".join(labels).lower(), kind)
    edns = question[10:12] == b"\0\1"
    return question[:2] + struct.pack("!HHHHH", 0x8180, 1, len(found), 0,
                                      edns) + \
        question[12:at + 5] + b"".join(found) + \
        (b"\0\0\x29\x04\xd0" + bytes(6) if edns else b"")


class Datagram(socketserver.BaseRequestHandler):
    def handle(self):
        self.request[1].sendto(answer(self.request[0]), self.client_address)


class Stream(socketserver.BaseRequestHandler):
    def handle(self):
        size = self.request.recv(2, socket.MSG_WAITALL)
        while len(size) == 2:
            question = self.request.recv(*struct.unpack("!H", size),
                                         socket.MSG_WAITALL)
            data = answer(question)
            # In two segments, cut behind the header.
            self.request.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self.request.sendall(struct.pack("!H", len(data)) + data[:20])
            self.request.sendall(data[20:])
            size = self.request.recv(2, socket.MSG_WAITALL)


def serve(base, handler, address):
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    kind = type("Server", (socketserver.ThreadingMixIn, base),
                {"address_family": family, "allow_reuse_address": True,
                 "daemon_threads": True})
    threading.Thread(target=kind((address, 53), handler).serve_forever,
                     daemon=True).start()


def main():
    for address in sys.argv[1:] + ["8.8.8.8"]:
        serve(socketserver.UDPServer, Datagram, address)
        serve(socketserver.TCPServer, Stream, address)
    print("ready", flush=True)
    threading.Event().wait()


main()
