#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""traffic.py STOP [KIND=THREADS]...: makes connections until the file STOP is
there, each kind with so many threads, and prints what became of them: a line
"KIND GOOD BAD SLOWEST" each, the last in milliseconds.

honest	an allowed name: good is answered, bad is not
split	the same, whose name comes in two segments
name	a restricted name: good is refused, bad is answered
halves	the same, whose name comes in two segments
listed	a listed address: good is refused, bad is connected
dns	a question that is allowed: good is answered, bad is not
"""
import errno
import os
import socket
import struct
import sys
import threading
import time

SERVER, LISTED, PORT = "10.2.0.2", "77.74.177.7", 8080
PATIENCE = 15
stop = sys.argv[1]
lock = threading.Lock()
counts = {}
notes = {}


def connect(address):
    s = socket.socket()
    # A reset at the end leaves no port waiting.
    s.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    s.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    s.settimeout(PATIENCE)
    s.connect((address, PORT))
    return s


def ask(name, halves=False):
    """Is it answered?"""
    with connect(SERVER) as s:
        text = b"GET / HTTP/1.1\r\nHost: %s\r\nConnection: close\r\n\r\n" % name
        if halves:
            cut = text.index(name) + len(name) // 2
            s.sendall(text[:cut])
            time.sleep(0.002)
            text = text[cut:]
        s.sendall(text)
        return s.recv(100).startswith(b"HTTP/1.1 200")


def question():
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as s:
        s.settimeout(PATIENCE)
        s.connect((SERVER, 53))
        number = os.urandom(2)
        s.send(number + b"\1\0\0\1\0\0\0\0\0\0\3www\7example\3org\0\0\1\0\1")
        return s.recv(512)[:2] == number


def listed():
    connect(LISTED).close()
    return True


KINDS = {
    "honest": (lambda: ask(b"www.example.org"), True),
    "split": (lambda: ask(b"www.example.org", True), True),
    "name": (lambda: ask(b"www.kaspersky.com"), False),
    "halves": (lambda: ask(b"www.kaspersky.com", True), False),
    "listed": (listed, False),
    "dns": (question, True),
}


def run(kind):
    what, wanted = KINDS[kind]
    good = bad = 0
    slowest = 0.0
    while not os.path.exists(stop):
        start = time.monotonic()
        try:
            answered = what()
            why = "answered" if answered else "no answer"
        except OSError as e:
            answered = False
            why = errno.errorcode.get(e.errno, type(e).__name__)
        took = time.monotonic() - start
        slowest = max(slowest, took)
        if answered == wanted:
            good += 1
        else:
            bad += 1
            with lock:
                notes.setdefault(kind, []).append("%s after %d ms" % (
                    why, took * 1000))
        # Not as fast as can be: others are to have a turn.
        time.sleep(0.001)
    with lock:
        was = counts.setdefault(kind, [0, 0, 0.0])
        counts[kind] = [was[0] + good, was[1] + bad, max(was[2], slowest)]


threads = []
for word in sys.argv[2:]:
    name, _, number = word.partition("=")
    threads += [threading.Thread(target=run, args=(name,))
                for _ in range(int(number or 1))]
for t in threads:
    t.start()
for t in threads:
    t.join()
for name, (good, bad, slowest) in counts.items():
    print(name, good, bad, round(slowest * 1000))
for name, why in notes.items():
    print("#", name, "; ".join(sorted(set(why))[:8]))
