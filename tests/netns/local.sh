#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# cordon block and allow: rules in one line, that last or end by themselves.
. "$(dirname "$0")/lib.sh"

lab_up
config_is ''
start_web 8080 443
check "cordond starts" start_cordond
cordon() { gw "$BUILD/cordon" -c $CONF "$@"; }
says() { # STATUS WORDS ARGUMENTS...
	local status=$1 words=$2 out
	shift 2
	out=$(cordon "$@" 2>&1)
	[ $? -eq "$status" ] && grep -q "$words" <<<"$out" || {
		echo "$out"
		return 1
	}
}

check "a name is reached" https www.example.org $OPEN4
check "the name is blocked" says 0 "undo: cordon block --remove example.org" \
	block Example.ORG.
check ": in the admin's list, with when and who" grep -qE \
	'^example.org	# 20[0-9-]{8}, ' $T/etc/block.list
check ": and refused" fails_fast https www.example.org $OPEN4
check ": check names the list" sh -c "$BUILD/cordon -c $CONF check \
	www.example.org | grep -q '$T/etc/block.list:1'"
check "a name that is blocked twice is once" says 0 "already" block example.org
check ": and one line" test "$(grep -c . $T/etc/block.list)" -eq 1
check "a blocked name is allowed, which wins" cordon allow www.example.org
check ": and reached" https www.example.org $OPEN4
check ": that is taken back" cordon allow --remove www.example.org
check ": and refused" fails_fast https www.example.org $OPEN4
check ": and the other too" cordon block --remove example.org
check ": and reached" https www.example.org $OPEN4
check ": the list is empty" cmp /dev/null $T/etc/block.list
check "a name that begins with a hyphen" says 0 "^-o.example is blocked" \
	block -o.example
check ": that is taken back" says 0 "not blocked" block --remove -o.example
check "one that would be a comment" says 64 "comment in a list" \
	block --o.example
check "a name with its port" says 0 "^p.example is blocked" block p.example:443
check ": is looked up so" says 0 "suffix p.example" lists find p.example:8443
check "a name with a star in front" says 0 '"\*.p.example" is taken for' \
	block '*.p.example'
check ": what is below is asked about" says 0 "^\*.p.example  BLOCKED" \
	check '*.p.example'
check ": that is taken back" cordon block --remove p.example
check "to unblock what is not blocked" \
	says 0 "was not blocked" block --remove example.org

printf '# of ours\n10.2.0.99\n' >$T/etc/block.list
check "the next hop is not blocked by mistake" \
	says 65 "covers a next hop.*--force" block $OPEN4
check ": nor the gateway in a prefix" says 65 "an address of this gateway" \
	block 10.1.0.0/24
check ": and nothing is stored" omits "10.2.0.2$" cat $T/etc/block.list
check "an address is blocked for a while" says 0 "until 20" \
	block $OPEN4 --for 2s --reason "ticket 1" --force
check ": its connections are refused" fails_fast http x.org $OPEN4
check ": other lines stay" grep -qx '# of ours' $T/etc/block.list
check ": the register has it" grep -q "$OPEN4" $T/state/timed.conf
reached() { http x.org $OPEN4; }
check ": and it ends by itself" wait_for 4 reached
over() { grep -q "$OPEN4 is not blocked any more" $T/log/audit.json; }
check ": which is written down" wait_for 3 over
check ": with who set it" grep -q '"event":"block","uid":[0-9]*,.*ticket 1' \
	$T/log/audit.json
check "a vendor's name is allowed for a while" cordon allow \
	www.kaspersky.com --for 1h
check ": and reached" https www.kaspersky.com $OPEN4
check "cordond stops" stop_cordond
sed -i 's/until = "20/until = "19/' $T/state/timed.conf
check ": and starts when that is long over" start_cordond
refused() { fails_fast https www.kaspersky.com $OPEN4; }
check ": it is refused" wait_for 4 refused
check ": nothing is left of it" \
	omits kaspersky sh -c "cat $T/state/timed/*.list"

check "cordond runs" start_cordond
check "what is blocked anyway" says 0 "blocked already: this changes nothing" \
	block www.kaspersky.com
check ": and so it stays" says 0 "any more, but by another" \
	block --remove www.kaspersky.com
