-- SPDX-License-Identifier: GPL-2.0-or-later
-- What makes frequent questions quick. Sums without the block: of all time, and
-- of a day without whose they were. roll.sh makes them anew each hour of those
-- of before and of what was summed since, under the moment up to which blocks
-- are in them; what came later is in the sums by block. Where "packed" is empty
-- nothing is.
CREATE TABLE IF NOT EXISTS cordon.span_client (
	upto DateTime, gateway String, client UInt64, mac String,
	address String, party UInt64, vendor String, role String,
	outcome UInt8, n UInt64, first Int64, last Int64
) ENGINE = ReplacingMergeTree
PARTITION BY toUInt32(upto)
ORDER BY (gateway, client, party, outcome);

CREATE TABLE IF NOT EXISTS cordon.span_day (
	upto DateTime, gateway String, day UInt32, party UInt64,
	vendor String, role String, outcome UInt8,
	n UInt64, first Int64, last Int64
) ENGINE = ReplacingMergeTree
PARTITION BY toUInt32(upto)
ORDER BY (gateway, day, party, outcome);

CREATE TABLE IF NOT EXISTS cordon.packed (
	upto DateTime
) ENGINE = ReplacingMergeTree
PARTITION BY tuple()
ORDER BY upto;

DROP TABLE IF EXISTS cordon.v_unpacked;
CREATE VIEW cordon.v_unpacked AS
SELECT gateway, hour, address, mac, vendor, role, outcome, n, first, last
FROM cordon.hour_client
PREWHERE key IN (SELECT cityHash64(gateway, stream, block) FROM cordon.ledger
	WHERE arrived >= (SELECT max(upto) FROM cordon.packed))
UNION ALL
SELECT gateway, hour, address, mac, vendor, role, outcome, n, first, last
FROM cordon.v_fresh_hour;

DROP TABLE IF EXISTS cordon.v_all_client;
CREATE VIEW cordon.v_all_client AS
SELECT gateway, address, mac, vendor, role, outcome, n, first, last
FROM cordon.span_client
WHERE upto = (SELECT max(upto) FROM cordon.packed)
UNION ALL
SELECT gateway, address, mac, vendor, role, outcome, n, first, last
FROM cordon.v_unpacked;

DROP TABLE IF EXISTS cordon.v_day_party;
CREATE VIEW cordon.v_day_party AS
SELECT gateway, day, vendor, role, outcome, n, first, last
FROM cordon.span_day
WHERE upto = (SELECT max(upto) FROM cordon.packed)
UNION ALL
SELECT gateway, toUInt32(intDiv(hour, 24)) AS day, vendor, role, outcome, n,
	first, last
FROM cordon.v_unpacked;

-- Where the lines of a client are. What it has is found without going through
-- the lines of all gateways; "placed" is for it what "rolled" is for sums.
CREATE TABLE IF NOT EXISTS cordon.places (
	client String, us Int64, gateway String, stream String, block UInt64,
	seq UInt64, month UInt32
) ENGINE = ReplacingMergeTree
PARTITION BY month
ORDER BY (client, us, gateway, stream, seq);

CREATE TABLE IF NOT EXISTS cordon.placed (
	upto DateTime
) ENGINE = ReplacingMergeTree
PARTITION BY tuple()
ORDER BY upto;

CREATE TABLE IF NOT EXISTS cordon.placed_blocks (
	key UInt64
) ENGINE = ReplacingMergeTree
PARTITION BY tuple()
ORDER BY key;

DROP TABLE IF EXISTS cordon.v_new_place;
CREATE VIEW cordon.v_new_place AS
SELECT gateway, stream, block, cityHash64(gateway, stream, block) AS key,
	arrived
FROM cordon.ledger
WHERE events > 0 AND arrived >= (SELECT max(upto) FROM cordon.placed) AND
	cityHash64(gateway, stream, block) NOT IN (
		SELECT key FROM cordon.placed_blocks);
