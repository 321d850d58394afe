#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Many honest clients that connect one after the other, all at once.

crowd.py ADDRESS CLIENTS SECONDS [RESTRICTED]

Each sends a hello in two segments and waits for the server's first byte, again
and again; with a restricted name it must be reset before that. Prints how many
a second were answered, and how many ended otherwise.
"""
import asyncio
import socket
import sys
import time

import hello

ADDRESS, CLIENTS, SECONDS = sys.argv[1], int(sys.argv[2]), float(sys.argv[3])
BAD = len(sys.argv) > 4
NAME = "www.kaspersky.com" if BAD else "www.example.org"
right = wrong = 0


async def one():
    whole = hello.records(hello.client_hello(NAME, 0), [])
    reader, writer = await asyncio.open_connection(ADDRESS, 443)
    writer.get_extra_info("socket").setsockopt(
        socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    try:
        writer.write(whole[:90])
        await asyncio.sleep(.01)
        writer.write(whole[90:])
        got = await reader.read(1)
        return bool(got) != BAD
    except ConnectionError:
        return BAD
    finally:
        writer.transport.abort()


async def client(end):
    global right, wrong
    while time.monotonic() < end:
        try:
            good = await asyncio.wait_for(one(), 5)
        except (OSError, asyncio.TimeoutError) as e:
            print(repr(e), file=sys.stderr)
            good = False
        right, wrong = right + good, wrong + (not good)


async def main():
    end = time.monotonic() + SECONDS
    await asyncio.gather(*(client(end) for _ in range(CLIENTS)))


asyncio.run(main())
print(f"{right / SECONDS:.0f} {wrong}")
