#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# What was let through is remembered where that is asked for, and asked again
# once lists know more: by name and by address, with real curl and dnsmasq.
. "$(dirname "$0")/lib.sh"

lab_up
start_web 8080 443
start_dns gw
cordon() { gw "$BUILD/cordon" -c $CONF "$@"; }
# visit NAME [CURL...]: over TLS, from 10.1.0.2 unless told otherwise.
visit() {
	local name=$1
	shift
	client curl -sk --max-time 5 --resolve "$name:443:$OPEN4" "$@" \
		"https://$name/" >/dev/null
}
MAC=$(client ip -o link show dev c0 | sed 's/.*ether \([0-9a-f:]*\).*/\1/')
KEPT=$T/log/remembered
echo "4102444800 $MAC 10.1.0.2 laptop-of-alice *" >$T/leases
SETTINGS="hosts = { leases = [ \"$T/leases\" ]; };"

# What cordond holds back is written at a reload.
settle() {
	local before
	before=$(all_kept | grep -c '"from"')
	kill -HUP "$(pid_of_cordond)"
	wait_for 30 covered_since "$before"
}
covered_since() { [ "$(all_kept | grep -c '"from"')" -gt "$1" ]; }
all_kept() {
	local f
	for f in "$KEPT"/*.jsonl; do [ ! -e "$f" ] || cat "$f"; done
	for f in "$KEPT"/*.zst; do [ ! -e "$f" ] || zstdcat "$f"; done
}
is_kept() { all_kept | grep -qF -- "$1"; }
not_kept() { ! all_kept | grep -F -- "$1"; }
# rows [OPTIONS]: "client target n now", sorted.
rows() {
	cordon log rescan --plain "$@" 2>/dev/null |
		awk -F'\t' '{ print $4, $5, $7, $10 }' | sort
}
rows_are() { # ROWS [OPTIONS]
	local want=$1 got
	shift
	got=$(rows "$@")
	[ "$got" = "$want" ] || { echo "got: $got"; return 1; }
}

# --- off ------------------------------------------------------------------

config_is "$SETTINGS"
start_cordond
visit www.fresh.example
kill -HUP "$(pid_of_cordond)"
stop_cordond
check "nothing is kept unless it is asked for" test ! -e $KEPT
check ": rescan says so" prints '"remember" of cordon.conf\(5\) is off' \
	cordon log rescan

# --- on -------------------------------------------------------------------

SETTINGS="remember = true; $SETTINGS"
config_is "$SETTINGS"
start_cordond
visit www.fresh.example
visit www.fresh.example
visit www.fresh.example --interface 10.1.0.3
visit www.kaspersky.com 2>/dev/null
client curl -s --max-time 5 http://192.0.2.80:8080/ >/dev/null
client dig +tries=1 +time=5 @10.1.0.1 asked.example >/dev/null
settle
check "what is let through is kept, by name" is_kept \
	'"name":"www.fresh.example","dest":"10.2.0.2","port":443,"via":"tls"'
check ": by address" is_kept '"dest":"192.0.2.80","port":8080,"via":"http"'
check ": what was asked of a resolver" is_kept \
	'"name":"asked.example","dest":"10.1.0.1","port":53,"via":"dns"'
check ": not what is refused: that is in the log" not_kept kaspersky
check ": for its group to read" test \
	"$(stat -c %a "$KEPT" "$KEPT"/*.jsonl | sort -u | tr '\n' ' ')" = \
	"640 750 "
check "as long as nothing of it is listed nothing is found" \
	prints 'nothing found: no contact' cordon log rescan

printf 'domain:fresh.example\n192.0.2.80\nasked.example\n' >$T/etc/block.list
check "a sync lists it" cordon sync --offline
wait_for 30 sh -c "$BUILD/cordon -c $CONF check www.fresh.example | grep -q BLOCKED"
check ": who had contact is found" rows_are \
	"10.1.0.2 192.0.2.80 1 blocked
10.1.0.2 asked.example 1 blocked
10.1.0.2 www.fresh.example 2 blocked
10.1.0.3 www.fresh.example 1 blocked"
check ": by what it is called" prints laptop-of-alice cordon log rescan
check ": by which line of which list" prints 'block.list +1$' \
	cordon log rescan
check ": since when it is remembered is said" \
	prints '5 contacts .* remembered from 20' cordon log rescan
visit www.fresh.example
settle
check ": what is refused by now adds nothing" rows_are \
	"10.1.0.2 www.fresh.example 2 blocked" --client 10.1.0.2 \
	--name fresh.example
check "of one machine, by its name" rows_are \
	"10.1.0.2 192.0.2.80 1 blocked" --client laptop-of-alice --dest 192.0.2.0/24
check ": by its MAC" rows_are "10.1.0.2 asked.example 1 blocked" \
	--client "$MAC" --name asked.example
check ": of one list and line" rows_are "10.1.0.2 192.0.2.80 1 blocked" \
	--rule block.list:2
check ": of another list nothing" rows_are "" --list other.list
check ": of another time nothing" rows_are "" --until 2020-01-01
check ": seen so" rows_are "10.1.0.2 asked.example 1 blocked" --via dns
check ": only the last N" test "$(rows -n 1 | wc -l)" -eq 1
cordon except add --client 10.1.0.3 --name fresh.example --vendor local \
	--reason test --for 1h >/dev/null 2>&1
check "JSON says what was covered" sh -c "$BUILD/cordon -c $CONF log rescan \
	--json | python3 -c 'import json, sys
d = json.load(sys.stdin)
c = d[\"covered\"]
sys.exit(not (c[\"contacts\"] == 5 and c[\"seconds\"] >= 0 and
    c[\"missed\"] == 0 and len(d[\"contacts\"]) == 4))'"

# --- hours, packed ----------------------------------------------------------

rows >$T/before
same_rows() { rows | diff $T/before -; }
# What is written from now on is of the hour of now.
stop_cordond
old=$(date -u -d '2 days ago' +%Y-%m-%dT%H).jsonl
all_kept | sed 's/"count":2/"count":1/' >$T/once
grep -F '"10.1.0.2"' $T/once | grep www.fresh >$T/again
rm "$KEPT"/*.jsonl
cat $T/once $T/again >"$KEPT/$old"
touch -d '2 days ago' "$KEPT/$old"
cp "$KEPT/$old" $T/plain
check "the same from another hour, added up" same_rows
check "an hour that is over is packed" cordon log index
check ": it is" test -e "$KEPT/$old.zst" -a ! -e "$KEPT/$old"
check ": with each contact once" test \
	"$(zstdcat "$KEPT/$old.zst" | grep -c '"count"')" -eq 4
check ": and says the same" same_rows
# Killed before the plain one went, and behind that.
cp "$KEPT/$old.zst" $T/packed
cp -p $T/plain "$KEPT/$old"; touch -d '2 days ago' "$KEPT/$old"
mv "$KEPT/$old.zst" "$KEPT/$old.zst.anew"
cordon log index >/dev/null
check "killed while packing: nothing counts twice" same_rows
mv "$KEPT/$old.zst" "$KEPT/$old.zst.anew"
echo torn >"$KEPT/$old.zst.part"
cordon log index >/dev/null
check ": nor is anything lost" same_rows
check ": nothing is left over" test "$(ls "$KEPT")" = "$old.zst"

# --- faults -----------------------------------------------------------------

printf '{"client":"10.1.0.2"\nno JSON at all\n' >"$KEPT/${old/T??/T00}"
check "a broken line is told, with its place" exits 65 cordon log rescan
check ": it is" prints '2 lines are no contacts, .*T00.jsonl:1' sh -c \
	"$BUILD/cordon -c $CONF log rescan 2>&1; true"
check ": and the rest is there" same_rows
rm "$KEPT/${old/T??/T00}"
head -c $(($(stat -c %s "$KEPT/$old.zst") / 2)) "$KEPT/$old.zst" >"$KEPT/${old/T??/T01}.zst"
check "a damaged file is told, and in the status" exits 66 cordon log rescan
check ": which" prints 'T01.jsonl.zst:' sh -c \
	"$BUILD/cordon -c $CONF log rescan 2>&1; true"
check ": the rest is there" same_rows
rm "$KEPT/${old/T??/T01}.zst"

rm $T/etc/block.list
start_cordond
visit www.before.example
wait_for 30 sh -c "ls $KEPT/*.jsonl >/dev/null 2>&1"
stop_cordond -KILL
printf '{"client":"10.1.0.2","name":"torn' >>"$(ls "$KEPT"/*.jsonl | tail -1)"
start_cordond
visit www.behind.example
settle
check "killed, it goes on behind what was torn" is_kept www.behind.example
check ": in lines of their own" test "$(all_kept | python3 -c '
import json, sys
bad = 0
for line in sys.stdin:
    try: json.loads(line)
    except ValueError: bad += 1
print(bad)')" -eq 1
stop_cordond
sed -i '/torn/d' "$KEPT"/*.jsonl

# --- bounds -----------------------------------------------------------------

flood_names() { # COUNT: questions, each for another name
	client python3 - "$1" <<-'END'
	import socket, sys, time
	s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
	for i in range(int(sys.argv[1])):
	    n = b"n%d" % i
	    s.sendto(b"\0\1\1\0\0\1\0\0\0\0\0\0" + bytes([len(n)]) + n +
	             b"\7invalid\0\0\1\0\1", ("10.1.0.1", 53))
	    time.sleep(0.001)
	END
}
start_cordond
flood_names 6000
visit www.quiet.example --interface 10.1.0.3
settle
kept=$(all_kept | grep -c '"name":"n[0-9]*.invalid"')
echo "# $kept of 6000 kept"
check "a client that asks for too much fills its part alone" test \
	"$kept" -gt 0 -a "$kept" -le 2048
check ": others are remembered" is_kept www.quiet.example
check ": what found no room is told" prints '[0-9]+ contacts found no room' \
	cordon log rescan
stop_cordond

SETTINGS="remember_size = \"1M\"; $SETTINGS"
config_is "$SETTINGS"
for day in 5 4 3; do
	name=$(date -u -d "$day days ago" +%Y-%m-%dT%H).jsonl
	head -c 450000 /dev/urandom | base64 -w 100 |
		sed 's|.*|{"client":"10.1.0.9","name":"&","dest":"192.0.2.1","first":1,"last":1,"count":1}|' \
		>"$KEPT/$name"
	touch -d "$day days ago" "$KEPT/$name"
done
start_cordond
visit www.last.example
settle
check "too much of it goes, the oldest first" test \
	"$(du -cb "$KEPT"/*.jsonl* | tail -1 | cut -f1)" -le 1100000
check ": what is new stays" is_kept www.last.example
check ": that is told" prints 'gone, [1-3] hours up to 20.*: [1-3] for remember_size' \
	cordon log rescan
check "what is too small is refused" sh -c "
	sed 's/remember_size = \"1M\"/remember_size = \"1K\"/' $CONF >$T/small.conf
	! $BUILD/cordon -c $T/small.conf config check"

# --- a full disk ------------------------------------------------------------

stop_cordond
rm -rf "$KEPT"
mkdir "$KEPT" && mount -t tmpfs -o size=64k none "$KEPT"
start_cordond
settle
dd if=/dev/zero of="$KEPT/filler" bs=1k count=100 2>/dev/null
visit www.patient.example
flood_names 300			# more than a page that is begun
kill -HUP "$(pid_of_cordond)"
check "no room on the disk is told" wait_for 30 grep -q \
	'No space left on device: what is remembered waits' $T/cordond.log
# A page that was begun may have had room for the first of it.
check ": what is there can be read" cordon log rescan
rm "$KEPT/filler"
settle
check ": with room it is written" is_kept www.patient.example
umount "$KEPT"

# --- erased -----------------------------------------------------------------

start_anew() {
	stop_cordond
	rm -rf "$KEPT"
	start_cordond
	visit www.one.example
	visit www.one.example --interface 10.1.0.3
}
start_anew
check "a client is erased, from what waits too" \
	cordon log erase --client 10.1.0.3 --confirm
check ": it is in no file" not_kept 10.1.0.3
check ": others are" is_kept 10.1.0.2
check ": and what is there can be read" cordon log rescan
start_anew
stop_cordond
all_kept >$T/once
rm "$KEPT"/*.jsonl
mv $T/once "$KEPT/$old"
touch -d '2 days ago' "$KEPT/$old"
cordon log index >/dev/null
check "the same of what is packed" cordon log erase --client 10.1.0.3 --confirm
check ": it is in no file of these" not_kept 10.1.0.3
check ": others are there" is_kept 10.1.0.2
check ": still packed" zstd -qt "$KEPT/$old.zst"
done_testing
