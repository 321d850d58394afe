#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""A server of lists, good ones and all others, and a proxy.

feed.py FOLDER LOG [CERT KEY]: HTTP on port 8000, HTTPS on 8443, a proxy on
3128, on all addresses. What is not below is a file of FOLDER, with ETag and
Last-Modified as FOLDER/NAME.etag and .modified say. LOG gets a line a request.
"""
import http.server
import os
import socketserver
import ssl
import sys
import threading
import time
import urllib.parse
import urllib.request
import zlib

FOLDER, LOG = sys.argv[1:3]
counts = {}


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def note(self, status):
        with open(LOG, "a") as log:
            log.write("%d %s %s if-none-match=%s if-modified-since=%s "
                      "encoding=%s key=%s\n" % (
                          status, self.headers.get("Host"), self.path,
                          self.headers.get("If-None-Match", "-"),
                          self.headers.get("If-Modified-Since", "-"),
                          self.headers.get("Accept-Encoding", "-"),
                          self.headers.get("X-Key", "-")))

    def answer(self, status, body=b"", **headers):
        self.note(status)
        self.send_response(status)
        for key, value in headers.items():
            self.send_header(key.replace("_", "-"), value)
        if "Content_Length" not in headers:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def stream(self, chunks):
        """Without a length, until all is sent or the client has enough."""
        self.note(200)
        self.send_response(200)
        self.send_header("Connection", "close")
        self.end_headers()
        self.close_connection = True
        try:
            for chunk in chunks:
                self.wfile.write(chunk)
        except OSError:
            pass

    def do_GET(self):
        url = urllib.parse.urlsplit(self.path)
        query = urllib.parse.parse_qs(url.query)
        special = getattr(self, "get_" + url.path.strip("/"), None)
        if special:
            special(query)
        else:
            self.file(url.path.strip("/"))

    def file(self, name):
        headers = {}
        path = os.path.join(FOLDER, os.path.basename(name))
        try:
            body = open(path, "rb").read()
        except OSError:
            return self.answer(404, b"<html>no such list</html>")
        for key, end, asked in (("ETag", ".etag", "If-None-Match"),
                                ("Last_Modified", ".modified",
                                 "If-Modified-Since")):
            try:
                value = open(path + end).read().strip()
            except OSError:
                continue
            headers[key] = value
            if self.headers.get(asked) == value:
                return self.answer(304, **headers)
        self.answer(200, body, **headers)

    # --- what servers do wrong -------------------------------------------

    def get_redirect(self, query):
        self.answer(int(query.get("status", ["302"])[0]), b"gone",
                    Location=query["to"][0])

    def get_loop(self, query):
        self.answer(302, Location="/loop")

    def get_flaky(self, query):
        name = query["file"][0]
        counts[name] = counts.get(name, 0) + 1
        if counts[name] <= int(query["times"][0]):
            return self.answer(503, b"<html>busy</html>")
        self.file(name)

    def get_busy(self, query):
        self.answer(429, b"later", Retry_After=query["after"][0])

    def get_brotli(self, query):
        self.answer(200, b"\x0b\x02\x80bad.test\n\x03",
                    Content_Encoding="br")

    def get_status(self, query):
        self.answer(int(query["is"][0]), b"bad.example\n" * 20)

    def get_bomb(self, query):
        # 2 GiB of "bad.example" lines in 2 MiB: a header (RFC 1952 2.3), and
        # one block again and again, which needs nothing of those before.
        packer = zlib.compressobj(9, wbits=-15)
        block = packer.compress(b"bad.example\n" * 87382)
        block += packer.flush(zlib.Z_FULL_FLUSH)
        header = b"\x1f\x8b\x08" + bytes(6) + b"\3"
        self.stream([header] + [block] * 2048)

    def get_line(self, query):
        block = b"a" * (1 << 20)
        self.stream(block for _ in range(4096))

    def get_cut(self, query):
        self.answer(200, b"bad.example\n" * 20, Content_Length="100000")
        self.close_connection = True

    def get_chunk(self, query):
        self.note(200)
        self.send_response(200)
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        self.wfile.write(b"c\r\nbad.example\n\r\n" * 20 + b"c\r\nbad.ex")
        self.close_connection = True

    def get_slow(self, query):
        def drops():
            for i in range(int(query.get("seconds", ["60"])[0]) * 10):
                yield b"slow%d.example\n" % i
                time.sleep(0.1)
        self.stream(drops())

    def log_message(self, *args):
        pass


class Proxy(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        with open(LOG, "a") as log:
            log.write("proxy %s\n" % self.path)
        try:
            body = urllib.request.urlopen(self.path, timeout=5).read()
        except OSError:
            return self.send_error(502)
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args):
        pass


class Server(socketserver.ThreadingMixIn, http.server.HTTPServer):
    address_family = __import__("socket").AF_INET6
    daemon_threads = True

    def handle_error(self, request, client_address):
        pass


def serve(port, handler, context=None):
    server = Server(("::", port), handler)
    if context:
        server.socket = context.wrap_socket(server.socket, server_side=True,
                                            do_handshake_on_connect=False)
    threading.Thread(target=server.serve_forever, daemon=True).start()


serve(8000, Handler)
serve(3128, Proxy)
if len(sys.argv) > 4:
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(sys.argv[3], sys.argv[4])
    serve(8443, Handler, tls)
print("ready", flush=True)
threading.Event().wait()
