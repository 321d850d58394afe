# SPDX-License-Identifier: GPL-2.0-or-later
"""A terminal of a given size, as far as ncurses needs one that is a vt100: what
a program draws on it can be read as lines."""
import fcntl
import os
import pty
import re
import select
import signal
import struct
import termios
import time

SEQUENCE = re.compile(
    rb"\x1b\[([?0-9;]*)([A-Za-z@`])|\x1b[()][A-Z0-9]|\x1b([=>78HMDEc])")


class Terminal:
    def __init__(self, argv, rows, columns, **env):
        self.rows, self.columns = rows, columns
        self.clear()
        self.rest = b""
        self.status = None
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            env = dict(os.environ, TERM="vt100", LC_ALL="C.UTF-8", **env)
            for unwanted in ("COLUMNS", "LINES", "NO_COLOR"):
                env.pop(unwanted, None)
            time.sleep(.2)      # until its size is set
            os.execve(argv[0], argv, env)
        fcntl.ioctl(self.fd, termios.TIOCSWINSZ,
                    struct.pack("HHHH", rows, columns, 0, 0))

    def clear(self):
        self.cells = [[" "] * self.columns for _ in range(self.rows)]
        self.y = self.x = 0

    def lines(self):
        return ["".join(row).rstrip() for row in self.cells]

    def text(self):
        return "\n".join(self.lines())

    def sequence(self, found):
        numbers = [int(n) for n in found.group(1).split(b";")
                   if n.isdigit()] if found.group(1) else []
        n = numbers[0] if numbers else 0
        what = (found.group(2) or found.group(3) or b"").decode()
        if found.group(3):
            if what == "M":
                self.y -= 1
        elif what in "Hf":
            self.y = (n or 1) - 1
            self.x = (numbers[1] if len(numbers) > 1 else 1) - 1
        elif what in "ABCD":
            step = n or 1
            self.y += {"A": -step, "B": step}.get(what, 0)
            self.x += {"C": step, "D": -step}.get(what, 0)
        elif what == "G":
            self.x = (n or 1) - 1
        elif what == "d":
            self.y = (n or 1) - 1
        elif what == "K":
            start, end = ((self.x, self.columns), (0, self.x + 1),
                          (0, self.columns))[n]
            self.cells[self.y][start:end] = [" "] * (end - start)
        elif what == "J":
            if n == 2:
                self.cells = [[" "] * self.columns for _ in range(self.rows)]
            else:
                self.cells[self.y][self.x:] = [" "] * (self.columns - self.x)
                for y in range(self.y + 1, self.rows):
                    self.cells[y] = [" "] * self.columns
        self.y = max(0, min(self.y, self.rows - 1))
        self.x = max(0, min(self.x, self.columns - 1))

    def letter(self, c):
        if c == "\r":
            self.x = 0
        elif c == "\n":
            if self.y == self.rows - 1:
                self.cells = self.cells[1:] + [[" "] * self.columns]
            else:
                self.y += 1
        elif c == "\b":
            self.x = max(0, self.x - 1)
        elif c >= " ":
            self.cells[self.y][min(self.x, self.columns - 1)] = c
            self.x += 1

    def take(self, data):
        data = self.rest + data
        self.rest = b""
        while data:
            if data[:1] == b"\x1b":
                found = SEQUENCE.match(data)
                if not found:
                    self.rest = data
                    return
                self.sequence(found)
                data = data[found.end():]
                continue
            size = 1
            while size < 4 and data[0] >= 0xc0:
                try:
                    data[:size].decode()
                    break
                except UnicodeDecodeError:
                    size += 1
            self.letter(data[:size].decode(errors="replace"))
            data = data[size:]

    def wait(self, wanted, seconds=60):
        """Until what is on the screen is wanted, or the program has ended."""
        end = time.monotonic() + seconds
        while not wanted(self.text()):
            if time.monotonic() > end or not self.read(end):
                return wanted(self.text())
        return True

    def read(self, end):
        left = max(0, end - time.monotonic())
        if not select.select([self.fd], [], [], left)[0]:
            return False
        try:
            data = os.read(self.fd, 65536)
        except OSError:
            return False
        self.take(data)
        return bool(data)

    def press(self, keys):
        os.write(self.fd, keys)

    def resize(self, rows, columns):
        self.rows, self.columns = rows, columns
        self.clear()
        fcntl.ioctl(self.fd, termios.TIOCSWINSZ,
                    struct.pack("HHHH", rows, columns, 0, 0))
        os.kill(self.pid, signal.SIGWINCH)

    def end(self, seconds=60):
        """The status that it ends with; None if it does not."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            if pid:
                while self.read(time.monotonic() + 1):
                    pass
                return os.waitstatus_to_exitcode(status)
            self.read(time.monotonic() + .1)
        os.kill(self.pid, signal.SIGKILL)
        os.waitpid(self.pid, 0)
        return None
