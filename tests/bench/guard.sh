#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# What the guard costs a judged connection: one cordond, PAIRS times without it
# and with it in turn, each for a moment, so that what else the machine does
# falls on both. Told is the time that client, server and cordond have run for a
# connection, in the kernel too, and the rate.

# shellcheck source=tests/bench/lib.sh
. "$(dirname "$0")/lib.sh"

PAIRS=${PAIRS:-30} SECONDS_EACH=${SECONDS_EACH:-0.5}
HELLO=tests/bench/hello.bin

lab_up
for i in $(seq 100 163); do client ip addr add 10.1.0."$i"/24 dev c0; done
for ns in client gw server; do
	in_ns $ns sysctl -qw net.ipv4.ip_local_port_range="1024 65535" 2>/dev/null
done
ulimit -n "$(ulimit -Hn)"
server "$LOAD" serve $OPEN4 443 >$T/serve.log &
server=$!
wait_for 5 grep -q ready $T/serve.log

# The time that all threads of these have run so far, in nanoseconds.
ran() {
	local p
	for p; do cat /proc/"$p"/task/*/schedstat; done |
		awk '{ ns += $1 } END { printf "%.0f\n", ns }'
}

# One moment: "RATE US", the latter without the client.
moment() { # GUARD PARALLEL
	local before after rate n user sys TIMEFORMAT='%U %S'

	config_is "workers = $WORKERS; guard = $1;"
	ask reload >/dev/null
	before=$(ran "$server" "$pid")
	{ time client "$LOAD" connect $OPEN4 443 10.1.0.100 64 \
		"$SECONDS_EACH" "$2" $HELLO >$T/rate; } 2>$T/time
	after=$(ran "$server" "$pid")
	read -r rate n _ <$T/rate
	read -r user sys < <(tail -n 1 $T/time)
	awk -v r="$rate" -v n="$n" -v b="$before" -v a="$after" -v u="$user" \
		-v s="$sys" 'BEGIN {
		printf "%s %.3f\n", r, ((a - b) / 1000 + (u + s) * 1e6) / n }'
}

config_is "workers = $WORKERS; guard = false;"
start_cordond
pid=$(pid_of_cordond)
for parallel in ${PARALLEL:-64 1}; do
	rm -f $T/without $T/with
	moment false "$parallel" >/dev/null
	for _ in $(seq "$PAIRS"); do
		moment false "$parallel" >>$T/without
		moment true "$parallel" >>$T/with
	done
	python3 - $T/without $T/with "$parallel" <<-'E2'
	import statistics, sys
	def rows(path):
	    return [tuple(map(float, line.split())) for line in open(path)]
	without, with_ = rows(sys.argv[1]), rows(sys.argv[2])
	print(f"{sys.argv[3]} at a time, {len(without)} pairs")
	for i, what in enumerate(("a second", "us CPU each")):
	    a, b = ([r[i] for r in m] for m in (without, with_))
	    ratios = sorted(y / x for x, y in zip(a, b))
	    q = len(ratios) // 4
	    print("%-12s without %9.2f, with %9.2f: %.4f; of pairs %.4f "
	          "(half of them %.4f to %.4f)" % (
	          what, statistics.median(a), statistics.median(b),
	          statistics.median(b) / statistics.median(a),
	          statistics.median(ratios), ratios[q], ratios[-q - 1]))
	E2
done
stop_cordond
