-- SPDX-License-Identifier: GPL-2.0-or-later
-- The tables of a centre as they were made before there were sums without blocks,
-- places, coverage and orders: what an upgrade begins with (upgraded.sh).
CREATE DATABASE IF NOT EXISTS cordon;

CREATE TABLE IF NOT EXISTS cordon.events (
	gateway String, stream String, seq UInt64,
	time DateTime, us Int64, type String, n UInt32, first_us Int64,
	client String, client_port UInt16, mac String, iface String,
	dest String, dest_port UInt16, proto String, app String, via String,
	name String, hint String, target String,
	outcome String, action String,
	vendor String, role String, list String, line UInt32,
	match_type String, match String, confidence String,
	exception String, exception_owner String, exception_until String,
	basis String, authority String, citation String, duty String,
	jurisdiction String,
	mode String, generation UInt32, severity UInt8,
	source String, origin String, story String, refused String,
	host String, event String, detail String,
	block UInt64
) ENGINE = ReplacingMergeTree
PARTITION BY toYYYYMM(time)
ORDER BY (gateway, stream, block, seq);
CREATE TABLE IF NOT EXISTS cordon.ledger (
	gateway String, stream String, block UInt64, last UInt64,
	rows UInt32, events UInt32, digest String,
	since Int64, until Int64,
	arrived DateTime DEFAULT now()
) ENGINE = ReplacingMergeTree
PARTITION BY toYYYYMM(arrived)
ORDER BY (gateway, stream, block);

CREATE VIEW IF NOT EXISTS cordon.v_ledger AS
SELECT gateway, stream, block, max(last) AS last, max(rows) AS rows,
	max(events) AS events, any(digest) AS digest, min(since) AS since,
	max(until) AS until, max(arrived) AS arrived
FROM cordon.ledger GROUP BY gateway, stream, block;

CREATE VIEW IF NOT EXISTS cordon.v_gaps AS
SELECT gateway, stream, gap.1 AS first, gap.2 AS last
FROM (
	SELECT any(gateway) AS gateway, stream,
		arraySort(groupArray(block)) AS firsts,
		arraySort(groupArray(last)) AS lasts
	FROM cordon.v_ledger GROUP BY stream
)
ARRAY JOIN arrayMap((next, before) -> (toUInt64(before + 1),
	toUInt64(next - 1)), arrayPopFront(firsts), arrayPopBack(lasts)) AS gap
WHERE gap.1 <= gap.2;
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

CREATE TABLE IF NOT EXISTS cordon.rolled (
	upto DateTime
) ENGINE = ReplacingMergeTree
PARTITION BY tuple()
ORDER BY upto;

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

CREATE VIEW IF NOT EXISTS cordon.v_hour_client AS
SELECT gateway, hour, address, mac, vendor, role, outcome, n, first, last
FROM cordon.hour_client
UNION ALL
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

CREATE VIEW IF NOT EXISTS cordon.v_day_client AS
SELECT gateway, toUInt32(intDiv(hour, 24)) AS day, address, mac, vendor, role,
	outcome, n, first, last
FROM cordon.v_hour_client;

CREATE VIEW IF NOT EXISTS cordon.v_all_client AS
SELECT gateway, address, mac, vendor, role, outcome, n, first, last
FROM cordon.v_hour_client;

CREATE VIEW IF NOT EXISTS cordon.v_hour_party AS
SELECT gateway, hour, vendor, role, outcome, n, first, last
FROM cordon.v_hour_client;

CREATE VIEW IF NOT EXISTS cordon.v_day_party AS
SELECT gateway, toUInt32(intDiv(hour, 24)) AS day, vendor, role, outcome, n,
	first, last
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

CREATE VIEW IF NOT EXISTS cordon.v_notice AS
SELECT gateway, stream, seq, us AS time, event, detail
FROM (
	SELECT gateway, stream, seq, us, event, detail FROM cordon.events
	WHERE type = 'cordon' AND event != 'alive'
	LIMIT 1 BY gateway, stream, seq
);
CREATE TABLE IF NOT EXISTS cordon.gateways (
	gateway String, time DateTime,
	mode String,
	vendors String,
	generation UInt32, lists String, policy String,
	lost UInt64, unjudged UInt64,
	stream String, seq UInt64,
	version String,
	heard DateTime DEFAULT now()
) ENGINE = ReplacingMergeTree
PARTITION BY toYYYYMM(time)
ORDER BY (gateway, time);

CREATE VIEW IF NOT EXISTS cordon.v_gateways AS
SELECT gateway, max(heard) AS heard, argMax(mode, time) AS mode,
	argMax(vendors, time) AS vendors, argMax(generation, time) AS generation,
	argMax(lists, time) AS lists, argMax(policy, time) AS policy,
	argMax(lost, time) AS lost, argMax(unjudged, time) AS unjudged,
	argMax(stream, time) AS stream, argMax(seq, time) AS seq,
	argMax(version, time) AS version
FROM cordon.gateways GROUP BY gateway;
