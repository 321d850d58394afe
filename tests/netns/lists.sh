#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Guards hold lists back, and say so until they are well; generations are
# shown, compared, pinned and rolled back; syncs wait for each other; the last
# generation is loaded at boot, from disk alone.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/synclib.sh"

lab_up
gw ip route add default via 10.2.0.9
L=$T/list
lines 100 >$L

# holds 'LINE...' VERDICT 'PATTERN' [keys]: the list is refused, and kept.
holds() {
	lines 100 >$L
	source_is "$(file x $L "${4-}")"
	$CORDON sync >/dev/null 2>&1
	{ lines 100; printf '%s\n' "$1"; } >$L
	status_is 65 cordon sync || return
	lines 100 | cmp - "$(good x)" || return
	state_is x "s['state'] == 'refused' and s['verdict'] == '$2' and \
		'$3' in s['why'] and s['names'] == 100"
}

# --- guards -----------------------------------------------------------------

check "0.0.0.0/1 and 128.0.0.0/1" holds \
	"$(printf '0.0.0.0/1\n128.0.0.0/1')" own "refused:101: 0.0.0.0/1 is wider"
check "0.0.0.0/0" holds 0.0.0.0/0 own ":101: "
check "::/0" holds ::/0 own "wider than /19"
check "128.0.0.0/1 alone" holds 128.0.0.0/1 wide "wider than /8"
check "com, then the gateway" holds "$(printf 'com\n10.1.0.1')" own \
	"refused:102: 10.1.0.1"
check "all of IPv4 in small pieces" holds "$(python3 -c \
	'for i in range(1 << 16): print("%d.%d.0.0/17" % (i >> 8, i & 255))')" \
	own ""
check "a tenth of the Internet" holds 16.0.0.0/7 wide "wider than /8"
check "half a network of ours" holds 10.1.0.0/25 own "address of this"
check "com" holds com suffix ":101: "
check "co.uk" holds co.uk suffix "public suffix"
check "*.co.uk" holds '*.co.uk' suffix "public suffix"
check "an address of the gateway" holds 10.1.0.1 own "address of this gateway" \
	'allow_special = true;'
check "a prefix around it" holds 10.2.0.0/24 own ":101: 10.2.0.0/24 covers" \
	'allow_special = true;'
check "an IPv6 address of the gateway" \
	holds fd01::1 own "address of this gateway" \
	'allow_special = true;'
check "the next hop of the gateway" \
	holds 10.2.0.9 own "next hop" 'allow_special = true;'
cp /etc/resolv.conf $T/resolv.conf 2>/dev/null
echo "nameserver 9.9.9.9" >$T/resolv.conf
! can "its resolver" "there is no resolv.conf" \
	mount --bind $T/resolv.conf /etc/resolv.conf ||
	check "the resolver of the gateway" \
		holds 9.9.9.0/24 own "a resolver, 9.9.9.9"
EXTRA='management = [ "198.51.100.0/24" ];'
check "what is the gateway's management" holds 198.51.100.7 own management
EXTRA=
EXTRA='management = [ "198.51.100.7" ];'
source_is "$(file x $L 'exclude = [ "198.51.100.7" ];')"
{ lines 100; echo 198.51.100.0/24; } >$L
check "where its source excludes it, it is no danger" status_is 0 cordon sync
EXTRA=
echo 198.51.100.9 >$T/etc/protect.list
EXTRA='management = [ "198.51.100.9" ];'
source_is "$(file x $L)"
{ lines 100; echo 198.51.100.8/30; } >$L
check ": nor where protect.list does" status_is 0 cordon sync
EXTRA=
rm $T/etc/protect.list
source_is "$(file x $L)" "$(url feed http://lists.feed.example/x)"
{ lines 100; echo feed.example; } >$L
check "the host of a source" status_is 65 cordon sync --offline
check ": is told" state_is x "s['verdict'] == 'feed'"

