#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""report.py WHAT ...: what golden/report.sh makes and looks at.

  log <events     a log of ten days with lines of cordond's own in it: modes,
                  a stop, a kill, what was lost. What follows of it is known.
  page FILE       is it a page: tags that fit, nothing fetched, no script, each
                  table with heads and a caption?
  csv FILE        are its rows whole, and no cell a formula?
  counts JSON BY FILE   do the report's rows have what "cordon log --by BY --csv"
                  in FILE has?
"""
import csv
import datetime
import html.parser
import json
import sys

STREAM = "00112233445566778899aabbccddeeff"
FIRST = datetime.datetime(2026, 7, 1, tzinfo=datetime.timezone.utc)
HOUR = 3600
# In seconds from the first: when it was stopped and killed, and was back.
STOP, BACK, KILL, AGAIN = 96 * HOUR, 98 * HOUR, 150 * HOUR, 153 * HOUR
OBSERVE, LOST, END = 48 * HOUR, 60 * HOUR, 240 * HOUR


def text_of(second):
    t = FIRST + datetime.timedelta(seconds=second)
    return t.strftime("%Y-%m-%dT%H:%M:%S.%f+0000")


def own(second, event, more=None, mode=None):
    line = {"timestamp": text_of(second), "event_type": "cordon",
            "cordon": {"gateway": "gw", "stream": STREAM, "seq": 0,
                       "event": event, "detail": event, **(more or {})}}
    if mode:
        line["cordon"].update(
            mode=mode, generation=7, digest="d7", vendors=[
                {"id": v, "mode": "enforce" if v == "zte" else mode}
                for v in ("hikvision", "huawei", "kaspersky", "zte")])
    return second, line


def notices():
    def mode_at(t):
        return "observe" if OBSERVE <= t < STOP else "enforce"
    yield own(0, "start", mode="enforce")
    for t in range(300, END + 1, 300):
        if not (STOP <= t <= BACK or KILL <= t <= AGAIN):
            yield own(t, "alive", mode=mode_at(t))
    yield own(OBSERVE, "mode", mode="observe")
    yield own(LOST, "lost", {"lost": 40, "why": "disk"})
    yield own(LOST + 1, "unjudged", {"passed": 2, "refused": 3})
    yield own(LOST + 2, "repair", {"away_ms": 17}, mode="observe")
    yield own(STOP, "stop", mode="observe")
    yield own(BACK, "start", mode="enforce")
    yield own(AGAIN, "start", mode="enforce")


def make_log():
    lines = list(notices())
    for line in sys.stdin:
        e = json.loads(line)
        when = datetime.datetime.strptime(e["timestamp"],
                                          "%Y-%m-%dT%H:%M:%S.%f%z")
        t = (when - FIRST).total_seconds()
        if STOP <= t <= BACK or KILL - 300 <= t <= AGAIN or t >= END:
            continue
        lines.append((t, e))
    for seq, (_, e) in enumerate(sorted(lines, key=lambda x: x[0]), 1):
        e["cordon"].update(stream=STREAM, seq=seq)
        print(json.dumps(e, separators=(",", ":")))


class Page(html.parser.HTMLParser):
    EMPTY = {"meta", "rect", "path", "br"}

    def __init__(self):
        super().__init__()
        self.open, self.bad, self.ids, self.refs = [], [], set(), set()
        self.tables, self.captions, self.heads, self.inner = 0, 0, 0, ""

    def handle_starttag(self, tag, attrs):
        names = [k for k, _ in attrs]
        if len(set(names)) != len(names):
            self.bad.append(f"<{tag}> has an attribute twice")
        for k, v in attrs:
            if k in ("src", "href", "action", "srcset", "style") or \
                    k.startswith("on"):
                self.bad.append(f"<{tag} {k}>")
            if k == "id":
                if v in self.ids or " " in v:
                    self.bad.append(f"id {v}")
                self.ids.add(v)
            if k == "aria-labelledby":
                self.refs.update(v.split())
            if v and "url(" in v and not v.startswith("url(#"):
                self.bad.append(v)
        if tag in ("script", "link", "iframe", "img", "object", "embed", "b2"):
            self.bad.append(tag)
        self.tables += tag == "table"
        self.captions += tag == "caption"
        self.heads += tag == "th" and dict(attrs).get("scope") == "col"
        if tag not in self.EMPTY:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.handle_starttag(tag, attrs)
        if tag not in self.EMPTY:
            self.open.pop()

    def handle_endtag(self, tag):
        if not self.open or self.open.pop() != tag:
            self.bad.append(f"</{tag}>")

    def handle_data(self, data):
        if not self.open or self.open[-1] != "style":
            self.inner += data


def look_at(path):
    text = open(path, encoding="utf-8", newline="").read()
    page = Page()
    page.feed(text)
    page.close()
    page.bad += [f"no {r}" for r in page.refs - page.ids]
    page.bad += [hex(ord(c)) for c in set(text) if c != "\n" and (
        ord(c) < 32 or 0x7f <= ord(c) < 0xa0 or
        c in "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")]
    if page.open or page.bad or not text.startswith("<!DOCTYPE html>\n"):
        sys.exit(f"open: {page.open}, bad: {page.bad}")
    if page.tables == 0 or page.captions != page.tables or not page.heads:
        sys.exit("a table without caption or heads")


def look_at_csv(path):
    widths = {}
    with open(path, encoding="utf-8", newline="") as f:
        for row in csv.reader(f):
            # The first row of a table is its heads.
            if widths.setdefault(row[0], len(row)) != len(row):
                sys.exit(f"{row}: {widths[row[0]]} cells")
            for cell in row:
                if cell[:1] in "=+-@\t\r" and cell and \
                        not cell.lstrip("-").isdigit():
                    sys.exit(f"a formula: {cell}")
    if len(widths) < 10:
        sys.exit(f"only {sorted(widths)}")


TABLES = {"vendor": ("vendors", "vendor"), "name": ("destinations", "destination"),
          "day": ("days", "day"), "mac": ("machines", "mac")}
OUTCOMES = ("blocked", "would_block", "logged", "excepted")


def compare(report, by, path):
    table, key = TABLES[by]
    got = {}
    for row in json.load(open(report))[table]:
        sums = got.setdefault(row[key], dict.fromkeys(OUTCOMES, 0))
        for o in OUTCOMES:
            sums[o] += row[o]
    got = {k: v for k, v in got.items() if any(v.values())}
    want = {}
    for row in csv.DictReader(open(path)):
        row = {k.replace(" ", "_"): v for k, v in row.items()}
        want[row[by]] = {o: int(row[o]) for o in OUTCOMES}
    if got != want:
        sys.exit(f"{by}: {set(got) ^ set(want)} {got} {want}"[:500])


def main():
    what = sys.argv[1]
    if what == "log":
        make_log()
    elif what == "page":
        look_at(sys.argv[2])
    elif what == "csv":
        look_at_csv(sys.argv[2])
    elif what == "counts":
        compare(*sys.argv[2:5])


main()
