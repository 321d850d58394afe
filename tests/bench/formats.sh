#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Lines a second of CPU that the formats of proxies, routers and peers are read
# with, the best of five readings of a million lines into nothing.

cd "$(dirname "$0")/../.." || exit 1
BUILD=${BUILD:-build} N=${N:-1000000}
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT

python3 - "$dir" "$N" <<'END'
import random, sys
random.seed(5)
out, n = sys.argv[1], int(sys.argv[2])
names = ["a%xz.b%dx.%s" % (random.getrandbits(40), random.randrange(n // 3 + 1),
                           random.choice(["com", "net", "org", "de"]))
         for _ in range(n)]
nets = ["%d.%d.%d.0" % (random.randrange(1, 223), random.randrange(256),
                        random.randrange(256)) for _ in range(n)]
forms = {
    "mihomo": ("+.%s\n" % x for x in names),
    "surge": ("DOMAIN-SUFFIX,%s,REJECT\n" % x for x in names),
    "smartdns": ("address /%s/#\n" % x for x in names),
    "routeros": ("add list=bad address=%s/24\n" % x for x in nets),
    "routeros-names": ("/ip dns static add name=%s type=NXDOMAIN\n" % x
                       for x in names),
    "peerguardian": ("Some Org:%s-%s\n" % (x, x[:-1] + "255") for x in nets),
    "domains": ("%s\n" % x for x in names),
    "hosts": ("0.0.0.0 %s\n" % x for x in names),
}
for word, lines in forms.items():
    with open("%s/%s" % (out, word), "w") as f:
        f.writelines(lines)
END
for file in "$dir"/*; do
	"$BUILD/tests/bench/lists" read "$file" |
		sed "s|$dir/||; s|^|${file##*/}: |"
done
