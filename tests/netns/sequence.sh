#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Every line of the log has the next number of its stream: over restarts, a
# kill, rotation, a full disk and a client's flood; and is as its schema says.
. "$(dirname "$0")/lib.sh"

lab_up
# shellcheck disable=SC2034 # lib.sh reads it
LOG='fold = "0s"; flood = 20;'
config_is 'on_failure = "open";'
start_web 8080 443
cordon() { gw "$BUILD/cordon" -c $CONF "$@"; }
visit() { client curl -sk --max-time 2 --resolve "$1:443:$OPEN4" "https://$1/"; }
numbers() { cat "$@" | python3 tests/golden/sequence.py >$T/numbers; }
own() { # EVENT [FIELD]: a line about cordon.
	grep '"event_type":"cordon"' $EVE | grep "\"event\":\"$1\"" |
		grep -q "${2-}"
}
stream() { cut -d' ' -f1 $EVE.stream; }
written() { wait_for 4 own "$@"; }

check "cordond starts" start_cordond
started() { head -1 $EVE | grep -q '"seq":1,.*"start"'; }
check ": and says so first" wait_for 4 started
first=$(stream)
visit www.kaspersky.com
blocked() { grep -q '"seq":2,"outcome":"blocked".*"source":"handshake"' $EVE; }
check "a refused connection is the next" wait_for 4 blocked
client curl -s --max-time 2 http://$LISTED4:8080/
by_address() { grep '"dest_ip":"'$LISTED4 $EVE | grep -q '"source":"neighbour"'; }
check "an address is of a neighbour" wait_for 4 by_address
check "observing" cordon mode observe
check ": is told, with who" written mode '"uid":0'
visit www.kaspersky.com
would() { grep -q '"outcome":"would-block"' $EVE; }
check ": what enforcing would refuse is told apart" wait_for 4 would
check "log finds it" sh -c "$BUILD/cordon -c $CONF log --action would-block |
	grep -q 'would-block.*www.kaspersky.com'"
check ": and not among what is never refused" omits kaspersky \
	"$BUILD/cordon" -c $CONF log --action logged
check "enforcing" cordon mode enforce
check "an exception" cordon except add --client 10.1.0.2 --vendor kaspersky \
	--for 1h --reason test
check ": is told" written except 'ex-0001 added: 10.1.0.2'
check "removed" cordon except remove ex-0001
check ": so" written except 'ex-0001 removed'
gw nft flush table inet cordon
check "a flushed table is told, and for how long" written repair 'in [0-9]* ms'

# --- the end, and again -------------------------------------------------------

check "cordond stops" stop_cordond
check ": which is the last line" sh -c "tail -1 $EVE | grep -q '\"stop\"'"
check "it starts again" start_cordond
visit www.kaspersky.com
check ": in the same stream" test "$(stream)" = "$first"
check "killed" stop_cordond -KILL
check ": it starts again" start_cordond
check ": without a hole" numbers $EVE
check "rotated by another" sh -c "mv $EVE $EVE.1; kill -HUP $(pid_of_cordond)"
visit www.kaspersky.com
there() { [ -s $EVE ]; }
check ": it goes on in a new file" wait_for 4 there
check ": with the next number" numbers $EVE.1 $EVE

# --- a flood -------------------------------------------------------------------

for i in $(seq 1 60); do visit www.kaspersky.com; done
client curl -sk --max-time 2 --interface 10.1.0.3 \
	--resolve a.kaspersky.com:443:$OPEN4 https://a.kaspersky.com/
other() { grep -q '"src_ip":"10.1.0.3"' $EVE; }
check "another client's line is there" wait_for 4 other
check "cordond stops" stop_cordond
check ": a client's flood is counted" own flood \
	'"client":"10.1.0.2","vendor":"kaspersky","action":"blocked","count":[0-9]'
check ": few of its lines were written" test \
	"$(grep -c '"src_ip":"10.1.0.2"' $EVE)" -lt 40
check ": and none is missing" numbers $EVE.1 $EVE

# --- a full disk ---------------------------------------------------------------

mount -t tmpfs -o size=64k tmpfs $T/log
check "with another folder" start_cordond
second=$(stream)
check ": begins another stream" test "$second" != "$first"
head -c 60000 /dev/zero >$T/log/filler
for i in 1 2 3 4; do visit www.kaspersky.com; visit a$i.kaspersky.com; done
sleep 1.5
rm $T/log/filler
visit www.kaspersky.com
check "lines that found no room are told" written lost '"why":"disk"'
check ": and leave no hole" numbers $EVE
rm $EVE.stream
another() { [ -e $EVE.stream ] && [ "$(stream)" != "$second" ]; }
check "who takes the stream away begins another" wait_for 4 another
check "cordond stops" stop_cordond
check ": no number is missing in either" numbers $EVE
check "each line is as the schema says" sh -c \
	"cat $EVE | python3 tests/golden/schema.py packaging/schema/eve.schema.json"
umount $T/log
check ": of the first folder, too" sh -c \
	"cat $EVE.1 $EVE | python3 tests/golden/schema.py \
	packaging/schema/eve.schema.json"
done_testing
