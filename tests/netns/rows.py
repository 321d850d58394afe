# SPDX-License-Identifier: GPL-2.0-or-later
# rows.py CSV PLAIN: a table as comma-separated values has a header in lower
# case and rows of as many cells; with tabs it has the same cells, no header.
import csv
import sys

with open(sys.argv[1], newline="", encoding="utf-8") as f:
    header, *rows = csv.reader(f)
with open(sys.argv[2], encoding="utf-8") as f:
    plain = [line.rstrip("\n").split("\t") for line in f]
if header != [h.lower() for h in header]:
    sys.exit(f"the header is {header}")
for row in rows + plain:
    if len(row) != len(header):
        sys.exit(f"{len(header)} columns, but {row}")
if len(plain) != len(rows):
    sys.exit(f"{len(rows)} rows with commas, {len(plain)} with tabs")
