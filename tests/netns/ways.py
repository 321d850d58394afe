#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Requests for a restricted host that one server or another reads where others
read a body, another name or nothing.

ways.py serve              Python's http.server on port 8090; prints "ready"
ways.py ADDRESS SERVER...  sends each to those of these servers that take
                               it, and prints those that were served
ways.py honest ADDRESS SERVER...
                               of requests for an allowed host, those that were
                               not

A server is NAME:PORT.
"""
import concurrent.futures
import http.server
import socket
import sys
import threading

R, G = b"www.kaspersky.com", b"www.example.org"


def head(name, line=b"GET / HTTP/1.1", fields=b""):
    return line + b"\r\nHost: " + name + b"\r\n" + fields + b"\r\n"


def body(line, fields, *parts):
    """A request to an allowed host; then what may be its body."""
    return (head(G, line + b" / HTTP/1.1", fields) + parts[0], *parts[1:])


def frame(kind, flags, stream, payload=b""):
    return (len(payload).to_bytes(3, "big") + bytes([kind, flags]) +
            stream.to_bytes(4, "big") + payload)


def ask2(stream, name):
    """RFC 7541: GET http://name/, without Huffman's code."""
    return frame(1, 5, stream, b"\x82\x86\x84\x41" + bytes([len(name)]) + name)


BAD, GOOD = head(R), head(G)
LENGTH = b"Content-Length: %d\r\n" % len(BAD)
SETTINGS = frame(4, 0, 0)
PREFACE = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
H2 = PREFACE + SETTINGS + ask2(1, R)
UPGRADE = (b"Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\n"
           b"HTTP2-Settings: AAMAAABkAAQAAP__\r\n")
ACK = frame(4, 1, 0)
CONNECT = b"CONNECT www.example.org:80 HTTP/1.1\r\nHost: " + G + b"\r\n"
PROXY1 = b"PROXY TCP4 192.0.2.1 192.0.2.2 1 2\r\n"
PROXY2 = b"\r\n\r\n\0\r\nQUIT\n\x21\x11\0\x0c" + bytes(12)
CHUNKED = b"Transfer-Encoding: chunked\r\n"

# What, servers that read it so, and what is sent, each part when the answer to
# the one before is there.
WAYS = {
    # HTTP/2 behind other requests.
    "h2c behind a request": ("caddy", GOOD, H2),
    "h2c behind a request, at once": ("caddy", GOOD + H2),
    "h2c behind a body": ("caddy", *body(b"POST", b"Content-Length: 4\r\n",
                                         b"abcd"), H2),
    "h2c behind empty lines": ("caddy", *body(
        b"POST", b"Content-Length: 4\r\n", b"abcd"), b"\r\n\n" + H2),
    "h2c behind chunks": ("caddy", *body(
        b"POST", CHUNKED, b"4\r\nabcd\r\n0\r\n\r\n"), H2),
    "h2c behind CONNECT's body": ("caddy", CONNECT +
                                  b"Content-Length: 4\r\n\r\nabcd", H2),
    "h2c a byte at a time": ("caddy", GOOD, *[H2[i:i + 1]
                                              for i in range(len(H2))]),
    "an upgrade with a length": ("caddy", *body(
        b"POST", UPGRADE + b"Content-Length: 4\r\n", b"abcd"),
        PREFACE + SETTINGS + ACK + ask2(3, R)),
    "an upgrade with no body": ("caddy", *body(
        b"GET", UPGRADE + b"Content-Length: 0\r\n", b""),
        PREFACE + SETTINGS + ACK + ask2(3, R)),
    "an upgrade with chunks": ("caddy", *body(
        b"POST", UPGRADE + CHUNKED, b"4\r\nabcd\r\n0\r\n\r\n"),
        PREFACE + SETTINGS + ACK + ask2(3, R)),
    "a preface with Host": ("caddy", PREFACE[:16] + b"Host: x\r\n\r\n",
                            PREFACE[18:] + SETTINGS + ask2(1, R)),
    "a preface with a coding": ("caddy", PREFACE[:16] + CHUNKED +
                                PREFACE[16:] + SETTINGS + ask2(1, R)),
    "h2c behind PROXY": ("proxied", PROXY1 + H2),
    "h2c behind PROXY 2": ("proxied", PROXY2, H2),
    "h2c with more than a name": ("caddy haproxy", PREFACE + SETTINGS +
                                  ask2(1, R + b";x")),

    # CONNECT that is refused.
    "CONNECT refused": ("apache caddy", CONNECT + b"\r\n", BAD),
    "CONNECT refused thrice": ("apache caddy", *[CONNECT + b"\r\n"] * 3, BAD),
    "CONNECT with a body": ("apache caddy", CONNECT +
                            b"Content-Length: 4\r\n\r\n", b"\1\2\3\4", BAD),
    "CONNECT with chunks": ("apache caddy", CONNECT + CHUNKED +
                            b"\r\n4\r\n\1\2\3\4\r\n0\r\n\r\n", BAD),

    # Bodies that are none.
    "a body that is not read": ("python", *body(b"GET", LENGTH, BAD)),
    "that comes later": ("python", *body(b"GET", LENGTH, b"", BAD)),
    "of HEAD": ("python", *body(b"HEAD", LENGTH, b"", BAD)),
    "in pieces": ("python", *body(b"GET", LENGTH, b"GE", BAD[2:9], BAD[9:])),
    "behind Expect": ("python", *body(b"GET", b"Expect: 100-continue\r\n" +
                                      LENGTH, b"", BAD)),
    "behind no coding": ("python", *body(
        b"GET", b"Transfer-Encoding:\r\n" + LENGTH, b"", BAD)),
    "behind a coding of nobody": ("python", *body(
        b"GET", b"Transfer-Encoding: x\r\n" + LENGTH, b"", BAD)),
    "a length with a blank before its colon": ("lenient", *body(
        b"POST", b"Content-Length : %d\r\n" % len(BAD), BAD)),
    "a length behind an odd byte": ("lenient", *body(
        b"POST", b"\x0bContent-Length: %d\r\n" % len(BAD), b"", BAD)),
    "a coding and a length": ("caddy", *body(
        b"POST", CHUNKED + LENGTH, b"0\r\n\r\n", BAD)),
    "two codings": ("apache", *body(
        b"POST", b"Transfer-Encoding: x\r\n" + CHUNKED, b"0\r\n\r\n", BAD)),

    # Bytes between words, and around a name.
    "Latin-1's blanks": ("python", b"GET\xa0/\x85HTTP/1.1\r\nHost: " + R +
                         b"\r\n\r\n"),
    "one of them first": ("python", b"\xa0" + BAD),
    "a name behind a fold": ("apache caddy haproxy", b"GET / HTTP/1.1\r\n"
                             b"Host:\r\n " + R + b"\r\n\r\n"),
    "a fold where step is lost": ("caddy", *body(
        b"POST", CHUNKED + b"Content-Length: 3\r\n", b"0\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost:\r\n " + R + b"\r\n\r\n")),
    "a name and a comma": ("nginx caddy", head(R + b",x")),
    "a name and a semicolon": ("nginx haproxy", head(R + b";x")),
    "a name and a slash": ("haproxy python", head(R + b"/")),
    "a name and a blank of Latin-1": ("nginx haproxy", head(R + b"\xa0")),
    "a name and 9,000 blanks": ("caddy haproxy", head(R + b" " * 9000)),
    "a target's name and an asterisk": ("caddy", head(
        G, b"GET http://" + R + b"* HTTP/1.1")),
    "behind PROXY": ("proxied", PROXY1 + BAD),
    "behind PROXY 2, later": ("proxied", PROXY2, BAD),
    "plain": ("nginx apache caddy haproxy lenient python", BAD),
}
HONEST = {
    "plain": (GOOD, GOOD),
    "a body": (*body(b"GET", b"Content-Length: 10\r\n", b"{\"a\":\"b\"}\n"),),
    "a body later": (*body(b"POST", b"Content-Length: 4\r\n", b"", b"abcd"),),
    "chunks": (*body(b"POST", CHUNKED, b"4\r\nabcd\r\n0\r\n\r\n"),),
    "a declined upgrade": (*body(b"GET", b"Connection: upgrade\r\n"
                                 b"Upgrade: x\r\n", b"", GOOD),),
    "a port": (head(G + b":8080"),),
}


