#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Connections through the gateway, each with a real browser's hello, every
# hello judged: many at a time, and one after another.

# shellcheck source=tests/bench/lib.sh
. "$(dirname "$0")/lib.sh"

HELLO=tests/bench/hello.bin
PASS=0x02000000

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

work() {
	client "$LOAD" connect $OPEN4 443 10.1.0.100 64 "$1" $parallel $HELLO
}

for parallel in 64 1; do
	echo "connections, $parallel at a time"
	rounds $PASS none conntrack single batch unguarded cordond remembering
	python3 -c "
import json
p = json.load(open('$T/status.json'))['packets']
print('judged as passed, packets queued in the last round:',
      p['pass_flow'], p['judged'])
print()"
done
