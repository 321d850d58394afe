-- SPDX-License-Identifier: GPL-2.0-or-later
-- What each gateway says of itself, every minute, and what was heard last.
CREATE TABLE IF NOT EXISTS cordon.gateways (
	gateway String, time DateTime,
	mode String,			-- "off" where cordond does not answer
	vendors String,			-- "kaspersky=enforce huawei=observe"
	generation UInt32, lists String, policy String,
	lost UInt64, unjudged UInt64,
	stream String, seq UInt64,	-- the last line that it has
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
