#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Compares the catalogue with public data that lies beside it.

  mk/catalogue.py prefixes TABLE...   what the AS numbers of vendors announce
        by a route table (CSV: first, last, AS number, name), as a diff: '+'
        announced and not in the catalogue, '-' in it and no longer announced.
  mk/catalogue.py coverage FOLDER     what the catalogue makes of each list of
        v2fly/domain-list-community (its folder data), by role.

It reads, prints, and changes nothing: whoever takes a line over puts its source
and its date beside it."""

import collections
import glob
import ipaddress
import os
import re
import sys

FOLDER = os.path.join(os.path.dirname(__file__), "..", "ruleset", "vendors")
ENTRY = re.compile(r"\{ (name|prefix) = \"([^\"]+)\";(.*?)\}", re.S)
ASN = re.compile(r"\{ n = (\d+);(.*?)\}", re.S)

# Which of v2fly's lists are about whom.
LISTS = {
    "kaspersky": ["kaspersky"], "huawei": ["huawei"], "zte": ["zte"],
    "hikvision": ["hikvision"], "dji": ["dji"], "deepseek": ["deepseek"],
    "bytedance-tiktok": ["tiktok", "bytedance", "lark", "lark-global"],
    "tencent-wechat": ["tencent"], "china-mobile": ["chinamobile"],
    "china-telecom": ["chinatelecom"], "china-unicom": ["chinaunicom"],
    "alibaba-alipay": ["alibaba"], "rednote": ["xiaohongshu"],
    "manus": ["manus"],
}


def field(body, key, standard=""):
    m = re.search(r"\b%s = (?:\"([^\"]*)\"|(\w+));" % key, body)
    return (m.group(1) or m.group(2) or "") if m else standard


class Vendor:
    def __init__(self, path):
        text = open(path).read()
        self.id = os.path.basename(path)[:-len(".conf")]
        self.names, self.prefixes = {}, []
        self.asns, self.expanded = [], []  # all, and those to take whole
        for kind, entry, body in ENTRY.findall(text):
            if kind == "prefix":
                self.prefixes.append(ipaddress.ip_network(entry))
            else:
                self.names[entry] = (field(body, "match"),
                                     field(body, "role"),
                                     field(body, "enforce", "true"))
        for n, body in ASN.findall(text):
            self.asns.append(int(n))
            if field(body, "expand") == "true":
                self.expanded.append(int(n))

    def judge(self, name):
        """("blocked", role) of the entry that decides, or ("absent", "")."""
        labels = name.split(".")
        for i in range(len(labels) - 1):
            entry = self.names.get(".".join(labels[i:]))
            if entry and (i == 0 or entry[0] == "suffix"):
                return ("blocked" if entry[2] == "true" else "logged",
                        entry[1])
        return "absent", ""


def vendors():
    return [Vendor(p) for p in sorted(glob.glob(FOLDER + "/*.conf"))]


def announced(tables):
    """Networks by AS number."""
    out = collections.defaultdict(list)
    for path in tables:
        for line in open(path, encoding="utf-8", errors="replace"):
            first, last, asn = line.split(",", 3)[:3]
            out[int(asn)].append((first, last))
    return out


def collapsed(nets):
    return [n for version in (4, 6) for n in ipaddress.collapse_addresses(
        n for n in nets if n.version == version)]


def networks(ranges):
    nets = []
    for first, last in ranges:
        nets += ipaddress.summarize_address_range(
            ipaddress.ip_address(first), ipaddress.ip_address(last))
    return collapsed(nets)


def covered(net, others):
    return any(net.version == o.version and net.subnet_of(o) for o in others)


def prefixes(tables):
    table = announced(tables)

    def of(asns):
        return [n for a in asns for n in networks(table.get(a, []))]

    for v in vendors():
        known, every = collapsed(v.prefixes), collapsed(of(v.asns))
        for n in of(v.expanded):
            if not covered(n, known):
                print("+ %s %s" % (v.id, n))
        for n in v.prefixes if v.asns else ():
            if not covered(n, every):
                print("- %s %s" % (v.id, n))


def listed(path):
    """The names of a list; what it includes has a row of its own."""
    for line in open(path, encoding="utf-8"):
        line = re.split(r"[#@]", line)[0].strip()
        m = re.fullmatch(r"(?:domain:|full:)?([a-z0-9-]+(?:\.[a-z0-9-]+)+)",
                         line)
        if m:
            yield m.group(1)


def spelled(counts):
    return ", ".join("%s %d" % c for c in sorted(counts.items())) or "-"


def coverage(folder):
    print("vendor\tlist\tnames\tblocked\tlogged\tabsent")
    for v in vendors():
        for name in LISTS.get(v.id, []):
            path = os.path.join(folder, name)
            if not os.path.exists(path):
                print("%s\t%s\tno such list" % (v.id, name))
                continue
            roles = collections.defaultdict(collections.Counter)
            for n in listed(path):
                what, role = v.judge(n)
                roles[what][role] += 1
            total = sum(sum(c.values()) for c in roles.values())
            print("%s\t%s\t%d\t%s\t%s\t%d" % (
                v.id, name, total, spelled(roles["blocked"]),
                spelled(roles["logged"]), sum(roles["absent"].values())))


def main():
    if len(sys.argv) > 2 and sys.argv[1] == "prefixes":
        prefixes(sys.argv[2:])
    elif len(sys.argv) == 3 and sys.argv[1] == "coverage":
        coverage(sys.argv[2])
    else:
        sys.exit(__doc__)


if __name__ == "__main__":
    main()
