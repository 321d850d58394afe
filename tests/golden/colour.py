# SPDX-License-Identifier: GPL-2.0-or-later
# colour.py COMMAND...: runs it on a terminal of its own and prints what it
# printed there.
import os
import pty
import sys

pid, fd = pty.fork()
if pid == 0:
    os.execvp(sys.argv[1], sys.argv[1:])
data = b""
while True:
    try:
        chunk = os.read(fd, 65536)
    except OSError:         # the other end is closed
        break
    if not chunk:
        break
    data += chunk
os.waitpid(pid, 0)
sys.stdout.buffer.write(data)
