#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# erase.sh [CLICKHOUSE-CLIENT OPTION...]: carries out the orders to erase a
# client, one after the other, as roll.sh has it done before it makes sums. An
# event of it becomes a line that says no more than that there was one, so that
# none is missing; its sums go; in other lines that name it "x" stands in place.
# Killed at any time, the next run does the rest. The commands name no client,
# since ClickHouse keeps them.
set -eu
client=${CLICKHOUSE_CLIENT:-clickhouse-client}
ask() { # SQL
	$client $options --query "$1"
}
options=$*

# What of an order a column is: ClickHouse reads it when it does the work.
of() { # COLUMN: of the order
	echo "(SELECT any($1) FROM cordon.orders WHERE id = '$id')"
}
is_it() { # ADDRESS MAC: columns; never what has none
	echo "($(of client) != '' AND if($(of is_mac) = 1, lower($2), $1) = \
$(of client) AND ($(of gateway) = '' OR gateway = $(of gateway)))"
}
names_it() { # COLUMN...
	texts=$(printf "%s, ' ', " "$@")
	echo "($(of client) != '' AND match(concat(${texts%, \' \', }), \
$(of pattern)) AND ($(of gateway) = '' OR gateway = $(of gateway)))"
}
# Twice, as what ends one may begin the next.
blot() { # COLUMN...
	with="$(of pattern), $(of blot))" comma=
	for c in "$@"; do
		echo "$comma$c = replaceRegexpAll(replaceRegexpAll($c, $with, $with"
		comma=', '
	done
}
# Waits until each part is written anew; an hour, then the next run goes on.
settled() {
	n=0
	while [ "$(ask "SELECT count() FROM system.mutations WHERE database =
		'cordon' AND is_done = 0")" != 0 ]; do
		n=$((n + 1))
		[ $n -lt 7200 ] || exit 0
		sleep 0.5
	done
}
# Is any replica away, which would find no order when it is back?
is_whole() {
	[ "$(ask "SELECT count() FROM system.replicas WHERE database = 'cordon'
		AND active_replicas < total_replicas")" = 0 ]
}
carry_out() {
	ask "INSERT INTO cordon.erasures (id, gateway, stream, lines, events, who,
		asked) SELECT '$id', gateway, stream, count(), sum(n),
		$(of who), $(of asked) FROM (SELECT gateway, stream, seq, n FROM
		cordon.events WHERE type != 'cordon' AND n > 0 AND
		$(is_it client mac) LIMIT 1 BY gateway, stream, seq)
		GROUP BY gateway, stream"
	# While the lines still say whose they are.
	ask "ALTER TABLE cordon.places DELETE WHERE (gateway, stream, seq) IN
		(SELECT gateway, stream, seq FROM cordon.events WHERE
		type != 'cordon' AND $(is_it client mac))"
	settled
	ask "ALTER TABLE cordon.events UPDATE type = 'cordon', event = 'erased',
		detail = '', n = 0, first_us = us, client = '',
		client_port = 0, mac = '', iface = '', dest = '',
		dest_port = 0, proto = '', app = '', via = '', name = '',
		hint = '', target = '', outcome = '', action = '', vendor = '',
		role = '', list = '', line = 0, match_type = '', match = '',
		confidence = '', exception = '', exception_owner = '',
		exception_until = '', basis = '', authority = '',
		citation = '', duty = '', jurisdiction = '', mode = '',
		generation = 0, severity = 0, source = '', origin = '',
		story = '', refused = '', host = ''
		WHERE type != 'cordon' AND $(is_it client mac)"
	ask "ALTER TABLE cordon.events UPDATE $(blot dest name hint target match \
		story detail) WHERE $(names_it dest name hint target match \
		story detail)"
	ask "ALTER TABLE cordon.hour_client DELETE WHERE $(is_it address mac)"
	# They are made anew, of the sums that are left.
	for t in packed span_client span_day; do
		ask "TRUNCATE TABLE cordon.$t"
	done
	ask "ALTER TABLE cordon.day_fact DELETE WHERE $(is_it address mac)"
	ask "ALTER TABLE cordon.day_fact UPDATE $(blot name match_value) WHERE
		$(names_it name match_value)"
	settled
	is_whole || return 0
	ask "ALTER TABLE cordon.orders DELETE WHERE id = '$id'"
	settled
	echo "$id: erased"
}
for id in $(ask "SELECT DISTINCT id FROM cordon.orders ORDER BY id"); do
	case $id in
	*[!0-9a-f]*) ;;
	*) carry_out ;;
	esac
done
