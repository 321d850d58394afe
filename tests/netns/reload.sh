#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Reloads under load: no connection is lost, none is judged by half a policy,
# and a configuration with mistakes changes nothing.
. "$(dirname "$0")/lib.sh"

lab_up
config_is ''
start_web 8080 443
check "cordond starts" start_cordond

# 200 connections stop in the middle of their hello, go on while cordond is
# reloaded again and again; every fifth asks for a restricted name.
client python3 - >$T/out <<E2 &
import pathlib, socket, sys, time
sys.path.insert(0, "tests/netns")
import hello

total, conns = 200, []
for i in range(total):
    name = "x%d.kaspersky.com" % i if i % 5 == 0 else "x%d.example.org" % i
    data = hello.records(hello.client_hello(name, 1300), [])
    s = socket.create_connection(("$OPEN4" if i % 2 else "$OPEN6", 443), 5)
    s.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    s.settimeout(5)
    s.sendall(data[:700])
    conns.append((s, data, i % 5 == 0))
pathlib.Path("$T/open").touch()
while not pathlib.Path("$T/reloading").exists():
    time.sleep(0.01)
counts = dict(answered=0, lost=0, refused=0, leaked=0)
for s, data, restricted in conns:
    time.sleep(0.01)
    try:
        s.sendall(data[700:1100])
        time.sleep(0.002)
        s.sendall(data[1100:])
        answer = s.recv(1)
        counts["leaked" if restricted else "answered"] += answer == b"\x16"
        counts["lost"] += answer != b"\x16"
    except OSError:
        counts["refused" if restricted else "lost"] += 1
print(counts["answered"], counts["lost"], counts["refused"], counts["leaked"])
E2
conns=$!
wait_for 20 test -e $T/open
touch $T/reloading
failed=0
reloads_are() { ask status | grep -q "\"reloads\":$1,"; }
for i in $(seq 20); do
	# Something new each time, so that all is compiled and applied anew.
	echo "n$i.example 192.0.2.$i" | tr ' ' '\n' >>$T/etc/block.list
	if [ $((i % 2)) -eq 0 ]; then
		kill -HUP "$(pid_of_cordond)"
		wait_for 10 reloads_are "$i"
	else
		ask reload >/dev/null || failed=$((failed + 1))
	fi
done
wait $conns
read -r answered lost refused leaked <$T/out
check "20 reloads succeed" test $failed -eq 0
check "of 160 allowed connections none is lost" test "$answered/$lost" = 160/0
check "40 restricted ones are refused" test "$refused/$leaked" = 40/0
check "all reloads counted, each a generation" python3 -c "
import json, subprocess
s = json.loads('''$(ask status)''')
assert s['reloads'] == 20 and s['failed_reloads'] == 0, s['reloads']
assert s['generation']['number'] == 21, s['generation']"
check "old generations are pruned" test "$(ls $T/state/generations | wc -l)" \
	-le 6
check "an unchanged configuration makes no new one" sh -c \
	"python3 - <<-E2
	import socket
	s = socket.socket(socket.AF_UNIX); s.connect('/run/cordon/control.sock')
	s.sendall(b'reload\n')
	assert b'\"generation\":21' in s.recv(9999)
	E2"

# A configuration with five mistakes.
config_is 'mode = "enforce"; modee = "observe"; queue_length = 3;
	exempt = ( { client = "10.1.0.300"; reason = "x"; } );
	on_failure = "sometimes"; log.fold = 7; '
sed -i '0,/^mode = /{//d}; s/^log = .*/log = { file = "\/mnt\/log\/eve.json"; fold = 7; };/; s/ log.fold = 7;//' $CONF
check "cordon config check finds five mistakes" sh -c \
	"$BUILD/cordon -c $CONF config check 2>$T/mistakes; test \$? -eq 78 &&
	test \$(grep -c '^$CONF:[0-9]*: ' $T/mistakes) -eq 5"
sed 's/^/# /' $T/mistakes
for text in 'unknown key "modee"; did you mean "mode"' 'queue_length is 3' \
	'client "10.1.0.300"' 'on_failure cannot be "sometimes"' \
	'fold must be a duration'; do
	check "one is: $text" grep -qF "$text" $T/mistakes
