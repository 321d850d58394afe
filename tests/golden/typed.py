#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""typed.py SHELL RC OUT KEYS: types KEYS into an interactive shell on a
terminal of its own, where RC binds Ctrl-X to writing the line into OUT, and
prints the line; the line is not run unless KEYS have a newline."""
import os
import pty
import select
import sys
import time

ARGS = {"bash": ["--norc", "--noprofile", "-i"], "zsh": ["-f", "-i"]}


def main():
    shell, rc, out, keys = sys.argv[1:]
    pid, fd = pty.fork()
    if pid == 0:
        os.environ.update(TERM="dumb", PS1="ready ")
        os.execvp(shell, [shell] + ARGS[shell])
    seen = b""
    end = time.time() + 60

    def read_until(done):
        nonlocal seen
        while not done():
            if time.time() > end:
                sys.exit("no answer: %r" % seen)
            if select.select([fd], [], [], 0.02)[0]:
                seen += os.read(fd, 65536)

    read_until(lambda: b"ready " in seen)
    seen = b""
    os.write(fd, b"source '%s'; echo LOAD''ED\n" % rc.encode())
    read_until(lambda: b"ready " in seen.partition(b"LOADED")[2])
    os.write(fd, keys.encode().decode("unicode_escape").encode("latin-1"))
    os.write(fd, b"\x18")
    read_until(lambda: os.path.exists(out))
    os.kill(pid, 9)
    os.close(fd)
    os.waitpid(pid, 0)
    with open(out, encoding="utf-8") as f:
        sys.stdout.write(f.read())
    os.unlink(out)


main()
