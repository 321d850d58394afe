#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""typed.py SHELL RC OUT: an interactive shell on a terminal of its own, into
which each line of standard input is typed, of keys as Python writes them. RC
binds Ctrl-] to writing the shell's line into OUT and emptying it; that line is
printed. It is not run unless the keys have a newline."""
import os
import pty
import select
import sys
import time

ARGS = {"bash": ["--norc", "--noprofile", "-i"], "zsh": ["-f", "-i"]}
PATIENCE = 60


class Shell:
    def __init__(self, shell, rc):
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            os.environ.update(TERM="dumb", PS1="ready ")
            os.execvp(shell, [shell] + ARGS[shell])
        self.seen = b""
        self.read_until(lambda: b"ready " in self.seen)
        if not self.runs(b"source '%s'; " % rc.encode(), PATIENCE):
            sys.exit("not sourced: %r" % self.seen)

    def type(self, keys):
        os.write(self.fd, keys)

    def read_until(self, done, patience=PATIENCE):
        """Whether it was, in this time."""
        end = time.time() + patience
        while not done():
            if time.time() > end:
                return False
            if select.select([self.fd], [], [], 0.01)[0]:
                self.seen += os.read(self.fd, 65536)
        return True

    def runs(self, command=b"", patience=5):
        """Does it run a line, and then wait for another?"""
        self.seen = b""
        self.type(command + b"echo LOAD''ED\n")
        return self.read_until(lambda: b"ready " in
                               self.seen.partition(b"LOADED")[2], patience)

    def line_of(self, keys, out):
        self.seen = b""
        self.type(keys + b"\x1d")
        if not self.read_until(lambda: os.path.exists(out)):
            sys.exit("no answer: %r" % self.seen)
        with open(out, encoding="utf-8") as f:
            line = f.read()
        os.unlink(out)
        return line

    def close(self):
        os.kill(self.pid, 9)
        os.close(self.fd)
        os.waitpid(self.pid, 0)


def main():
    name, rc, out = sys.argv[1:]
    shell = Shell(name, rc)
    for keys in sys.stdin:
        keys = keys.rstrip("\n").encode().decode("unicode_escape")
        sys.stdout.write(shell.line_of(keys.encode("latin-1"), out))
        sys.stdout.flush()
        # A line that was run may have left a quote open.
        if "\n" in keys and not shell.runs():
            shell.close()
            shell = Shell(name, rc)
    shell.close()


main()
