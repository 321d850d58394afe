-- SPDX-License-Identifier: GPL-2.0-or-later
-- Sums of events, by block: 35-roll.sql makes them of blocks that the ledger
-- has whole. The views have the names and columns of those of the history of
-- one gateway (cordon(7)), so that the same questions are asked of both; the
-- numbers of clients, rules and targets are hashes of what they are.
-- Days and hours are of UTC, counted from 1970; times are microseconds.
-- Outcomes: 0 blocked, 1 would-block, 2 logged, 3 excepted.
CREATE TABLE IF NOT EXISTS cordon.hour_client (
	gateway String, stream String, block UInt64, month UInt32,
	hour UInt32, client Int64, mac String, address String,
	party Int64, vendor String, role String, outcome UInt8,
	n UInt64, first Int64, last Int64
) ENGINE = ReplacingMergeTree
PARTITION BY month
ORDER BY (gateway, client, hour, party, outcome, stream, block);

CREATE TABLE IF NOT EXISTS cordon.day_fact (
	gateway String, stream String, block UInt64, month UInt32,
	day UInt32, client Int64, rule Int64, target Int64, name String,
	vendor String, role String, list String, line String,
	match_type String, match_value String, exception String, basis String,
	owner String, until String, authority String, citation String,
	duty String, jurisdiction String,
	outcome UInt8, via String,
	n UInt64, first Int64, last Int64
) ENGINE = ReplacingMergeTree
PARTITION BY month
ORDER BY (gateway, day, client, rule, target, outcome, via, stream, block);

CREATE VIEW IF NOT EXISTS cordon.v_client AS
SELECT client AS id, any(mac) AS mac, any(address) AS address
FROM cordon.hour_client GROUP BY client;

CREATE VIEW IF NOT EXISTS cordon.v_party AS
SELECT party AS id, any(vendor) AS vendor, any(role) AS role
FROM cordon.hour_client GROUP BY party;

CREATE VIEW IF NOT EXISTS cordon.v_target AS
SELECT target AS id, any(name) AS name
FROM cordon.day_fact GROUP BY target;

CREATE VIEW IF NOT EXISTS cordon.v_rule AS
SELECT rule AS id, any(vendor) AS vendor, any(role) AS role,
	any(list) AS list, any(line) AS line, any(match_type) AS match_type,
	any(match_value) AS match_value, any(exception) AS exception,
	any(basis) AS basis, any(owner) AS owner, any(until) AS until,
	any(authority) AS authority, any(citation) AS citation,
	any(duty) AS duty, any(jurisdiction) AS jurisdiction
FROM cordon.day_fact GROUP BY rule;

CREATE VIEW IF NOT EXISTS cordon.v_via AS
SELECT toInt64(cityHash64(via)) AS id, via AS word
FROM cordon.day_fact GROUP BY via;

CREATE VIEW IF NOT EXISTS cordon.v_hour_client AS
SELECT gateway, hour, client, mac, address, party, vendor, role, outcome, n,
	first, last
FROM cordon.hour_client;

CREATE VIEW IF NOT EXISTS cordon.v_day_client AS
SELECT gateway, intDiv(hour, 24) AS day, client, mac, address, party, vendor,
	role, outcome, n, first, last
FROM cordon.hour_client;

CREATE VIEW IF NOT EXISTS cordon.v_day_party AS
SELECT gateway, intDiv(hour, 24) AS day, party, vendor, role, outcome, n,
	first, last
FROM cordon.hour_client;

CREATE VIEW IF NOT EXISTS cordon.v_all_client AS
SELECT gateway, client, mac, address, party, vendor, role, outcome, n, first,
	last
FROM cordon.hour_client;

CREATE VIEW IF NOT EXISTS cordon.v_day_target AS
SELECT gateway, day, target, name, rule, outcome,
	toInt64(cityHash64(via)) AS via, n, first, last
FROM cordon.day_fact;

CREATE VIEW IF NOT EXISTS cordon.v_day_fact AS
SELECT gateway, day, client, rule, target, name, vendor, role, outcome,
	toInt64(cityHash64(via)) AS via, n, first, last
FROM cordon.day_fact;

CREATE VIEW IF NOT EXISTS cordon.v_notice AS
SELECT gateway, stream, seq, us AS time, event, detail
FROM cordon.events WHERE type = 'cordon' AND event != 'alive';
