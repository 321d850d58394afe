#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""manager.py SOCKET STATUS COMMAND...: a service manager, as far as cordond
knows one. Runs the command, keeps the descriptors that it is given, and after
each end runs it again with those; until it ended itself after "STOPPING=1" and
left nothing, or by SIGTERM. STATUS gets a line for each end, and the names that
are kept then."""
import os
import signal
import socket
import sys
import threading
import time

path, log = sys.argv[1], open(sys.argv[2], "a", buffering=1)
manager = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
manager.bind(path)
os.chmod(path, 0o777)
store = []
lock = threading.Lock()


def listen():
    while True:
        text, fds, _, _ = socket.recv_fds(manager, 4096, 16)
        words = dict(line.partition("=")[::2]
                     for line in text.decode().splitlines())
        with lock:
            name = words.get("FDNAME", "")
            if "FDSTORE" in words:
                store.extend((name, fd) for fd in fds)
                continue
            if "FDSTOREREMOVE" in words:
                for kept in [s for s in store if s[0] == name]:
                    os.close(kept[1])
                    store.remove(kept)
        for fd in fds:
            os.close(fd)


def run():
    with lock:
        pid = os.fork()
        if pid == 0:
            high = [os.dup2(fd, 100 + i) for i, (_, fd) in enumerate(store)]
            os.closerange(3, 100)
            for i, fd in enumerate(high):
                os.dup2(fd, 3 + i)
            os.closerange(100, 256)
            os.environ.update(
                NOTIFY_SOCKET=path, LISTEN_PID=str(os.getpid()),
                LISTEN_FDS=str(len(high)),
                LISTEN_FDNAMES=":".join(name for name, _ in store))
            os.execvp(sys.argv[3], sys.argv[3:])
    return os.waitpid(pid, 0)[1]


signal.signal(signal.SIGTERM, lambda *_: os._exit(0))
threading.Thread(target=listen, daemon=True).start()
while True:
    status = run()
    time.sleep(0.1)
    with lock:
        names = " ".join(sorted(name for name, _ in store))
    print("ended", status, names, file=log)
    if status == 0 and not names:
        break
