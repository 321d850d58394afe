#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# DNS questions through the gateway, every one judged: dnsperf's eight clients
# ask nsd, which answers from memory and limits nobody.

# shellcheck source=tests/bench/lib.sh
. "$(dirname "$0")/lib.sh"

for tool in dnsperf nsd; do
	command -v $tool >/dev/null || give_up "there is $tool"
done
lab_up
cat >$T/zone <<E2
\$ORIGIN example.org.
@ 3600 IN SOA ns hostmaster 1 3600 600 86400 60
@ IN NS ns
ns IN A $OPEN4
* IN A 192.0.2.80
E2
cat >$T/nsd.conf <<E2
server:
	ip-address: $OPEN4
	server-count: 1
	rrl-ratelimit: 0
	username: ""
	zonesdir: "$T"
	zonelistfile: "$T/zone.list"
	xfrdfile: "$T/xfrd.state"
	pidfile: "$T/nsd.pid"
	database: ""
remote-control:
	control-enable: no
zone:
	name: example.org
	zonefile: zone
E2
seq 1 20000 | sed 's/.*/host-&.example.org A/' >$T/questions
server nsd -d -c $T/nsd.conf 2>$T/nsd.log &
answers() {
	client dig +short +tries=1 +time=1 @$OPEN4 www.example.org |
		grep -q 192.0.2.80
}
wait_for 10 answers || give_up "nsd answers"

work() {
	client dnsperf -s $OPEN4 -d $T/questions -c 8 -l "$1" 2>/dev/null |
		awk '/Queries completed/ { done = $3 }
			/Queries lost/ { lost = $3 }
			/Queries per second/ { rate = $4 }
			END { print rate, done, lost }'
}

echo "DNS questions, 8 clients"
rounds 0 none conntrack single batch cordond
python3 -c "
import json
p = json.load(open('$T/status.json'))['packets']
print('questions judged in the last round:', p['judged'])"
