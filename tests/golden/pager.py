# SPDX-License-Identifier: GPL-2.0-or-later
"""pager.py COMMAND...: long answers on a terminal go through a pager. TAP
without its plan."""
import shutil
import sys

from terminal import Terminal

command = sys.argv[1:]
MARK = "sed s/^/PAGED:/"


def is_so(yes, what):
    print(("ok" if yes else "not ok"), "-", what)
    if not yes:
        for row in t.lines():
            print("#", row)


def run(words, **env):
    global t
    t = Terminal(command + words, 24, 80, **env)
    return t.end() == 0 and t.text()


def paged(text):
    return text and "PAGED:" in text


is_so(paged(run(["log"], PAGER=MARK)), "cordon log goes through PAGER")
is_so("PAGED:looked at" in t.text(), ": to its end")
is_so(paged(run(["log"], PAGER="false", CORDON_PAGER=MARK)),
      "CORDON_PAGER prevails")
is_so(paged(run(["hosts"], PAGER=MARK)), "so does cordon hosts")
for words, why in ((["log", "--no-pager"], "--no-pager"),
                   (["log", "--json", "-n", "3"], "--json"),
                   (["log", "--csv", "-n", "3"], "--csv"),
                   (["status", "--no-pager"], "another command")):
    t = Terminal(command + words, 24, 80, PAGER=MARK)
    t.end()
    is_so(t.text().strip() and "PAGED:" not in t.text(), f"not with {why}")
is_so(run(["log"], PAGER="cat") and "looked at" in t.text(), "cat is none")
is_so(run(["log"], PAGER="") and "looked at" in t.text(), "nor is an empty")
is_so(run(["log"], PAGER="/no/such/pager") and "looked at" in t.text(),
      "without the pager that is named it is printed")

if shutil.which("less"):
    t = Terminal(command + ["log"], 24, 80, LESS="FRXK")
    is_so(t.wait(lambda s: "TIME" in s and s.split("\n")[-1] == ":"),
          "less: the first page")
    t.press(b"G")
    is_so(t.wait(lambda s: "looked at" in s), "and the last")
    t.press(b"q")
    is_so(t.end() is not None, "and it ends")
    is_so(run(["log", "-n", "3"]) and "looked at" in t.text(),
          "what fits the screen is printed at once")
