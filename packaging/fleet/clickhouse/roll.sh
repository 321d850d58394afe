#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# roll.sh [CLICKHOUSE-CLIENT OPTION...]: sums of what has arrived, until there
# is none left. From a timer of the centre, every minute; a second one ends at
# once.
set -eu
here=$(dirname "$0")
client=${CLICKHOUSE_CLIENT:-clickhouse-client}
exec 9>"${LOCK:-/run/lock/cordon-roll.lock}"
flock -n 9 || exit 0
left() {
	$client "$@" --query "SELECT count() FROM cordon.v_ledger WHERE
		events > 0 AND ((gateway, stream, block) NOT IN (SELECT
		gateway, stream, block FROM cordon.hour_client) OR
		(gateway, stream, block) NOT IN (SELECT gateway, stream,
		block FROM cordon.day_fact))"
}
# A block whose rows somebody removed has no sums: what does not become less is
# left to "cordon log verify --fleet" to name.
before=-1
while now=$(left "$@") && [ "$now" != 0 ] && [ "$now" != "$before" ]; do
	$client "$@" --multiquery <"$here/35-roll.sql"
	before=$now
done
