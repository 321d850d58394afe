#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# pack.sh [CLICKHOUSE-CLIENT OPTION...]: makes sums without blocks anew
# (70-quick.sql), of those of before and of what was summed since; as roll.sh has
# it done, each hour. A row of the ledger may come twice, within minutes: what is
# that young waits. Killed at any time, what was in force is.
set -eu
client=${CLICKHOUSE_CLIENT:-clickhouse-client}
ask() { # SQL
	$client $options --query "$1"
}
options=$*
upto=$(ask "SELECT toUInt32(least(max(upto), now() - ${PACK_AGE:-600}))
	FROM cordon.rolled")
last=$(ask "SELECT toUInt32(max(upto)) FROM cordon.packed")
[ "$upto" -gt "$last" ] && [ $((upto - last)) -ge "${PACK_EVERY:-3600}" ] || exit 0
drop() { # CONDITION: generations
	for t in span_client span_day; do
		for p in $(ask "SELECT DISTINCT partition FROM system.parts
			WHERE database = 'cordon' AND table = '$t' AND active
			AND toUInt32OrZero(partition) $1"); do
			ask "ALTER TABLE cordon.$t DROP PARTITION $p"
		done
	done
}
drop "> $last"
keys() { # CONDITION
	echo "SELECT cityHash64(gateway, stream, block) FROM cordon.ledger
		WHERE $1"
}
new="key IN ($(keys "arrived >= toDateTime($last) AND
	arrived < toDateTime($upto)")) AND key NOT IN ($(keys "arrived >=
	toDateTime($upto)"))"
ask "INSERT INTO cordon.span_client SELECT toDateTime($upto), gateway, client,
	any(mac), any(address), party, any(vendor), any(role), outcome, sum(n),
	min(first), max(last) FROM (SELECT gateway, client, mac, address, party,
	vendor, role, outcome, n, first, last FROM cordon.span_client WHERE
	upto = toDateTime($last) UNION ALL SELECT gateway, client, mac, address,
	party, vendor, role, outcome, n, first, last FROM cordon.hour_client
	WHERE $new) GROUP BY gateway, client, party, outcome"
ask "INSERT INTO cordon.span_day SELECT toDateTime($upto), gateway, day, party,
	any(vendor), any(role), outcome, sum(n), min(first), max(last) FROM
	(SELECT gateway, day, party, vendor, role, outcome, n, first, last FROM
	cordon.span_day WHERE upto = toDateTime($last) UNION ALL SELECT gateway,
	toUInt32(intDiv(hour, 24)) AS day, party, vendor, role, outcome, n,
	first, last FROM cordon.hour_client WHERE $new)
	GROUP BY gateway, day, party, outcome"
ask "INSERT INTO cordon.packed (upto) VALUES ($upto)"
# Who asks now may still read the one before.
drop "< $last"
