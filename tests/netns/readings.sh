#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Questions over TCP that are something else as well, to dnsmasq, which passes
# over what it cannot read.
. "$(dirname "$0")/lib.sh"

WAYS=6
readings() { client python3 tests/netns/readings.py "$@"; }

lab_up
check "a resolver starts" start_dns server
for to in $OPEN4 $OPEN6; do
	check "$to: it answers all, with nobody between" \
		exits $WAYS readings $to www.kaspersky.com
done
for settings in '' 'strict = true;' 'unknown = "block";'; do
	config_is "$settings"
	if [ -z "$settings" ]; then
		check "cordond starts" start_cordond
	else
		check "$settings" ask reload
	fi
	for to in $OPEN4 $OPEN6; do
		check "$to: a restricted name" readings $to www.kaspersky.com
		check "$to: an allowed one" \
			exits $WAYS readings $to www.example.net
	done
done
check "its event" event_of blocked dns www.kaspersky.com
check "it stops" stop_cordond
done_testing
