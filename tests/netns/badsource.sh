#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# One of five sources is bad, in each way that a source can be: the other four
# are in force within their own time, its own last good entries stay in force,
# one line says what it is, and cordond may start anew in that state. Meanwhile
# nothing that is listed is ever reached.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/synclib.sh"

lab_up
start_feed
start_web
FEED=http://10.2.0.2:8000
BAD=192.0.2.80			# what the bad source lists, beside names
OWN_MS=8000			# for sync of four small lists, and to enforce

# Its state has a disk of its own, which a test fills.
mkdir -p $T/state
mount -t tmpfs -o size=24m cordon-test $T/state

key() { minisign -G -W -p "$T/$1.pub" -s "$T/$1.sec" >/dev/null; }
sign() { minisign -S -W -s "$T/$1.sec" -m $W/bad >/dev/null 2>&1; }
key ours
key theirs
pub=$(tail -1 $T/ours.pub)

# Four lists get a name that is new, of this number.
news=0
renew() {
	local i
	news=$((news + 1))
	for i in 1 2 3; do
		{ lines 20 "good$i-"; echo "news$news.good$i.test"; } >$W/good$i
	done
	{ lines 20 good4-; echo "news$news.good4.test"; } >$T/good4
}
make_good() {
	{ lines 20; echo $BAD; } >$W/bad
	sign ours
}

G1=$(url g1 $FEED/good1)
G2=$(url g2 $FEED/good2)
G3=$(url g3 https://feed.test:8443/good3 "ca = \"$T/ca.pem\"; \
	allow_private = true;")
G4=$(file g4 $T/good4)
B="minisign = \"$pub\";"
five() { source_is "$G1" "$G2" "$(url bad "$@")" "$G3" "$G4"; }

# --- who looks whether something is open -------------------------------------------

cat >$T/probe.py <<-'EOF'
	import os, socket, ssl, sys, time
	stop, address = sys.argv[1:3]
	context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
	context.check_hostname = False
	context.verify_mode = ssl.CERT_NONE
	tries = reached = 0
	def by_address():
	    socket.create_connection((address, 8080), 0.3).close()
	def by_name():
	    with socket.create_connection(("10.2.0.2", 443), 0.5) as s:
	        context.wrap_socket(s, server_hostname="bad7.example").close()
	while not os.path.exists(stop):
	    for reach in by_address, by_name:
	        tries += 1
	        try:
	            reach()
	        except OSError:
	            continue
	        reached += 1
	        print("reached", reach.__name__, time.time(), flush=True)
	    time.sleep(0.02)
	print("tries", tries, "reached", reached, flush=True)
EOF

# --- the ways ---------------------------------------------------------------------

# Are the four in force with what is new, and so is what the bad one had?
has_news() {
	local i
	for i in 1 2 3 4; do
		cordon lists find "news$news.good$i.test" >/dev/null || return 1
	done
}
in_force() {
	ask status | grep -q "\"generation\":{\"number\":$(generation),"
}
# The state is told in one line that begins with the source.
says() { # WORDS
	grep -c "^cordon: bad: .*$1" $T/said | grep -qx 1
}

# bad_by WAY STATUS WORDS [ADVICE]: after a sync the others are there.
bad_by() {
	local way=$1 status=$2 words=$3 sync
	cordon sync >$T/said 2>&1 &
	sync=$!
	check "$way: the four others have come" wait_for $((OWN_MS / 1000)) \
		has_news
	check ": and are enforced" wait_for 3 in_force
	wait $sync
	check ": sync ends with $status" test $? -eq $status
	check ": one line says why" says "$words"
	check ": one says what to do" says "the good copy of .*; .*${4-}"
	check ": what it had is there" sh -c \
		"$CORDON lists find $BAD bad7.example | grep -c block |
		grep -qx 2"
	restart "$way"
	check ": it is fetched again when it is well" mend
}

restart() {
	stop_cordond -KILL
	check ": cordond starts" start_cordond
	check ": with a whole generation" in_force
}

mend() {
	make_good
	five $FEED/bad "$B"
	cordon sync >$T/said 2>&1 &&
		state_is bad "s['state'] == 'well' and s['failures'] == 0"
}

renew
make_good
five $FEED/bad "$B"
check "five good sources" status_is 0 cordon sync
check "cordond starts" start_cordond
check "the listed address is refused" fails_fast client \
	curl -sm1 http://$BAD:8080/
client python3 $T/probe.py $T/stop $BAD >$T/probe.log 2>&1 &
probe=$!

renew
rm $W/bad
bad_by "gone" 75 "HTTP status 404" "whether its url is right"
renew
five "$FEED/cut" "$B max_time = \"6s\";"
bad_by "cut off" 75 "closed with\|too early\|remaining\|imed out"
renew
echo '{ "some": "thing", "of": [ "no", "known", "form" ] }' >$W/bad
sign ours
bad_by "of another format" 65 "JSON of no form"
renew
{ lines 30; echo $BAD; } >$W/bad
sign theirs
bad_by "signed by another key" 65 "key" "ask its publisher"
renew
printf '<!DOCTYPE html>\n<html><body>Log in: bad.example</body></html>\n' \
	>$W/bad
sign ours
bad_by "a web page" 65 "a web page" "look at what came"
renew
: >$W/bad
sign ours
bad_by "empty" 65 "min_entries" "cordon sync --accept bad"
renew
five http://10.2.0.77:8000/bad "$B max_time = \"20s\";"
bad_by "on a dead host" 75 "onnect"
renew
five "$FEED/slow?seconds=60" "$B max_time = \"12s\";"
bad_by "on a slow host" 75 "imed out"

# --- two of one id: a mistake, with both places ------------------------------------

renew
source_is "$G1" "$G2" "$(url bad $FEED/bad "$B")" \
	"$(url bad $FEED/bad "$B")" "$G3" "$G4"
check "two of one id are a mistake" status_is 78 cordon sync
cordon sync >$T/said 2>&1
check ": told with both places" grep -q \
	'cordon.conf:[0-9]*: "bad" is there already, in .*cordon.conf:[0-9]' \
	$T/said
ask reload >/dev/null 2>&1
check ": cordond goes on with what it has" in_force
stop_cordond -KILL
check ": does not start with it" exits 78 gw "$BUILD/cordond" -c $CONF
source_is "$G1" "$G2" "$(url bad $FEED/bad "$B")" "$G3" "$G4"
check ": but without it" start_cordond
check ": and all is well" mend

# --- no room ------------------------------------------------------------------------

renew
{ lines 40; echo $BAD; } >$W/bad
sign ours
dd if=/dev/zero of=$T/state/full bs=64k >/dev/null 2>&1
cordon sync >$T/said 2>&1
check "a full disk" test $? -ne 0
check ": is told" grep -qi 'no space left' $T/said
check ": of each, with what to do" test \
	"$(grep -c 'make room on the disk of "state"' $T/said)" -eq 5
restart "a full disk"
rm $T/state/full
check ": with room again all comes in" status_is 0 cordon sync
check ": the four too" has_news

# --- meanwhile ------------------------------------------------------------------------

touch $T/stop
wait $probe
tail -1 $T/probe.log | sed 's/^/# /'
check "nothing listed was reached" sh -c \
	"grep -q '^tries [0-9][0-9][0-9]* reached 0\$' $T/probe.log"

done_testing
