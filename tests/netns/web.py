#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""HTTP/1.1 on one port and HTTPS on others, both families, any name.

web.py CERT KEY [HTTP-PORT [HTTPS-PORT...]]
"""
import http.server
import os
import resource
import socket
import socketserver
import ssl
import sys
import threading


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    # What was refused never says that it ended.
    timeout = 20 * int(os.environ.get("SLOW", 1))

    def answer(self):
        length = int(self.headers.get("Content-Length") or 0)
        while length > 0:
            length -= len(self.rfile.read(min(length, 65536)))
        body = (self.headers.get("Host", "-") + "\n").encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    do_GET = do_POST = do_HEAD = answer

    def log_message(self, *args):
        pass


class Server(socketserver.ThreadingMixIn, http.server.HTTPServer):
    address_family = socket.AF_INET6
    daemon_threads = True
    request_queue_size = 512

    def server_bind(self):
        # HTTPServer's asks a nameserver what it is called, and waits.
        socketserver.TCPServer.server_bind(self)

    def handle_error(self, request, client_address):
        pass


class TlsServer(Server):
    context = None

    def finish_request(self, request, client_address):
        request.settimeout(20)
        request = self.context.wrap_socket(request, server_side=True)
        super().finish_request(request, client_address)


def serve(kind, port):
    server = kind(("::", port), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()


hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
cert, key = sys.argv[1:3]
ports = [int(p) for p in sys.argv[3:]] or [8080, 443]
TlsServer.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
TlsServer.context.load_cert_chain(cert, key)
serve(Server, ports[0])
for p in ports[1:]:
    serve(TlsServer, p)
print("ready", flush=True)
threading.Event().wait()
