#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Hostile texts, and whether an output is harmless all the same.

hostile.py text			the text, as it is
hostile.py conf			the text as a string of libconfig
hostile.py send PROTO ADDRESS	a hostile name in traffic (tls http dns socks)
hostile.py ask WORDS		sends these and the text to cordond's socket
hostile.py lines		lines of a log that somebody forged
hostile.py harmless FORM MARK	reads an output; FORM is text plain csv json
				exact jsonl or metrics; MARK must be in it
hostile.py judge		reads lines of FORM, MARK and a file, between
				tabs, and answers each: "harmless", or why not
"""
import csv
import io
import json
import os
import re
import socket
import struct
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import hello  # noqa: E402

# A formula, quotes, a forged line, ESC, OSC, BEL, DEL, C1, bidi override and
# isolate, zero width, a tag, bytes that are no UTF-8, and half a sequence.
TEXT = (b"=cmd|'/C calc'!A0 H0STILE \"q\" 'p' \\ , ; | {{x}} %s%n\t\x1b[31m"
        b"\x1b]0;PWNED\x07\x7f\xc2\x9b31m\xe2\x80\xae" b"evil\xe2\x81\xa6"
        b"\xe2\x80\x8b\xc2\xad\xf3\xa0\x81\x81\xff\xfe\r\nF0RGED ok\n"
        b"F0RGED{a=\"b\"} 1 \xe2\x82")
NAME = b"=h0stile\x1b[2J\"\r\nforged,\xe2\x80\xae\x7f\xff\\"
DOMAIN = b".upd.kaspersky.com"

# What nobody's terminal should get: Cc, Cf, Zl, Zp and fillers.
UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u034f\u061c\u115f\u1160"
                    "\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164"
                    "\ufe00-\ufe0f\ufeff\uffa0\ufff9-\ufffb"
                    "\U000e0000-\U000e0fff]")


def as_conf():
    return '"%s"' % "".join(
        "\\" + chr(b) if chr(b) in "\"\\" else
        chr(b) if 32 <= b < 127 else "\\x%02x" % b for b in TEXT)


# --- traffic ---------------------------------------------------------------


class Bytes(bytes):
    """So that client_hello() takes a name that is no text."""

    def encode(self):
        return bytes(self)


def send(proto, address):
    kind = socket.SOCK_DGRAM if proto == "dns" else socket.SOCK_STREAM
    s = socket.socket(socket.AF_INET, kind)
    s.settimeout(3)
    port = {"tls": 443, "http": 8080, "dns": 53, "socks": 1080}[proto]
    name = NAME + DOMAIN
    if proto == "tls":
        body = hello.client_hello(Bytes(name), 0)
        data = b"\x16\3\1" + struct.pack("!H", len(body)) + body
    elif proto == "http":
        # A line break would end the header; the rest has to do.
        host = name.replace(b"\r\n", b"")
        data = b"GET /\x1b[31m HTTP/1.1\r\nHost: " + host + b"\r\n\r\n"
    elif proto == "socks":
        # Any other byte, and it would be no SOCKS.
        name = bytes(b for b in name if 0x20 < b < 0x7f)
        data = b"\5\1\0\3" + bytes([len(name)]) + name + b"\1\xbb"
    else:
        labels = [NAME] + DOMAIN[1:].split(b".")
        data = struct.pack("!HHHHHH", 7, 0x0100, 1, 0, 0, 0) + b"".join(
            bytes([len(l)]) + l for l in labels) + b"\0\0\1\0\1"
    s.connect((address, port))
    if proto == "socks":
        s.sendall(b"\5\1\0")
        s.recv(2)
    s.sendall(data)
    try:
        s.recv(4096)
    except OSError:
        pass


def ask(words):
    s = socket.socket(socket.AF_UNIX)
    s.settimeout(20)
    s.connect("/run/cordon/control.sock")
    s.sendall(words + TEXT.replace(b"\n", b" ") + b"\n")
    while chunk := s.recv(65536):
        sys.stdout.buffer.write(chunk)


# --- a forged log ----------------------------------------------------------


def event(text, **more):
    """Raw where JSON allows it: an attacker writes no \\u escapes."""
    e = {"timestamp": "2026-01-02T03:04:05.000000+0000",
         "event_type": "alert", "src_ip": text, "dest_ip": text,
         "dest_port": 2 ** 62, "app_proto": text, "proto": text,
         "alert": {"action": text, "signature": text, "metadata": {
             key: [text] for key in ("vendor", "role", "list", "line")},
             "context": {"repeat": 2 ** 62, "name": text,
                         "story": {"refused": text}}}}
    e.update(more)
    return json.dumps(e, ensure_ascii=False).encode()


def forged_lines():
    text = TEXT.decode("utf-8", "ignore")
    out = sys.stdout.buffer
    lines = [event(text), event("+" + text), event("\uff1d" + text),
             event(text, tls={"sni": "@" + text}),
             event(text, dns={"rrname": text, "answers": [{"rdata": text}]}),
             event(text, timestamp=text), event(text, event_type=text),
             event(text).replace(b"H0STILE", b"H0STILE\xff\xc0\x80"),
             TEXT.replace(b"\n", b" "), b"{\"x\":\x1b[31m}", b"[" * 5000,
             b"\0\x1b[31m", event(text) + b"\0\x1b[2J", b"{\r\x1b}",
             event(text)[:-1] + b",\r\t\"y\":\t1}",
             event("H0STILE" + "\x1b" * 100000)]
    out.write(b"\n".join(lines) + b"\n" + event(text)[:100])


# --- judging an output -----------------------------------------------------


class Harmful(Exception):
    pass


def fail(*why):
    raise Harmful(" ".join(map(str, why)))


def texts_of(j):
    if isinstance(j, str):
        yield j
    elif isinstance(j, dict):
        for k, v in j.items():
            yield k
            yield from texts_of(v)
    elif isinstance(j, list):
        for v in j:
            yield from texts_of(v)


def judge_csv(text):
    rows = list(csv.reader(io.StringIO(text, newline=""), strict=True))
    widths = {len(row) for row in rows}
    if len(widths) != 1:
        fail("rows of", widths, "cells:", text[:300])
    for row in rows:
        for cell in row:
            if cell.lstrip(" ")[:1] in tuple("=+-@\t\r\uff1d\uff0b\uff0d"
                                             "\uff20"):
                fail("a formula:", repr(cell))
            if "\n" in cell or "\r" in cell:
                fail("a cell of lines:", repr(cell))


def judge_json(text, mark, exact):
    all_texts = list(texts_of(json.loads(text)))
    if mark and not any(mark in t for t in all_texts):
        fail("no", mark, "in it:", text[:300])
    want = TEXT.decode("utf-8", "replace")
    # Each byte of half a sequence is one character of replacement here.
    same = [t for t in all_texts if t.rstrip("\ufffd") == want.rstrip("\ufffd")]
    if exact and not same:
        fail("not what was put in:", [t for t in all_texts if mark in t])


LABELS = re.compile(r'\{([a-z_]+="([^"\\\n]|\\[n"\\])*",?)+\}')
SAMPLE = re.compile(r"[a-z_]+ -?\d+$")


def judge(form, mark, data):
    try:
        text = data.decode()
    except UnicodeDecodeError as e:
        fail("no UTF-8:", e, data[:300])
    bad = UNSEEN.search(text)
    if bad:
        at = bad.start()
        fail("raw", hex(ord(bad[0])), "in", repr(text[max(0, at - 60):at + 9]))
    if "\t" in text and form not in ("plain", "conf"):
        fail("a tab:", repr(text[:300]))
    if mark and mark not in text:
        fail("no", mark, "in it:", text[:300])
    for line in text.splitlines():
        if re.match(r"\W*F0RGED", line, re.I):
            fail("a forged line:", line)
    if form == "plain":
        tabs = {line.count("\t") for line in text.splitlines()}
        if len(tabs) > 1:
            fail("rows of", tabs, "tabs:", text[:300])
    elif form == "csv":
        judge_csv(text)
    elif form in ("json", "exact"):
        judge_json(text, mark, form == "exact")
    elif form == "jsonl":
        for line in text.splitlines():
            judge_json(line, "", False)
    elif form == "metrics":
        for line in text.splitlines():
            if not line.startswith("#") and not SAMPLE.fullmatch(
                    LABELS.sub("", line)):
                fail("no sample:", line)


def answer_all():
    for line in sys.stdin:
        form, mark, path = line.rstrip("\n").split("\t")
        try:
            with open(path, "rb") as f:
                judge(form, mark, f.read())
            print("harmless", flush=True)
        except Exception as e:
            print(repr(e), flush=True)


def main():
    word = sys.argv[1]
    if word == "text":
        sys.stdout.buffer.write(TEXT)
    elif word == "conf":
        print(as_conf())
    elif word == "send":
        send(*sys.argv[2:])
    elif word == "ask":
        ask(sys.argv[2].encode())
    elif word == "lines":
        forged_lines()
    elif word == "harmless":
        try:
            judge(sys.argv[2], sys.argv[3], sys.stdin.buffer.read())
        except Harmful as e:
            sys.exit(str(e))
    elif word == "judge":
        answer_all()


main()
