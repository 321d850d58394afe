#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Bundles that must change nothing, each with a valid signature later.

bundles.py GOOD.tar FOLDER: of a policy that is well, makes FOLDER/NNN.cordon
and FOLDER/names with a line "NNN what it is" for each.
"""
import io
import subprocess
import sys
import tarfile

BLOCK = 512


def header(name, size, kind=b"0", octal=None, magic=b"ustar\0", prefix=b"",
           wrong_sum=False, link=b""):
    h = bytearray(BLOCK)
    h[0:min(100, len(name))] = name[:100]
    h[100:108], h[108:116], h[116:124] = b"0000644\0", b"0000000\0", b"0000000\0"
    h[124:136] = octal or b"%011o\0" % size
    h[136:148] = b"00000000000\0"
    h[148:156] = b" " * 8
    h[156:157] = kind
    h[157:157 + len(link)] = link
    h[257:263], h[263:265] = magic, b"00"
    h[345:345 + len(prefix)] = prefix
    h[148:156] = b"%06o\0 " % (sum(h) + (1 if wrong_sum else 0))
    return bytes(h)


def member(name, data=b"x\n", **how):
    return header(name, len(data), **how) + data + bytes(-len(data) % BLOCK)


END = bytes(2 * BLOCK)


def main():
    good = {}
    with tarfile.open(sys.argv[1]) as t:
        for m in t.getmembers():
            good[m.name.encode()] = t.extractfile(m).read()
    manifest = good[b"manifest"].replace(b"sequence = 5", b"sequence = 6")
    assert manifest != good[b"manifest"]
    good[b"manifest"] = manifest
    rest = {n: d for n, d in good.items() if n != b"manifest"}

    def tar(files, extra=b"", end=END):
        return b"".join(member(n, d) for n, d in files) + extra + end

    def whole(extra=b"", end=END, **other):
        files = dict(good)
        files.update({k.encode(): v for k, v in other.items()})
        return tar(files.items(), extra, end)

    def with_manifest(text):
        return tar([(b"manifest", text)] + list(rest.items()))

    def with_policy(text):
        return whole(**{"policy.conf": good[b"policy.conf"] + text})

    out = []
    add = lambda what, data: out.append((what, data))

    # What is no plain file.
    for kind, what in ((b"1", "a hard link"), (b"2", "a symbolic link"),
                       (b"3", "a character device"), (b"4", "a block device"),
                       (b"5", "a folder"), (b"6", "a pipe"),
                       (b"7", "a contiguous file"), (b"S", "a sparse file"),
                       (b"L", "a long name of GNU"), (b"K", "a long link"),
                       (b"x", "a header of pax"), (b"g", "a global one"),
                       (b"V", "a label"), (b"M", "one of several volumes"),
                       (b"D", "a dumped folder"), (b"Z", "an unknown kind")):
        add(what, whole(member(b"lists/more", b"", kind=kind,
                               link=b"/etc/passwd")))
    add("a link in the place of the list",
        tar([(n, d) for n, d in good.items() if n != b"lists/names"],
            member(b"lists/names", b"", kind=b"2", link=b"/etc/passwd")))
    # Names.
    for name in (b"../out", b"lists/../../out", b"/etc/cordon-out", b"lists//x",
                 b"lists/./x", b"lists/..", b"lists/a\nb", b"lists/a b",
                 b"lists/a\tb", b"lists/", b"", b"lists/a/b", b"vendors/x.txt",
                 b"vendors/.conf", b"vendors/../x.conf", b".", b"..", b"digest",
                 b"key", b"current", b"state.conf", b"lists/-x", b"lists/\xff",
                 b"LISTS/x", b"manifest/x", b"policy.conf/x", b"lists\\x",
                 b"lists/.hidden", b"lists/" + b"a" * 94, b"lists/\x1b[2J",
                 b"lists/x\0../../y" + b"\0" * 3 + b"/"):
        if name != b"lists/x\0../../y" + b"\0" * 3 + b"/":
            add("the name %r" % name, whole(member(name)))
    add("a name in two parts", whole(member(b"x", prefix=b"lists")))
    add("a way out in the first part", whole(member(b"lists/x", prefix=b"..")))
    # Order and number.
    for name in good:
        add("%s twice" % name.decode(), whole(member(name, good[name])))
    add("no manifest", tar(rest.items()))
    add("the manifest last", tar(list(rest.items()) + [(b"manifest", manifest)]))
    add("no policy.conf", tar([(n, d) for n, d in good.items()
                               if n != b"policy.conf"]))
    add("a manifest alone", tar([(b"manifest", manifest)]))
    add("too many files", whole(b"".join(member(b"lists/f%d" % i)
                                         for i in range(4200))))
    # Ends.
    full = whole()
    add("nothing", b"")
    add("one byte", b"\0")
    add("zeroes alone", END)
    add("one block of zeroes", bytes(BLOCK))
    add("no end", whole(end=b""))
    add("half of an end", whole(end=bytes(BLOCK)))
    add("more behind its end", full + b"x" * BLOCK)
    add("another archive behind it", full + full)
    for i in range(1, 10):
        add("%d of 10 parts" % i, full[:(len(full) - 1024) * i // 10 - 7])
    # Sizes.
    for octal, what in ((b"77777777777\0", "of 8 GiB"),
                        (b"\x80" + bytes(3) + b"\x7f" * 8, "in base 256"),
                        (b"\xff" * 12, "below zero"),
                        (b"-0000000001\0", "with a sign"),
                        (b"0x000000010\0", "in hex"), (b"           \0", "empty"),
                        (b"9999999999 \0", "not octal"),
                        (b"777777777777", "without an end")):
        add("a size " + what, whole(header(b"lists/more", 0, octal=octal)))
    add("a size beyond its end", whole(header(b"lists/more", 4096)))
    add("a wrong sum", whole(member(b"lists/more", wrong_sum=True)))
    add("another magic", whole(member(b"lists/more", magic=b"ustar ")))
    # The manifest.
    old = b"sequence = 6"
    for value in (b"0", b"-1", b"4", b"5", b"9223372036854775808L",
                  b"18446744073709551616L", b"1e3", b'"7"', b"true", b"", b"[6]",
                  b"0x"):
        add("sequence = %s" % value.decode(),
            with_manifest(manifest.replace(old, b"sequence = " + value)))
    for text, what in ((b"format = 2;", "of another format"),
                       (b"share = 0;", "for none"),
                       (b"share = 101;", "for more than all"),
                       (b"until = \"2020-01-01T00:00:00Z\";", "of long ago"),
                       (b"until = \"soon\";", "until soon"),
                       (b"until = \"2020-01-01T00:00:00Z\\u0000\";", "until NUL"),
                       (b"next_key = \"RWQx\";", "with half a key"),
                       (b"next_key = \"/etc/passwd\";", "with a key's file"),
                       (b"other = 1;", "with an unknown key")):
        key = text.split(b" =")[0]
        lines = [l for l in manifest.split(b"\n") if not l.startswith(key + b" ")]
        add("a manifest " + what, with_manifest(b"\n".join(lines) + text))
    add("a manifest without a number", with_manifest(b"format = 1;\n"))
    add("an empty manifest", with_manifest(b""))
    add("a manifest of bytes", with_manifest(bytes(range(256))))
    add("a manifest that includes a file",
        with_manifest(manifest + b'\n@include "/etc/passwd"\n'))
    add("a manifest of depths", with_manifest(manifest + b"x = " + b"(" * 200000))
    # The policy.
    for text in (b'user = "root";', b'state = "/tmp/x";', b'run = "/tmp/x";',
                 b'log = { file = "/etc/cron.d/x"; };', b'wan = [ "x" ];',
                 b'policy = { url = "http://x/"; };', b'workers = 64;',
                 b'mark_mask = 255;', b'catalogue = "/etc";',
                 b'@include "/etc/passwd"\n', b"mode = ", b'mode = "all";',
                 b"unknown = 1;", b"x = " + b"(" * 200000, b"\0", b"vendors = 1;",
                 b'vendors = ( { id = "../x"; } );'):
        base = good[b"policy.conf"]
        if text.startswith((b"mode", b"unknown")):
            base = b"\n".join(l for l in base.split(b"\n")
                              if not l.startswith(text.split(b" ")[0]))
        add("policy.conf with %s" % text[:40].decode("latin1").strip(),
            whole(**{"policy.conf": base + b"\n" + text}))
    source = b'sources = ( { id = "s"; vendor = "v"; title = "V"; %s } );'
    for s in (b'file = "/etc/passwd";', b'file = "lists/../policy.conf";',
              b'file = "../../state.conf";', b'file = "lists/none";',
              b'folder = "/etc";', b'url = "file:///etc/passwd";',
              b'url = "http://x/"; headers = "/etc/shadow";',
              b'url = "http://x/"; ca = "/etc/shadow";',
              b'url = "http://x/"; minisign = "/etc/shadow";'):
        add("a source with " + s.decode(), whole(**{"policy.conf": source % s}))
    add("a description that is none",
        whole(member(b"vendors/x.conf", b"this is none\n")))
    # As it is packed.
    pack = lambda data, *o: subprocess.run(["zstd", "-qc", *o], input=data,
                                           stdout=subprocess.PIPE).stdout
    packed = pack(full)
    add("half of what is packed", packed[:len(packed) // 2])
    add("packed, with another byte", packed[:-20] + bytes([packed[-20] ^ 1]) +
        packed[-19:])
    add("more than is allowed, packed", pack(whole(
        member(b"lists/more", bytes(80 << 20)))))
    for i, (what, data) in enumerate(out):
        with open("%s/%03d.cordon" % (sys.argv[2], i), "wb") as f:
            f.write(data)
    with open(sys.argv[2] + "/names", "w") as f:
        for i, (what, _) in enumerate(out):
            f.write("%03d %s\n" % (i, what.replace("\n", " ")))


main()
