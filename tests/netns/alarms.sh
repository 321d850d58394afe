#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# What is sent in a protocol that is not known is not refused for names that
# stand in its midst: a capture, a proxy's log, a mail, a body.
. "$(dirname "$0")/lib.sh"
needs python3

lab_up
server python3 tests/netns/alarms.py serve >$T/alarms.log 2>&1 &
check "a server starts" wait_for 10 grep -q ready $T/alarms.log
config_is ''
check "cordond starts" start_cordond
for mode in default strict; do
	[ $mode = default ] || config_is 'strict = true;'
	check "$mode" ask reload
	for to in $OPEN4 $OPEN6; do
		for what in capture pieces log mail body; do
			check "$to: $what ($mode)" client \
				python3 tests/netns/alarms.py "$to" $what
		done
	done
done
done_testing
