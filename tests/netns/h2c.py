#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Asks for pages over one connection of HTTP/2 in the clear.

h2c.py ADDRESS NAME...

Each request waits for the answer to the one before; a number among the names is
how many bytes of body the request behind it has, no more than HTTP/2 has room for
at first. Prints the answers; ends with 3 if the connection was reset.
"""
import socket
import struct
import sys

DATA, HEADERS, SETTINGS, PING = 0, 1, 4, 6
END_STREAM, END_HEADERS, ACK = 1, 4, 1


class Connection:
    def __init__(self, address):
        self.s = socket.create_connection((address, 8081), 5)
        self.buffer, self.stream = b"", -1
        self.s.sendall(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n")
        self.send(SETTINGS, 0, 0, b"")

    def send(self, kind, flags, stream, payload):
        self.s.sendall(struct.pack("!I", len(payload))[1:] +
                       struct.pack("!BBI", kind, flags, stream) + payload)

    def receive(self, n):
        while len(self.buffer) < n:
            data = self.s.recv(65536)
            if not data:
                raise ConnectionResetError("closed")
            self.buffer += data
        head, self.buffer = self.buffer[:n], self.buffer[n:]
        return head

    def frame(self):
        """The next one; what keeps the connection alive is done."""
        head = self.receive(9)
        kind, flags, stream = struct.unpack("!BBI", head[3:])
        payload = self.receive(int.from_bytes(head[:3], "big"))
        if kind == SETTINGS and not flags & ACK:
            self.send(SETTINGS, ACK, 0, b"")
        elif kind == PING and not flags & ACK:
            self.send(PING, ACK, 0, payload)
        return kind, flags, stream, payload

    def upload(self, size):
        while size > 0:
            n = min(size, 16384)
            size -= n
            self.send(DATA, END_STREAM if size == 0 else 0, self.stream,
                      b"GET /" * (n // 5) + b"x" * (n % 5))

    def ask(self, name, body):
        self.stream += 2
        fields = (bytes([0x83 if body else 0x82, 0x86, 0x84, 0x41, len(name)]) +
                  name.encode())
        self.send(HEADERS, END_HEADERS | (0 if body else END_STREAM),
                  self.stream, fields)
        if body:
            self.upload(body)
        page = b""
        while True:
            kind, flags, stream, payload = self.frame()
            if stream != self.stream:
                continue
            if kind == DATA:
                page += payload
            if kind in (DATA, HEADERS) and flags & END_STREAM:
                return page.decode()


def main():
    connection, body = Connection(sys.argv[1]), 0
    try:
        for word in sys.argv[2:]:
            if word.isdigit():
                body = int(word)
                continue
            print(connection.ask(word, body), end="")
            body = 0
    except ConnectionResetError as e:
        print(e)
        sys.exit(3)


main()
