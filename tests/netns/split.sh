#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# A name cut at every byte, over real connections: no client that is refused
# hears anything from the server, and none is refused that is not meant. Then
# the same over a link that loses packets, so that the clients' kernels send
# again what cordond has seen, and did not see, before.
. "$(dirname "$0")/lib.sh"

lab_up
config_is 'proxy_ports = [ 3128, 1080 ];'
check "a web server starts" start_web 8080 443
# What dnsmasq would not take: connections that nobody ends, as their client
# was reset and it was not told.
server python3 - <<-'E2' >$T/resolver.log 2>&1 &
	import socket, socketserver
	class Handler(socketserver.StreamRequestHandler):
	    def handle(self):
	        size = self.rfile.read(2)
	        question = self.rfile.read(int.from_bytes(size, "big"))
	        self.wfile.write(size + question[:2] + b"\x80" + question[3:])
	class Server(socketserver.ThreadingTCPServer):
	    address_family = socket.AF_INET6
	    daemon_threads = True
	server = Server(("::", 53), Handler)
	print("ready", flush=True)
	server.serve_forever()
E2
check "a resolver starts" wait_for 10 grep -q ready $T/resolver.log
server python3 tests/netns/starttls.py $T/cert.pem $T/key.pem \
	>$T/starttls.log 2>&1 &
check "a mail server starts" wait_for 10 grep -q ready $T/starttls.log
server python3 tests/netns/proxy.py $OPEN4 >$T/proxy.log 2>&1 &
check "a proxy starts" wait_for 10 grep -q ready $T/proxy.log
check "cordond starts" start_cordond

split() { client python3 tests/netns/split.py "$@"; }

for to in $OPEN4 $OPEN6; do
	for protocol in tls records http connect dns socks4a socks5 smtp; do
		check "$to: $protocol, a restricted name cut anywhere" \
			split $to $protocol www.kaspersky.com reset
		check ": and one that is allowed" \
			split $to $protocol www.example.org answered --step 7
	done
done
# The kernel of a client that heard nothing sends the first segment again.
reset_by() {
	exits 3 client python3 tests/netns/hello.py "$@"
}
for order in 0,0,1 0,0,0,1 0,1,0 1,0,0 1,1,0; do
	check "segments in the order $order, the name in both" reset_by \
		--sizes 120 --order $order $OPEN4 443 www.kaspersky.com
	check "segments in the order $order, an allowed name" \
		client python3 tests/netns/hello.py \
		--sizes 120 --order $order $OPEN4 443 www.example.org
done

lose() { # PERCENT of what follows the handshake, in both directions
	local ip
	for ip in iptables ip6tables; do
		for i in lan0 wan0; do
			gw $ip -t raw -A PREROUTING -i $i -p tcp \
				--tcp-flags SYN NONE -m statistic --mode random \
				--probability 0."$1" -j DROP || return
		done
	done
}
check "packets get lost" lose 10
for to in $OPEN4 $OPEN6; do
	for protocol in tls http dns; do
		check "$to, with losses: $protocol, a restricted name" \
			split $to $protocol www.kaspersky.com reset --step 11 --wait 60
		check ": and one that is allowed" split $to $protocol \
			www.example.org answered --step 11 --wait 60
	done
done

stop_cordond
done_testing
