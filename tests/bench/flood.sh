#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# A hundred clients' connections beside a million half hellos of connections
# that never were, in ten others' names: how much of their rate is left them,
# without a firewall (what the flood itself costs, and who sends it, on the same
# cores), behind a table of one conntrack rule, an accept-all loop, and cordond.
#
# And the CPU time that a packet of the flood costs by itself, with nobody
# beside it: of who sends it, who does the gateway's work in the kernel too
# (veth passes packets on in the sender's time), and of the daemon. What is
# dropped where it comes in costs little but the sending, so that much of the
# rate nobody who drops all of it could keep.

# shellcheck source=tests/bench/lib.sh
. "$(dirname "$0")/lib.sh"

HELLO=tests/bench/hello.bin
PASS=0x02000000
COUNT=${COUNT:-1000000} RATE=${RATE:-20000} COSTS=${COSTS:-80000}
CLIENTS=100 PAIRS=${PAIRS:-8}

lab_up
for i in $(seq 100 199); do client ip addr add 10.1.0."$i"/24 dev c0; done
for ns in client gw server; do
	in_ns $ns sysctl -qw net.ipv4.ip_local_port_range="1024 65535" 2>/dev/null
done
gw sysctl -qw net.netfilter.nf_conntrack_tcp_timeout_close=1 \
	net.netfilter.nf_conntrack_tcp_timeout_time_wait=1 2>/dev/null
ulimit -n "$(ulimit -Hn)"
server "$LOAD" serve $OPEN4 443 >$T/serve.log &
wait_for 5 grep -q ready $T/serve.log
mac=$(gw ip -br link show lan0 | awk '{ print $3 }')

work() {
	client "$LOAD" connect $OPEN4 443 10.1.0.100 $CLIENTS "$1" $CLIENTS \
		$HELLO
}

# One round of a variant: moments without a flood and with one in turn, so that
# what else the machine does falls on both; a line "quiet flooded" each.
both() { # VARIANT
	local quiet flooded n failed pid sender

	start_variant "$1" $PASS
	work 0.5 >/dev/null
	for _ in $(seq "$PAIRS"); do
		read -r quiet n failed < <(work "$SECONDS_EACH")
		spawn client "$BUILD/tests/netns/flood" c0 "$mac" $OPEN4 \
			"$COUNT" "$RATE" >$T/flood.out
		sender=$!
		read -r flooded n failed < <(work "$SECONDS_EACH")
		[ "$failed" -eq 0 ] || echo "# $1: $failed of $n failed" >&2
		kill $sender 2>/dev/null
		wait $sender 2>/dev/null
		echo "$quiet $flooded"
	done
	if [ "$1" = cordond ]; then
		ask status >$T/status.json
		awk '/VmHWM/ { print $2 }' "/proc/$pid/status" >$T/memory
	fi
	stop_variant "$1"
}

# All of the flood, where it comes in.
drop_flood() {
	gw nft 'table ip yardstick { chain prerouting {
		type filter hook prerouting priority raw;
		ip saddr 10.1.0.10-10.1.0.19 tcp dport 443 drop;
	}; }'
}

# "sender daemon", in microseconds a packet
cost() { # VARIANT
	local TIMEFORMAT='%U %S' pid before=0 after=0 user system

	if [ "$1" = dropped ]; then
		drop_flood
	else
		start_variant "$1" $PASS
	fi
	[ -z "${pid-}" ] || before=$(ticks "$pid")
	read -r user system < <({ time client "$BUILD/tests/netns/flood" c0 \
		"$mac" $OPEN4 "$COSTS" "$RATE" >/dev/null; } 2>&1)
	[ -z "${pid-}" ] || after=$(ticks "$pid")
	if [ "$1" = dropped ]; then
		gw nft delete table ip yardstick
	else
		stop_variant "$1"
	fi
	python3 -c "print(($user + $system) * 1e6 / $COSTS,
		10000 * ($after - $before) / $COSTS)"
}

VARIANTS="none conntrack batch cordond"
config_is "workers = $WORKERS;"
for round in $(seq "$ROUNDS"); do
	for v in dropped $VARIANTS; do cost "$v" >>"$T/$v.cost"; done
done
for round in $(seq "$ROUNDS"); do
	for v in $VARIANTS; do both $v >>"$T/$v"; done
	echo "# round $round of $ROUNDS" >&2
done
# shellcheck disable=SC2086 # words
python3 - "$T" $VARIANTS <<'E2'
import json
import statistics
import sys

T = sys.argv[1]
print("%-28s %10s %10s" % ("CPU us a packet of the flood", "sent", "daemon"))
for v in ["dropped"] + sys.argv[2:]:
    rows = [tuple(map(float, line.split())) for line in open(f"{T}/{v}.cost")]
    print("%-28s %10.2f %10.2f" % (v, *map(statistics.median, zip(*rows))))
print("%-28s %10s %10s %8s" % ("connections a second", "no flood", "flood",
                               "ratio"))
ratios = {}
for v in sys.argv[2:]:
    rows = [tuple(map(float, line.split())) for line in open(f"{T}/{v}")]
    quiet, flooded = map(statistics.median, zip(*rows))
    ratios[v] = statistics.median(b / a for a, b in rows)
    print("%-28s %10.0f %10.0f %8.3f" % (v, quiet, flooded, ratios[v]))
for v in "none", "conntrack", "batch":
    print("cordond keeps %.3f of what %s keeps" % (
        ratios["cordond"] / ratios[v], v))
s = json.load(open(f"{T}/status.json"))
f = s["flows"]
print("flows %d of %d, given up %d; half hellos looked at at most: %s" % (
    f["open"], f["max"], f.get("evicted", 0), "2,000 a second"))
print("memory at most: %s KiB" % open(f"{T}/memory").read().strip())
E2
