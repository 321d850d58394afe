#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Proxies for curl: HTTP on port 3128 (CONNECT, and requests with an absolute
URI), SOCKS 4, 4a and 5 on port 1080. Whatever name is asked for, they connect
to the given address. Prints "ready".

proxy.py ADDRESS
"""
import re
import select
import socket
import socketserver
import struct
import sys
import threading


class Proxy(socketserver.StreamRequestHandler):
    timeout = 20
    rbufsize = 0        # what follows the request is relayed

    def exactly(self, n):
        data = b""
        while len(data) < n:
            chunk = self.connection.recv(n - len(data))
            if not chunk:
                raise ConnectionError("closed")
            data += chunk
        return data

    def until(self, end):
        data = b""
        while not data.endswith(end):
            data += self.exactly(1)
        return data

    def relay(self, port, first=b""):
        with socket.create_connection((sys.argv[1], port), 5) as s:
            s.sendall(first)
            self.connected()
            ends = [self.connection, s]
            while True:
                for end in select.select(ends, [], [], 20)[0]:
                    data = end.recv(65536)
                    if not data:
                        return
                    ends[end is self.connection].sendall(data)

    def handle(self):
        try:
            self.converse()
        except OSError:
            pass                # refused, or gone


class Http(Proxy):
    def converse(self):
        head = self.until(b"\r\n\r\n")
        self.reply = b""
        connect = re.match(rb"CONNECT \S+:(\d+) ", head)
        if connect:
            self.reply = b"HTTP/1.1 200 go\r\n\r\n"
            self.relay(int(connect[1]))
            return
        plain = re.match(rb"[A-Z]+ http://[^/ ]*?:(\d+)", head)
        self.relay(int(plain[1]), re.sub(rb" http://[^/ ]+", b" ", head, 1))

    def connected(self):
        self.connection.sendall(self.reply)


class Socks(Proxy):
    def converse(self):
        if self.exactly(1) == b"\5":
            port = self.five()
            self.reply = b"\5\0\0\1\0\0\0\0\0\0"
        else:
            port = self.four()
            self.reply = b"\0\x5a\0\0\0\0\0\0"
        self.relay(port)

    def connected(self):
        self.connection.sendall(self.reply)

    def five(self):
        self.exactly(self.exactly(1)[0])
        self.connection.sendall(b"\5\0")
        kind = self.exactly(4)[3]
        self.exactly(self.exactly(1)[0] if kind == 3 else
                     {1: 4, 4: 16}[kind])
        return struct.unpack("!H", self.exactly(2))[0]

    def four(self):
        _, port, address = struct.unpack("!BH4s", self.exactly(7))
        self.until(b"\0")
        if address[:3] == b"\0\0\0":
            self.until(b"\0")
        return port


class Server(socketserver.ThreadingTCPServer):
    address_family = socket.AF_INET6
    allow_reuse_address = True
    daemon_threads = True


for port, handler in (3128, Http), (1080, Socks):
    threading.Thread(target=Server(("::", port), handler).serve_forever,
                     daemon=True).start()
print("ready", flush=True)
threading.Event().wait()
