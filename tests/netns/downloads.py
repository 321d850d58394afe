#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Many slow downloads at once, for downloads.sh.

    downloads.py serve PORT			bytes without end on every address
    downloads.py fetch PORT SECONDS RATE ADDRESS...

fetch opens a connection to each address and reads RATE bytes a second from
each, 0: as fast as it can. A line for each connection that ends early, "cut
ADDRESS SECONDS" after the epoch; at the end "read BYTES open N".
"""
import selectors
import socket
import sys
import time


def serve(port):
    sel = selectors.DefaultSelector()
    for family, address in ((socket.AF_INET, "0.0.0.0"),
                            (socket.AF_INET6, "::")):
        s = socket.socket(family)
        s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if family == socket.AF_INET6:
            s.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        s.bind((address, port))
        s.listen(512)
        sel.register(s, selectors.EVENT_READ)
    print("ready", flush=True)
    chunk = bytes(65536)
    while True:
        for key, events in sel.select():
            s = key.fileobj
            if events & selectors.EVENT_READ:
                c, _ = s.accept()
                c.setblocking(False)
                sel.register(c, selectors.EVENT_WRITE)
                continue
            try:
                s.send(chunk)
            except BlockingIOError:
                pass
            except OSError:
                sel.unregister(s)
                s.close()


def fetch(port, seconds, rate, addresses):
    sel = selectors.DefaultSelector()
    total, left = 0, {}
    start = time.monotonic()
    for a in addresses:
        s = socket.socket(socket.AF_INET6 if ":" in a else socket.AF_INET)
        # What has come before a reset is read first: let it be little.
        s.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF,
                     8192 if rate else 65536)
        s.settimeout(10)
        s.connect((a, port))
        s.setblocking(False)
        sel.register(s, selectors.EVENT_READ, a)
        left[a] = s
    print("open", len(left), flush=True)
    due = time.monotonic()
    while time.monotonic() - start < seconds and left:
        for key, _ in sel.select(0.1):
            s, a = key.fileobj, key.data
            try:
                n = len(s.recv(65536 if not rate else
                               max(1, rate // 20)))
            except BlockingIOError:
                continue
            except OSError:
                n = 0
            total += n
            if n == 0:
                print("cut %s %.3f" % (a, time.time()), flush=True)
                sel.unregister(s)
                s.close()
                del left[a]
        if rate:
            due += 0.05
            time.sleep(max(0, due - time.monotonic()))
    print("read %d open %d seconds %.3f" % (total, len(left),
                                            time.monotonic() - start))


if sys.argv[1] == "serve":
    serve(int(sys.argv[2]))
else:
    fetch(int(sys.argv[2]), float(sys.argv[3]), int(sys.argv[4]),
          sys.argv[5:])
