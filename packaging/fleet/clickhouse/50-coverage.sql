-- SPDX-License-Identifier: GPL-2.0-or-later
-- Since when what was in force at each gateway, as its own history has it: "cordon
-- ship" reckons it of the lines that it sends. A stretch grows until something
-- changes; each time it is told anew, up to the line "upto". Times are
-- microseconds; vendors are '?' where no line says them.
CREATE TABLE IF NOT EXISTS cordon.coverage (
	gateway String, stream String, seq UInt64, upto UInt64,
	since Int64, until Int64, mode String, generation Int64,
	digest String, vendors String, ended String, told Int64,
	lost Int64, folded Int64, passed Int64, refused Int64, away Int64
) ENGINE = ReplacingMergeTree(upto)
PARTITION BY tuple()
ORDER BY (stream, seq);

DROP TABLE IF EXISTS cordon.v_coverage;
CREATE VIEW cordon.v_coverage AS
SELECT gateway, stream, seq, since, until, mode, generation, digest, vendors,
	ended, told, lost, folded, passed, refused, away
FROM cordon.coverage FINAL;

-- What people changed there: the lines of each register of changes
-- (cordon-eve(5), REGISTER), by their digest once each.
CREATE TABLE IF NOT EXISTS cordon.changes (
	gateway String, id String, us Int64, line String
) ENGINE = ReplacingMergeTree
PARTITION BY tuple()
ORDER BY (gateway, id);

DROP TABLE IF EXISTS cordon.v_change;
CREATE VIEW cordon.v_change AS
SELECT gateway, us, line FROM (
	SELECT gateway, id, us, line FROM cordon.changes LIMIT 1 BY gateway, id
);

-- All that ever told something.
DROP TABLE IF EXISTS cordon.v_known;
CREATE VIEW cordon.v_known AS
SELECT gateway, max(heard) AS heard FROM (
	SELECT gateway, toUInt32(max(arrived)) AS heard FROM cordon.ledger
	GROUP BY gateway
	UNION ALL
	SELECT gateway, toUInt32(max(heard)) AS heard FROM cordon.gateways
	GROUP BY gateway
)
GROUP BY gateway;
