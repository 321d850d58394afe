#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# replicate.sh [CLICKHOUSE-CLIENT OPTION...]: in place of 10 to 70, on
# each of several servers that are to have the same: the same tables and views,
# replicated. Needs ZooKeeper (or, from 22 on, Keeper) and the macros {shard} and
# {replica}, each server its own. --print prints the SQL alone.
set -eu
here=$(dirname "$0")
client=${CLICKHOUSE_CLIENT:-clickhouse-client}

all() {
	for f in 10-events 20-ledger 30-rollups 40-gateways 50-coverage \
		60-erase 70-quick; do
		sed 's/--.*//' "$here/$f.sql"
	done | awk -v RS=';' -v q="'" '
		match($0, /CREATE TABLE IF NOT EXISTS cordon\.[a-z_]+/) {
			name = substr($0, RSTART, RLENGTH)
			sub(/.*\./, "", name)
			version = ""
			if (match($0, /ReplacingMergeTree\([a-z]+\)/)) {
				version = ", " substr($0, RSTART + 19,
						     RLENGTH - 20)
				sub(/ReplacingMergeTree\([a-z]+\)/,
				    "ReplacingMergeTree")
			}
			sub(/ReplacingMergeTree/,
			    "ReplicatedReplacingMergeTree(" q \
			    "/clickhouse/cordon/{shard}/" name q ", " q \
			    "{replica}" q version ")")
		}
		/[^ \t\n]/ { printf "%s;\n", $0 }'
}
if [ "${1-}" = --print ]; then
	all
else
	all | $client "$@" --multiquery
fi