lines 100 >$L
source_is "$(file x $L)"
cordon sync >/dev/null 2>&1
{ lines 100; echo 10.0.0.0/8; echo 127.0.0.1; echo 224.0.0.0/3; } >$L
check "private space and the like" status_is 0 cordon sync
check ": is left out, and counted" state_is x \
	"s['state'] == 'well' and s['special'] == 3 and s['prefixes'] == 0"

lines 100 >$L
cordon sync >/dev/null 2>&1
lines 49 >$L
check "half is gone" status_is 65 cordon sync
check ": is held back" state_is x "s['verdict'] == 'shrunk' and s['acceptable']"
check ": again, still" status_is 65 cordon sync
check ": and counted" state_is x "s['failures'] == 2"
check ": status says so" sh -c \
	"$CORDON lists status | grep -q 'cordon sync --accept x'"
check ": doctor too" sh -c "$CORDON doctor | grep -q 'source x is refused'"
check ": with the command that mends it" sh -c \
	"$CORDON doctor | grep -q 'cordon sync --accept x'"
check "--accept lets it through" status_is 0 cordon sync --accept x
check ": and it is well" state_is x "s['state'] == 'well' and s['names'] == 49"
lines 20 >$L
check ": once" status_is 65 cordon sync
lines 50 >$L
check "what is well again" status_is 0 cordon sync
check ": is well" state_is x "s['state'] == 'well' and s['why'] == ''"
lines 2000 >$L
check "40 times as much" status_is 65 cordon sync
check ": is held back too" state_is x "s['verdict'] == 'grown'"
{ lines 50; echo com; } >$L
check "a top-level domain is never accepted" \
	status_is 65 cordon sync --accept x
{ lines 50; echo 10.1.0.1; } >$L
source_is "$(file x $L 'allow_special = true;')"
check "the gateway is never accepted" status_is 65 cordon sync --accept x
source_is "$(file x $L 'max_entries = 10;')"
lines 11 >$L
check "max_entries" status_is 65 cordon sync
check ": is told" state_is x "s['verdict'] == 'many'"

# Three lists that each lose 40 % are within their limits; together they are not
# within those of all.
for i in 1 2 3; do lines 100 "l$i-" >$L$i; done
# shellcheck disable=SC2034 # synclib.sh reads it
EXTRA='lists = { max_shrink = 30; };'
source_is "$(file a ${L}1)" "$(file b ${L}2)" "$(file c ${L}3)"
check "three lists" status_is 0 cordon sync
for i in 1 2 3; do lines 60 "l$i-" >$L$i; done
check "each shrinks by 40 %" status_is 65 cordon sync
check ": which is too much together" state_is b \
	"s['verdict'] == 'total' and s['names'] == 100"
check "--accept" status_is 0 cordon sync --accept
check ": lets them through" state_is b "s['names'] == 60"
unset EXTRA

# --- folders ------------------------------------------------------------------

mkdir $T/folder
lines 10 one >$T/folder/one
lines 20 two | gzip >$T/folder/two.gz
source_is "{ id = \"f\"; folder = \"$T/folder\"; vendor = \"acme\"; }"
check "a folder" status_is 0 cordon sync
check ": holds what its files do" state_is f "s['names'] == 30"
rm $T/folder/one
lines 25 two >$T/folder/two.gz
check ": that changes" status_is 0 cordon sync
check ": as a whole" state_is f "s['names'] == 25"
check ": file by file" test "$(ls "$(good f)")" = two.gz
rm $T/folder/two.gz
check "an empty folder" status_is 75 cordon sync
check ": empties no list" state_is f "s['state'] == 'failed'"

printf 'domain:one.example\ninclude:more\n' >$T/folder/v2fly
seq -f 'full:more%g.example' 100 >$T/folder/more
source_is "$(file v $T/folder/v2fly 'format = "v2fly";')"
check "a list that includes another" status_is 0 cordon sync
check ": has both" state_is v "s['names'] == 101"
sed -i 20q $T/folder/more
check ": which shrinks" status_is 65 cordon sync
check ": and is told of" state_is v "s['verdict'] == 'shrunk'"

