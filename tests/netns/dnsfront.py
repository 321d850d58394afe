#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""DNS over TLS on port 853 (RFC 7858), and over HTTP on port 8053 for a web
server in front that speaks TLS and HTTP/2 (RFC 8484), of the resolver on
127.0.0.1: dnsfront.py CERT KEY. Prints "ready".
"""
import base64
import http.server
import socket
import socketserver
import ssl
import struct
import sys
import threading
import urllib.parse


def exactly(s, n):
    data = b""
    while len(data) < n:
        chunk = s.recv(n - len(data))
        if not chunk:
            raise ConnectionError("closed")
        data += chunk
    return data


def message(s):
    return exactly(s, *struct.unpack("!H", exactly(s, 2)))


def resolve(question):
    with socket.create_connection(("127.0.0.1", 53), timeout=5) as s:
        s.sendall(struct.pack("!H", len(question)) + question)
        return message(s)


class Tls(socketserver.BaseRequestHandler):
    def handle(self):
        self.request.settimeout(10)
        try:
            with context.wrap_socket(self.request, server_side=True) as s:
                while True:
                    answer = resolve(message(s))
                    s.sendall(struct.pack("!H", len(answer)) + answer)
        except OSError:
            pass


class Http(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def answer(self, question):
        body = resolve(question)
        self.send_response(200)
        self.send_header("Content-Type", "application/dns-message")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_POST(self):
        self.answer(self.rfile.read(int(self.headers["Content-Length"])))

    def do_GET(self):
        query = urllib.parse.urlparse(self.path).query
        text = urllib.parse.parse_qs(query)["dns"][0]
        self.answer(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))

    def log_message(self, *args):
        pass


class Server(socketserver.ThreadingTCPServer):
    address_family = socket.AF_INET6
    allow_reuse_address = True
    daemon_threads = True


context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
context.load_cert_chain(sys.argv[1], sys.argv[2])
context.set_alpn_protocols(["dot"])
for port, handler in (853, Tls), (8053, Http):
    threading.Thread(target=Server(("::", port), handler).serve_forever,
                     daemon=True).start()
print("ready", flush=True)
threading.Event().wait()
