# SPDX-License-Identifier: GPL-2.0-or-later
"""reported.py report|survey OWN FAR: what a gateway says of itself and what its
centre says of it, as JSON: the same, but for what a centre cannot know. Prints
what differs, and fails then.
"""
import json
import sys

# Whose machines they are, and of which gateway each row is.
LEFT_OUT = {"gateway", "machine", "name", "command"}
TABLES = {
    "report": ["coverage", "coverage_vendors", "gaps", "stretches", "vendors",
               "days", "machines", "destinations", "passed", "law", "dates"],
    "survey": ["since", "until", "would_block", "vendors", "machines",
               "shared", "exceptions"],
}


def bare(x):
    if isinstance(x, list):
        return [bare(y) for y in x]
    if isinstance(x, dict):
        return {k: bare(v) for k, v in x.items() if k not in LEFT_OUT}
    return x


def main():
    own, far = (json.load(open(p)) for p in sys.argv[2:])
    bad = False
    for table in TABLES[sys.argv[1]]:
        a, b = bare(own[table]), bare(far[table])
        if a != b:
            bad = True
            print(table, "own:", str(a)[:600], "far:", str(b)[:600])
    for key in ("machines", "vendors", "events", "blocked", "would_block",
                "excepted", "logged", "period_seconds", "measured_seconds"):
        if sys.argv[1] == "report" and \
           own["finding"][key] != far["finding"][key]:
            bad = True
            print(key, own["finding"][key], far["finding"][key])
    sys.exit(bad)


main()
