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
check "to unblock what is not blocked" \
	says 0 "was not blocked" block --remove example.org

printf '# of ours\n10.2.0.99\n' >$T/etc/block.list
check "an address is blocked for a while" says 0 "until 20" \
	block $OPEN4 --for 2s --reason "ticket 1"
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
check "cordond stops" stop_cordond
done_testing
