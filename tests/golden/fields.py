# SPDX-License-Identifier: GPL-2.0-or-later
# fields.py PAGE SECTION [--all] < LINES: every field of the events, or of the
# register's lines, is in this section of cordon-eve(5); with --all every field
# there is in one of the lines too. Lines without a schema are no lines of ours:
# tests make some up.
import json
import re
import sys

page, section = sys.argv[1:3]
NOTHING = {"alert", "alert.metadata", "alert.context", "alert.context.story",
           "ether", "verdict", "dns", "dns.queries", "dns.answers", "tls",
           "dtls", "quic", "http", "socks", "cordon", "cordon.vendors"}


def documented():
    on, found = False, set()
    for line in open(page):
        if line.startswith(".Sh"):
            on = line.split()[1] == section
        elif on and line.startswith(".It Ic "):
            found.update(line[7:].replace(",", " ").split())
    return found


def paths(value, above=""):
    if isinstance(value, list):
        for v in value:
            yield from paths(v, above)
    elif isinstance(value, dict):
        for k, v in value.items():
            path = f"{above}.{k}" if above else k
            yield path
            yield from paths(v, path)


manual, seen, n = documented(), set(), 0
for line in sys.stdin:
    if '"schema":"cordon.' not in line:
        continue
    n += 1
    own = '"event_type":"cordon"' in line
    if section == "REGISTER" or own == (section == "LINES"):
        seen.update(paths(json.loads(line)))
bad = False
for what, some in (("not in the manual", seen - manual - NOTHING),
                   ("in no line", manual - seen if "--all" in sys.argv
                    else set())):
    for field in sorted(some):
        print(f"{what}: {field}")
        bad = True
if n == 0 or not manual:
    print("nothing to compare")
    bad = True
sys.exit(bad)
