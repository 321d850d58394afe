#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Who knows the ports of others' connections cuts none of them.
. "$(dirname "$0")/lib.sh"
needs nginx python3

lab_up
check "nginx starts" start_nginx
config_is ''
check "cordond starts" start_cordond
for mode in default strict; do
	[ $mode = default ] || config_is 'strict = true;'
	check "$mode" ask reload
	check "IPv4" client python3 tests/netns/blind.py 10.1.0.1 $OPEN4 $mode
	check "IPv6" client python3 tests/netns/blind.py fd01::1 $OPEN6 $mode
done
done_testing