# --- generations ----------------------------------------------------------------

rm -rf $T/state
source_is "$(file x $L)"
lines 10 >$L
echo 192.0.2.0/26 >$T/etc/block.list
check "a first generation" status_is 0 cordon sync
check ": its addresses are refused" fails_fast http x.example 192.0.2.7
echo 192.0.2.80 >$T/etc/block.list
start_web 8080 443
check "--dry-run" sh -c "$CORDON sync --dry-run >$T/dry"
check ": says which vendor's addresses change" sh -c \
	"grep -Eq '^local +[0-9]+ +[0-9]+ +1 +64 ' $T/dry"
check ": and how" grep -Eq '^way: (difference|new).* to the kernel' $T/dry
check ": and changes nothing" test "$(generation)" = 1
check ": not even on disk" test ! -e $T/state/trial
check "a second generation" status_is 0 cordon sync
check "diff" sh -c "$CORDON lists diff | grep -Eq '^local .* 1 +64 '"
check ": its addresses are refused" fails_fast http x.example 192.0.2.80
refute "other local rules are nothing to go back from" "no other lists" \
	cordon lists rollback
{ lines 10; echo 192.0.2.81; } >$L
check "other lists" status_is 0 cordon sync
check ": are why there is another" sh -c \
	"$CORDON lists show | grep -q '^3 *current.*lists: '"
check ": as local rules were" sh -c \
	"$CORDON lists show | grep -q '^2 .*local rules'"
check "rollback" status_is 0 cordon lists rollback
check ": brings the lists before back" test "$(generation)" = 2
check ": in the kernel too" sh -c "nsenter --net=/run/netns/gw nft list chain \
	inet cordon generation | grep -q 'generation 2 '"
check ": with the local rules of now" fails_fast http x.example 192.0.2.80
echo 192.0.2.0/26 >>$T/etc/block.list
check "a sync" status_is 0 cordon sync
check ": does not undo it, though a local rule is new" test "$(generation)" = 4
check ": which counts" fails_fast http x.example 192.0.2.7
check ": the lists are held" sh -c \
	"$CORDON lists show | grep -q '^4 *current.*lists of generation 2'"
check ": as its status says" sh -c \
	"$CORDON lists status | grep -q 'held: pin, rolled back'"
check "pin --off" status_is 0 cordon lists pin --off
check ": then it goes on" status_is 0 cordon sync
check ": with another one" test "$(generation)" = 5
check "freeze" status_is 0 cordon lists freeze
lines 12 >$L
check "a sync" status_is 0 cordon sync
check ": takes nothing in" state_is x "s['names'] == 10"
check ": nor makes another" test "$(generation)" = 5
check "freeze --off" status_is 0 cordon lists freeze --off
check ": then it does" status_is 0 cordon sync
check ": both" state_is x "s['names'] == 12"
check "find" sh -c "$CORDON lists find 192.0.2.7 | grep -q 'block.list:2'"
check ": and not" status_is 1 cordon lists find nobody.example
check "show" sh -c \
	"$CORDON lists show | grep -q '^$(generation) *current'"
check "rollback to a number" status_is 0 cordon lists rollback 2
refute "rollback to a number that is not there" "no generation 77" \
	cordon lists rollback 77
cordon lists pin --off >/dev/null
check "verify" status_is 0 cordon lists verify
printf x | dd of=$T/state/generations/000002/names.idx bs=1 seek=300 \
	conv=notrunc 2>/dev/null
echo evil.example >>"$(good x)"
check "damage" status_is 65 cordon lists verify
check ": is found in generations" sh -c \
	"$CORDON lists verify | grep -q '^BAD  generation 2'"
check ": and in copies" sh -c "$CORDON lists verify | grep -q '^BAD  source x'"
refute ": nobody rolls back to it" "2 is damaged" cordon lists rollback 2
check "sync mends the copy" status_is 0 cordon sync
check ": so" sh -c "$CORDON lists verify | grep -q '^ok   source x'"

# --- import ----------------------------------------------------------------------

