#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Questions in fragments of IP, whole, out of order and overlapping: the kernel
# puts them together before they are judged, and drops what overlaps with other
# bytes, so that nothing restricted gets there in pieces.
. "$(dirname "$0")/lib.sh"

lab_up
for to in $OPEN4 $OPEN6; do
	server python3 tests/netns/fragments.py serve $to $T/came.$to &
	wait_for 10 test -e $T/came.$to
done
send() { # TO FORM
	local from=10.1.0.2
	[ "$1" = $OPEN4 ] || from=fd01::2
	client python3 tests/netns/fragments.py send $from "$1" "$2"
}
name() { printf 'kaspers%s' "$1" | od -An -tx1 | tr -d ' \n'; }
came() { # TO END: a question with such a name is there
	grep -q "$(name "$2")" $T/came."$1"
}
FORMS="two backwards eight twice first last inside beyond under"

# What is right without a firewall shows that the forms are.
for to in $OPEN4 $OPEN6; do
	send $to two
	check "$to: in two parts it arrives" wait_for 5 came $to ky
	: >$T/came.$to
done
config_is ''
check "cordond starts" start_cordond
for mode in default strict; do
	[ $mode = default ] || {
		config_is 'strict = true;'
		check "strict" ask reload
	}
	for to in $OPEN4 $OPEN6; do
		for form in $FORMS; do
			send $to "$form"
		done
		send $to honest
		check "$mode, $to: an allowed one arrives" \
			wait_for 10 came $to xx
		refute ": none of the restricted ones" 1 came $to ky
		: >$T/came.$to
	done
done
check "it was judged" event_of blocked dns www.kaspersky.com
done_testing
