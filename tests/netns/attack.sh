#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Ways past the reading of TCP, tried by attack.py against nginx.
. "$(dirname "$0")/lib.sh"
needs nginx python3

lab_up
check "nginx starts" start_nginx
for settings in '' 'strict = true;'; do
	config_is "$settings"
	if [ -z "$settings" ]; then
		check "cordond starts" start_cordond
	else
		check "strict mode" ask reload
	fi
	for to in $OPEN4 $OPEN6; do
		for what in reuse- far- urgent syn fin headers decoy alive; do
			check "$to: $what ${settings:+(strict)}" client \
				python3 tests/netns/attack.py "$to" $what
		done
	done
done
check "headers that nobody can read: their event" has_event \
	"m['match_value'] == 'headers' and e['proto'] == 'IP' and
	e['src_ip'] == 'fd01::2' and e['dest_ip'] == '$OPEN6' and
	'src_port' not in e and e['alert']['action'] == 'blocked'"
done_testing
