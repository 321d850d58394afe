#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Opens a real connection for every place where a message can be cut in two,
and sends the parts as segments of their own.

split.py ADDRESS PROTOCOL NAME reset|answered [--step N] [--wait SECONDS]

Each connection must end as told: reset before the server has said anything to
that message, or answered. Prints those that do not.
"""
import argparse
import array
import concurrent.futures
import fcntl
import select
import socket
import struct
import sys
import termios
import time

import hello


def dns(name):
    labels = b"".join(bytes([len(l)]) + l for l in name.split(b"."))
    question = (struct.pack("!HHHHHH", 7, 0x0100, 1, 0, 0, 0) + labels +
                b"\0" + struct.pack("!HH", 1, 1))
    return struct.pack("!H", len(question)) + question


def tls(name):
    return hello.records(hello.client_hello(name.decode(), 0), [])


# Port, message, and what an answer to it contains; "" is any byte.
PROTOCOLS = {
    "tls": (443, tls, b"\x16\3"),
    "records": (443, lambda n: hello.records(
        hello.client_hello(n.decode(), 0), [40] * 20), b"\x16\3"),
    "http": (8080, lambda n: b"GET / HTTP/1.1\r\nUser-Agent: x\r\nHost: " + n +
             b"\r\n\r\n", b"HTTP/1"),
    "connect": (3128, lambda n: b"CONNECT " + n + b":443 HTTP/1.1\r\n\r\n",
                b"HTTP/1"),
    "dns": (53, dns, b""),
    "socks4a": (1080, lambda n: b"\4\1\1\xbb\0\0\0\1me\0" + n + b"\0",
                b"\0\x5a"),
    "socks5": (1080, lambda n: b"\5\1\0\5\1\0\3" + bytes([len(n)]) + n +
               b"\1\xbb", b"\5\0\0\1"),
    "smtp": (25, lambda n: b"EHLO x\r\nSTARTTLS\r\n" + tls(n), b"\x16\3"),
}


def acknowledged(s, seconds):
    """Waits until the peer has what was sent, so that what follows is a
    segment of its own, or has reset the connection."""
    end = time.monotonic() + seconds
    left = array.array("i", [1])
    errors = select.poll()
    errors.register(s, 0)
    while left[0] and time.monotonic() < end and not errors.poll(1):
        fcntl.ioctl(s, termios.TIOCOUTQ, left)


def outcome(a, cut):
    port, message, answer = PROTOCOLS[a.protocol]
    data = message(a.name.encode())
    got = b""
    try:
        with socket.create_connection((a.address, port), a.wait) as s:
            s.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            s.sendall(data[:cut])
            acknowledged(s, a.wait)
            s.sendall(data[cut:])
            while not got or answer not in got:
                chunk = s.recv(65536)
                if not chunk:
                    return "closed"
                got += chunk
            return "answered"
    except socket.timeout:
        return "silence"
    except (ConnectionResetError, BrokenPipeError):
        return "reset"


parser = argparse.ArgumentParser()
parser.add_argument("address")
parser.add_argument("protocol")
parser.add_argument("name")
parser.add_argument("wanted")
parser.add_argument("--step", type=int, default=1)
parser.add_argument("--wait", type=float, default=20)
args = parser.parse_args()
cuts = range(1, len(PROTOCOLS[args.protocol][1](args.name.encode())),
             args.step)
with concurrent.futures.ThreadPoolExecutor(16) as pool:
    results = list(pool.map(lambda cut: outcome(args, cut), cuts))
wrong = [(c, r) for c, r in zip(cuts, results) if r != args.wanted]
print("%d connections, wrong: %s" % (len(results), wrong))
sys.exit(bool(wrong) or not results)