check "to allow what nobody restricts" says 0 "this changes nothing" \
	allow free.example
cordon allow --remove free.example >/dev/null
check "for a while" cordon allow www.kaspersky.com --for 1h --reason "ticket 2"
check ": it is listed, with the end and why" sh -c "nsenter \
	--net=/run/netns/gw $BUILD/cordon -c $CONF allow --list | \
	grep -q 'www.kaspersky.com 20.*ticket 2'"
check ": the undo of taking it back has an end, too" says 0 \
	"undo: cordon allow www.kaspersky.com --for 3[56][0-9][0-9]s" \
	allow --remove www.kaspersky.com
check "to block for a while" cordon block twice.example --for 1h \
	--reason "first: a test"
check ": and for good, whose undo has the end again" says 0 \
	"undo: cordon block --remove twice.example; cordon block twice.example --for 3[56]" \
	block twice.example --reason "second: why"
check ": both are listed, with who and why" test "$(cordon block --list --plain |
	grep -cE '^twice.example.*(root|[a-z]+).*(first: a test|second: why)')" -eq 2
check ": to block for a while what is blocked for good" says 0 \
	"already, and for longer, by" block twice.example --for 2h
check ": that changed nothing" says 0 "$(cordon block --list --plain |
	awk -F'\t' '$1 == "twice.example" && $2 { print $2 }')" block --list
cordon block --remove twice.example >/dev/null
cordon block $OPEN4 --force >/dev/null
check "the undo of unblocking what the gateway needs says --force" says 0 \
	"undo: cordon block $OPEN4 --force" block --remove $OPEN4
check "to protect what is blocked" says 0 \
	"www.kaspersky.com is protected by.*undo: cordon protect --remove" \
	protect www.kaspersky.com --reason "a test"
check ": it is reached" https www.kaspersky.com $OPEN4
check ": to block it then" says 0 "it is protected, which comes first" \
	block www.kaspersky.com
cordon block --remove www.kaspersky.com >/dev/null
check ": it is listed" says 0 "^www.kaspersky.com.*a test" protect --list
check ": it is taken back" cordon protect --remove www.kaspersky.com
check ": it is refused" fails_fast https www.kaspersky.com $OPEN4
check "to protect what nobody restricts" says 0 "changes nothing yet" \
	protect free.example
cordon protect --remove free.example >/dev/null
check "what is not there is said" says 0 "nothing found: no rule in" \
	protect --list
if nobody=$(command -v setpriv) && setpriv --reuid 65534 --clear-groups true \
	2>/dev/null; then
	as_nobody() {
		gw "$nobody" --reuid 65534 --regid 65534 --clear-groups \
			"$BUILD/cordon" -c $CONF "$@"
	}
	tells_root() { as_nobody block x.example 2>&1 | grep -q "only root may"; }
	check "who is not root is told so" tells_root
	lists() { as_nobody block --list | grep -q "for root to read"; }
	check ": and may list, but not what is for a while" lists
fi
check "observing" cordon mode observe
check "to block" says 0 "is to be blocked.*only logged" block watched.example
check ": it passes, as was said" https watched.example $OPEN4
check "enforcing" cordon mode enforce
check ": it is refused" fails_fast https watched.example $OPEN4
check ": check says so" says 0 "^watched.example  BLOCKED" check watched.example
check "cordond stops" stop_cordond
check ": names pass, or are refused unjudged" says 0 \
	"NOT BLOCKED NOW.*names are not judged" check watched.example
check "to block then" says 0 "to be blocked.*not running" block later.example
cordon block --remove watched.example later.example >/dev/null 2>&1
check "to block what is no name" says 64 "neither a name" block 'a b'
check "to block a single label" says 64 "neither a name" block com
check "to block half of all addresses" says 64 "wider than" block 0.0.0.0/1
check "to block until an end that is none" \
	says 64 "not a duration" block example.org \
	--for soon
check "block, as JSON" \
	sh -c "nsenter --net=/run/netns/gw $BUILD/cordon -c $CONF \
	block json.example --json | python3 -c 'import json, sys
x = json.load(sys.stdin)
assert x[\"schema\"] == \"cordon.local/1\" and x[\"rules\"][0][\"changed\"]'"
done_testing
