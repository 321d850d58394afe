#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# make demo: a client, a gateway with cordond, and a server, in namespaces of
# their own, with real curl and dig. Touches nothing outside.
. "$(dirname "$0")/lib.sh"

say() { printf '\n\033[1m%s\033[0m\n' "$*"; }

# Shows a command, runs it, and shows how long it took and how it ended.
show() {
	local start status
	printf '\033[2m$ %s\033[0m\n' "$*"
	start=$(now_ms)
	"$@"
	status=$?
	echo "  -> exit $status after $(($(now_ms) - start)) ms"
}

lab_up
LOG='fold = "0s";' config_is ''
start_web 8080 443
start_dns server
start_cordond || { cat $T/cordond.log; exit 1; }

say "A client behind the gateway, IPv4 and IPv6: allowed"
show client curl -skS -o /dev/null -w '%{http_code}\n' \
	--resolve www.example.org:443:$OPEN4 https://www.example.org/
show client curl -skS -o /dev/null -w '%{http_code}\n' \
	--resolve www.example.org:443:[$OPEN6] https://www.example.org/

say "The same server by a restricted name: refused by the name in the hello"
show client curl -skS --resolve upd.kaspersky.com:443:$OPEN4 \
	https://upd.kaspersky.com/
show client curl -skS --resolve upd.kaspersky.com:443:[$OPEN6] \
	https://upd.kaspersky.com/
show client curl -sS -H 'Host: dnl-01.geo.kaspersky.com' http://$OPEN4:8080/

say "An address of Kaspersky's own network: refused in the kernel"
show client curl -sS --max-time 5 http://$LISTED4:8080/
show client curl -sS --max-time 5 http://[$LISTED6]:8080/

say "DNS: an answer from the resolver that was asked"
show client dig +noall +answer +authority +comments @$OPEN4 \
	ksn-verdict.geoksn.kaspersky.com
show client dig +short @$OPEN6 www.example.org AAAA

say "Who tried to reach whom"
has_event "e['app_proto'] == 'dns'"
gw "$BUILD/cordon" -c $CONF log

say "The first event as it is in the log (EVE JSON)"
head -1 $EVE | python3 -m json.tool

say "Why"
gw "$BUILD/cordon" -c $CONF check upd.kaspersky.com | head -14

say "Does it work?"
gw "$BUILD/cordon" -c $CONF status
gw "$BUILD/cordon" -c $CONF doctor

say "The kernel's side"
gw nft list chain inet cordon screen
stop_cordond
say "Gone: these were namespaces, and they end here."
