-- SPDX-License-Identifier: GPL-2.0-or-later
-- The centre of a fleet: one row a line of a gateway's log, by month.
--
--	clickhouse-client --multiquery <10-events.sql
--
-- Written for ClickHouse 18.16 and later. A line is (gateway, stream, seq), and
-- comes with a block: the number of the first line that was sent with it. A
-- block that was sent twice, since nobody knew whether it had arrived, has the
-- same key twice; merging takes one of them away, and each question takes a
-- line once until then. A block is of one month, so that an INSERT is one part:
-- all of it is there, or nothing.
--
-- The columns are those of "cordon log export --format clickhouse".
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
ORDER BY (gateway, stream, block, seq)
-- Few lines of many gateways are asked for: less is read for each.
SETTINGS index_granularity = 2048;
