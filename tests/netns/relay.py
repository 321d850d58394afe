#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""HTTP over a bad line.

relay.py serve                      takes requests on port 8000; prints "ready"
relay.py ADDRESS plain|chunked N    sends a body of N bytes; prints the seconds
relay.py ADDRESS keep|http2 CLIENTS N
                                    so many clients, N requests each over one
                                    connection; all must be answered. Those of
                                    HTTP/2 go to port 8081
"""
import asyncio
import socket
import sys
import time

DATA, HEADERS, SETTINGS = 0, 1, 4
END_STREAM, END_HEADERS, ACK = 1, 4, 1

HEAD = b"%s / HTTP/1.1\r\nHost: www.example.org\r\n%s\r\n"
# Lines of a request in it are no requests.
BLOCK = (b"GET / HTTP/1.1\r\nHost: www.kaspersky.com\r\n\r\n" * 200)[:8000]


async def body_of(reader, head):
    if b"chunked" in head:
        total = 0
        while size := int(await reader.readline(), 16):
            await reader.readexactly(size + 2)
            total += size
        await reader.readline()
        return total
    length = [int(line.split(b":")[1]) for line in head.split(b"\r\n")
              if line.lower().startswith(b"content-length")]
    left = total = sum(length)
    while left > 0:
        left -= len(await reader.readexactly(min(left, 65536)))
    return total


async def serve_one(reader, writer):
    try:
        while head := await reader.readuntil(b"\r\n\r\n"):
            text = b"%d" % await body_of(reader, head)
            writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s" %
                         (len(text), text))
            await writer.drain()
    except (asyncio.IncompleteReadError, ConnectionError, ValueError):
        pass
    writer.close()


async def serve():
    server = await asyncio.start_server(serve_one, None, 8000)
    print("ready", flush=True)
    await server.serve_forever()


def upload(address, kind, size):
    s = socket.create_connection((address, 8000), 30)
    began = time.monotonic()
    if kind == "plain":
        s.sendall(HEAD % (b"POST", b"Content-Length: %d\r\n" % size))
    else:
        s.sendall(HEAD % (b"POST", b"Transfer-Encoding: chunked\r\n"))
    for at in range(0, size, len(BLOCK)):
        part = BLOCK[:size - at]
        if kind == "chunked":
            part = b"%x\r\n%s\r\n" % (len(part), part)
        s.sendall(part)
    if kind == "chunked":
        s.sendall(b"0\r\n\r\n")
    s.settimeout(300)
    answer = s.recv(4096)
    print(f"{time.monotonic() - began:.2f}")
    return answer.endswith(b"\r\n\r\n%d" % size)


async def ask(address, n):
    reader, writer = await asyncio.open_connection(address, 8000)
    for _ in range(n):
        writer.write(HEAD % (b"GET", b""))
        await reader.readuntil(b"\r\n\r\n")
        await reader.readexactly(1)
    writer.close()
    return True


def frame(kind, flags, stream, payload=b""):
    return (len(payload).to_bytes(3, "big") + bytes([kind, flags]) +
            stream.to_bytes(4, "big") + payload)


async def page_of(reader, writer, stream):
    """What comes on a stream until it ends (RFC 9113); settings are taken."""
    page = b""
    while True:
        head = await reader.readexactly(9)
        payload = await reader.readexactly(int.from_bytes(head[:3], "big"))
        kind, flags = head[3], head[4]
        if kind == SETTINGS and not flags & ACK:
            writer.write(frame(SETTINGS, ACK, 0))
        if int.from_bytes(head[5:], "big") != stream:
            continue
        if kind == DATA:
            page += payload
        if kind in (DATA, HEADERS) and flags & END_STREAM:
            return page


async def ask_http2(address, n):
    reader, writer = await asyncio.open_connection(address, 8081)
    writer.write(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" +
                 frame(SETTINGS, 0, 0))
    good = True
    for stream in range(1, 2 * n, 2):
        name = b"n%d.example.org" % (stream % 7)
        writer.write(frame(HEADERS, END_HEADERS | END_STREAM, stream,
                           b"\x82\x86\x84\x41" + bytes([len(name)]) + name))
        page = await page_of(reader, writer, stream)
        good = good and page == b"served " + name + b"\n"
    writer.close()
    return good


async def keep(client, address, clients, n):
    return all(await asyncio.gather(*(client(address, n)
                                      for _ in range(clients))))


def main():
    if sys.argv[1] == "serve":
        return asyncio.run(serve())
    address, kind, *numbers = sys.argv[1:]
    if kind in ("keep", "http2"):
        client = ask_http2 if kind == "http2" else ask
        good = asyncio.run(keep(client, address, *map(int, numbers)))
    else:
        good = upload(address, kind, int(numbers[0]))
    return sys.exit(not good)


main()
