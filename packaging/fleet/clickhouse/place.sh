#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# place.sh UPTO [CLICKHOUSE-CLIENT OPTION...]: notes where the lines are of blocks
# that have none noted yet (70-quick.sql), and that all are of what arrived
# before UPTO, as roll.sh has it done. Killed over it, some are noted twice, which
# does no harm.
set -eu
client=${CLICKHOUSE_CLIENT:-clickhouse-client}
upto=$1
shift
options=$*
ask() { # SQL
	$client $options --query "$1"
}
while keys=$(ask "SELECT arrayStringConcat(groupArray(toString(key)), ',') FROM
	(SELECT key FROM cordon.v_new_place ORDER BY arrived LIMIT 64)") &&
	[ "$keys" ]; do
	ask "INSERT INTO cordon.places (client, us, gateway, stream, block, seq,
		month) SELECT client, us, gateway, stream, block, seq,
		toYYYYMM(time) FROM cordon.events WHERE type != 'cordon' AND
		n > 0 AND (gateway, stream, block) IN (SELECT gateway, stream,
		block FROM cordon.v_new_place WHERE key IN ($keys))"
	ask "INSERT INTO cordon.placed_blocks (key) VALUES
		($(echo "$keys" | sed 's/,/),(/g'))"
done
[ "$upto" = 0 ] || ask "INSERT INTO cordon.placed (upto) VALUES ($upto)"
ask "TRUNCATE TABLE cordon.placed_blocks"
