#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Compares the catalogue with public data that lies beside it.

  mk/catalogue.py prefixes TABLE...   what the AS numbers of vendors announce
        by a route table (CSV: first, last, AS number, name), as a diff: '+'
        announced and not in the catalogue, '-' in it and no longer announced.
  mk/catalogue.py coverage FOLDER [--names]
        what the catalogue makes of each list of v2fly/domain-list-community
        (its folder data), by role; with --names each name that it does not
        block, and why. ruleset/vendors/lists.tsv has the reasons, and which
        list is about whom. It fails if a name has none.

  mk/catalogue.py renew --day DAY --source TEXT TABLE... [--write]
        the prefixes made again from a route table: what is still announced
        gets the table's day, what is no longer goes, what is new comes. It
        prints the difference, and writes it into the files with --write.

  mk/catalogue.py release [--today DAY]
        what keeps the catalogue from being released today: a day of a legal
        basis that has come since the file's date, a status that is not what
        such a day made of it, a file older than 120 days.

Only --write changes anything."""

import argparse
import collections
import datetime
import difflib
import fnmatch
import glob
import ipaddress
import os
import re
import sys

FOLDER = os.path.join(os.path.dirname(__file__), "..", "ruleset", "vendors")
ENTRY = re.compile(r"\{ (name|prefix) = \"([^\"]+)\";(.*?)\}", re.S)
ASN = re.compile(r"\{ n = (\d+);(.*?)\}", re.S)

# What public lists are about whom, and why a name of theirs is not blocked.
LISTS = "lists.tsv"


def field(body, key, standard=""):
    m = re.search(r"\b%s = (?:\"([^\"]*)\"|(\w+));" % key, body)
    return (m.group(1) or m.group(2) or "") if m else standard


class Vendor:
    def __init__(self, path):
        self.path, self.text = path, open(path, encoding="utf-8").read()
        text = self.text
        self.id = os.path.basename(path)[:-len(".conf")]
        self.names, self.prefixes, self.roles = {}, [], {}
        self.asns, self.expanded = [], []  # all, and those to take whole
        for kind, entry, body in ENTRY.findall(text):
            if kind == "prefix":
                net = ipaddress.ip_network(entry)
                self.prefixes.append(net)
                self.roles[net] = field(body, "role")
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
    nets = list(nets)
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
    """The names of a list; what it includes has rows of its own."""
    for line in open(path, encoding="utf-8"):
        line = re.split(r"[#@]", line)[0].strip()
        m = re.fullmatch(r"(?:domain:|full:)?([a-z0-9-]+(?:\.[a-z0-9-]+)+)",
                         line)
        if m:
            yield m.group(1)


def spelled(counts):
    return ", ".join("%s %d" % c for c in sorted(counts.items())) or "-"


def reasons():
    """By vendor and list: rows (pattern, role, why), the first that fits
    counts."""
    out = collections.OrderedDict()
    for line in open(os.path.join(FOLDER, LISTS), encoding="utf-8"):
        if line.strip() and not line.startswith("#"):
            vendor, name, pattern, role, why = line.rstrip("\n").split("\t")
            out.setdefault((vendor, name), []).append((pattern, role, why))
    return out


def explained(name, rows):
    for pattern, role, why in rows:
        if any(fnmatch.fnmatch(name, p) for p in pattern.split(" ")):
            return role, why
    return "", ""


def coverage(folder, each):
    """Every name of the lists that is not blocked has a role and a reason;
    how many have none."""
    known = {v.id: v for v in vendors()}
    bare = 0
    print("vendor\tlist\tname\tis\trole\twhy" if each else
          "vendor\tlist\tnames\tblocked\tlogged\tabsent\tunexplained")
    for (vendor, name), rows in reasons().items():
        path = os.path.join(folder, name)
        if not os.path.exists(path):
            print("%s\t%s\tno such list" % (vendor, name))
            continue
        roles = collections.defaultdict(collections.Counter)
        for n in listed(path):
            what, role = known[vendor].judge(n)
            why = "it is logged: that role is never blocked"
            if what == "absent":
                role, why = explained(n, rows)
                what = "absent" if role else "unexplained"
            roles[what][role] += 1
            if each and what != "blocked":
                print("\t".join((vendor, name, n, what, role, why)))
        bare += sum(roles["unexplained"].values())
        if not each:
            print("%s\t%s\t%d\t%s\t%s\t%s\t%d" % (
                vendor, name, sum(sum(c.values()) for c in roles.values()),
                spelled(roles["blocked"]), spelled(roles["logged"]),
                spelled(roles["absent"]),
                sum(roles["unexplained"].values())))
    return bare


# --- fit to be released ----------------------------------------------------

BASIS = re.compile(r"^\t\{\n\t\tid = \"([^\"]+)\";(.*?)^\t\}", re.S | re.M)
DAY = re.compile(r"\{ on = \"([^\"]+)\"; what = \"([^\"]+)\";"
                 r"(?: status = \"([^\"]+)\";)? \}")
OLD = 120                       # days


def days_between(one, other):
    day = datetime.date.fromisoformat
    return (day(other) - day(one)).days


def unfit(v, today):
    """Why a file cannot be released on a day."""
    as_of = field(v.text, "as_of")
    if days_between(as_of, today) > OLD:
        yield "is of %s, %d days old" % (as_of, days_between(as_of, today))
    for name, body in BASIS.findall(v.text):
        status = field(body, "status")
        for on, what, then in DAY.findall(body):
            if as_of < on <= today:
                yield "%s: %s %s, and the file is of %s" % (
                    name, on, what, as_of)
            if then and on <= today and then != status:
                yield "%s is %s, but %s since %s" % (name, status, then, on)


def release(today):
    bad = 0
    for v in vendors():
        for why in unfit(v, today):
            print("%s %s" % (v.id, why))
            bad += 1
    return bad


# --- made again -----------------------------------------------------------

PREFIX = re.compile(r"\t\{ prefix = \"([^\"]+)\";.*?\},?\n?", re.S)
TABLE = re.compile(r"npm:@ip-location-db/asn@[\w.]+")
NEW = """\t{ prefix = "%s"; role = "%s";
\t  source = "%s (AS%d)";
\t  date = "%s"; confidence = "registry"; }"""


def role_in(v, nets):
    """What most of the prefixes are that lie in what an AS announces."""
    seen = collections.Counter(
        role for net, role in v.roles.items() if covered(net, nets))
    return seen.most_common(1)[0][0] if seen else "network"


def alone(v, net, table):
    """Are the vendor's AS numbers the only ones that announce parts of it?"""
    own = False
    for asn, ranges in table.items():
        for first, last in ranges:
            if (":" in first) == (net.version == 6) and \
                    ipaddress.ip_address(first) in net and \
                    ipaddress.ip_address(last) in net:
                if asn not in v.asns:
                    return False
                own = True
    return own


