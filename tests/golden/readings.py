# SPDX-License-Identifier: GPL-2.0-or-later
# readings.py CORDON OUT FILE...: each FILE has lists of one format as people
# write them, and what they come to; writes each list to OUT, and prints a line
# for each, recognised and as it is by its word, as TAP has it.
#
#	== what is special about it
#	the list
#	=>how many lines are told
#	what cordon lists parse prints
import re
import subprocess
import sys


def cases(path):
    title, text, want, told = None, [], [], None
    for line in open(path, encoding="utf-8"):
        if line.startswith("== "):
            if title:
                yield title, "".join(text), told, sorted(want)
            title, text, want, told = line[3:].strip(), [], [], None
        elif line.startswith("=>"):
            told = int(line[2:])
        elif told is None:
            text.append(line)
        else:
            want.append(line.strip())
    yield title, "".join(text), told, sorted(want)


def read(path, fmt):
    r = subprocess.run([CORDON, "lists", "parse", "--format", fmt, path],
                       stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    said = r.stderr.decode("utf-8", "replace")
    m = re.search(r"format (\S+): .*; (\d+) lines? rejected, (\d+) skipped",
                  said)
    return (sorted(r.stdout.decode().splitlines()), m[1] if m else "",
            int(m[2]) + int(m[3]) if m else -1, said)


def main():
    n = 0
    for path in sys.argv[3:]:
        word = path.rsplit("/", 1)[-1].rsplit(".", 1)[0]
        for i, (title, text, told, want) in enumerate(cases(path)):
            name = "%s/%s-%d" % (OUT, word, i + 1)
            with open(name, "w", encoding="utf-8", newline="") as f:
                f.write(text)
            for fmt in "auto", word:
                got, as_what, now, said = read(name, fmt)
                good = got == want and as_what == word and now == told
                n += 1
                print("%sok %d - %s (%s): %s" % ("" if good else "not ", n,
                                                 word, fmt, title))
                if good:
                    continue
                print("# as %s, %d told, want %d" % (as_what, now, told))
                for line in sorted(set(want) - set(got)):
                    print("# missing " + line)
                for line in sorted(set(got) - set(want)):
                    print("# extra " + line)
                for line in said.splitlines():
                    print("# said " + line)
    print("1..%d" % n)


CORDON, OUT = sys.argv[1:3]
main()
