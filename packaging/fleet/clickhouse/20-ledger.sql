-- SPDX-License-Identifier: GPL-2.0-or-later
-- What arrived: a row a block, written when all of it is in "events". The
-- digest is the SHA-256 of the rows as they were sent.
CREATE TABLE IF NOT EXISTS cordon.ledger (
	gateway String, stream String, block UInt64, last UInt64,
	rows UInt32, events UInt32, digest String,
	since Int64, until Int64,
	arrived DateTime DEFAULT now()
) ENGINE = ReplacingMergeTree
PARTITION BY toYYYYMM(arrived)
ORDER BY (gateway, stream, block);

-- Each block once, whatever merging has come to.
CREATE VIEW IF NOT EXISTS cordon.v_ledger AS
SELECT gateway, stream, block, max(last) AS last, max(rows) AS rows,
	max(events) AS events, any(digest) AS digest, min(since) AS since,
	max(until) AS until, max(arrived) AS arrived
FROM cordon.ledger GROUP BY gateway, stream, block;

-- Numbers of a stream that never came. A gateway that is called otherwise now
-- has the same stream.
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
