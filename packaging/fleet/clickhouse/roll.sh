#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# roll.sh [CLICKHOUSE-CLIENT OPTION...]: sums of what has arrived, until there
# is none left; and before that what is to be erased (erase.sh). From a timer of the centre, every minute; a second one ends at
# once. Until then each question sums up what is new itself.
set -eu
here=$(dirname "$0")
client=${CLICKHOUSE_CLIENT:-clickhouse-client}
exec 9>"${LOCK:-/run/lock/cordon-roll.lock}"
flock -n 9 || exit 0
# While sums are made none are erased.
sh "$here/erase.sh" "$@"
left() {
	$client "$@" --query "SELECT (SELECT count() FROM cordon.v_new_hour) +
		(SELECT count() FROM cordon.v_new_fact)"
}
# A row of the ledger may come a little after its time.
upto=$($client "$@" --query "SELECT toUInt32(max(arrived)) FROM cordon.ledger
	WHERE arrived < now() - ${AGE:-60}")
# A block whose rows somebody removed has no sums: what does not become less is
# left to "cordon log verify --fleet" to name.
before=-1
while now=$(left "$@") && [ "$now" != 0 ] && [ "$now" != "$before" ]; do
	$client "$@" --multiquery <"$here/35-roll.sql"
	before=$now
done
[ "$upto" = 0 ] || $client "$@" --query "INSERT INTO cordon.rolled (upto)
	VALUES ($upto)"
sh "$here/place.sh" "$upto" "$@"
sh "$here/pack.sh" "$@"