class Page(http.server.SimpleHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        page = f"served {self.headers.get('Host', '-')}\n".encode("latin-1")
        self.send_response(200)
        self.send_header("Content-Length", str(len(page)))
        self.end_headers()
        self.wfile.write(page)

    do_HEAD = do_GET

    def log_message(self, *args):
        pass


class Server(http.server.ThreadingHTTPServer):
    address_family = socket.AF_INET6


def answer(s, wait, want):
    """What comes until it is quiet, or `want` is there; None: the end."""
    had = b""
    s.settimeout(wait)
    try:
        while want not in had:
            data = s.recv(65536)
            if not data:
                return had, True
            had += data
            s.settimeout(.1)
    except socket.timeout:
        pass
    return had, False


def send(to, parts, want):
    had, end = b"", False
    try:
        with socket.create_connection(to, 3) as s:
            s.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            for i, part in enumerate(parts):
                s.sendall(part)
                quick = len(parts) > 8 and i < len(parts) - 1
                more, end = answer(s, .004 if quick else .4, want)
                had += more
                if end or want in had:
                    break
    except OSError:
        pass
    return want in had


def main():
    if sys.argv[1] == "serve":
        server = Server(("::", 8090), Page)
        threading.Thread(target=server.serve_forever).start()
        return print("ready", flush=True)
    honest = sys.argv[1] == "honest"
    address, *servers = sys.argv[2:] if honest else sys.argv[1:]
    jobs = []
    for server in servers:
        name, port = server.split(":")
        for what, (takes, *parts) in WAYS.items() if not honest else ():
            if name in takes.split():
                jobs.append((f"{name}: {what}", int(port), parts,
                             b"served " + R))
        for what, parts in HONEST.items() if honest else ():
            if name == "proxied" or (name == "python" and b"POST" in parts[0]):
                continue
            jobs.append((f"{name}: {what}", int(port), parts,
                         b"served " + G))
    with concurrent.futures.ThreadPoolExecutor(16) as pool:
        done = pool.map(lambda j: send((address, j[1]), j[2], j[3]), jobs)
        for job, served in zip(jobs, done):
            if served != honest:
                print(job[0])


main()
