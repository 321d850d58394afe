#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# cordon sync with two million names and 500,000 prefixes of two sources: CPU
# outside and inside of the kernel and memory of sync and its children, of the
# first time and of each in which 1 % changed. A program that listens to changes
# of nftables on this machine, in whatever namespace, makes it take longer.
. "$(dirname "$0")/../netns/lib.sh"

NAMES=${NAMES:-2000000} PREFIXES=${PREFIXES:-500000} ROUNDS=${ROUNDS:-2}

lab_up
# make SEED: 1 % is another with another seed.
make_lists() {
	python3 - "$T/etc" "$NAMES" "$PREFIXES" "$1" <<-'END'
	import sys
	out, names, prefixes, seed = sys.argv[1], *map(int, sys.argv[2:])
	with open(out + "/names.txt", "w") as f:
	    for i in range(names):
	        f.write("a%dz%s.b%dx.%s\n" % (i * 7919 % names,
	            "s%d" % seed if i % 100 == 0 else "", i % (names // 3 + 1),
	            ("com", "net", "org", "de")[i % 4]))
	with open(out + "/prefixes.txt", "w") as f:
	    for i in range(prefixes):
	        a = (40 << 24) + i * 512 + (256 if i % 100 == seed else 0)
	        f.write("%d.%d.%d.0/24\n" % (a >> 24, a >> 16 & 255,
	                                     a >> 8 & 255))
	END
}

config_is "sources = (
	{ id = \"names\"; vendor = \"ads\"; file = \"$T/etc/names.txt\"; },
	{ id = \"prefixes\"; vendor = \"bad\"; file = \"$T/etc/prefixes.txt\"; } );"
for round in $(seq 0 "$ROUNDS"); do
	make_lists "$round"
	# shellcheck disable=SC2086 # options or none
	gw ${WRAP-} python3 - "$BUILD/cordon" -c $CONF sync --accept ${SYNC-} <<-'END'
	import resource, subprocess, sys
	r = subprocess.run(sys.argv[1:], stdout=subprocess.PIPE,
	                   stderr=subprocess.STDOUT)
	u = resource.getrusage(resource.RUSAGE_CHILDREN)
	print("sync: %.2f s outside the kernel, %.2f inside, %d MiB at most%s"
	      % (u.ru_utime, u.ru_stime, u.ru_maxrss // 1024,
	         "" if r.returncode == 0 else ", exit %d: %s" % (
	             r.returncode, r.stdout.decode()[-300:])))
	END
done
