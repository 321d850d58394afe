#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Connections that say nothing for a while.

silent.py serve PORT		a server that speaks first, and hears a line
silent.py ADDRESS WEB SPEAKER FILE
	opens 300 to HTTP on port WEB and to SPEAKER, makes FILE, waits until
	somebody has removed it, and looks whether all go on, or end
"""
import os
import socket
import sys
import threading
import time

import hello

N = 100
HALVES = 5
GET = b"GET / HTTP/1.1\r\nHost: www.example.org\r\n\r\n"
BANNER = b"220 " + b"who speaks first " * 40 + b"\r\n"


def hear(s):
    with s:
        s.sendall(BANNER)
        while line := s.recv(4096):
            s.sendall(b"heard " + line)


def serve(port):
    listener = socket.create_server(("::", port), family=socket.AF_INET6,
                                    dualstack_ipv6=True, backlog=1024)
    print("ready", flush=True)
    while True:
        threading.Thread(target=hear, args=(listener.accept()[0],),
                         daemon=True).start()


def answer(s, data, expected):
    s.settimeout(10)
    try:
        s.sendall(data)
        return expected in s.recv(4096)
    except OSError as e:
        return print(e)


def greeted(s):
    s.settimeout(10)
    got = b""
    while not got.endswith(b"\r\n"):
        got += s.recv(4096)
    return s


def main():
    address, web, speaker, path = sys.argv[1], *map(int, sys.argv[2:4]), \
        sys.argv[4]
    asked = [hello.Connection(address, web) for _ in range(N)]
    mute = [hello.Connection(address, web) for _ in range(N)]
    heard = [hello.Connection(address, speaker) for _ in range(N)]
    for c in heard:
        greeted(c.socket)
    open(path, "w").close()
    while os.path.exists(path):
        time.sleep(.01)
    for c in asked[:N // 2]:
        c.send(-1, b"\0")       # keeps it alive
    # Their second segment first. Nobody sends these again, and a machine that
    # is flooded by its other work may lose one.
    halves = [asked.pop() for _ in range(HALVES)]
    for c in halves:
        c.drain()
        c.send(20, GET[20:])
        c.send(0, GET[:20])
    lost = sum(c.outcome(10) != "answered" for c in halves)
    wrong = lost if lost > 1 else 0
    if lost:
        print("%d of %d in two segments" % (lost, HALVES))
    for c in asked:
        wrong += not answer(c.socket, GET, b"served www.example.org")
    for c in heard:
        wrong += not answer(c.socket, b"hello\n", b"heard hello")
    for c in asked + mute + heard:
        c.socket.close()
    if wrong:
        print("%d were lost" % wrong)
    sys.exit(wrong > 0)


if sys.argv[1] == "serve":
    serve(int(sys.argv[2]))
main()
