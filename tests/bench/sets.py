#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""The data of sets.sh, and its measurements.

    sets.py make FOLDER FAMILY COUNT	lists and the files of ipset and nft
    sets.py measure FOLDER FAMILY DRIVER ROUNDS NFT_ROUNDS

CPU is user and system time of the process, the kernel's work for it included.
"""
import ipaddress
import os
import random
import statistics
import subprocess
import sys
import time

WEIGHTS = {
    4: {24: 40, 32: 37, 22: 6, 23: 5, 20: 2, 21: 2, 28: 1.5, 29: 1.5,
        30: 1, 27: 1, 26: 1, 25: .5, 19: .5, 18: .3, 16: .05},
    6: {48: 45, 64: 20, 44: 8, 32: 5, 40: 5, 56: 5, 128: 4.8, 36: 1.5,
        52: 1.5, 60: 1.5},
}


def prefixes(family, count):
    """Disjoint ones, in random order."""
    rng = random.Random(family)
    bits = 32 if family == 4 else 128
    lengths = list(WEIGHTS[family])
    weights = list(WEIGHTS[family].values())
    drawn = set()
    while len(drawn) < count * 3 // 2:
        length = rng.choices(lengths, weights)[0]
        if family == 4:
            a = rng.randrange(11 << 24, 224 << 24)
            if a >> 24 in (100, 127, 169, 172, 192, 198, 203):
                continue
        else:
            a = (0x2a << 120) | rng.getrandbits(120)
        drawn.add((a >> (bits - length) << (bits - length), length))
    out, end = [], -1
    for a, length in sorted(drawn):
        if a > end:
            out.append((a, length))
            end = a + (1 << (bits - length)) - 1
    rng.shuffle(out)
    if len(out) < count * 101 // 100:
        sys.exit("too few prefixes")
    return out


def text(family, items):
    make = ipaddress.IPv4Address if family == 4 else ipaddress.IPv6Address
    return ["%s/%d" % (make(a), length) for a, length in items]


def write(path, lines):
    with open(path, "w") as f:
        f.write("\n".join(lines) + "\n")


def make(folder, family, count):
    family, count = int(family), int(count)
    spare = count // 100
    all_of = text(family, prefixes(family, count)[:count + spare])
    before, after = all_of[:count], all_of[spare:count + spare]
    write(folder + "/before.list", before)
    write(folder + "/after.list", after)
    kind = "hash:net family %s maxelem %d" % (
        "inet" if family == 4 else "inet6", 2 * count)
    write(folder + "/load.ipset", ["create a " + kind] +
          ["add a " + p for p in before])
    write(folder + "/swap.ipset", ["create b " + kind] +
          ["add b " + p for p in after] + ["swap a b", "destroy b"])
    declare = ("add table inet yardstick\nadd set inet yardstick s "
               "{ type ipv%d_addr; flags interval; }" % family)
    elements = "add element inet yardstick s { %s }"
    write(folder + "/load.nft", [declare, elements % ", ".join(before)])
    write(folder + "/reload.nft", ["flush set inet yardstick s",
                                   elements % ", ".join(after)])


def run(args, stdin=None):
    """CPU seconds, peak memory in MB, output."""
    start = time.monotonic()
    p = subprocess.Popen(args, stdin=open(stdin or os.devnull),
                         stdout=subprocess.PIPE, text=True)
    out = p.stdout.read()
    _, status, usage = os.wait4(p.pid, 0)
    if status:
        sys.exit("%s failed: %s" % (args, out))
    return {"cpu": usage.ru_utime + usage.ru_stime,
            "user": usage.ru_utime, "mb": usage.ru_maxrss / 1024,
            "s": time.monotonic() - start, "out": out}


def quiet(*args):
    subprocess.run(args, stderr=subprocess.DEVNULL, check=False)


def measure(folder, family, driver, rounds, nft_rounds):
    conf = folder + "/cordon.conf"
    got = {}

    def take(what, *args, **kw):
        r = run(*args, **kw)
        got.setdefault(what, []).append(r)
        print("# v%s %-22s %.2f s CPU, %.0f MB" % (
            family, what, r["cpu"], r["mb"]), file=sys.stderr)
        return r["out"]

    for i in range(int(rounds)):
        quiet("nft", "delete", "table", "inet", "cordon")
        quiet("ipset", "destroy", "a")
        out = take("load", [driver, conf, "apply", "1"])
        assert "way new" in out and "drift 0" in out, out
        take("ipset load", ["ipset", "restore"], stdin=folder + "/load.ipset")
        out = take("change", [driver, conf, "apply", "2"])
        assert "way difference" in out and "drift 0" in out, out
        take("ipset new and swap", ["ipset", "restore"],
             stdin=folder + "/swap.ipset")
        quiet("nft", "delete", "table", "inet", "cordon")
        quiet("ipset", "destroy", "a")
        if i < int(nft_rounds):
            take("nft load", ["nft", "-f", folder + "/load.nft"])
            take("nft flush and reload", ["nft", "-f",
                                          folder + "/reload.nft"])
            quiet("nft", "delete", "table", "inet", "yardstick")

    def median(what, key="cpu"):
        return statistics.median(r[key] for r in got[what])

    for what, yardsticks in (("load", ("ipset load", "nft load")),
                             ("change", ("ipset new and swap",
                                         "nft flush and reload"))):
        print("v%s %s: %.2f s CPU (%.2f of it outside the kernel), "
              "peak %.0f MB" % (family, what, median(what),
                                median(what, "user"),
                                max(r["mb"] for r in got[what])))
        for y in yardsticks:
            if y in got:
                print("  beside %s %.2f s, %.0f MB (%d runs): %.3f" % (
                    y, median(y), median(y, "mb"), len(got[y]),
                    median(what) / median(y)))


{"make": make, "measure": measure}[sys.argv[1]](*sys.argv[2:])
