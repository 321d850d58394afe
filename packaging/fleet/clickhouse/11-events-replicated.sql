-- SPDX-License-Identifier: GPL-2.0-or-later
-- NOT TRIED TO THE END: over the shards of a cluster named "cordon", where each
-- server has the tables of replicate.sh as local_events and so on. In a first
-- try lines came once, but sums over these tables were twice what they are.
-- Needs the setting distributed_product_mode = 'global' for who asks. A
-- gateway's lines all go to one shard, so that what takes each of them once
-- finds it there.
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
