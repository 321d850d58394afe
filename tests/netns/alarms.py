#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Restricted names in the midst of protocols that cordond does not know.

alarms.py serve           takes whatever comes to port 5140; prints "ready"
alarms.py ADDRESS WHAT    sends it, and looks whether all of it got there

The server answers each line if the first one begins with "EHLO", and tells in
the end how many bytes it had.
"""
import socket
import socketserver
import sys
import threading
import time

import hello

NAME = b"www.kaspersky.com"
REQUEST = b"GET http://" + NAME + b"/ HTTP/1.1\r\n"
HEAD = b"GET / HTTP/1.1\r\nHost: " + NAME + b"\r\n\r\n"


class Handler(socketserver.StreamRequestHandler):
    def handle(self):
        self.connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        total, talks = 0, None
        while data := self.connection.recv(65536):
            total += len(data)
            if talks is None:
                talks = data.startswith(b"EHLO")
            if talks and data.endswith(b"\n"):
                self.connection.sendall(b"250 ok\r\n")
        self.connection.sendall(b"%d\n" % total)


class Server(socketserver.ThreadingTCPServer):
    address_family = socket.AF_INET6
    allow_reuse_address = True
    daemon_threads = True


def capture():
    """A packet capture file, with a hello in its third packet."""
    whole = hello.records(hello.client_hello(NAME.decode(), 0), [])
    packet = bytes(range(16))
    return (b"\xd4\xc3\xb2\xa1\2\0\4\0" + bytes(16) + packet + b"E" * 60 +
            packet + b"E" * 54 + whole + packet + b"E" * 3000)


MAIL = [b"EHLO a.example\r\n", b"MAIL FROM:<a@a.example>\r\n",
        b"RCPT TO:<b@b.example>\r\n", b"DATA\r\n", HEAD,
        b"Subject: a request\r\n\r\n", REQUEST, HEAD, capture(), b"\r\n.\r\n"]
SENT = {
    "capture": [capture()],
    "pieces": [capture()[i:i + 50] for i in range(0, 700, 50)],
    "log": [b"<134>Nov 29 10:00:00 proxy squid: started\n", REQUEST,
            b"GET http://" + NAME + b"/\n", REQUEST, b"and so on\n"],
    "mail": MAIL,
    "body": [b"PUT / HTTP/1.0\r\nHost: a.example\r\n\r\n", capture(),
             REQUEST, HEAD],
}


def main():
    if sys.argv[1] == "serve":
        server = Server(("::", 5140), Handler)
        threading.Thread(target=server.serve_forever).start()
        return print("ready", flush=True)
    s = socket.create_connection((sys.argv[1], 5140), 5)
    s.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    pieces = SENT[sys.argv[2]]
    for piece in pieces:
        s.sendall(piece)
        time.sleep(.03)
    s.shutdown(socket.SHUT_WR)
    got = b""
    while data := s.recv(4096):
        got += data
    print(got[-20:])
    return sys.exit(not got.endswith(b"%d\n" % sum(map(len, pieces))))


main()
