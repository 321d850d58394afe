#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""stale.py: names in comments, README and manuals of what is no longer there.

A word that reads as one of our files must be one. A word that reads as an
identifier (an underscore in it, or "()" behind it) must stand in some code,
if only as the end of a longer one (BATCH_END) or, with an underscore last or an
x behind it, as the beginning of some (NF_INET_, test_x). Words in capitals are
what a script is given (PORT) unless they stand in C.
"""

import fnmatch
import os
import re
import subprocess
import sys

# Words of the kernel, of libraries and of formats that no code here needs.
ELSEWHERE = set("""
    BATCH_BEGIN BATCH_END CAP_NET_RAW LINKTYPE_ PIPE_BUF end_ip
    if_tsresol netlink_seq_show netlink_sendmsg
    nf_conntrack_tcp_timeout_syn_sent nf_flow_table nf_queue_nf_hook_drop
    nf_tables nf_tables_api
    nft_fib_inet nft_set_rbtree sd_listen_fds
    sd_notify seq_show siphash start_ip xt_NFQ_info
""".split())

FILES = """
    siphash.c nf_tables.h nf_tables_api.c nfnetlink_queue.h stddef.h sysexits.h
""".split()

CODE = re.compile(r"\.([ch]|sh|py|mk|conf|init|defaults|bash|zsh|fish)$|"
                  r"(^|/)(Makefile|run|rooms)$")
TEXT = re.compile(r"\.(md|[1-8])$")
PATH = re.compile(r"(?<![\w/.$}~<>-])((?:lib|ruleset|nfq|tools|tests|packaging|"
                  r"mk|doc)/[\w./*-]*\w)")
FILE = re.compile(r"(?<![\w/.*$}~-])(\w[\w-]*\.(?:c|h|sh|py|mk|md))(?!\w|\.\w)")
WORD = re.compile(r"(?<![\w/.$}{<\\-])([A-Za-z]\w*)(\(\)|\*)?(?![\w/]|\.\w)")
C_COMMENT = re.compile(r"/\*.*?\*/", re.S)
LINE_COMMENT = re.compile(r"(?<!\S)#(?![!{]).*$", re.M)


def tree():
    """Every file of ours, by git or, where there is none, by looking."""
    listed = subprocess.run(["git", "ls-files"], text=True, check=False,
                            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    return listed.stdout.split("\n")[:-1] or [
        os.path.relpath(os.path.join(folder, name))
        for folder, _, names in os.walk(".") for name in names
        if not re.match(r"\./(build|\.git\b)", folder)]


def split(path):
    """What a file says to people, with blank lines between, and the rest."""
    with open(path, encoding="utf-8", errors="replace") as file:
        text = file.read()
    if TEXT.search(path):
        return text, ""
    if not CODE.search(path):
        return "", text
    comment = C_COMMENT if path.endswith((".c", ".h")) else LINE_COMMENT
    said, at = "", 0
    for found in comment.finditer(text):
        said += "\n" * text.count("\n", at, found.start()) + found.group() + " "
        at = found.end()
    return said, comment.sub(" ", text)


class Known:
    """What there is: files, folders, and the words of the code."""

    def __init__(self, paths, codes):
        self.paths = set(paths)
        for path in paths:
            while (path := os.path.dirname(path)):
                self.paths.add(path)
        self.names = {os.path.basename(path) for path in paths} | set(FILES)
        self.words = set(ELSEWHERE)
        for word in {w for code in codes for w in re.findall(r"\w+", code)}:
            parts = word.split("_")
            for n in range(len(parts)):
                self.words.add("_".join(parts[n:]))
        self.words |= {re.split(r"\W", name)[0] for name in self.names}

    def path(self, path):
        return (any(path + end in self.paths for end in ("", ".c", ".h")) or
                any(fnmatch.fnmatch(p, path + "*") for p in self.paths
                    if "*" in path or path.endswith("_")))

    def word(self, word):
        return word in self.words

    def start(self, word):
        return any(w.startswith(word) for w in self.words)


def stale(path, text, known):
    """(place in the text, word)"""
    of_c = path.endswith((".c", ".h"))
    for found in PATH.finditer(text):
        if not known.path(found[1]):
            yield found.start(), found[1]
    for found in FILE.finditer(text):
        if found[1] not in known.names:
            yield found.start(), found[1]
    for found in WORD.finditer(text):
        word, more = found[1], found[2]
        if word.isupper() and not of_c:
            continue
        if word.endswith("_x"):
            word = word[:-1]
        open_ended = more == "*" or word.endswith("_")
        if (more == "()" or "_" in word) and not (
                known.start(word) if open_ended else known.word(word)):
            yield found.start(), found[0]


def main():
    paths = [path for path in tree() if os.path.isfile(path)]
    parts = {path: split(path) for path in paths if "/corpus/" not in path}
    known = Known(paths, (code for _, code in parts.values()))
    findings = [f"{path}:{said.count(chr(10), 0, at) + 1}: there is no {word}"
                for path, (said, _) in parts.items()
                for at, word in sorted(stale(path, said, known))]
    print(*findings, sep="\n", end="\n" if findings else "")
    sys.exit(bool(findings))


if __name__ == "__main__":
    main()
