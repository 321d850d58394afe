#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# curl asks proxies for names: by HTTP, CONNECT and SOCKS, on a server behind
# the gateway and on the gateway itself. What is asked of the proxy is judged,
# and so is the name in the tunnel.
. "$(dirname "$0")/lib.sh"
needs curl

lab_up
config_is 'proxy_ports = [ 3128, 1080 ];'
check "a web server starts" start_web 8080 443
for ns in server gw; do
	in_ns $ns python3 tests/netns/proxy.py $OPEN4 >$T/proxy-$ns.log 2>&1 &
	check "a proxy on the $ns starts" \
		wait_for 10 grep -q ready $T/proxy-$ns.log
done
check "cordond starts" start_cordond

# by KIND PROXY NAME [curl options]: asks that proxy for a page of NAME.
by() {
	local kind=$1 proxy=$2 name=$3
	shift 3
	[[ $proxy != *:* ]] || proxy="[$proxy]"
	case $kind in
	http) set -- -x "http://$proxy:3128" "$@" "http://$name:8080/" ;;
	connect) set -- -x "http://$proxy:3128" "$@" "https://$name/" ;;
	tunnel) set -- -p -x "http://$proxy:3128" "$@" "http://$name:8080/" ;;
	*) set -- "--$kind" "$proxy:1080" "$@" "https://$name/" ;;
	esac
	client curl -skS --max-time 10 "$@"
}
gives() { # NAME COMMAND...: the page of NAME.
	local name=$1
	shift
	"$@" >$T/page || return
	cat $T/page
	grep -q "^$name" $T/page
}

for at in "server $OPEN4" "server $OPEN6" "gateway 10.1.0.1" "gateway fd01::1"; do
	place=${at% *} to=${at#* }
	[[ $to == *:* ]] && v=6 || v=4
	for kind in http connect tunnel socks4a socks5-hostname; do
		case $kind in
		socks*) proto=socks port=1080 ;;
		*) proto=http port=3128 ;;
		esac
		# SOCKS 4 has no IPv6, but its proxy may.
		name=$kind-$place-$v.kaspersky.com
		check "$kind, a proxy on the $place, $to" \
			gives www.example.org by $kind $to www.example.org
		check "$kind, a proxy on the $place, $to: a restricted name" \
			fails_fast by $kind $to $name
		check ": its event" event_of blocked $proto $name \
			"e['dest_port'] == $port and e['ip_v'] == $v"
	done
	# The proxy is asked for an address, the server for a name.
	name=inner-$place-$v.kaspersky.com
	check "a restricted name in a tunnel to an address" fails_fast \
		by connect $to $name --connect-to "$name:443:$OPEN4:443"
	check ": its event" event_of blocked tls $name "e['ip_v'] == $v"
	name=www.example.org
	check ": and one that is allowed" gives $name \
		by connect $to $name --connect-to "$name:443:$OPEN4:443"
	for kind in socks4 socks5; do
		name=$kind-$place-$v.kaspersky.com
		check "$kind by address, a restricted name within" fails_fast \
			by $kind $to $name --resolve "$name:443:$OPEN4"
		check ": its event" \
			event_of blocked tls "$name" "e['ip_v'] == $v"
		name=www.example.org
		check ": and one that is allowed" gives $name \
			by $kind $to $name --resolve "$name:443:$OPEN4"
	done
	check "SOCKS 5 to a listed address" fails_fast by socks5 $to \
		www.example.org --resolve "www.example.org:443:$LISTED4"
	check "CONNECT to a listed address" fails_fast by connect $to \
		www.example.org --connect-to "::$LISTED4:443"
done

stop_cordond
done_testing
