-- SPDX-License-Identifier: GPL-2.0-or-later
-- In place of 10 to 40, on each server of a cluster named "cordon": tables that
-- are replicated and in shards. Needs ZooKeeper (or, from 22 on, Keeper) and
-- the macros {shard} and {replica}, each server its own. Run 10, 20, 30 and 40
-- with the engines below; the tables that are asked are the ones "over" them.
--
--	sed -e 's/CREATE TABLE IF NOT EXISTS cordon\./&local_/' \
--	    -e "s/ENGINE = ReplacingMergeTree\$/ENGINE = \
--	        ReplicatedReplacingMergeTree('\/clickhouse\/{shard}\/NAME', \
--	        '{replica}')/"
--
-- (NAME: the table's.) A gateway's lines all go to one shard, so that what
-- takes each of them once finds it there.
CREATE TABLE IF NOT EXISTS cordon.events AS cordon.local_events
ENGINE = Distributed('cordon', 'cordon', 'local_events', cityHash64(gateway));

CREATE TABLE IF NOT EXISTS cordon.ledger AS cordon.local_ledger
ENGINE = Distributed('cordon', 'cordon', 'local_ledger', cityHash64(gateway));

CREATE TABLE IF NOT EXISTS cordon.gateways AS cordon.local_gateways
ENGINE = Distributed('cordon', 'cordon', 'local_gateways',
	cityHash64(gateway));

CREATE TABLE IF NOT EXISTS cordon.hour_client AS cordon.local_hour_client
ENGINE = Distributed('cordon', 'cordon', 'local_hour_client',
	cityHash64(gateway));

CREATE TABLE IF NOT EXISTS cordon.day_fact AS cordon.local_day_fact
ENGINE = Distributed('cordon', 'cordon', 'local_day_fact',
	cityHash64(gateway));
