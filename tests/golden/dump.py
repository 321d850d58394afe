# SPDX-License-Identifier: GPL-2.0-or-later
"""dump.py HISTORY: all that is in a history, with words for its numbers."""
import sqlite3
import sys

d = sqlite3.connect("file:%s?mode=ro" % sys.argv[1], uri=True)
client = "(SELECT mac || '/' || address FROM client c WHERE c.id = client)"
rule = "(SELECT vendor || role || line FROM rule r WHERE r.id = rule)"
target = "(SELECT name FROM target t WHERE t.id = target)"
party = "(SELECT vendor || role FROM party p WHERE p.id = party)"
via = "(SELECT word FROM via v WHERE v.id = via)"
sums = "outcome, n, first, last"
for q in (
        f"SELECT day, {client}, {rule}, {target}, {via}, {sums} FROM day_fact",
        f"SELECT hour, {client}, {party}, {sums} FROM hour_client",
        f"SELECT day, {client}, {party}, {sums} FROM day_client",
        f"SELECT {client}, {party}, {sums} FROM all_client",
        f"SELECT day, {target}, {rule}, {via}, {sums} FROM day_target",
        f"SELECT day, {party}, {sums} FROM day_party",
        f"SELECT hour, {party}, {sums} FROM hour_party",
        "SELECT name FROM target", "SELECT * FROM position",
        "SELECT * FROM coverage", "SELECT * FROM notice",
        "SELECT * FROM broken"):
    for row in sorted(d.execute(q)):
        print(*row)
