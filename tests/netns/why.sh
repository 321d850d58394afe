#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# cordon log why SEQ: what was in force when an event was written, who made it
# so, and what would be today: by the log's own lines and the generations that
# are kept, not by what is configured now.
. "$(dirname "$0")/lib.sh"

cordon() { gw "$BUILD/cordon" -c $CONF "$@"; }
lab_up
echo "||ads.example^" >$T/list.txt
config_is "sources = ( { id = \"mine\"; vendor = \"ads\"; file = \"$T/list.txt\"; } );"
touch $T/etc/{block,allow,protect}.list
start_web
cordon sync >/dev/null
check "cordond starts" start_cordond
check "one is observed" cordon mode observe --vendor kaspersky
check "a name is reached" https a.kaspersky.com $OPEN4
check ": and told" has_event "e['tls']['sni'] == 'a.kaspersky.com'"
check "it is enforced" cordon mode enforce --vendor kaspersky
check "another is refused" fails_fast https b.kaspersky.com $OPEN4
check ": and told" has_event "e['tls']['sni'] == 'b.kaspersky.com'"
cordon except add --client 10.1.0.2 --vendor kaspersky --for 2h \
	--owner bob --reason test >/dev/null
check "a third is let through" https c.kaspersky.com $OPEN4
check ": and told" has_event "e['tls']['sni'] == 'c.kaspersky.com'"
echo "new.example" >>$T/list.txt
cordon sync >/dev/null

seq_of() { # NAME
	cordon log --name "$1" --csv --columns seq | tail -1
}
# why NAME PYTHON: of "cordon log why", `w`, this is true.
why() {
	cordon log why "$(seq_of "$1")" --json >$T/why || return
	python3 - "$2" $T/why <<-'END'
	import json, sys
	w = json.load(open(sys.argv[2]))
	if not eval("(" + sys.argv[1] + ")"):
	    print(json.dumps(w))
	    sys.exit(1)
	END
}
check "what was observed: whose and which rule" why a.kaspersky.com \
	"w['outcome'] == 'would-block' and w['vendor'] == 'kaspersky' and
	w['list'].endswith('kaspersky.conf') and w['line'] > 0 and
	w['authority'] and w['citation'] and w['mode'] == 'observe'"
check ": who set its mode" why a.kaspersky.com \
	"w['mode_set']['event'] == 'mode' and 'root' in w['mode_set']['by'] and
	w['mode_set']['detail'] == 'observe for vendor kaspersky' and
	0 < w['mode_set']['seq'] < w['seq']"
check ": with which lists, which are kept" why a.kaspersky.com \
	"w['generation'] == 1 and w['digest'] and
	w['generation_kept'] == 'kept' and
	w['generation_set']['event'] == 'start'"
check ": and that it is otherwise today" why a.kaspersky.com \
	"not w['today']['same'] and w['today']['outcome'] == 'excepted' and
	w['today']['same_rule'] and w['today']['generation'] == 2"
check "what was refused" why b.kaspersky.com \
	"w['outcome'] == 'blocked' and w['mode'] == 'enforce' and
	w['mode_set']['detail'] == 'enforce for vendor kaspersky'"
check "what an exception let through" why c.kaspersky.com \
	"w['outcome'] == 'excepted' and w['exception'] == 'ex-0001' and
	w['exception_owner'] == 'bob' and w['exception_until'] and
	w['exception_told']['event'] == 'except' and
	w['today']['same'] and w['today']['outcome'] == 'excepted'"

check "without the exception" cordon except remove ex-0001
check ": it is refused today" why c.kaspersky.com \
	"not w['today']['same'] and w['today']['outcome'] == 'blocked' and
	w['exception'] == 'ex-0001'"
rm -r "$T"/state/generations/*1
check "a generation that is gone" why b.kaspersky.com \
	"w['generation_kept'] == 'gone' and w['today']['same']"

says() { # NAME REGEX
	cordon log why "$(seq_of "$1")" >$T/said
	cat $T/said
	tr -s ' \n' ' ' <$T/said | grep -qE "$2"
}
check "people are told, too" says a.kaspersky.com \
	'a.kaspersky.com by tls: would-block .*mode observe for kaspersky, since .*, mode by root \(uid 0\): observe for vendor kaspersky \(line [0-9]+\) .*lists generation 1, .*not kept any more .*today another answer: blocked: '
sealed() {
	stop_cordond && mv $EVE $EVE.1 && : >$EVE &&
		touch -d '1 hour ago' $EVE.1 && cordon log index &&
		ls $T/log/sealed/*.zst
}
check "the log is sealed" sealed
check ": and asked all the same" why b.kaspersky.com \
	"w['mode_set']['detail'] == 'enforce for vendor kaspersky' and
	'not running' in w['today']['why']"
stream=$(cordon log --csv --columns stream | tail -1)
check "of a stream" cordon log why "$(seq_of b.kaspersky.com)" \
	--stream "$stream"
check ": that is not there" exits 66 cordon log why 1 --stream 00ff
check "a line about cordon is no event" exits 65 cordon log why 1
check "a number beyond all" exits 66 cordon log why 99999999
check "no number" exits 64 cordon log why x7
done_testing
