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

# Who is not root is told so first: nothing is installed or built.
if [ -n "$(command -v setpriv)" ] && [ "$(id -u)" -eq 0 ] &&
	setpriv --reuid 65534 --clear-groups true 2>/dev/null; then
	env -u MAKEFLAGS -u MAKELEVEL setpriv --reuid 65534 --clear-groups \
		make -n --no-print-directory run >$T/plan 2>&1
	check "what make run asks first is whether it may" sh -c \
		"grep -v '^#' $T/plan | head -1 | grep -q 'run.sh --may'"
	setpriv --reuid 65534 --clear-groups sh tools/run.sh --may \
		>$T/out 2>&1
	check ": of a plain user" test $? -eq 77
	check ": who is told what goes without" grep -q "make demo" $T/out
fi
end_tests