minisign -G -W -p $T/k.pub -s $T/k.sec >/dev/null
source_is "$(url far http://192.0.2.99/far.txt \
	"minisign = \"$(tail -1 $T/k.pub)\";")" "$(file x $L)"
lines 30 >$T/far.txt
check "a file without its signature" status_is 65 cordon lists import \
	$T/far.txt
minisign -S -W -s $T/k.sec -m $T/far.txt >/dev/null 2>&1
check "a file with it" status_is 0 cordon lists import $T/far.txt
check ": stands for the source of that name" state_is far \
	"s['state'] == 'well' and s['names'] == 30"
lines 31 >$T/other.txt
check "a file of another name needs --source" status_is 64 \
	cordon lists import $T/other.txt
check ": and a signature of its own" sh -c \
	"cp $T/far.txt.minisig $T/other.txt.minisig"
check ": so" status_is 65 cordon lists import $T/other.txt --source far
check ": the good copy stays" state_is far "s['names'] == 30"

# --- progress --------------------------------------------------------------------

lines 13 >$L
source_is "$(file x $L)"
check "one line a phase where nobody looks" sh -c "$CORDON sync 2>&1 >$T/out |
	tr '\n' ' ' | grep -Eq '^cordon: parse: 1 new, .* cordon: compile: .*\
cordon: apply: [^:]*\$'"
check ": and a last line with how to undo it" sh -c \
	"tail -1 $T/out | grep -q 'undo: cordon lists rollback'"
lines 14 >$L
check "a line that changes on a terminal" python3 - $CORDON sync <<-'EOF'
	import os, pty, sys
	pid, fd = pty.fork()
	if pid == 0:
	    os.execvp(sys.argv[1], sys.argv[1:])
	seen = b""
	while True:
	    try:
	        chunk = os.read(fd, 65536)
	    except OSError:
	        break
	    if not chunk:
	        break
	    seen += chunk
	sys.exit(b"\r\033[Kparse" not in seen or b"\r\033[Kapply" not in seen)
EOF

# --- two at once -------------------------------------------------------------------

source_is "$(file x $L)"
python3 - $T/state/sync.lock <<-'EOF' &
	import fcntl, os, sys, time
	f = open(sys.argv[1], "r+")
	fcntl.flock(f, fcntl.LOCK_EX)
	f.truncate(0)
	f.write("%d somebody's sync\n" % os.getpid())
	f.flush()
	time.sleep(1000)
EOF
holder=$!
disown
wait_for 5 grep -q somebody $T/state/sync.lock
check "--wait 0 does not wait" status_is 75 cordon sync --wait 0
check ": and says for whom" sh -c "$CORDON sync --wait 0 2>&1 |
	grep -q \"pid $holder somebody's sync\""
spawn gw "$BUILD/cordon" -c $CONF sync >/dev/null 2>$T/waiting
waiter=$!
check "without --wait it waits" wait_for 5 grep -q \
	"waiting for another one: pid $holder" $T/waiting
check "status says who is at it" sh -c \
	"$CORDON lists status | grep -q 'a sync is running: pid $holder'"
kill -KILL $holder
wait $waiter
check "it waits until the other is gone, however that was" test $? -eq 0

# --- boot ---------------------------------------------------------------------------

gw nft delete table inet cordon
mv $T/etc/block.list $T/etc/away
gw ip link set wan0 down
check "at boot, from disk alone" within "${FAST_MS:-200}0" $CORDON sync --boot
gw ip link set wan0 up
gw ip route add 192.0.2.80/32 via 10.2.0.2 2>/dev/null
mv $T/etc/away $T/etc/block.list
check "listed addresses are refused" fails_fast http x.example 192.0.2.80
queued='queue (num|to|flags)|NFQUEUE'
check "names are not queued" omits "$queued" gw nft -y list table inet cordon
check "cordond takes over" start_cordond
check "listed addresses stay refused" fails_fast http x.example 192.0.2.80
check "names are judged" fails_fast https www.kaspersky.com $OPEN4
check ": and queued" prints "$queued" gw nft -y list table inet cordon
check "cordond --load leaves its table alone" gw "$BUILD/cordond" --load \
	-c $CONF
