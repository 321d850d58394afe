# SPDX-License-Identifier: GPL-2.0-or-later
# examples.py PAGE FOLDER: writes the examples of cordon-list(5), each format's
# list to FOLDER/FORMAT and what it means to FOLDER/FORMAT.want.
import re
import sys

page, folder = sys.argv[1:]
blocks, block, word = {}, None, None
for line in open(page, encoding="utf-8"):
    if m := re.match(r"\.It Cm (\S+)$", line):
        word = m[1]
    elif line.startswith(".Sh"):
        word = None
    elif line.startswith(".Bd -literal"):
        block = []
    elif line.startswith(".Ed"):
        if word:
            blocks.setdefault(word, []).append("".join(block))
        block = None
    elif block is not None:
        block.append(line.replace("\\&", "").replace("\\e", "\\"))
for word, (text, want) in blocks.items():
    want = want if want != "\n" else ""  # nothing at all
    for name, content in (word, text), (word + ".want", want):
        with open(f"{folder}/{name}", "w", encoding="utf-8") as f:
            f.write(content)
