#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""fleet.py URL GATEWAYS TEMPLATE...: brings what so many gateways would.

A template has rows as "cordon log export --format clickhouse" prints them; each
gateway takes one, with a name, a stream and cards of its own, and sends it in
blocks as "cordon ship" does. Prints events, seconds that the centre took, and
bytes that were sent.
"""
import hashlib
import http.client
import sys
import time
import urllib.parse

LINES = 8192
COLUMNS = sys.stdin.readline().strip()


def blocks(path):
    """(block, last, events, rows) of a template."""
    lines = open(path, "rb").read().splitlines()
    for at in range(0, len(lines), LINES):
        part = lines[at:at + LINES]
        events = sum(l.split(b"\t", 6)[5] == b"alert" for l in part)
        rows = b"".join(l + b"\t%d\n" % (at + 1) for l in part)
        yield at + 1, at + len(part), events, rows


def put(http_to, sql, body):
    http_to.request("POST", "/?query=" + urllib.parse.quote(sql), body)
    answer = http_to.getresponse()
    text = answer.read()
    if answer.status != 200:
        sys.exit(text.decode())


def main():
    url = urllib.parse.urlsplit(sys.argv[1])
    centre = http.client.HTTPConnection(url.hostname, url.port)
    gateways = int(sys.argv[2])
    templates = [list(blocks(p)) for p in sys.argv[3:]]
    first = open(sys.argv[3], "rb").readline().split(b"\t")
    name, stream = first[0], first[1]
    total = size = 0
    took = 0.0
    for g in range(gateways):
        own = hashlib.md5(b"%d" % g).hexdigest()
        for block, last, events, rows in templates[g % len(templates)]:
            rows = (rows.replace(name + b"\t" + stream,
                                 b"gw%04d\t%s" % (g, own.encode()))
                    .replace(b"\t52:54:00:", b"\t52:%02x:%02x:" %
                             (g >> 8, g & 255)))
            entry = "\t".join(str(x) for x in (
                "gw%04d" % g, own, block, last, last - block + 1, events,
                hashlib.sha256(rows).hexdigest(), 0, 0)) + "\n"
            start = time.monotonic()
            put(centre, "INSERT INTO cordon.events (%s) FORMAT TabSeparated" %
                COLUMNS, rows)
            put(centre, "INSERT INTO cordon.ledger (gateway, stream, block, "
                "last, rows, events, digest, since, until) FORMAT TabSeparated",
                entry.encode())
            took += time.monotonic() - start
            total += last - block + 1
            size += len(rows)
    print(total, "%.1f" % took, size)


main()
