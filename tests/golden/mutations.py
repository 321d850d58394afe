# SPDX-License-Identifier: GPL-2.0-or-later
# mutations.py CORDON FILE...: what must not change what a list means does not:
# blank lines, comments, CR and byte order marks, doubled and reversed lines;
# and of lines that are no entries each is told, and no more. Prints a line for
# each mutation of each file, as TAP has it.
import re
import subprocess
import sys
import tempfile

# Values of JSON, or statements, over many lines.
WHOLE = {"nft", "nft-json", "ripestat", "ipverse", "json", "sing-box", "cloud",
         "misp", "crowdsec", "indicators", "trackers", "bind", "rpz"}
# Where the first decides, where titles come first, or one line belongs to
# the next.
ORDERED = WHOLE | {"surge", "iptables", "csv", "tsv", "zeek", "ipset",
                   "routeros", "v2fly"}
# A count or a section that a second copy makes wrong.
SINGLE = {"spamhaus"}
COMMENTS = ["# one.invalid", "; two.invalid", "! three.invalid",
            "// four.invalid", "-- five.invalid", "/* six.invalid */",
            "/* seven.invalid", "   eight.invalid */", "## nine.invalid ##"]
GARBAGE = "?? this is no entry ??"


def read(text, fmt):
    with tempfile.NamedTemporaryFile("wb") as f:
        f.write(text)
        f.flush()
        r = subprocess.run([CORDON, "lists", "parse", "--format", fmt, f.name],
                           stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    said = r.stderr.decode("utf-8", "replace")
    m = re.search(r"format (\S+): .*; (\d+) lines? rejected, (\d+) skipped",
                  said)
    return (r.stdout.decode(), m[1] if m else "",
            int(m[2]) + int(m[3]) if m else -1)


def lines_of(text):
    return text.decode("utf-8", "surrogateescape").rstrip("\n").split("\n")


def put(lines, end="\n"):
    return "".join(line + end for line in lines).encode(
        "utf-8", "surrogateescape")


def is_whole(text, fmt):
    """Its lines belong together: continued ones, brackets over several, the
    sections of a configuration, titles."""
    return (fmt in WHOLE or text.rstrip().endswith(b"]") or
            text.startswith(b"domain\n") or b"\\\n" in text or
            (fmt == "surge" and re.search(rb"(?m)^\[", text)) or
            re.search(rb"(?m)^(rules:|group-begin|view:)", text))


def mutations(text, fmt):
    lines = lines_of(text)
    between = not is_whole(text, fmt)
    head = COMMENTS[:1] if fmt in ("zeek", "adblock") else COMMENTS
    yield "CR", put(lines, "\r\n"), 0
    yield "a byte order mark", b"\xef\xbb\xbf" + put(lines), 0
    yield "comments in front", put(head + lines), 0
    yield "blank lines", put(x for line in lines for x in (line, "", " \t")), 0
    if not between:
        return
    mixed = []
    for i, line in enumerate(lines):
        mixed += [line, COMMENTS[i % 6]]
    yield "comments between", put(mixed), 0
    if any(line.startswith("/*") and "*/" not in line for line in lines):
        return
    if fmt not in SINGLE and fmt not in ("csv", "tsv"):
        told = read(text, fmt)[2]
        yield "doubled lines", put(x for line in lines for x in (line, line)), \
            told
    if fmt not in ORDERED:
        yield "reversed lines", put(reversed(lines)), 0
    many = []
    for i, line in enumerate(lines):
        many.append(line)
        if i % 20 == 19 or i == len(lines) - 1:
            many.append(GARBAGE)
    if not text.lstrip().startswith(b"{"):
        yield "garbage", put(many), (len(lines) + 19) // 20


def main():
    n = 0
    for path in sys.argv[2:]:
        text = open(path, "rb").read()
        if text.startswith(b"\xef\xbb\xbf"):
            text = text[3:]
        text = text.replace(b"\r\n", b"\n")
        want, fmt, told = read(text, "auto")
        name = path.rsplit("/", 1)[-1]
        if not fmt or fmt == "unknown":
            continue
        for what, changed, more in mutations(text, fmt):
            for given in ("auto", fmt) if "-" not in name else ("auto",):
                got, as_what, now = read(changed, given)
                good = got == want and now == told + more and as_what == fmt
                n += 1
                print("%sok %d - %s (%s), %s: %s" % (
                    "" if good else "not ", n, name, fmt, given, what))
                if not good:
                    print("# as %s, %d told, want %d" % (as_what, now,
                                                         told + more))
                    for line in sorted(set(got.split("\n")) ^
                                       set(want.split("\n")))[:5]:
                        print("# " + line)
    print("1..%d" % n)


CORDON = sys.argv[1]
main()
