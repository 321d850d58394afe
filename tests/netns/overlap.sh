#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Two copies of the same bytes that differ, to nginx on this kernel.
. "$(dirname "$0")/lib.sh"
needs nginx python3

overlap() { client python3 tests/netns/overlap.py "$@"; }
some() { ! overlap "$@"; }

lab_up
check "nginx starts" start_nginx
check "with nobody between some are served" some $OPEN4
for settings in '' 'strict = true;'; do
	config_is "$settings"
	if [ -z "$settings" ]; then
		check "cordond starts" start_cordond
	else
		check "strict mode" ask reload
	fi
	for to in $OPEN4 $OPEN6; do
		check "$to: none is ${settings:+(strict)}" overlap $to
	done
done
check "it stops" stop_cordond
done_testing
