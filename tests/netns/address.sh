#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Listed addresses are decided in the kernel; modes, exempt clients, allowed
# and protected targets, on the way through the gateway and from it.
. "$(dirname "$0")/lib.sh"

lab_up
config_is ''
start_web 8080 443
start_dns server
check "cordond starts" start_cordond

reload() { ask reload; }
blocked() { fails_fast "$@"; }

for to in $LISTED4 $LISTED6; do
	check "$to: refused before it can say a name" blocked http x.org "$to"
	check "$to: on any port" blocked http x.org "$to" 25
	check "$to: from the gateway too" \
		blocked gw curl -sS --max-time 5 "http://$([[ $to == *:* ]] &&
		echo "[$to]" || echo "$to"):8080/"
done
check "UDP to it is refused" client python3 -c "
import socket
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
s.settimeout(2); s.connect(('$LISTED4', 4000)); s.send(b'x')
try:
    s.recv(1); raise SystemExit('answered')
except (ConnectionRefusedError, OSError) as e:
    raise SystemExit(0 if not isinstance(e, socket.timeout) else 'silence')"
check "an event of the kernel's decision has the same fields" has_event "
	m['vendor'] == 'kaspersky' and m['role'] == 'network'
	and m['match_type'] == 'ip' and m['match_value'] == '77.74.176.0/21'
	and m['list'].endswith('kaspersky.conf') and int(m['line']) > 0
	and m['basis'] == 'us-commerce-2024' and m['citation'] == '89 FR 52434'
	and e['alert']['context']['decided_by'] == 'kernel'
	and e['src_ip'] == '10.1.0.2' and e['dest_ip'] == '$LISTED4'
	and e['dest_port'] == 8080 and e['in_iface'] == 'lan0'
	and e['alert']['action'] == 'blocked' and 'src_mac' in e['ether']"
check ": and over IPv6" has_event "e['dest_ip'] == '$LISTED6'
	and m['match_value'] == '2a03:2480::/32'"
check "an address that is only logged works" http www.example.org $DOUBTFUL4
check ": and is logged" has_event "e['dest_ip'] == '$DOUBTFUL4'
	and e['alert']['action'] == 'allowed'
	and m['role'] == 'network-unconfirmed'"
check ": but with a restricted name it is refused" \
	blocked http www.kaspersky.com $DOUBTFUL4
check "HTTPS there too" blocked https www.kaspersky.com $DOUBTFUL4
check "the gateway's own connections are judged by name" \
	blocked gw curl -skS --max-time 5 --resolve \
	x.kaspersky.com:443:$OPEN4 https://x.kaspersky.com/
check ": and allowed ones work" gw curl -skS --max-time 5 -o /dev/null \
	--resolve x.example.org:443:$OPEN4 https://x.example.org/

config_is 'mode = "observe";'
sed -i '0,/^mode = "enforce";$/{//d}' $CONF
check "reload to observe" reload
check "observe lets a listed address through" http www.example.org $LISTED4
check ": by its own name, too" http "[$LISTED6]:8080" $LISTED6 8080 \
	--local-port 41999
check ": and a restricted name" https observed.kaspersky.com $OPEN4
check ": which is logged" has_event "e['app_proto'] == 'tls' and
	e['tls']['sni'] == 'observed.kaspersky.com'"
check ": one connection to an address is one event" python3 -c "
import json
of = [e for e in map(json.loads, open('$EVE')) if e.get('src_port') == 41999]
assert len(of) == 1, of
assert of[0]['cordon']['outcome'] == 'would-block', of"
check ": and a question for one" client sh -c \
	"dig +short @$OPEN4 observed.kaspersky.com | grep -q ."
check ": and logs the address" has_event "e['dest_ip'] == '$LISTED4'
	and e['alert']['action'] == 'allowed' and m['mode'] == 'observe'"
check ": and the name" has_event "
	e.get('tls', {}).get('sni') == 'observed.kaspersky.com'
	and e['alert']['action'] == 'allowed' and m['mode'] == 'observe'
	and e['verdict'] == {'action': 'alert'}"

