#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# cordon metrics: what Prometheus takes, in its three ways; and what is
# shipped for it asks for nothing that is not there.
. "$(dirname "$0")/lib.sh"

lab_up
config_is 'centre = { url = "http://127.0.0.1:9/"; };'
start_web 8080 443
# shellcheck disable=SC2120 # check gives it arguments
metrics() { gw "$BUILD/cordon" -c $CONF metrics "$@"; }
has_line() { metrics | grep -qx -- "$1" || { metrics; return 1; }; }

check "without a daemon it says so" has_line 'cordon_up 0'
check "cordond starts" start_cordond
refute "a restricted name is refused" 35 https www.kaspersky.com $OPEN4
refute ": and an address" 7 http x.org $LISTED4
https www.example.org $OPEN4
gw "$BUILD/cordon" -c $CONF except add --client 10.1.0.3 --vendor kaspersky \
	--for 1h --reason x >/dev/null
https www.kaspersky.com $OPEN4 443 --interface 10.1.0.3
counted() {
	has_line 'cordon_matches_total{vendor="kaspersky",action="blocked"} 2'
}
check "with one, it is up" has_line 'cordon_up 1'
check "events by vendor" wait_for 5 counted
check ": those of an exception" has_line \
	'cordon_matches_total{vendor="kaspersky",action="excepted"} 1'
check "names by protocol" has_line 'cordon_names_total{protocol="tls"} 3'
check "packets by verdict" \
	has_line 'cordon_packets_total{verdict="block_flow"} 1'
check "the mode" has_line 'cordon_mode_info{mode="enforce"} 1'
check "how many exceptions" has_line 'cordon_exceptions 1'
check "the vendors' modes" has_line \
	'cordon_vendor_info{vendor="kaspersky",mode="enforce"} 1'
check "the vendors' entries" has_line \
	'cordon_list_entries{vendor="kaspersky",kind="prefixes"} 21'
check "no address, name or MAC is a label" \
	omits '10\.1\.0|www\.|([0-9a-f]{2}:){5}' metrics
check "every metric has help and a type, once, before its lines" \
	python3 -c "
import re, sys
seen, current = set(), None
for line in sys.stdin:
    if line.startswith('# TYPE '):
        current = line.split()[2]
        assert current not in seen, current
        seen.add(current)
    elif not line.startswith('#'):
        assert re.fullmatch(r'[a-z_]+(\{([a-z]+=\"[^\"]*\",?)+\})? -?\d+\n',
                            line), line
        assert re.match('[a-z_]+', line)[0] == current, line
assert len(seen) > 30" < <(metrics)
if can "promtool finds nothing" "promtool is not here" command -v promtool; then
	check "promtool finds nothing" sh -c "nsenter --net=/run/netns/gw \
		$BUILD/cordon -c $CONF metrics | promtool check metrics"
	check "the alerts are rules" promtool check rules \
		packaging/grafana/alerts.yml
	check ": and fire when they should" sh -c \
		"cd packaging/grafana && promtool test rules alerts_test.yml"
fi
check "what alerts and dashboard ask for is there" python3 -c "
import json, re, sys
there = set(re.findall(r'^# TYPE (\w+)', sys.stdin.read(), re.M))
there |= {'cordon_source_' + s for s in (
    'state', 'last_success_timestamp_seconds', 'entries',
    'last_attempt_timestamp_seconds', 'failures', 'refresh_seconds')}
asked = set(re.findall(r'cordon_\w+', open('packaging/grafana/alerts.yml')
            .read()))
board = json.load(open('packaging/grafana/cordon.json'))
for panel in board['panels']:
    for target in panel['targets']:
        asked |= set(re.findall(r'cordon_\w+', target['expr']))
assert len(asked) > 20 and asked <= there, asked - there" < <(metrics)

check "a textfile" metrics --textfile $T/cordon.prom
check ": has the same" grep -qx 'cordon_up 1' $T/cordon.prom
check ": and nothing else is left there" test \
	"$(find $T -maxdepth 1 -name '*prom*')" = $T/cordon.prom
refute "a textfile where it cannot be written" \
	/nowhere metrics --textfile /nowhere/x.prom
check "the metrics by HTTP" \
	sh -c "printf 'GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n' |
	nsenter --net=/run/netns/gw $BUILD/cordon -c $CONF metrics --http |
	tr -d '\r' | head -n 1 | grep -qx 'HTTP/1.0 200 OK'"
check "the metrics as JSON" \
	sh -c "nsenter --net=/run/netns/gw $BUILD/cordon -c $CONF \
	metrics --json | python3 -c 'import json, sys
m = json.load(sys.stdin)[\"metrics\"]
assert any(x[\"name\"] == \"cordon_up\" and x[\"value\"] == 1 for x in m)'"

echo "sources = ( { id = \"bad-list\"; file = \"$T/none\"; vendor = \"x\"; } );" \
	>>$CONF
check "a source that was never taken in" has_line \
	'cordon_source_last_success_timestamp_seconds{source="bad-list"} 0'
check "cordond stops" stop_cordond
done_testing
