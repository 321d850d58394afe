-- SPDX-License-Identifier: GPL-2.0-or-later
-- Sums of events, by block: 35-roll.sql makes them of blocks that the ledger
-- has whole. The views have the names and columns of those of the history of
-- one gateway (cordon(7)), with texts in place of numbers of things, so that
-- the same questions are asked of both. They have what is not summed yet, too.
-- Days and hours are of UTC, counted from 1970; times are microseconds.
-- Outcomes: 0 blocked, 1 would-block, 2 logged, 3 excepted.
CREATE TABLE IF NOT EXISTS cordon.hour_client (
	gateway String, stream String, block UInt64, key UInt64, month UInt32,
	hour UInt32, client UInt64, mac String, address String,
	party UInt64, vendor String, role String, outcome UInt8,
	n UInt64, first Int64, last Int64
) ENGINE = ReplacingMergeTree
PARTITION BY month
ORDER BY (gateway, client, hour, party, outcome, stream, block);

CREATE TABLE IF NOT EXISTS cordon.day_fact (
	gateway String, stream String, block UInt64, key UInt64, month UInt32,
	day UInt32, client UInt64, mac String, address String,
	rule UInt64, target UInt64, name String,
	vendor String, role String, list String, line String,
	match_type String, match_value String, exception String, basis String,
	owner String, until String, authority String, citation String,
	duty String, jurisdiction String,
	outcome UInt8, word String,
	n UInt64, first Int64, last Int64
) ENGINE = ReplacingMergeTree
PARTITION BY month
ORDER BY (gateway, day, client, rule, target, outcome, word, stream, block);

-- All that arrived before then has its sums.
CREATE TABLE IF NOT EXISTS cordon.rolled (
	upto DateTime
) ENGINE = ReplacingMergeTree
PARTITION BY tuple()
ORDER BY upto;

-- Blocks without sums. A block has all of its sums in a table, or none.
CREATE VIEW IF NOT EXISTS cordon.v_new AS
SELECT gateway, stream, block, cityHash64(gateway, stream, block) AS key,
	arrived
FROM cordon.ledger
WHERE events > 0 AND arrived >= (SELECT max(upto) FROM cordon.rolled);

CREATE VIEW IF NOT EXISTS cordon.v_new_hour AS
SELECT gateway, stream, block, arrived FROM cordon.v_new
WHERE key NOT IN (SELECT key FROM cordon.hour_client
	WHERE key IN (SELECT key FROM cordon.v_new));

CREATE VIEW IF NOT EXISTS cordon.v_new_fact AS
SELECT gateway, stream, block, arrived FROM cordon.v_new
WHERE key NOT IN (SELECT key FROM cordon.day_fact
	WHERE key IN (SELECT key FROM cordon.v_new));

-- What of it has no sums yet.
DROP TABLE IF EXISTS cordon.v_fresh_hour;
CREATE VIEW cordon.v_fresh_hour AS
SELECT gateway, toUInt32(intDiv(us, 3600000000)) AS hour, client AS address,
	mac, vendor, role,
	toUInt8(transform(what, ['blocked', 'would-block', 'logged',
		'excepted'], [0, 1, 2, 3], 2)) AS outcome,
	toUInt64(times) AS n, first_us AS first, us AS last
FROM (
	SELECT gateway, us, client, mac, vendor, role, outcome AS what,
		n AS times, first_us
	FROM cordon.events
	WHERE type != 'cordon' AND n > 0 AND (gateway, stream, block) IN (
		SELECT gateway, stream, block FROM cordon.v_new_hour)
	LIMIT 1 BY gateway, stream, seq
);

DROP TABLE IF EXISTS cordon.v_hour_client;
CREATE VIEW cordon.v_hour_client AS
SELECT gateway, hour, address, mac, vendor, role, outcome, n, first, last
FROM cordon.hour_client
UNION ALL
SELECT gateway, hour, address, mac, vendor, role, outcome, n, first, last
FROM cordon.v_fresh_hour;

CREATE VIEW IF NOT EXISTS cordon.v_day_client AS
SELECT gateway, toUInt32(intDiv(hour, 24)) AS day, address, mac, vendor, role,
	outcome, n, first, last
FROM cordon.v_hour_client;

CREATE VIEW IF NOT EXISTS cordon.v_hour_party AS
SELECT gateway, hour, vendor, role, outcome, n, first, last
FROM cordon.v_hour_client;

CREATE VIEW IF NOT EXISTS cordon.v_day_fact AS
SELECT gateway, day, address, mac, name, vendor, role, list, line, match_value,
	exception, word, outcome, n, first, last
FROM cordon.day_fact
UNION ALL
SELECT gateway, toUInt32(intDiv(us, 86400000000)) AS day, client AS address,
	mac, substring(target, 1, 255) AS name, vendor, role, list,
	if(number = 0, '', toString(number)) AS line, match AS match_value,
	exception, via AS word,
	toUInt8(transform(what, ['blocked', 'would-block', 'logged',
		'excepted'], [0, 1, 2, 3], 2)) AS outcome,
	toUInt64(times) AS n, first_us AS first, us AS last
FROM (
	SELECT gateway, us, client, mac, target, vendor, role, list,
		line AS number, match, exception, via, outcome AS what,
		n AS times, first_us
	FROM cordon.events
	WHERE type != 'cordon' AND n > 0 AND (gateway, stream, block) IN (
		SELECT gateway, stream, block FROM cordon.v_new_fact)
	LIMIT 1 BY gateway, stream, seq
);

CREATE VIEW IF NOT EXISTS cordon.v_day_target AS
SELECT gateway, day, name, vendor, role, list, line, match_value, exception,
	word, outcome, n, first, last
FROM cordon.v_day_fact;

DROP TABLE IF EXISTS cordon.v_notice;
CREATE VIEW cordon.v_notice AS
SELECT gateway, stream, seq, us AS time, event, detail
FROM (
	SELECT gateway, stream, seq, us, event, detail FROM cordon.events
	WHERE type = 'cordon' AND event NOT IN ('alive', 'erased')
	LIMIT 1 BY gateway, stream, seq
);
