#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""knock.py STOP KIND=RATE...: begins so many connections of each kind a second,
whether or not those before have ended, until the file STOP is there, and waits
for the rest. Prints what became of them, a line "KIND GOOD BAD SLOWEST AGAIN"
each: milliseconds, and how many questions had to be asked again. STOP.bad gets
a line for each that went wrong: kind, how, when it began and ended (time(2)).

honest	an allowed name: good is answered, bad is not
split	the same, whose name comes in two segments
name	a restricted name: good is refused, bad is answered
halves	the same, whose name comes in two segments
listed	a listed address: good is refused, bad is connected
dns	a question that is allowed: good is answered, bad is not
asked	a restricted question: good is refused, bad is answered
"""
import errno
import heapq
import itertools
import os
import selectors
import socket
import struct
import subprocess
import sys
import time

SERVER, LISTED, PORT = "10.2.0.2", "77.74.177.7", 8080
# All that this machine has there, so that ports do not run out.
SOURCES = [line.split()[3].split("/")[0] for line in subprocess.run(
    ["ip", "-4", "-o", "addr", "show", "scope", "global"], text=True,
    capture_output=True, check=True).stdout.splitlines()]
PATIENCE, HALF, AGAIN = 15.0, 0.002, 1.0
HOSTS = {"honest": b"www.example.org", "split": b"www.example.org",
         "name": b"www.kaspersky.com", "halves": b"www.kaspersky.com"}
NAMES = {"dns": b"\3www\7example\3org\0",
         "asked": b"\3www\x09kaspersky\3com\0"}
ANSWERED = {"honest", "split", "dns"}	# that is what is good of these

stop = sys.argv[1]
selector = selectors.DefaultSelector()
timers = []				# (when, number, function)
numbers = itertools.count()
counts = {}
wrong = open(stop + ".bad", "w")
under_way = 0


def at(when, what):
    heapq.heappush(timers, (when, next(numbers), what))


class Visit:
    def __init__(self, kind):
        global under_way
        under_way += 1
        self.kind, self.start, self.ended = kind, time.monotonic(), False
        self.again = 0
        udp = kind in NAMES
        self.s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM if udp
                               else socket.SOCK_STREAM)
        self.s.setblocking(False)
        at(self.start + PATIENCE, lambda: self.end("timeout"))
        try:
            self.begin(udp)
        except OSError as e:
            self.fail(e.errno)

    def begin(self, udp):
        self.s.bind((SOURCES[next(numbers) % len(SOURCES)], 0))
        if udp:
            self.s.connect((SERVER, 53))
            self.ask()
            self.wait(selectors.EVENT_READ, self.take_answer)
            return
        # A reset at the end leaves no port waiting.
        self.s.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER,
                          struct.pack("ii", 1, 0))
        self.s.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        error = self.s.connect_ex((LISTED if self.kind == "listed" else SERVER,
                                   PORT))
        if error != errno.EINPROGRESS:
            self.fail(error)
        else:
            self.wait(selectors.EVENT_WRITE, self.connected)

    def wait(self, event, what):
        selector.register(self.s, event, what)

    def fail(self, error):
        self.end(errno.errorcode.get(error, str(error)))

    def end(self, how):
        global under_way
        if self.ended:
            return
        self.ended = True
        under_way -= 1
        try:
            selector.unregister(self.s)
        except KeyError:
            pass
        self.s.close()
        took = time.monotonic() - self.start
        c = counts.setdefault(self.kind, [0, 0, 0.0, 0])
        good = (how == "answered") == (self.kind in ANSWERED)
        c[0 if good else 1] += 1
        c[2] = max(c[2], took)
        c[3] += self.again > 0
        if not good:
            print(self.kind, how, "%.3f %.3f" % (time.time() - took,
                  time.time()), file=wrong, flush=True)

    # --- TCP

    def connected(self):
        error = self.s.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR)
        if error:
            self.fail(error)
        elif self.kind == "listed":
            self.end("answered")
        else:
            self.speak()

    def speak(self):
        name = HOSTS[self.kind]
        text = b"GET / HTTP/1.1\r\nHost: %s\r\nConnection: close\r\n\r\n" % name
        selector.modify(self.s, selectors.EVENT_READ, self.take)
        if self.kind in ("split", "halves"):
            cut = text.index(name) + len(name) // 2
            rest, text = text[cut:], text[:cut]
            at(time.monotonic() + HALF, lambda: self.send(rest))
        self.send(text)

    def send(self, text):
        if self.ended:
            return
        try:
            self.s.send(text)
        except OSError as e:
            self.fail(e.errno)

    def take(self):
        try:
            came = self.s.recv(100)
        except OSError as e:
            self.fail(e.errno)
            return
        self.end("answered" if came.startswith(b"HTTP/1.1 200") else "closed")

    # --- questions

    def ask(self):
        if self.ended:
            return
        self.id = os.urandom(2)
        self.send(self.id + b"\1\0\0\1\0\0\0\0\0\0" + NAMES[self.kind] +
                  b"\0\1\0\1")
        at(time.monotonic() + AGAIN, self.ask_again)

    def ask_again(self):
        self.again += not self.ended
        self.ask()

    def take_answer(self):
        try:
            came = self.s.recv(512)
        except OSError as e:
            self.fail(e.errno)
            return
        if came[:2] == self.id:
            self.end("answered" if came[3] & 15 == 0 and came[7] else
                     "refused")


def pace(kind, rate):
    """Begins one, and sees to the next."""
    due = time.monotonic()

    def tick():
        nonlocal due
        if os.path.exists(stop):
            return
        Visit(kind)
        # Where this process had no turn for long, it does not rush.
        due = max(due + 1 / rate, time.monotonic() - 0.2)
        at(due, tick)

    at(due, tick)


for word in sys.argv[2:]:
    name, _, number = word.partition("=")
    pace(name, float(number))
while not os.path.exists(stop) or under_way:
    now = time.monotonic()
    while timers and timers[0][0] <= now:
        heapq.heappop(timers)[2]()
    wait = timers[0][0] - time.monotonic() if timers else 0.1
    for key, _ in selector.select(min(max(wait, 0), 0.1)):
        key.data()
for name, (good, bad, slowest, again) in sorted(counts.items()):
    print(name, good, bad, round(slowest * 1000), again)