done
check "cordond --check says the same" sh -c \
	"$BUILD/cordond -n -c $CONF 2>&1 | grep -c '^$CONF:[0-9]*: ' |
	grep -qx 5"
refute "a reload is refused" '"error"' ask reload
check ": it goes on as it was" fails_fast https www.kaspersky.com $OPEN4
check ": and allows what it allowed" https www.example.org $OPEN4
check "the status says why" sh -c \
	"$BUILD/cordon -s /run/cordon/control.sock status |
	grep -q 'problem.*$CONF:[0-9]*:'"
echo 'broken..name' >>$T/etc/block.list
config_is ''
refute "a mistake in a list refuses the reload too" '"error"' ask reload
check ": with its line" grep -q "block.list:41: \"broken..name\"" $T/cordond.log
check ": and goes on as it was" fails_fast http x.example 192.0.2.7
sed -i '$d' $T/etc/block.list
check "mended, it reloads" ask reload

# cordon mode: at once, lasting, for a while, until confirmed.
cordon() { gw "$BUILD/cordon" -c $CONF "$@"; }
check "cordon mode observe" cordon mode observe
check ": lets pass" https www.kaspersky.com $OPEN4
check ": and says where it comes from" sh -c \
	"nsenter --net=/run/netns/gw $BUILD/cordon -c $CONF mode |
	grep -q 'observe, from $T/state/mode.conf'"
check "cordond stops" stop_cordond
check ": and starts" start_cordond
check "still in observe" https www.kaspersky.com $OPEN4
check "cordon mode enforce --for 2s" cordon mode enforce --for 2s
check ": blocks" fails_fast https www.kaspersky.com $OPEN4
check ": for two seconds" wait_for 4 https www.kaspersky.com $OPEN4
check "cordon mode enforce --confirm 2s" cordon mode enforce --confirm 2s
check ": blocks" fails_fast https www.kaspersky.com $OPEN4
check ": and is gone unless confirmed" wait_for 4 https www.kaspersky.com $OPEN4
refute ": then there is nothing to confirm" \
	"nothing to confirm" cordon confirm
check "cordon mode enforce --confirm again" cordon mode enforce --confirm 2s
check ": confirmed in time" cordon confirm
sleep 2.5
check "what was confirmed stays" fails_fast https www.kaspersky.com $OPEN4
check "one vendor in another mode" cordon mode observe --vendor kaspersky
check ": passes" https www.kaspersky.com $OPEN4
check ": the others do not" fails_fast http x.example 192.0.2.7
check "it is enforced again" cordon mode enforce --vendor kaspersky
check "two modes for a while" cordon mode observe --vendor kaspersky --for 3s
check ": of different vendors" sh -c "nsenter --net=/run/netns/gw $BUILD/cordon \
	-c $CONF mode off --vendor zte --for 1h | grep -q 'kaspersky stays in'"
check ": both hold" https www.kaspersky.com $OPEN4
check ": status tells them apart from that of all" sh -c \
	"$BUILD/cordon -s /run/cordon/control.sock status --json | python3 -c '
import json, sys
s = json.load(sys.stdin)
assert \"mode_ends_in\" not in s and s[\"mode\"] == \"enforce\", s[\"mode\"]
t = {m[\"vendor\"]: m[\"mode\"] for m in s[\"timed_modes\"]}
assert t == {\"kaspersky\": \"observe\", \"zte\": \"off\"}, t'"
check ": a lasting one of all ends neither" cordon mode enforce
check ": so" https www.kaspersky.com $OPEN4
check ": each ends in its time" wait_for 5 fails_fast https \
	www.kaspersky.com $OPEN4
check ": the other does not" sh -c \
	"$BUILD/cordon -s /run/cordon/control.sock mode | grep -q 'zte is in mode off'"
refute "a time without its unit" 'of what' cordon mode enforce --confirm 5
check "audit.json has who and what" sh -c \
	"grep -q '\"event\":\"mode\",\"uid\":0,\"detail\":\"observe for vendor kaspersky' $T/log/audit.json"
stop_cordond
done_testing
