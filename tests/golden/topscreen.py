# SPDX-License-Identifier: GPL-2.0-or-later
"""topscreen.py COLUMNS LOG LINE COMMAND...: "cordon top" on a terminal that is
so wide: groupings, a host's events, what comes, and the way out. TAP without
its plan."""
import sys

from terminal import Terminal

columns, log, line, command = (int(sys.argv[1]), sys.argv[2], sys.argv[3],
                               sys.argv[4:])
HOST = "2001:db8:1234:5678:9abc:def0:1234:5678"


def is_so(yes, what):
    print(("ok" if yes else "not ok"), "-", f"at {columns}: {what}")
    if not yes:
        for row in t.lines():
            print("#", row)


def head(word):
    return lambda text: text.split("\n")[1].upper().startswith(word)


t = Terminal(command + ["top"], 24, columns)
is_so(t.wait(head("CLIENT")), "it counts by client")
is_so(t.wait(lambda s: "10.1.0.2 " in s and "BLOCKED" in s),
      "hosts are there, and how often")
is_so(t.wait(lambda s: "c m v r n d h a l w: by what" in s and
             "q: quit" in s),
      "the keys are said")
is_so("FIRST" in t.text() if columns > 120 else "FIRST" not in t.text(),
      "columns are what there is room for")
for key, word, seen in ((b"v", "VENDOR", "kaspersky"),
                        (b"n", "NAME", ".kaspersky.com"),
                        (b"m", "MAC", "52:54:00:"),
                        (b"d", "DAY", "2026-07-0"),
                        (b"a", "ACTION", "would-block"),
                        (b"r", "ROLE", "telemetry")):
    t.press(key)
    is_so(t.wait(head(word)) and t.wait(lambda s: seen in s),
          f"{key.decode()}: by {word.lower()}")
t.press(b"c")
is_so(t.wait(head("CLIENT")), "and by client again")

# What comes while it is looked at.
with open(log, "a") as f:
    f.write(line.replace("SRC", HOST) + "\n")
t.press(b"s")
is_so(t.wait(lambda s: "sorted by last" in s), "s: sorted by who was last")
is_so(t.wait(lambda s: HOST in s), "a host that comes is there, whole")
for _ in range(40):
    t.press(b"k")
is_so(t.wait(lambda s: s.split("\n")[2].startswith(HOST)),
      "it is the first row")
t.press(b"\r")
is_so(t.wait(lambda s: s.startswith("events of " + HOST)) and
      t.wait(lambda s: "fresh.kaspersky.com" in s.replace("\n", "")),
      "Enter: its events")
is_so("2026-07-0" in t.lines()[2] and "blocked" in t.lines()[2],
      "with time and action")
t.press(b"\x1b")
is_so(t.wait(head("CLIENT")), "Esc: back")
t.resize(12, 60)
is_so(t.wait(lambda s: "CLIENT" in s and s.count("\n") == 11),
      "it follows when the window is resized")
is_so(t.wait(lambda s: HOST[:20] in s and HOST[-4:] in s),
      "and nothing is cut of what tells rows apart")
t.press(b"q")
is_so(t.end() == 0, "q: it ends well")

t = Terminal(command + ["top", "--by", "vendor", "--once"], 24, columns)
is_so(t.end() == 0 and "VENDOR" in t.text(), "--once: it prints and ends")
t = Terminal(command + ["top"], 24, columns)
t.wait(head("CLIENT"))
t.press(b"\x03")
is_so(t.end() is not None, "Ctrl-C ends it, too")
