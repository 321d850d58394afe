#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# "make run" takes back what it did, and touches no table that it has not made.
. "$(dirname "$0")/lib.sh"

lab_up
config_is ''
there() { gw nft list table inet cordon; }
check "cordond runs" start_cordond
check "it stops, and leaves its table" stop_cordond
there >$T/before
gw timeout 20 sh tools/run.sh "$BUILD" >$T/out 2>&1
check "make run refuses" test $? -eq 75
check ": and says how to go on" grep -q "nft delete table inet cordon" $T/out
there >$T/after
check ": the table is as it was" cmp $T/before $T/after
gw nft delete table inet cordon
nsenter --net=/run/netns/gw sh tools/run.sh "$BUILD" >$T/out 2>&1 &
runner=$!
check "without one it runs" wait_for 20 there
kill $runner
wait $runner
gone() { ! there 2>/dev/null; }
check ": and takes everything back" wait_for 10 gone
end_tests
