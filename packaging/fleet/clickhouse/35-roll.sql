-- SPDX-License-Identifier: GPL-2.0-or-later
-- Makes sums of the blocks that have none yet, as roll.sh runs it every minute:
-- never two at once. What of a month is one INSERT is one part, so that a block
-- has all of its sums or none, whoever was killed when; 64 blocks at a time
-- keep it one. No view on INSERT does this: a block that comes twice would
-- count twice.
INSERT INTO cordon.hour_client
SELECT gateway, stream, block, toYYYYMM(min(time)) AS month,
	toUInt32(intDiv(us, 3600000000)) AS hour,
	toInt64(cityHash64(mac, client)) AS client_id, mac, client,
	toInt64(cityHash64(vendor, role)) AS party, vendor, role,
	toUInt8(transform(outcome, ['blocked', 'would-block', 'logged',
		'excepted'], [0, 1, 2, 3], 2)) AS way,
	sum(n), min(first_us), max(us)
FROM (
	SELECT gateway, stream, block, seq, time, us, mac, client, vendor, role,
		outcome, n, first_us
	FROM cordon.events
	WHERE type != 'cordon' AND n > 0 AND (gateway, stream, block) IN (
		SELECT gateway, stream, block FROM cordon.v_ledger
		WHERE events > 0 AND (gateway, stream, block) NOT IN (
			SELECT gateway, stream, block FROM cordon.hour_client)
		ORDER BY arrived LIMIT 64)
	LIMIT 1 BY gateway, stream, seq
)
GROUP BY gateway, stream, block, hour, mac, client, vendor, role, way;

INSERT INTO cordon.day_fact
SELECT gateway, stream, block, toYYYYMM(min(time)) AS month,
	toUInt32(intDiv(us, 86400000000)) AS day,
	toInt64(cityHash64(mac, client)) AS client_id,
	toInt64(cityHash64(vendor, role, list, line, match_type, match,
		exception, basis)) AS rule,
	toInt64(cityHash64(target)) AS target_id, target,
	vendor, role, list, toString(line), match_type, match, exception,
	basis, any(exception_owner), any(exception_until), any(authority),
	any(citation), any(duty), any(jurisdiction),
	toUInt8(transform(outcome, ['blocked', 'would-block', 'logged',
		'excepted'], [0, 1, 2, 3], 2)) AS way,
	via, sum(n), min(first_us), max(us)
FROM (
	SELECT gateway, stream, block, seq, time, us, mac, client, vendor, role,
		list, line, match_type, match, exception, basis,
		exception_owner, exception_until, authority, citation, duty,
		jurisdiction, target, via, outcome, n, first_us
	FROM cordon.events
	WHERE type != 'cordon' AND n > 0 AND (gateway, stream, block) IN (
		SELECT gateway, stream, block FROM cordon.v_ledger
		WHERE events > 0 AND (gateway, stream, block) NOT IN (
			SELECT gateway, stream, block FROM cordon.day_fact)
		ORDER BY arrived LIMIT 64)
	LIMIT 1 BY gateway, stream, seq
)
GROUP BY gateway, stream, block, day, mac, client, vendor, role, list, line,
	match_type, match, exception, basis, target, way, via;
