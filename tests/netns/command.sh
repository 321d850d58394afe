#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# The command line, with a daemon and without.
. "$(dirname "$0")/lib.sh"

lab_up
config_is ''
start_web 8080 443
cordon() { gw "$BUILD/cordon" -c $CONF "$@"; }

says() { # PATTERN COMMAND...
	local pattern=$1
	shift
	"$@" 2>&1 | tee $T/said
	grep -q -- "$pattern" $T/said
}

check "status without a daemon: exit 3" exits 3 cordon status
check ": and says so" says 'cordond is not running' cordon status
check "as JSON" says '"running":false' cordon status --json
check "doctor without a daemon: exit 2" exits 2 cordon doctor
check ": and how to mend it" says 'try: systemctl start cordond' cordon doctor
check "reload without a daemon: exit 69" exits 69 cordon reload
check "check works without one" says 'BLOCKED' cordon check kaspersky.com

check "cordond starts" start_cordond
check "status: exit 0" exits 0 cordon status
check "status: the mode and where it is from" \
	says "mode *enforce, from $CONF:1" cordon status
# Some of the catalogue's are folded into the names above them.
check "status: the vendor" says '^kaspersky *enforce *1[0-9][0-9] *21' cordon status
check "status --json parses" sh -c \
	"nsenter --net=/run/netns/gw $BUILD/cordon -c $CONF status --json |
	python3 -m json.tool >/dev/null"
# Where buffers cannot be forced that is a warning.
check "doctor finds nothing that fails" says 'fail=0' cordon doctor --nagios
check "doctor --json parses" sh -c \
	"nsenter --net=/run/netns/gw $BUILD/cordon -c $CONF doctor --json |
	python3 -m json.tool >/dev/null"

check "check: the rule, its list and line" \
	says 'kaspersky.conf:[0-9]' cordon check upd.kaspersky.com
check "check: authority and citation" \
	says 'cite *89 FR 52434' cordon check upd.kaspersky.com
check "check: what it demands, and where" \
	says 'law of *US' cordon check upd.kaspersky.com
check "check: what is not used, and why" \
	says 'not used *suffix kaspersky.com' cordon check upd.kaspersky.com
check "check: an address" says 'prefix 77.74.176.0/21' \
	cordon check $LISTED4
check "check: an IPv6 address" says 'prefix 2a03:2480::/32' \
	cordon check $LISTED6
check "check: a URL" says '^upd.kaspersky.com  BLOCKED' \
	cordon check https://user@upd.kaspersky.com:443/path?x
check "check: evidence only explains" says 'ALLOWED: listed, but' \
	cordon check 93.191.13.103
check "check: a doubtful prefix is logged" says 'LOGGED' \
	cordon check $DOUBTFUL4
check "check: nothing" says 'ALLOWED: not listed' cordon check example.org
check "check --exit-code: 0" exits 0 cordon check --exit-code example.org
check "check --exit-code: 10" exits 10 cordon check --exit-code $DOUBTFUL4
check "check --exit-code: 11" exits 11 cordon check --exit-code kaspersky.com
check "check --json parses" sh -c \
	"$BUILD/cordon -c $CONF check --json kaspersky.com $LISTED4 x.org |
	python3 -c 'import json, sys; t = json.load(sys.stdin)[\"targets\"]
