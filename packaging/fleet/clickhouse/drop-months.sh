#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# drop-months.sh TABLE MONTHS [CLICKHOUSE-CLIENT OPTION...]: removes what is
# older, by whole months, as ClickHouse before 19.6 has no TTL. From a timer of
# the centre, once a day:
#
#	drop-months.sh events 12; drop-months.sh places 12
#	drop-months.sh hour_client 30
#	drop-months.sh day_fact 30; drop-months.sh gateways 3
#
# The ledger stays: it says that those numbers were there.
set -eu
table=$1 months=$2
shift 2
client=${CLICKHOUSE_CLIENT:-clickhouse-client}
case $table in
events | places | hour_client | day_fact | gateways) ;;
*) echo "$0: not a table that has months: $table" >&2; exit 64 ;;
esac
case $months in
'' | *[!0-9]* | 0) echo "$0: not a number of months: $months" >&2; exit 64 ;;
esac
oldest=$($client "$@" --query "SELECT toYYYYMM(addMonths(today(), -$months))")
$client "$@" --query "SELECT DISTINCT partition FROM system.parts WHERE
	database = 'cordon' AND table = '$table' AND active AND
	toUInt32OrZero(partition) < $oldest ORDER BY partition" |
	while read -r partition; do
		$client "$@" --query \
			"ALTER TABLE cordon.$table DROP PARTITION $partition"
		echo "$table: $partition is gone"
		# Made anew of what is left.
		[ "$table" != hour_client ] || $client "$@" --query \
			"TRUNCATE TABLE cordon.packed"
	done
