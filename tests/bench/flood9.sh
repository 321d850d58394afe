#!/bin/bash
. "$(dirname "$0")/lib.sh"
HELLO=tests/bench/hello.bin
PASS=0x02000000
COUNT=${COUNT:-3000000}
lab_up
for i in $(seq 100 199); do client ip addr add 10.1.0."$i"/24 dev c0; done
for ns in client gw server; do
	in_ns $ns sysctl -qw net.ipv4.ip_local_port_range="1024 65535" 2>/dev/null
done
gw sysctl -qw net.netfilter.nf_conntrack_tcp_timeout_close=1 \
	net.netfilter.nf_conntrack_tcp_timeout_time_wait=1 2>/dev/null
ulimit -n "$(ulimit -Hn)"
server "$LOAD" serve $OPEN4 443 >$T/serve.log &
serve=$!
wait_for 5 grep -q ready $T/serve.log
mac=$(gw ip -br link show lan0 | awk '{ print $3 }')
config_is "workers = $WORKERS;"
snap() { client nstat -asz TcpRetransSegs TcpExtTCPTimeouts TcpExtTCPSynRetrans TcpActiveOpens TcpEstabResets 2>/dev/null | grep Tcp | awk '{printf "%s=%s ",$1,$2}'; gw cat /proc/net/netfilter/nfnetlink_queue | awk '{d+=$6;u+=$7;n+=$8} END {printf "qdrop=%d udrop=%d seq=%d ",d,u,n}'; [ -z "$pid" ] || printf "ticks=%s " $(ticks $pid); gw nft -j list counters table inet cordon 2>/dev/null | python3 -c "
import json,sys
try: print(' '.join('%s=%d'%(x['counter']['name'],x['counter']['packets']) for x in json.load(sys.stdin)['nftables'] if 'counter' in x and x['counter']['packets']))
except Exception: print()"; }
work() { client "$LOAD" connect $OPEN4 443 10.1.0.100 100 "$1" 100 $HELLO; }
for v in ${V-cordond}; do
	start_variant $v $PASS
	work 0.5
	for k in 1 2 ; do
	snap; echo "quiet: $(work 3)"; snap
	client "$BUILD/tests/netns/flood" c0 "$mac" $OPEN4 $COUNT ${RATE-20000} >$T/flood.out & f=$!
	sleep 0.2
	echo "flood: $(work 3)"; snap
	kill $f; wait $f 2>/dev/null
	done
	stop_variant $v
done
