#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Connections through the gateway, each with a real browser's hello, every
# hello judged. Beside: no firewall, and the smallest accept-all loops under
# the same table.
. "$(dirname "$0")/../netns/lib.sh"

ROUNDS=${ROUNDS:-5} SECONDS_EACH=${SECONDS_EACH:-3}
LOAD=$BUILD/tests/bench/load ACCEPTALL=$BUILD/tests/bench/acceptall
HELLO=tests/bench/hello.bin
MARK=0x02000000		# PASS

lab_up
for i in $(seq 100 163); do client ip addr add 10.1.0."$i"/24 dev c0; done
for ns in client gw server; do
	in_ns $ns sysctl -qw net.ipv4.ip_local_port_range="1024 65535" 2>/dev/null
done
gw sysctl -qw net.netfilter.nf_conntrack_tcp_timeout_close=1 \
	net.netfilter.nf_conntrack_tcp_timeout_time_wait=1 2>/dev/null
ulimit -n "$(ulimit -Hn)"
server "$LOAD" serve $OPEN4 443 >$T/serve.log &
wait_for 5 grep -q ready $T/serve.log

# ticks PID: CPU time of a process, in hundredths of a second.
ticks() {
	local f
	read -r -a f <<<"$(sed 's/.*) //' /proc/"$1"/stat)"
	echo $((f[11] + f[12]))
}

# A killed process holds its sockets until its last thread is gone.
no_queue() {
	[ -z "$(gw cat /proc/net/netfilter/nfnetlink_queue)" ]
}

start_variant() {
	pid=
	case $1 in
	none)
		gw "$BUILD/cordond" --remove ;;
	cordond)
		config_is 'workers = 2;'
		start_cordond
		pid=$(pid_of_cordond) ;;
	*)
		config_is 'workers = 2;'
		start_cordond
		stop_cordond -KILL
		wait_for 5 no_queue
		# shellcheck disable=SC2046 # a word or none
		spawn gw "$ACCEPTALL" 7100 2 $MARK $([ "$1" = batch ] && echo batch)
		pid=$!
		sleep 0.3 ;;
	esac
}

stop_variant() {
	case $1 in
	none) ;;
	cordond) stop_cordond ;;
	*)
		kill "$pid"
		wait "$pid" 2>/dev/null ;;
	esac
}

# One round of one variant: "rate cpu-us-per-connection".
measure() {
	local before=0 after=0 rate n failed
	start_variant "$1"
	client "$LOAD" connect $OPEN4 443 10.1.0.100 64 0.5 64 $HELLO >/dev/null
	[ -z "$pid" ] || before=$(ticks "$pid")
	read -r rate n failed < <(client "$LOAD" connect $OPEN4 443 10.1.0.100 \
		64 "$SECONDS_EACH" 64 $HELLO)
	[ -z "$pid" ] || after=$(ticks "$pid")
	if [ "$1" = cordond ]; then
		judged=$(python3 -c "
import json; p = json.loads('''$(ask status)''')['packets']
print(p['pass_flow'], p['judged'])")
	fi
	stop_variant "$1"
	[ "$failed" -eq 0 ] || echo "# $1: $failed connections failed" >&2
	python3 -c "print($rate, 10000 * ($after - $before) / $n)"
}

for round in $(seq "$ROUNDS"); do
	for v in none single batch cordond; do
		measure $v >>$T/"$v"
	done
	echo "# round $round: $(for v in none single batch cordond; do
		printf '%s %s; ' $v "$(tail -1 $T/$v)"; done)" >&2
done

python3 - $T "$judged" <<'E2'
import statistics, sys
base = sys.argv[1] + "/"
def medians(v):
    rows = [[float(x) for x in l.split()] for l in open(base + v)]
    return [statistics.median(c) for c in zip(*rows)]
m = {v: medians(v) for v in ("none", "single", "batch", "cordond")}
names = {"none": "no firewall", "single": "accept-all, one by one",
         "batch": "accept-all, batch verdicts", "cordond": "cordond"}
print("\n%-28s %10s %8s %12s" % ("", "conn/s", "ratio", "CPU us/conn"))
for v, (rate, cpu) in m.items():
    print("%-28s %10.0f %8.3f %12s" % (
        names[v], rate, rate / m["none"][0], "%.2f" % cpu if cpu else "-"))
print("cordond's CPU beside the one-by-one loop: %.3f" %
      (m["cordond"][1] / m["single"][1]))
print("judged as passed, packets queued in the last round:", sys.argv[2])
E2
