# SPDX-License-Identifier: GPL-2.0-or-later
# sequence.py < LINES: the numbers of each stream follow each other without a
# hole; prints the streams and how many lines each has.
import json
import sys

streams, bad = {}, False
for line in sys.stdin:
    c = json.loads(line)["cordon"]
    last = streams.get(c["stream"])
    if last is not None and c["seq"] != last[1] + 1:
        print(f"{last[1]} is followed by {c['seq']}")
        bad = True
    streams[c["stream"]] = (last[0] if last else c["seq"], c["seq"])
for name, (first, last) in streams.items():
    print(f"{name} {first} {last}")
sys.exit(bad or not streams)