assert [x[\"outcome\"] for x in t] == [\"blocked\", \"blocked\", \"allowed\"]'"
check "check: nonsense is refused" exits 64 cordon check 'a b'

https www.kaspersky.com $OPEN4 2>/dev/null
http www.example.org $LISTED4 2>/dev/null
http www.example.org $DOUBTFUL4 2>/dev/null
http dnl-01.geo.kaspersky.com $OPEN6 2>/dev/null
wait_for 3 sh -c "grep -c '\"alert\"' $EVE | grep -qx 4"
rows() { # N log options...
	local n=$1 got
	shift
	got=$(cordon log --plain "$@" | tee $T/said | wc -l)
	cat $T/said
	[ "$got" -eq "$n" ]
}
check "log: four events" rows 4
check "log --client" rows 1 --client fd01::2
check "log --client PREFIX" rows 3 --client 10.1.0.0/24
check "log --vendor" rows 4 --vendor kaspersky
check "log --vendor of another" rows 0 --vendor local
check "log --name" rows 2 --name kaspersky.com
check "log --name is by labels" rows 0 --name persky.com
check "log --action blocked" rows 3 --action blocked
check "log --action logged" rows 1 --action logged
check "log --since 1h" rows 4 --since 1h
check "log --until 1h" rows 0 --until 1h
check "log -n 2" rows 2 -n 2
check "log: a table" says '^20.* blocked *kaspersky *web' cordon log
check "log --json is the lines themselves" sh -c \
	"grep '\"alert\"' $EVE >$T/alerts
	$BUILD/cordon -c $CONF log --json | cmp - $T/alerts"
check "log --csv has a header" says '^time,client,action' cordon log --csv
check "log: a bad time" exits 64 cordon log --since yesteryear

check "top: clients, the most first" says '^10.1.0.2 *2 *0 *1 *0 ' cordon top
check "top --by vendor" says '^kaspersky *3 *[01] *[01] *0 ' cordon top --by vendor
check "top --by name, as JSON" sh -c "$BUILD/cordon -c $CONF top --by name \
	--json | python3 -c 'import json, sys
t = json.load(sys.stdin)
assert t[\"schema\"] == \"cordon.top/1\" and len(t[\"top\"]) == 4, t'"
check "top -n 1 --csv" says \
	'^client,blocked,would block,logged,excepted,first,last$' \
	cordon top -n 1 --csv
check "top: what it cannot count by" exits 64 cordon top --by colour
check "log: a bad client" exits 64 cordon log --client 10.1.0.300
echo 'not an event' >>$EVE
check "log: a broken line is told with its number, the rest is shown" sh -c \
	"$BUILD/cordon -c $CONF log --plain 2>$T/said | wc -l | grep -qx 4 &&
	grep -q '$EVE:[0-9]*: not an event' $T/said"
spawn gw "$BUILD/cordon" -c $CONF log -f >$T/follow 2>/dev/null
follower=$!
reads_log() { readlink /proc/$follower/fd/* | grep -x $EVE; }
check "log -f reads the log" wait_for 5 reads_log
http follow.kaspersky.com $OPEN4 2>/dev/null
check "log -f goes on" wait_for 3 grep -q follow.kaspersky.com $T/follow
mv $EVE $EVE.1
kill -HUP "$(pid_of_cordond)"
wait_for 3 test -e $EVE
http rotated.kaspersky.com $OPEN4 2>/dev/null
check "over a rotation too" wait_for 3 grep -q rotated.kaspersky.com $T/follow
kill $follower

check "an unknown command gets a suggestion" \
	says 'did you mean "status"' cordon statsu
check "exit 64" exits 64 cordon statsu
check "an unknown mode too" says 'did you mean "enforce"' cordon mode enforc
check "exit 64 as well" exits 64 cordon mode enforc
check "an unknown option too" says 'did you mean --client' \
	cordon log --cleint x
check "help of all" says 'cordon COMMAND' cordon help
for c in status check log mode confirm reload config doctor inspect help; do
	check "help $c" says "^cordon $c - " cordon help $c
done
check "a pipe has no colour" omits $'\033' cordon check kaspersky.com
check ": but for --color always" sh -c \
	"$BUILD/cordon --color always -c $CONF check kaspersky.com |
	grep -q \$(printf '\\033')"
check "config show can be read again" sh -c "
	$BUILD/cordon -c $CONF config show >$T/shown.conf &&
	$BUILD/cordon -c $T/shown.conf config check"

# A connection watched on the wire, then run through cordon inspect.
client python3 tests/netns/dump.py c0 $T/wire.pcap &
dump=$!
wait_for 5 test -s $T/wire.pcap
https www.kaspersky.com $OPEN4 2>/dev/null
https www.example.org $OPEN6
http dnl-02.geo.kaspersky.com $OPEN4 2>/dev/null
dumped() { cordon inspect --names $T/wire.pcap | grep dnl-02; }
check "a capture has what was asked for" wait_for 5 dumped
kill $dump
check "inspect: what would be blocked" \
	says '3 names on flows: 2 would be blocked' \
	cordon inspect $T/wire.pcap
check "inspect --names" sh -c \
	"$BUILD/cordon -c $CONF inspect --names $T/wire.pcap |
	cut -f2,7 | sort | tr '\n' ' ' |
	grep -q 'http.dnl-02.geo.kaspersky.com tls.www.example.org tls.www.kaspersky.com'"
check "inspect --json gives events" sh -c \
	"$BUILD/cordon -c $CONF inspect --json $T/wire.pcap |
	python3 -c 'import json, sys
assert len([json.loads(l) for l in sys.stdin]) == 2'"
head -c 900 $T/wire.pcap >$T/cut.pcap
check "inspect: a cut file ends with an error" exits 65 \
	cordon inspect $T/cut.pcap
check "inspect: no capture" exits 65 cordon inspect $CONF
stop_cordond
done_testing
