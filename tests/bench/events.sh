#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Events written: 200,000 a second from two workers to the disk, none of them
# folded; from one client, folded; and what it takes from connections through the
# gateway if each of them is logged.

# shellcheck source=tests/bench/lib.sh
. "$(dirname "$0")/lib.sh"

HELLO=tests/bench/hello.bin
PASS=0x02000000
RATE=${RATE:-200000}
# On a disk, and not in memory as all else of a test.
disk=$(mktemp -d -p "${DISK:-/var/tmp}" cordon-bench.XXXXXX) || exit 1
trap 'rm -rf "$disk"' EXIT

ip link set lo up
written() { # WHAT CLIENTS NAMES SETTINGS
	local pushed lines rings lost cpu all
	rm -f "$disk"/*
	read -r pushed lines rings lost cpu < <("$BUILD/tests/bench/writer" \
		"$disk/eve.json" "$SECONDS_EACH" "$RATE" "$2" "$3" \
		"$4 max_size = \"256M\"; keep = 20;")
	all=$(cat "$disk"/eve.json* | grep -c '"event_type"')
	printf '%-34s %8d a second, %d lines (%d in the files), lost %d + %d, %s us CPU each\n' \
		"$1" $((pushed / SECONDS_EACH)) "$lines" "$all" "$rings" \
		"$lost" "$cpu"
}
echo "events, $RATE a second asked for"
written "500 clients, nothing folded" 500 2000 'fold = "0s"; flood = 0;'
written "one client, nothing folded" 1 2000 'fold = "0s"; flood = 0;'
written "one client, folded" 1 2000 ''
written "one client, 100,000 names, folded" 1 100000 ''
written "500 clients, folded" 500 2000 ''
echo

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
	client "$LOAD" connect $OPEN4 443 10.1.0.100 64 "$1" 64 $HELLO
}
echo "connections, none of them logged and all"
rounds $PASS none cordond logged
echo "events of the last round: $(python3 -c "
import json
e = json.load(open('$T/logged.json'))
print(e['events']['written'], 'written,', e['events']['lost'], 'lost on the disk,',
      e['events_lost_in_rings'], 'in rings;', e['packets']['judged'], 'judged')")"
