#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Reading lists: a million prefixes, IPv4 beside iprange, and a million names,
# from text to what is normalised and written. CPU seconds of user and kernel,
# the median of the rounds, which take turns.

cd "$(dirname "$0")/../.." || exit 1
BUILD=${BUILD:-build} N=${N:-1000000} ROUNDS=${ROUNDS:-5}
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT

# Lengths as routing tables and blocklists have them.
python3 - "$dir" "$N" <<'END'
import ipaddress, random, sys
random.seed(1)
out, n = sys.argv[1], int(sys.argv[2])

def lengths(share):
    return [l for l, percent in share.items() for _ in range(percent)]

four = lengths({24: 40, 32: 37, 22: 6, 23: 5, 20: 2, 21: 2, 28: 2, 29: 1,
                16: 3, 19: 2})
six = lengths({48: 45, 64: 20, 44: 8, 32: 5, 40: 5, 56: 5, 128: 5, 36: 3,
               52: 2, 60: 2})
with open(out + "/v4", "w") as f:
    for _ in range(n):
        l = random.choice(four)
        a = random.randrange(1 << 24, 223 << 24) >> (32 - l) << (32 - l)
        f.write("%d.%d.%d.%d/%d\n" % (a >> 24, a >> 16 & 255, a >> 8 & 255,
                                      a & 255, l))
with open(out + "/v6", "w") as f:
    for _ in range(n):
        l = random.choice(six)
        a = (1 << 125 | random.getrandbits(125)) >> (128 - l) << (128 - l)
        f.write("%s/%d\n" % (ipaddress.IPv6Address(a), l))
letters = "abcdefghijklmnopqrstuvwxyz0123456789-"
with open(out + "/names", "w") as f:
    for i in range(n):
        f.write("a%sz.b%dx.%s\n" % (
            "".join(random.choices(letters, k=random.randrange(1, 15))),
            random.randrange(n // 3), random.choice(
                ["com", "net", "org", "co.uk", "de", "ru", "cn"])))
END

# cpu NAME COMMAND...: adds a line of CPU seconds and MB
cpu() {
	local name=$1
	shift
	/usr/bin/env python3 - "$@" >>"$dir/$name" <<'END'
import resource, subprocess, sys
subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL,
               stderr=subprocess.DEVNULL, check=True)
u = resource.getrusage(resource.RUSAGE_CHILDREN)
print("%.3f %.0f" % (u.ru_utime + u.ru_stime, u.ru_maxrss / 1024))
END
}

line() { # NAME TITLE
	sort -n "$dir/$1" | awk -v title="$2" '{ v[NR] = $1; m[NR] = $2 }
		END { printf "%-46s %6.3f s  %4d MB\n", title,
			v[int((NR + 1) / 2)], m[int((NR + 1) / 2)] }'
}

for _ in $(seq "$ROUNDS"); do
	command -v iprange >/dev/null && cpu iprange iprange "$dir/v4"
	cpu four "$BUILD/cordon" lists parse "$dir/v4"
	cpu six "$BUILD/cordon" lists parse "$dir/v6"
	cpu words "$BUILD/cordon" lists parse "$dir/names"
done
echo "$N lines: read, merged, written; CPU seconds, largest size"
[ -s "$dir/iprange" ] && line iprange "iprange, IPv4"
line four "cordon lists parse, IPv4"
line six "cordon lists parse, IPv6"
line words "cordon lists parse, names (sorted and folded)"

# Formats, as text to entries.
for kind in mihomo routeros smartdns peerguardian hosts adblock dnsmasq; do
	"$BUILD/tests/bench/lists" names "$N" 7 | awk -v kind=$kind '
	{ a = int(NR / 65536) % 200 + 11; b = int(NR / 256) % 256; c = NR % 256 }
	kind == "mihomo" { print "+." $1 }
	kind == "routeros" {
		print "add address=" a "." b "." c ".0/24 comment=\"x, " NR \
			"\" list=bad" }
	kind == "smartdns" { print "address /" $1 "/#" }
	kind == "peerguardian" { print "Some Org, " NR ":" a "." b "." c ".0-" \
			a "." b "." c ".255" }
	kind == "hosts" { print "0.0.0.0 " $1 }
	kind == "adblock" { print "||" $1 "^" }
	kind == "dnsmasq" { print "address=/" $1 "/" }' >"$dir/$kind"
	"$BUILD/tests/bench/lists" read "$dir/$kind"
done
