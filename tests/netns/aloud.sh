#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# cordond -v tells each verdict and its reason; without -v it tells none.
. "$(dirname "$0")/lib.sh"

lab_up
start_web 8080 443
server python3 tests/netns/resolver.py $OPEN4 $OPEN6 >$T/resolver.log 2>&1 &
check "the resolver is ready" wait_for 10 grep -q ready $T/resolver.log

# told WORDS: a line of cordond's log has them.
told() { wait_for 3 grep -qF -- "$*" $T/cordond.log; }
is_quiet() { ! grep -qE 'block_flow|pass_flow|pass_once|refuse_once' \
	$T/cordond.log; }

LOG='fold = "0s";' config_is 'no_sni = "log";'
check "cordond starts" start_cordond
check "an allowed name" https www.example.org $OPEN4
check "a restricted one" fails_fast https www.kaspersky.com $OPEN4
check ": is in the event log" wait_for 3 grep -q 'www\.kaspersky\.com' $EVE
check ": and not on stderr" is_quiet
check "cordond ends" stop_cordond
rm -f $EVE
: >$T/cordond.log

check "cordond starts with -v" start_cordond -v
for to in $OPEN4 $OPEN6; do
	from=10.1.0.2
	at=$to
	[[ $to != *:* ]] || { from='[fd01::2]' at="[$to]"; }
	check "$to: an allowed name" https www.example.org $to
	check "$to: passes by no rule" \
		told "$at:443 tls www.example.org: pass_flow: no rule"
	check "$to: a restricted one" fails_fast https www.kaspersky.com $to
	check "$to: whose rule refused it, and where it stands" \
		told "$at:443 tls www.kaspersky.com: block_flow, blocked:" \
			"kaspersky"
	check "$to: a request" http www.example.org $to
	check "$to: passes once" \
		told "$at:8080 http www.example.org: pass_once: no rule"
	check "$to: the client comes first" grep -qF "cordond: $from:" \
		$T/cordond.log
	client dig +tries=1 +timeout=2 @$to www.kaspersky.com A >/dev/null
	check "$to: a question" \
		told "$at:53 dns www.kaspersky.com: refuse_once, blocked:"
done
check "the list and the line" grep -qE \
	'blocked: kaspersky [a-z-]+ \(.*/kaspersky\.conf:[0-9]+\)$' \
	$T/cordond.log
check "a hello without a name" client curl -skS -o /dev/null https://$OPEN4/
check ": is told with the reason" told "tls -: pass_flow, logged: no_sni"
check ": the same is in the event log" grep -q '"match_value":\["no_sni"\]' $EVE
check "cordond ends" stop_cordond

done_testing
