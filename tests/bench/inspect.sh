#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# cordon inspect over a large capture: packets per second of CPU time, and
# memory; beside ndpiReader on the same file, if that is installed. The file
# is CAPTURE, or one made here: connections of a hello and some data, and
# DNS questions.
set -eu
cd "$(dirname "$0")/../.."
BUILD=${BUILD:-build} ROUNDS=${ROUNDS:-5}
T=$(mktemp -d)
trap 'rm -rf "$T"' EXIT

make_capture() {
	python3 - tests/bench/hello.bin <<-'END'
	import random, struct, sys
	out = sys.stdout.buffer
	hello = open(sys.argv[1], "rb").read()
	question = (b"\x12\x34\1\0\0\1\0\0\0\0\0\0\3www\7example\3org"
	            b"\0\0\1\0\1")
	def frame(proto, src, dst, segment):
	    ip = struct.pack("!BBHHHBBH4s4s", 0x45, 0, 20 + len(segment), 1,
	                     0x4000, 64, proto, 0, src, dst)
	    p = b"\2\0\0\0\0\1\2\0\0\0\0\2\x08\0" + ip + segment
	    out.write(struct.pack("<IIII", 1700000000, 0, len(p), len(p)) + p)
	def tcp(src, dst, sport, dport, seq, ack, flags, data=b""):
	    frame(6, src, dst, struct.pack("!HHIIBBHHH", sport, dport, seq,
	          ack, 0x50, flags, 65535, 0, 0) + data)
	out.write(struct.pack("<IHHIIII", 0xa1b2c3d4, 2, 4, 0, 0, 65535, 1))
	random.seed(1)
	for i in range(40000):
	    a = struct.pack("!I", 0x0a000000 + i % 5000)
	    b = struct.pack("!I", 0xc6336400 + i % 200)
	    s = 1024 + i % 60000
	    if i % 4 == 0:
	        frame(17, a, b, struct.pack("!HHHH", s, 53, 8 + len(question),
	              0) + question)
	    tcp(a, b, s, 443, 99, 0, 2)
	    tcp(b, a, 443, s, 499, 100, 18)
	    tcp(a, b, s, 443, 100, 500, 16)
	    cut = random.choice((len(hello), 1388))
	    tcp(a, b, s, 443, 100, 500, 24, hello[:cut])
	    if cut < len(hello):
	        tcp(a, b, s, 443, 100 + cut, 500, 24, hello[cut:])
	    for k in range(4):
	        tcp(b, a, 443, s, 500 + 1400 * k, 100 + len(hello), 16,
	            b"x" * 1400)
	        tcp(a, b, s, 443, 100 + len(hello), 1900 + 1400 * k, 16)
	END
}

# cpu COMMAND...: its CPU time in seconds and its memory in MiB.
cpu() {
	python3 - "$@" <<-'END'
	import resource, subprocess, sys
	subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL,
	               stderr=subprocess.DEVNULL)
	r = resource.getrusage(resource.RUSAGE_CHILDREN)
	print(r.ru_utime + r.ru_stime, r.ru_maxrss / 1024)
	END
}

file=${CAPTURE:-$T/capture}
[ -n "${CAPTURE-}" ] || make_capture >"$file"
cat "$file" >/dev/null
for _ in $(seq "$ROUNDS"); do
	cpu "$BUILD/cordon" -c tests/fuzz/cordon.conf inspect --names "$file" \
		>>"$T/cordon"
	! command -v ndpiReader >/dev/null ||
		cpu ndpiReader -q -i "$file" >>"$T/ndpiReader"
done
packets=$("$BUILD/cordon" -c tests/fuzz/cordon.conf inspect "$file" |
	sed -n 's/ packets, .*//p')
for what in cordon ndpiReader; do
	[ -s "$T/$what" ] || continue
	python3 -c "
import statistics, sys
rows = [[float(x) for x in l.split()] for l in open('$T/$what')]
cpu, memory = (statistics.median(c) for c in zip(*rows))
print('%-12s %9.0f packets per CPU second, %6.1f MiB' %
      ('$what', $packets / cpu, memory))"
done
