-- SPDX-License-Identifier: GPL-2.0-or-later
-- Orders to erase a client, which erase.sh carries out. They have what is to be
-- found nowhere else afterwards, and go when it is done.
CREATE TABLE IF NOT EXISTS cordon.orders (
	id String, gateway String,	-- '': behind any
	client String, is_mac UInt8,	-- an address, or a MAC
	pattern String, blot String,	-- finds it in a text; what comes instead
	who String, asked DateTime DEFAULT now()
) ENGINE = ReplacingMergeTree
PARTITION BY tuple()
ORDER BY id;

-- The ledger of what was erased: of each stream how many lines and events, when,
-- and by whose order; not whose they were.
CREATE TABLE IF NOT EXISTS cordon.erasures (
	id String, gateway String, stream String,
	lines UInt64, events UInt64, who String,
	asked DateTime, done DateTime DEFAULT now()
) ENGINE = ReplacingMergeTree
PARTITION BY tuple()
ORDER BY (id, gateway, stream);

-- Who was killed over it has counted what was there before.
DROP TABLE IF EXISTS cordon.v_erasures;
CREATE VIEW cordon.v_erasures AS
SELECT id, gateway, stream, max(lines) AS lines, max(events) AS events,
	any(who) AS who, min(asked) AS asked, max(done) AS done
FROM cordon.erasures GROUP BY id, gateway, stream;
