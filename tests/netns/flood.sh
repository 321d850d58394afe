#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# A flood of half hellos of connections that never were, from ten clients: a
# hundred honest ones connect all the same, and all of them are judged.
. "$(dirname "$0")/lib.sh"
needs nginx python3

CLIENTS=100 SECONDS_EACH=$(long 3 10) RATE=20000
COUNT=$(long 50000 500000)

# crowd ADDRESS [restricted]: its rate and what went wrong, into $rate, $wrong.
crowd() {
	client python3 tests/netns/crowd.py "$1" $CLIENTS "$SECONDS_EACH" \
		"${@:2}" 2>$T/crowd.err >$T/crowd.out
	read -r rate wrong <$T/crowd.out
}
under_fire() { # ADDRESS [restricted]
	client "$BUILD/tests/netns/flood" c0 "$mac" "$1" "$COUNT" $RATE \
		>$T/flood.out &
	local pid=$!
	crowd "$@"
	kill $pid 2>/dev/null
	wait $pid
}
is_fine() { # WHAT, for rate and wrong
	echo "$1: $rate a second, $wrong wrong: $(sort $T/crowd.err | uniq -c)"
	[ "$wrong" -eq 0 ] && [ "$rate" -gt 0 ]
}
was_shed() {
	gw nft list counter inet cordon unopened | grep -q 'packets [1-9]'
}
# A quarter of the table, and those that are under way.
few_flows() {
	ask status | python3 -c '
import json, sys
f = json.load(sys.stdin)["flows"]
print(f)
sys.exit(f["open"] > f["max"] / 4 + 200)'
}

lab_up
check "nginx starts" start_nginx
config_is ''
check "cordond starts" start_cordond
mac=$(gw ip -br link show lan0 | awk '{ print $3 }')
for to in $OPEN4 $OPEN6; do
	without=0 with=0
	for round in 1 2 3; do
		crowd "$to"
		check "$to: round $round: without a flood" is_fine without
		without=$((without + rate))
		under_fire "$to"
		check "$to: round $round: all are served during one" is_fine \
			during
		with=$((with + rate))
	done
	# What is left of it is the sender's and the kernel's own work.
	echo "# $to: $with of $without a second, $(cat $T/flood.out)"
	check "$to: their rate" test $((with * 10)) -ge $((without * 5))
	[ "$to" = $OPEN6 ] || check "$to: little is kept" few_flows
	under_fire "$to" restricted
	check "$to: all with a restricted name are refused" is_fine restricted
done
check "of the flood little was looked at" was_shed
done_testing
