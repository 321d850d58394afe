#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# One bulk stream of a judged connection through the gateway, beside the same
# without a firewall, and with one rule that does nothing but ask conntrack.
. "$(dirname "$0")/../netns/lib.sh"

ROUNDS=${ROUNDS:-9} SECONDS_EACH=${SECONDS_EACH:-2}
LOAD=$BUILD/tests/bench/load HELLO=tests/bench/hello.bin

lab_up
config_is "workers = 2; ${CONFIG-}"
server "$LOAD" serve $OPEN4 443 >$T/serve.log &
wait_for 5 grep -q ready $T/serve.log

RULE='table inet one { chain forward { type filter hook forward priority 0; '
RULE+='ct mark 0x77 drop; }; }'

stream() { client "$LOAD" stream $OPEN4 443 "$SECONDS_EACH" $HELLO; }

stream >/dev/null
for round in $(seq "$ROUNDS"); do
	none=$(stream)
	gw nft "$RULE" || exit 1
	one=$(stream)
	gw nft delete table inet one
	start_cordond
	cordond=$(stream)
	stop_cordond
	gw "$BUILD/cordond" --remove
	echo "$none $one $cordond" | tee -a $T/rounds |
		sed "s/^/# round $round, MB\/s: /" >&2
done

# How much of a stream of cordond's comes by the chains at all?
start_cordond
gw nft 'table inet seen { chain forward {
	type filter hook forward priority 10; tcp sport 443 counter; }; }'
rate=$(stream)
seen=$(gw nft list table inet seen |
	sed -n 's/.*packets \([0-9]*\) bytes \([0-9]*\)/\1 packets, \2 bytes/p')
stop_cordond
echo "# by the chains: $seen of a stream of $SECONDS_EACH s at $rate MB/s" >&2

python3 - $T/rounds <<'END'
import statistics, sys
rows = [[float(x) for x in l.split()] for l in open(sys.argv[1])]
none, one, cordond = (statistics.median(c) for c in zip(*rows))
print("\nbulk, MB/s: no firewall %.0f, one conntrack rule %.0f, cordond %.0f" %
      (none, one, cordond))
print("medians of the rounds' ratios: to no firewall %.3f, to the rule %.3f" %
      (statistics.median(r[2] / r[0] for r in rows),
       statistics.median(r[2] / r[1] for r in rows)))
END
