#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Servers that begin in the clear and go on with TLS: starttls.py CERT KEY

Each is a script of what it says and awaits, after the RFCs and what openssl
s_client asks. Prints "ready".
"""
import socket
import socketserver
import ssl
import sys
import threading

# Port: what goes back and forth. "> " is sent; "< " is awaited, up to the end
# of its line or element, "<N " in exactly so many bytes.
SCRIPTS = {
    25: ["> 220 mail ESMTP\r\n", "< EHLO",
         "> 250-mail\r\n250 STARTTLS\r\n", "< STARTTLS", "> 220 go\r\n"],
    24: ["> 220 mail LMTP\r\n", "< LHLO",
         "> 250-mail\r\n250 STARTTLS\r\n", "< STARTTLS", "> 220 go\r\n"],
    143: ["> * OK IMAP4rev1\r\n", "< CAPABILITY",
          "> * CAPABILITY IMAP4rev1 STARTTLS\r\n. OK done\r\n",
          "< STARTTLS", "> . OK go\r\n"],
    110: ["> +OK pop\r\n", "< STLS", "> +OK go\r\n"],
    21: ["> 220 ftp\r\n", "< AUTH TLS", "> 234 go\r\n"],
    119: ["> 200 news\r\n", "< CAPABILITIES",
          "> 101 list\r\nSTARTTLS\r\n.\r\n", "< STARTTLS", "> 382 go\r\n"],
    4190: ["> \"IMPLEMENTATION\" \"x\"\r\n\"STARTTLS\"\r\nOK\r\n",
           "< STARTTLS", "> OK go\r\n"],
    6667: ["< STARTTLS", "> :irc 670 x :STARTTLS go\r\n"],
    5222: ["< stream",
           "> <stream:stream xmlns:stream='http://etherx.jabber.org/streams' "
           "xmlns='jabber:client' from='x' id='1' version='1.0'>"
           "<stream:features><starttls "
           "xmlns='urn:ietf:params:xml:ns:xmpp-tls'/></stream:features>",
           "< starttls",
           "> <proceed xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>"],
    5432: ["<8 \x04\xd2\x16\x2f", "> S"],
    3306: ["> \x4a\0\0\0\x0a8.0.36\0\x08\0\0\0abcdefgh\0\xff\xff\xff\x02\0"
           "\xff\xc7\x15\0\0\0\0\0\0\0\0\0\0abcdefghijkl\0"
           "caching_sha2_password\0", "<36 \0\0\x01"],
    389: ["<31 1.3.6.1.4.1.1466.20037", "> \x30\x0c\x02\x01\x01\x78\x07\x0a\x01"
          "\0\x04\0\x04\0"],
}


class Handler(socketserver.StreamRequestHandler):
    timeout = 10
    def receive(self, text, is_whole):
        """Byte by byte, as what follows belongs to TLS."""
        data = b""
        while not (is_whole(data) and text.encode("latin-1") in data):
            byte = self.connection.recv(1)
            if not byte or len(data) > 4000:
                raise OSError("expected %r, got %r" % (text, data))
            data += byte

    def handle(self):
        try:
            for step in SCRIPTS[self.server.server_address[1]]:
                what, text = step.split(" ", 1)
                if what == ">":
                    self.connection.sendall(text.encode("latin-1"))
                elif what == "<":
                    self.receive(text, lambda d: d.endswith(
                        b">" if b"<" in d else b"\n"))
                else:
                    self.receive(text, lambda d: len(d) >= int(what[1:]))
            with context.wrap_socket(self.connection, server_side=True) as s:
                s.recv(100)
        except ConnectionResetError:
            pass                # refused
        except OSError as e:
            print(self.server.server_address[1], e, flush=True)


class Server(socketserver.ThreadingTCPServer):
    address_family = socket.AF_INET6
    allow_reuse_address = True
    daemon_threads = True


context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
context.load_cert_chain(sys.argv[1], sys.argv[2])
for port in SCRIPTS:
    threading.Thread(target=Server(("::", port), Handler).serve_forever,
                     daemon=True).start()
print("ready", flush=True)
threading.Event().wait()
