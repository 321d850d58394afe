#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""traffic.py serve | ask ADDRESS STOP

"serve" is a web server; what it has at /slow ends when the file STOP is there.
"ask" downloads that, and beside it opens a new connection for one page again
and again, until STOP; prints how many pages came, how many did not, and
whether the download was whole."""
import http.client
import http.server
import os
import sys
import threading
import time


class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.end_headers()
        if self.path.startswith("/slow"):
            stop = self.path.split("?")[1]
            while not os.path.exists(stop):
                self.wfile.write(b"." * 1000)
                time.sleep(0.05)
        self.wfile.write(b"end\n")

    def log_message(self, *_):
        pass


def page(to, path):
    c = http.client.HTTPConnection(to, 80, timeout=30)
    c.request("GET", path, headers={"Host": "www.example.org"})
    text = c.getresponse().read()
    c.close()
    return text


def ask(to, stop):
    whole = []
    wrong = set()
    counts = [0, 0]

    def download():
        try:
            whole.append(page(to, "/slow?" + stop).endswith(b"end\n"))
        except OSError as e:
            wrong.add("download: %s" % e)

    t = threading.Thread(target=download)
    t.start()
    while not os.path.exists(stop):
        try:
            counts[page(to, "/") != b"end\n"] += 1
        except OSError as e:
            counts[1] += 1
            wrong.add(str(e))
        time.sleep(0.02)
    t.join()
    print(*counts, "whole" if whole == [True] else "broken", *wrong)


if sys.argv[1] == "serve":
    http.server.ThreadingHTTPServer(("", 80), Handler).serve_forever()
ask(*sys.argv[2:])
