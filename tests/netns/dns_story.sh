#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# After a refused lookup a client tries public resolvers, in the order of
# Kaspersky's products and by DNS, DoT and DoH: one story in the log. And what
# DNS answers say of addresses names events that have an address alone.
. "$(dirname "$0")/lib.sh"

lab_up
for address in 1.1.1.1 223.6.6.6 9.9.9.9 185.228.168.168; do
	server ip addr add $address/32 dev s0
	gw ip route add $address/32 via 10.2.0.2
done
start_dns server --address=/plain.test/$LISTED4 --address=/plain.test/$LISTED6
server python3 - <<'E2' >$T/listens &
import select, socket
socks = [socket.create_server(("::", port), family=socket.AF_INET6,
                              dualstack_ipv6=True) for port in (443, 853, 8080)]
print("ready", flush=True)
while True:
    for s in select.select(socks, [], [])[0]:
        s.accept()[0].close()
E2
check "servers listen" wait_for 5 grep ready $T/listens
config_is ''
check "cordond starts" start_cordond

lookup() { # ADDRESS NAME
	client dig +tries=1 +timeout=2 @"$1" "$2" >$T/dig.out 2>&1
}
connect() { # ADDRESS PORT
	client timeout 2 bash -c "exec 3<>/dev/tcp/$1/$2" 2>/dev/null
}
NAME=downloads.upd.kaspersky.com
TEXT="after refused lookup of $NAME"
c="e['alert']['context']"

lookup 8.8.8.8 www.example.org
connect 9.9.9.9 853
# What the kernel logs is read a moment later than what it queues.
sleep 1
lookup $OPEN4 $NAME
lookup 8.8.8.8 $NAME
lookup 1.1.1.1 update.example.org
connect 223.6.6.6 853
connect 9.9.9.9 443
connect 185.228.168.168 25
check "the lookup begins a story" has_event \
	"e['dns']['rrname'] == '$NAME' and ${c}['story']['id']
	and 'text' not in ${c}['story'] and e['dest_ip'] == '$OPEN4'"
check "the same question to 8.8.8.8 is refused and goes on with the story" \
	has_event \
	"e['dns']['rrname'] == '$NAME' and e['dest_ip'] == '8.8.8.8' and
	e['alert']['action'] == 'blocked' and ${c}['story']['text'] ==
	'fallback to public resolver 8.8.8.8 $TEXT'"
fallback() { # WHAT ADDRESS CONDITION
	check "$1" has_event "e['dest_ip'] == '$2' and $3
		and m['match_type'] == 'fallback' and m['vendor'] ==
		'kaspersky' and m['role'] == 'update'
		and e['alert']['action'] == 'allowed'
		and ${c}['story']['refused'] == '$NAME' and ${c}['story']['text']
		== 'fallback to public resolver $2 $TEXT'"
}
fallback "another lookup of 1.1.1.1" 1.1.1.1 \
	"e['dest_port'] == 53 and e['proto'] == 'UDP'"
fallback "DoT to 223.6.6.6" 223.6.6.6 "e['dest_port'] == 853"
fallback "port 443 of 9.9.9.9" 9.9.9.9 "e['dest_port'] == 443"
fallback "any other port of 185.228.168.168" 185.228.168.168 \
	"e['dest_port'] == 25"
one_story() {
	python3 - $EVE <<-'E2'
	import json, sys
	seen = [json.loads(line) for line in open(sys.argv[1])]
	seen = [e for e in seen if e["event_type"] == "alert"]
	seen = [e["alert"]["context"]["story"] for e in seen
	        if "story" in e["alert"]["context"]]
	print(seen)
	sys.exit(len({s["id"] for s in seen}) != 1 or len(seen) < 6)
	E2
}
check "all of the story has one id" one_story
check "what came before the story is no part of it" no_event \
	"e['dest_ip'] == '9.9.9.9' and e['dest_port'] == 853"
shows() { # TEXT
	gw "$BUILD/cordon" -c $CONF log --plain >$T/log.out
	grep -q "$1" $T/log.out || {
		cat $T/log.out
		return 1
	}
}
check "cordon log shows the refused one" shows "$NAME"
check ": and what is a fallback after it" shows \
	"223.6.6.6:853 (fallback after $NAME)"
check ": and that it was asked again" shows \
	"$NAME (asked again of 8.8.8.8)"

# Another client, without a refused lookup.
client ip addr add 10.1.0.4/24 dev c0
client dig +tries=1 +timeout=2 -b 10.1.0.4 @8.8.8.8 www.example.org \
	>/dev/null
lookup 8.8.8.8 www.example.org
check "the first client's goes on" has_event \
	"e['dest_ip'] == '8.8.8.8' and m['match_type'] == 'fallback'"
check ": the other's does not begin one" no_event "e['src_ip'] == '10.1.0.4'"

# --- names of addresses ----------------------------------------------------

connect $LISTED4 8080
check "an address that nobody asked for has no name" has_event \
	"e['dest_ip'] == '$LISTED4' and m['name_source'] == 'none'
	and 'name' not in $c"
lookup $OPEN4 plain.test
connect $LISTED4 8081
check "an address that an answer named has the name" has_event \
	"e['dest_ip'] == '$LISTED4' and e['dest_port'] == 8081
	and m['name_source'] == 'dns' and ${c}['name'] == 'plain.test'
	and ${c}['name_asked_by'] == 'client' and m['match_type'] == 'ip'"
client dig +tries=1 +timeout=2 @$OPEN4 plain.test AAAA >/dev/null
connect $LISTED6 8080
check "asked over IPv4, reached over IPv6: it is another's" has_event \
	"e['dest_ip'] == '$LISTED6' and ${c}['name'] == 'plain.test'
	and ${c}['name_asked_by'] == 'another'"
check "cordon log shows both" shows "plain.test ($LISTED4:808"

# Protected resolvers are left alone, as everything there is.
printf '9.9.9.9\n' >$T/etc/protect.list
config_is 'fallback_resolvers = [ "9.9.9.9", "223.6.6.6" ];'
ask reload >/dev/null
: >$EVE
lookup $OPEN4 $NAME
connect 9.9.9.9 853
connect 1.1.1.1 853
connect 223.6.6.6 853
check "the list is the configuration's" has_event \
	"e['dest_ip'] == '223.6.6.6' and m['match_type'] == 'fallback'"
check ": and no other's" no_event "e['dest_ip'] in ('1.1.1.1', '9.9.9.9')"
stop_cordond
done_testing
