#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""The ends of connections through a pair of gateways.

serve CERT KEY: echoes TLS on 8443 and 443 and UDP on 9999, of both families.
load FOLDER [plain]: opens connections, writes FOLDER/ready, waits for
FOLDER/moved, and prints what became of them:
judged, of these alive; blocked, of these answered; tried, of these reached."""
import json, os, socket, ssl, sys, threading, time

EACH = 100		# of a family
GOOD, BAD = "www.example.org", "www.kaspersky.com"
TO = ("10.2.0.2", "fd02::2")
LISTED = "77.74.177.7"


def serve(cert, key):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(cert, key)

    def one(s):
        try:
            t = context.wrap_socket(s, server_side=True)
            while data := t.recv(1000):
                t.sendall(data)
        except OSError:
            pass

    def listen(port):
        l = socket.socket(socket.AF_INET6)
        l.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        l.bind(("::", port))
        l.listen(512)
        while True:
            s, _ = l.accept()
            threading.Thread(target=one, args=(s,), daemon=True).start()

    def udp():
        u = socket.socket(socket.AF_INET6, socket.SOCK_DGRAM)
        u.bind(("::", 9999))
        while True:
            data, who = u.recvfrom(2000)
            u.sendto(data, who)

    for port in (443, 8443):
        threading.Thread(target=listen, args=(port,), daemon=True).start()
    threading.Thread(target=udp, daemon=True).start()
    time.sleep(0.2)
    print("ready", flush=True)
    threading.Event().wait()


def client_context():
    c = ssl.create_default_context()
    c.check_hostname, c.verify_mode = False, ssl.CERT_NONE
    return c


def answers(s, tries=1):
    for _ in range(tries):
        try:
            s.settimeout(20)
            s.send(b"x")
            return s.recv(10) == b"x"
        except OSError:
            continue
    return False


def blocked(context, to):
    """Sent its hello, and was refused; it does not hear that it was reset."""
    s = socket.create_connection((to, 8443), 20)
    s.settimeout(0.3)
    t = context.wrap_socket(s, server_hostname=BAD,
                            do_handshake_on_connect=False)
    try:
        t.do_handshake()
        return t, True
    except OSError:
        return t, False


def heard(t):
    """Does it go on after all?"""
    try:
        t.settimeout(0.5)
        t.do_handshake()
        return True
    except (OSError, ValueError):
        return False


def load(folder, plain):
    context = client_context()
    good = [context.wrap_socket(socket.create_connection((to, 443), 20),
                                server_hostname=GOOD)
            for to in TO for _ in range(EACH)]
    udp = []
    for to in TO:
        for _ in range(10):
            u = socket.socket(socket.AF_INET6 if ":" in to else socket.AF_INET,
                              socket.SOCK_DGRAM)
            u.connect((to, 9999))
            udp.append(u)
    judged = [s for s in good if answers(s)]
    flows = [u for u in udp if answers(u, 3)]
    bad = [] if plain else [blocked(context, to) for to in TO for _ in range(5)]
    # Connected, and nothing said yet: judged by who comes after.
    silent = [(socket.create_connection((to, 443), 20), name)
              for to in TO for name in (GOOD, BAD) for _ in range(5)]
    tried = reached = 0
    stop = False

    def knock():
        nonlocal tried, reached
        while not stop:
            tried += 1
            try:
                with socket.create_connection((LISTED, 443), 0.5):
                    reached += 1
            except OSError:
                pass
            time.sleep(0.005)

    knocker = threading.Thread(target=knock)
    if not plain:
        knocker.start()
    open(os.path.join(folder, "ready"), "w").close()
    while not os.path.exists(os.path.join(folder, "moved")):
        time.sleep(0.02)
    alive = [None] * len(judged)

    def look(i, s):
        alive[i] = answers(s)

    threads = [threading.Thread(target=look, args=p) for p in enumerate(judged)]
    [t.start() for t in threads]
    [t.join() for t in threads]
    on = sum(answers(u, 3) for u in flows)
    late = {GOOD: 0, BAD: 0}
    for s, name in silent:
        try:
            s.settimeout(5)
            context.wrap_socket(s, server_hostname=name)
            late[name] += 1
        except OSError:
            pass
    revived = sum(1 for t, well in bad if well or heard(t))
    stop = True
    if not plain:
        knocker.join()
    print(json.dumps({"judged": len(judged), "alive": sum(alive),
                      "udp": len(flows), "udp_alive": on,
                      "late": late[GOOD], "late_listed": late[BAD],
                      "blocked": len(bad), "revived": revived,
                      "tried": tried, "reached": reached}), flush=True)


if __name__ == "__main__":
    if sys.argv[1] == "serve":
        serve(*sys.argv[2:])
    else:
        load(sys.argv[2], len(sys.argv) > 3 and sys.argv[3] == "plain")
