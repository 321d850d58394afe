#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Requests whose name comes twice, and differs, against a real server.

overlap.py ADDRESS

A server takes the first copy of some bytes or the last. Prints a line for each
way in which one at ADDRESS (HTTP on 8080) served the restricted name; exits
with how many these were.
"""
import sys
import time

import attack

BAD, OTHER = b"www.kaspersky.com", b"www.examplexx.org"
real, fake = attack.get(BAD), attack.get(OTHER)
at = real.index(BAD)
WAYS = {
    "a name ahead": [(at, fake[at:]), (0, real)],
    "a byte ahead": [(at + 4, b"x"), (0, real)],
    "a name ahead, then two": [(at, fake[at:]), (0, real[:at + 3]),
                               (at + 3, real[at + 3:])],
    "within": [(at + 4, fake[at + 4:at + 8]), (at + 2, real[at + 2:]),
               (0, real[:at + 2])],
    "real, other, head": [(at, real[at:]), (at, fake[at:]), (0, real[:at])],
    "other, real, head": [(at, fake[at:]), (at, real[at:]), (0, real[:at])],
    "a longer one": [(at, fake[at:at + 10]), (at - 2, real[at - 2:]),
                     (0, real[:at - 2])],
    "a larger one": [(at + 1, fake[at + 1:at + 9]), (at, real[at:]),
                     (0, real[:at])],
    "begun otherwise": [(0, fake[:at + 6]), (0, real)],
}


def is_served(address, steps, first):
    c, base = attack.Raw(address), 0
    if first:
        c.send(0, attack.get(attack.GOOD))
        c.hear(1, attack.GOOD)
        base = len(attack.get(attack.GOOD))
    for offset, data in steps:
        c.send(base + offset, data)
        time.sleep(.03)
    return BAD in c.hear(.6, BAD).served


def main():
    served = [(name, first) for name, steps in WAYS.items()
              for first in (False, True)
              if is_served(sys.argv[1], steps, first)]
    for name, first in served:
        print("served:", name, "behind another" if first else "")
    sys.exit(len(served))


main()