config_is 'vendors = ( { id = "kaspersky"; mode = "observe"; } );'
check "reload to observe for one vendor" reload
check ": which is let through" https www.kaspersky.com $LISTED4
config_is 'vendors = ( { id = "kaspersky"; mode = "off"; } );'
check "reload with the vendor off" reload
check ": which is let through" https off.kaspersky.com $LISTED4
echo after.example >$T/etc/block.list
check "reload with a blocked name" reload
check ": which is refused" blocked https after.example $OPEN4
check ": and logged" event_of blocked tls after.example
rm $T/etc/block.list
check "the vendor that is off is not logged" \
	no_event "'off.kaspersky.com' in str(e)"

config_is 'exempt = ( { client = "10.1.0.3"; reason = "test"; },
	{ client = "fd01::/64"; reason = "test"; } );'
check "reload with exempt clients" reload
as3="--interface 10.1.0.3"
# shellcheck disable=SC2086 # options
{
check "an exempt client reaches a listed address" \
	http www.example.org $LISTED4 8080 $as3
check ": and a restricted name" https www.kaspersky.com $OPEN4 443 $as3
check ": and gets its answers" client sh -c \
	"dig +short -b 10.1.0.3 @$OPEN4 www.kaspersky.com | grep -q ."
}
check "a client that is not exempt does not" \
	blocked http www.example.org $LISTED4
check "an exempt prefix of IPv6" https www.kaspersky.com $OPEN6
check ": and its listed address" http www.example.org $LISTED6

cat >$T/etc/protect.list <<E2
# never touched
77.74.177.0/29
my.kaspersky.com
E2
echo 'allowed.kaspersky.com' >$T/etc/allow.list
echo '2a03:2480::/64' >>$T/etc/allow.list
printf '%s\n' blocked.example 192.0.2.80 full:exact.example \
	>$T/etc/block.list
config_is ''
check "reload with local lists" reload
check "a protected address is not touched" http www.kaspersky.com $LISTED4
check "a protected name passes" https my.kaspersky.com $OPEN4
check "an allowed name passes" https x.allowed.kaspersky.com $OPEN4
check "an allowed prefix passes" http www.example.org $LISTED6
check "a locally blocked name" blocked https www.blocked.example $OPEN4
check "a locally blocked address" blocked http www.example.org 192.0.2.80
check "an exact rule blocks that name" blocked https exact.example $OPEN4
check ": and none below it" https www.exact.example $OPEN4
check "the event of a local list names the list and line" has_event "
	m['vendor'] == 'local' and m['list'].endswith('/block.list')
	and m['line'] == '1' and e['tls']['sni'] == 'www.blocked.example'"

config_is 'mode = "off";'
sed -i '0,/^mode = "enforce";$/{//d}' $CONF
check "reload to off" reload
check "in mode off nothing is blocked" https www.blocked.example $LISTED4
queued='queue (num|to|flags)|NFQUEUE'
check "in mode off nothing is queued" omits "$queued" gw nft -y list ruleset
config_is ''
check "reload to enforce" reload
check "enforced again, names are queued" prints "$queued" gw nft -y list ruleset
check "enforced again, it is blocked" blocked https www.blocked.example $OPEN4

# Connections that are open when their address becomes listed are cut.
open_connection() {
	client python3 - <<-E2
	import http.client, pathlib, sys, time
	c = http.client.HTTPConnection("10.2.0.2", 8080, timeout=3)
	c.request("GET", "/", headers={"Host": "long.example"})
	c.getresponse().read()
	pathlib.Path("$T/opened").touch()
	while not pathlib.Path("$T/listed").exists():
	    time.sleep(0.02)
	start = time.monotonic()
	try:
	    c.request("GET", "/", headers={"Host": "long.example"})
	    c.getresponse().read()
	except OSError as e:
	    print("cut after %.3f s: %s" % (time.monotonic() - start, e))
	    sys.exit(0 if time.monotonic() - start < 1 else 1)
	sys.exit("still open")
	E2
}
open_connection >$T/open.out 2>&1 &
opener=$!
wait_for 5 test -e $T/opened
echo 10.2.0.0/30 >>$T/etc/block.list
check "reload with one more prefix" reload
touch $T/listed
wait $opener
check "an open connection to it is cut at its next packet" test $? -eq 0

stop_cordond
done_testing
