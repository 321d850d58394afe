#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# What sources are judged by changes, though they do not: this gateway has
# another address, the configuration other limits, the list another server.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/synclib.sh"

lab_up
start_feed
FEED=http://10.2.0.2:8000
L=$T/list

# ago MINUTES: all was tried so long ago.
ago() {
	sed -i "s/\"tried\":[0-9]*/\"tried\":$(($(date +%s) - $1 * 60))/" \
		$T/state/sources/*/state.json
}
asked() { # ID
	grep -c "/$1 " $T/feed.log
}

# --- other addresses of this gateway -------------------------------------------

{ lines 20; echo 198.51.100.0/24; } >$L
cp $L $W/far
echo '"one"' >$W/far.etag
source_is "$(file x $L)" "$(url far $FEED/far)" "$(file other $T/other)"
echo other.example >$T/other
check "three lists" status_is 0 cordon sync
gw ip addr add 198.51.100.9/24 dev lan0
check "one of our addresses is listed now" status_is 65 cordon sync
for id in x far; do
	check "$id: says so, with its line" state_is $id \
		"s['state'] == 'refused' and s['verdict'] == 'own' and \
		'good:21: 198.51.100.0/24 covers an address' in s['why']"
	check "$id: keeps its copy, which did not change" state_is $id \
		"s['prefixes'] == 1 and s['names'] == 20"
	check "$id: is there" cmp $L "$(good $id)"
done
check ": though the server said 304" grep -q '^304 .*/far ' $T/feed.log
check "who lists nothing of ours is well" state_is other \
	"s['state'] == 'well'"
check ": --accept does not help" status_is 65 cordon sync --accept
check ": it is told where nobody is asked too" status_is 65 \
	cordon sync --due --offline
check ": status says it" sh -c "$CORDON lists status |
	grep -q 'far: .*198.51.100.9'"
gw ip addr del 198.51.100.9/24 dev lan0
check "the address is gone" status_is 0 cordon sync --due
check ": and they are well, unasked" state_is far \
	"s['state'] == 'well' and s['why'] == '' and s['failures'] == 0"
# shellcheck disable=SC2034 # synclib.sh reads it
EXTRA='management = [ "198.51.100.64/26" ];'
source_is "$(file x $L)" "$(url far $FEED/far)"
check "what is \"management\" now" status_is 65 cordon sync --due
check ": counts at once" state_is far "'management' in s['why']"
unset EXTRA

# --- other limits ----------------------------------------------------------------

source_is "$(file x $L)" "$(url far $FEED/far)"
check "all is well" status_is 0 cordon sync
source_is "$(file x $L 'max_entries = 5;')" "$(url far $FEED/far)"
check "max_entries is below what a list has" status_is 65 cordon sync
check ": is told of the copy" state_is x \
	"s['verdict'] == 'many' and s['acceptable'] and 'good: 21' in s['why']"
check "--accept" status_is 0 cordon sync --accept x
check ": lets it through" state_is x "s['state'] == 'well'"
check ": for good, as long as it is the same" status_is 0 cordon sync
echo more.example >>$L
check ": but not for what it becomes" status_is 65 cordon sync
{ lines 20; echo 198.51.100.0/24; } >$L

# --- what counts for nothing -----------------------------------------------------

{ lines 60; echo joe@x; echo 10.0.0.0/8; echo 'ad*.x'; echo github.io
	echo https://u.example/x/y; } >$T/lossy
source_is "$(file z $T/lossy)"
check "a list with odd lines" sh -c "$CORDON sync 2>$T/said"
for word in 'good:61: "joe@x"' 'good:62: 10.0.0.0/8' 'good:63: "ad\*.x"' \
	'good:64: github.io' '1 URL, which means exactly'; do
	check ": sync tells $word" grep -q "$word" $T/said
done
cordon lists status >$T/said
check ": so does lists status" grep -q 'good:61: "joe@x"' $T/said
cordon doctor lists >$T/said
check ": and the doctor" grep -q 'good:62: 10.0.0.0/8' $T/said
check ": they are in the state" state_is z "s['state'] == 'well' and \
	s['shared'] == 1 and s['urls'] == 1 and s['special'] == 1"
source_is "$(file z $T/lossy 'max_lost = 1;')"
check "max_lost" status_is 0 cordon sync
check ": has it not well" state_is z "s['state'] == 'lossy'"

# --- which rule lets pass --------------------------------------------------------

printf 'one.example\ntwo.example\n' >$T/logged
printf '# x\ngood.bad1.example\n' >$T/passes
printf '||hole.example^\n@@||ok.hole.example^\n' >$T/holes
source_is "$(file x $L 'exclude = [ "bad2.example" ]; max_lost = 100;')" \
	"$(file y $T/logged 'action = "log";')" \
	"$(file al $T/passes 'action = "allow";')" "$(file h $T/holes)"
at=$(grep -n '"bad2.example"' $CONF | cut -d: -f1)
cordon sync >/dev/null 2>&1
why() { # TARGET WORDS
	cordon check --json "$1" | grep -qF "\"why\":\"$2"
}
check "a list that is set to log" why two.example \
	"list y is set to log ($T/logged:2)"
check "a remote allow list" why good.bad1.example \
	"allowed by list al ($T/passes:2)"
check "what is excluded" why bad2.example \
	"listed, but left out by the configuration ($CONF:$at)"
check "an exception of the list" why ok.hole.example \
	"listed, but left out by an exception of its list ($T/holes:2)"
check "lists find: the same place" sh -c \
	"$CORDON lists find bad2.example | grep -q \"cordon.conf:$at \""

# --- what sources share -------------------------------------------------------------

printf 'a.test\nb.test\nx.c.test\n192.0.2.0/30\n' >$T/one
printf 'a.test\nc.test\n192.0.2.2/31\n' >$T/two
source_is "$(file one $T/one)" "$(file two $T/two)"
check "two sources that overlap" status_is 0 cordon sync
cordon lists status --overlap --json >$T/said
shares() { # 'PYTHON' of s, o
	python3 - "$1" $T/said <<-'EOF'
	import json, sys
	j = json.load(open(sys.argv[2]))
	s = {x["source"]: (x["names"], x["only_names"], x["ipv4"],
	                   x["only_ipv4"]) for x in j["shares"]}
	o = {(x["source"], x["other"]): (x["names"], x["ipv4"])
	     for x in j["overlaps"]}
	sys.exit(not eval(sys.argv[1]) and str((s, o)))
	EOF
}
check ": what one alone has" shares 's["one"] == (3, 1, 4, 2)'
check ": and the other" shares 's["two"] == (2, 1, 2, 0)'
check ": what they share" shares 'o["one", "two"] == (2, 2) and \
	o["two", "one"] == (1, 2)'
printf 'd.test\ne.test\n' >>$T/two
check "one of them grows" status_is 0 cordon sync
cordon lists diff --json >$T/said
check ": lists diff says which" grep -q \
	'"sources":\[{"id":"two","names_before":2,"names":4,"prefixes_before":1,"prefixes":1}\]' \
	$T/said
cordon lists status --overlap --json >$T/said
check ": the catalogue is one" shares 's["(catalogue)"][0] > 100'

# --- words ------------------------------------------------------------------------

# misspelt KEYS WORDS: config check says it with the line, and sync too.
misspelt() {
	source_is "{ id = \"w\"; file = \"$L\"; max_lost = 100; $1 }"
	cordon config check >$T/said 2>&1
	[ $? -eq 78 ] && grep -q "cordon.conf:[0-9]*: .*$2" $T/said || return
	cordon sync >$T/said 2>&1
	grep -q "$2" $T/said
}
check "a vendor that is nearly one of the catalogue" misspelt \
	'vendor = "kasperski";' 'did you mean "kaspersky"'
check "a role that is nearly one" misspelt \
	'vendor = "own"; title = "O"; role = "netwrok";' \
	'did you mean "network"'
source_is "$(file w $L 'max_lost = 100;')"
check "a vendor of one's own with a title" status_is 0 cordon config check

# --- what stands beside the indexes ----------------------------------------------

g=$T/state/generations/$(readlink $T/state/current | sed 's|.*/||')
check "lists verify" status_is 0 cordon lists verify
# damaged FILE HOW WORDS
damaged() {
	cp "$g/$1" $T/whole
	eval "$2"
	cordon lists verify >$T/said
	[ $? -eq 65 ] && grep -q "^BAD .*$3" $T/said
	local ret=$?
	cp $T/whole "$g/$1"
	return $ret
}
check ": reads the manifest to its end" damaged manifest.json \
	'truncate -s -30 $g/manifest.json' 'manifest.json: line'
check ": knows it for another's" damaged manifest.json \
	"sed -i 's/\"number\":[0-9]*/\"number\":99/' \$g/manifest.json" \
	'of another generation'
check ": reads the inputs to theirs" damaged inputs \
	'sed -i "\$d" $g/inputs' 'its inputs are not'
check ": and all is well again" status_is 0 cordon lists verify

# --- other servers ---------------------------------------------------------------

cp $L $W/dated
echo 'Tue, 01 Sep 2026 10:00:00 GMT' >$W/dated.modified
lines 30 new >$W/older
echo 'Tue, 01 Sep 2020 10:00:00 GMT' >$W/older.modified
source_is "$(url s $FEED/dated)"
check "a list with its time" status_is 0 cordon sync
source_is "$(url s $FEED/older)"
: >$T/feed.log
check "another address for the list" status_is 0 cordon sync --due
check ": is asked at once, and not told the time of the first" grep -q \
	'^200 .*/older .*if-modified-since=-' $T/feed.log
check ": is what counts" cmp $W/older "$(good s)"
rm -rf $T/state/sources/s
source_is "$(url s "$FEED/status?is=304")"
check "304 to who has nothing" status_is 75 cordon sync
check ": is no list" state_is s "s['state'] == 'failed'"

# --- when they are due -------------------------------------------------------------

source_is "$(url gone $FEED/gone 'refresh = "1d";')" \
	"$(url far $FEED/far 'refresh = "1d";')"
cordon sync >/dev/null 2>&1
: >$T/feed.log
ago 9
check "nine minutes later" status_is 0 cordon sync --due
check ": nobody is asked" test ! -s $T/feed.log
ago 11
check "a quarter of an hour later" status_is 75 cordon sync --due
check ": what failed is asked again" test "$(asked gone)" = 1
check ": what did not is not" test "$(asked far)" = 0
ago 11
check "ten minutes later still" status_is 0 cordon sync --due
check ": it is waited for longer" test "$(asked gone)" = 1
ago 1441
check "a day later" status_is 75 cordon sync --due
check ": all are asked" test "$(asked gone)$(asked far)" = 21
source_is "$(url gone $FEED/gone 'refresh = "1d";')"
ago 1441
check "where no source is well" status_is 68 cordon sync --due
check ": nor is between two tries" status_is 68 cordon sync --due
check ": but by hand, one can be tried again" status_is 75 cordon sync

# --- what is left --------------------------------------------------------------------

source_is "$(url far $FEED/far)" "$(file x $L)"
check "two sources" status_is 0 cordon sync
touch $T/state/sources/x/state.json.a1B2c3 $T/state/sources/x/new
source_is "$(file x $L)"
check "--dry-run clears nothing up" status_is 0 cordon sync --dry-run
check ": so" test -e $T/state/sources/far/good
check "one source" status_is 0 cordon sync
check ": leaves nothing of the other" test ! -e $T/state/sources/far
check ": nor of what was killed" test "$(echo $T/state/sources/x/*)" = \
	"$T/state/sources/x/good $T/state/sources/x/state.json"

# --- signed, but old -----------------------------------------------------------------

minisign -G -W -p $T/k.pub -s $T/k.sec >/dev/null
sign() { # FILE TIME
	minisign -S -W -s $T/k.sec -m "$1" -t "timestamp:$2	file:x" >/dev/null
}
lines 30 one >$W/signed
sign $W/signed 1700000000
source_is "$(url s $FEED/signed "minisign = \"$(tail -1 $T/k.pub)\";")"
check "a signed list" status_is 0 cordon sync
check ": says when it was signed" state_is s "s['signed_at'] == 1700000000"
lines 31 two >$W/signed
sign $W/signed 1700000001
check "a younger signed list" status_is 0 cordon sync
cp $W/signed $T/younger
lines 30 one >$W/signed
sign $W/signed 1700000000
check "the first signed list again" status_is 65 cordon sync
check ": is told as old" state_is s "s['state'] == 'unverified' and \
	'it was signed 2023-11-14T22:13:20Z, before' in s['why']"
check ": and not taken" cmp $T/younger "$(good s)"
check ": --accept takes it" status_is 0 cordon sync --accept s
check ": once" state_is s "s['names'] == 30 and s['signed_at'] == 1700000000"
sign $W/signed "$(printf '1700000002 %0300d' 7)"
check "a long comment is no harm" status_is 0 cordon sync

# --- import ---------------------------------------------------------------------------

source_is "$(url far http://192.0.2.99/far.txt)"
check "import from a pipe" \
	sh -c "seq -f p%g.example 40 | $CORDON lists import -"
check ": is the list" state_is far "s['names'] == 40"
check "import, packed, from a pipe with a name" bash -c \
	"$CORDON lists import <(seq -f q%g.example 41 | gzip)"
check ": too" state_is far "s['names'] == 41"
source_is "$(url far http://192.0.2.99/far.txt 'max_size = "1K";')"
check "import of more than max_size from a pipe" status_is 65 sh -c \
	"seq -f p%g.example 400 | $CORDON lists import -"
check ": is told" state_is far "'max_size' in s['why'] and s['names'] == 41"
refute "a folder is no list" "is a folder" cordon lists import $T

# --- dry runs ----------------------------------------------------------------------------

lines 20 >$L
source_is "$(file x $L)"
cordon sync >/dev/null 2>&1
check "cordond starts" start_cordond
cordon block timed.example --for 2h >/dev/null
cordon block 198.51.100.7 --for 2h >/dev/null
cordon sync >/dev/null 2>&1
check "what is blocked for a while" sh -c "$CORDON sync --dry-run >$T/dry"
check ": is no change" grep -qx "no name or address would change" $T/dry
lines 25 >$L
check "five names more" sh -c "$CORDON sync --dry-run --json >$T/dry"
check ": are all that changes" python3 - $T/dry <<-'EOF'
	import json, sys
	d = json.load(open(sys.argv[1]))
	v = d["vendors"]
	sys.exit(not (d["changes"] and d["hold"] == "none" and len(v) == 1 and
	              v[0]["id"] == "acme" and v[0]["names_added"] == 5 and
	              v[0]["names_removed"] == 0 and v[0]["ipv4_removed"] == 0))
EOF
check "lists are frozen" status_is 0 cordon lists freeze
check ": nothing would" sh -c "$CORDON sync --dry-run |
	grep -q '^nothing would change, as generation .* is held (freeze)'"
check ": nothing does" sh -c "$CORDON sync | grep -q '^nothing new'"
cordon lists freeze --off >/dev/null
stop_cordond

# --- generations that are damaged ----------------------------------------------------------

damage() { # OFFSET
	printf xxxxxxxx | dd of="$T/state/$(readlink $T/state/current)"/names.idx \
		bs=1 seek="$1" conv=notrunc 2>/dev/null
}
check "a generation" status_is 0 cordon sync
before=$(generation)
damage 5000
check "a generation that is damaged" sh -c "$CORDON sync >$T/out 2>&1"
check ": is told" \
	grep -q "generation $before is damaged, and is compiled anew" \
	$T/out
check ": and mended" sh -c "$CORDON lists verify | grep -q \
	'^ok   generation $((before + 1)), current'"
check "a generation is pinned" status_is 0 cordon lists pin
damage 5000
check ": and damaged" status_is 65 cordon sync
check ": another serves in its place" test "$(generation)" = $((before + 2))
check ": at boot too" sh -c \
	"$CORDON sync --boot 2>&1 | grep -q 'generation $((before + 2)) loaded'"
echo more.example >>$L
cordon lists pin --off >/dev/null
cordon sync >/dev/null 2>&1
damage 40
check "where the last is damaged" sh -c "$CORDON sync --boot >$T/out 2>&1"
check ": the one before is loaded, and it is said" sh -c \
	"grep -q 'the current generation is damaged' $T/out &&
	 grep -q 'generation $((before + 2)) loaded' $T/out"
for word in 0 3x "3 " 99999999999; do
	refute "no generation \"$word\"" 64 cordon lists rollback "$word"
	refute ": nor to compare" 64 cordon lists diff "$word"
done
refute "no third one to compare" 64 cordon lists diff 1 2 3
done_testing
