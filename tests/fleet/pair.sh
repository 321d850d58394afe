#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# A pair of gateways with keepalived and conntrackd, as packaging/fleet/pair has
# them: judged connections go on over a fail-over, blocked ones stay blocked, a
# listed address is refused before the first packet. tests/bench/pair.sh does it
# fifty times, and beside a pair without cordon.
. "$(dirname "$0")/../netns/lib.sh"
# shellcheck source=tests/fleet/pairlib.sh
. tests/fleet/pairlib.sh
needs keepalived conntrackd conntrack

check "a pair" pair_up
check "one has the addresses" has_address a
check "both note alike who has said nothing" notes_alike
check "three fail-overs under connections" pair_runs 3
sums() { # KEY: over all of them
	python3 -c "
import json, sys
print(sum(json.loads(l)['$1'] for l in open('$T/runs')))"
}
check ": all were judged" [ "$(sums judged)" = 600 ]
check ": at least 99 % go on" [ "$(($(sums alive) * 100))" -ge 59400 ]
check ": UDP, too" [ "$(($(sums udp_alive) * 100))" -ge 5900 ]
check ": no blocked one was revived" [ "$(sums blocked) $(sums revived)" = "30 0" ]
check ": who had said nothing is judged then" \
	[ "$(sums late) $(sums late_listed)" = "30 0" ]
check ": a listed address was tried" [ "$(sums tried)" -gt 30 ]
check ": and never reached" [ "$(sums reached)" = 0 ]
check ": nor any packet of it came through" sh -c "nsenter \
	--net=/run/netns/server nft list table inet t | grep -q 'packets 0'"
sed 's/^/# /' $T/runs
done_testing