def fresh(v, table, asked):
    """The entries of a vendor's prefixes: those that are still announced, as
    of the table's day, and what its AS numbers announce beside."""
    every = collapsed(n for a in v.asns for n in networks(table.get(a, [])))
    known = []
    for m in PREFIX.finditer(v.text):
        entry, net = m.group(0).rstrip(",\n"), ipaddress.ip_network(m.group(1))
        if field(entry, "confidence") == "registry":
            if not covered(net, every) and not alone(v, net, table):
                continue        # another's, or nobody's
            entry = re.sub(r"date = \"[^\"]*\"", 'date = "%s"' % asked.day,
                           TABLE.sub(lambda _: asked.source, entry))
        known.append(net)
        yield entry
    known = collapsed(known)
    for a in v.expanded:
        nets = networks(table.get(a, []))
        for n in nets:
            if not covered(n, known):
                yield NEW % (n, role_in(v, nets), asked.source, a, asked.day)


def renew(asked):
    table = announced(asked.tables)
    for v in vendors():
        found = list(PREFIX.finditer(v.text))
        if not found or not any(a in table for a in v.asns):
            continue            # the table is not about it
        body = ",\n".join(fresh(v, table, asked)) + "\n"
        text = v.text[:found[0].start()] + body + v.text[found[-1].end():]
        sys.stdout.writelines(difflib.unified_diff(
            v.text.splitlines(True), text.splitlines(True),
            v.path, v.path, n=1))
        if asked.write and text != v.text:
            with open(v.path, "w", encoding="utf-8") as f:
                f.write(text)


def arguments():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=(
        argparse.RawDescriptionHelpFormatter))
    p.add_argument("--folder", default=FOLDER, help="of the catalogue")
    of = p.add_subparsers(dest="what", required=True)
    c = of.add_parser("prefixes")
    c.add_argument("tables", nargs="+")
    c = of.add_parser("renew")
    c.add_argument("--day", required=True, help="of the routing data")
    c.add_argument("--source", required=True, help="where it is from")
    c.add_argument("--write", action="store_true")
    c.add_argument("tables", nargs="+")
    c = of.add_parser("release")
    c.add_argument("--today", default=datetime.date.today().isoformat())
    c = of.add_parser("coverage")
    c.add_argument("data")
    c.add_argument("--names", action="store_true")
    return p.parse_args()


def main():
    global FOLDER
    asked = arguments()
    FOLDER = asked.folder
    if asked.what == "prefixes":
        prefixes(asked.tables)
    elif asked.what == "renew":
        renew(asked)
    elif asked.what == "release":
        return release(asked.today) > 0
    else:
        return coverage(asked.data, asked.names) > 0
    return 0


if __name__ == "__main__":
    sys.exit(main())