check "names are still judged" fails_fast https www.kaspersky.com $OPEN4

# --- with a daemon -------------------------------------------------------------------

sed -i 's/192.0.2.80/192.0.2.81/' $T/etc/block.list
check "a sync" sh -c "$CORDON sync >$T/out 2>&1"
check ": tells the daemon" grep -q "is in force; undo: cordon lists rollback" \
	$T/out
check ": which lets through what is listed no more" http x.example 192.0.2.80
check ": and has the same generation" test "$(ask status | python3 -c \
	'import json, sys; print(json.load(sys.stdin)["generation"]["number"])')" \
	= "$(generation)"
check "a sync again" sh -c "$CORDON sync >$T/out 2>&1"
check ": there is nothing to tell" grep -q "nothing new: .* in force already" \
	$T/out

{ lines 16; echo 192.0.2.80; echo 10.0.0.0/8; } >$L
echo 198.51.100.1 >$T/etc/block.list
source_is "$(file x $L 'role = "cdn";')"
check "a list with an address" status_is 0 cordon sync
check ": is enforced by address" fails_fast http x.example 192.0.2.80
check ": and by name" fails_fast https www.bad3.example $OPEN4
check ": what it has of private space is not" https www.example.org $OPEN4
check "check says whose it is" sh -c "$CORDON check bad3.example |
	grep -Eq 'vendor +acme'"
check "diff names what came" sh -c "$CORDON lists diff --plain |
	grep -Eq '^added	suffix	bad16.example	acme	block'"
check ": prefixes too" sh -c "$CORDON lists diff --plain |
	grep -Eq '^added	prefix	192.0.2.80	acme	block'"
check ": and in JSON" sh -c "$CORDON lists diff --json | python3 -c '
import json, sys
sys.exit({\"added\": True, \"prefix\": \"192.0.2.80\", \"vendor\": \"acme\",
	\"action\": \"block\"} not in json.load(sys.stdin)[\"prefixes\"])'"
check "a list's vendor can be observed" cordon mode observe --vendor acme
check ": which lets through" http x.example 192.0.2.80
check ": and enforced" cordon mode enforce --vendor acme
source_is "$(file x $L 'exclude = [ "192.0.2.80", "bad3.example" ];')"
check "a source's exclusions" status_is 0 cordon sync
check ": count" http x.example 192.0.2.80
check ": for names too" https www.bad3.example $OPEN4
check ": and for no others" fails_fast https www.bad4.example $OPEN4
source_is "$(file x $L 'action = "log";')"
check "a list that only logs" status_is 0 cordon sync
check ": refuses nothing" https www.bad4.example $OPEN4
source_is "$(file x $L)"
check "a list that blocks" status_is 0 cordon sync
check ": does" fails_fast http x.example 192.0.2.80
: >$T/etc/block.list
lines 12 >$L
check "what is listed no more" status_is 0 cordon sync
check ": is let through" http x.example 192.0.2.80

check "rollback tells the daemon too" status_is 0 cordon lists rollback
check ": so" fails_fast http x.example 192.0.2.80
check "the daemon's reload keeps what is pinned" ask reload
check ": so" fails_fast http x.example 192.0.2.80
check ": status says it" sh -c "$CORDON status | grep -q 'held at generation'"
{ lines 12; echo fresh.example; } >$L
check "a local rule while lists are pinned" cordon block 192.0.2.7
check ": is in force" fails_fast http x.example 192.0.2.7
check ": lists are not" https www.fresh.example $OPEN4
check ": a name, too" cordon block pinned.example
check ": so" fails_fast https pinned.example $OPEN4
check "pin --off" cordon lists pin --off
check ": local rules stay" fails_fast https pinned.example $OPEN4
check ": through a sync" cordon sync
check ": so" fails_fast https pinned.example $OPEN4
stop_cordond
done_testing
