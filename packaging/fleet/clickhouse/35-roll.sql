-- SPDX-License-Identifier: GPL-2.0-or-later
-- Makes sums of the blocks that have none yet, as roll.sh runs it every minute:
-- never two at once. What of a month is one INSERT is one part, so that a block
-- has all of its sums or none, whoever was killed when; 64 blocks at a time
-- keep it one. No view on INSERT does this: a block that comes twice would
-- count twice.
INSERT INTO cordon.hour_client (gateway, stream, block, key, month, hour,
	client, mac, address, party, vendor, role, outcome, n, first, last)
SELECT gateway, stream, block, cityHash64(gateway, stream, block) AS key,
	toYYYYMM(min(time)) AS month,
	toUInt32(intDiv(us, 3600000000)) AS hour,
	cityHash64(mac, client) AS client_id, mac, client,
	cityHash64(vendor, role) AS party, vendor, role,
	toUInt8(transform(outcome, ['blocked', 'would-block', 'logged',
		'excepted'], [0, 1, 2, 3], 2)) AS way,
	sum(n), min(first_us), max(us)
FROM (
	SELECT gateway, stream, block, seq, time, us, mac, client, vendor, role,
		outcome, n, first_us
	FROM cordon.events
	WHERE type != 'cordon' AND n > 0 AND (gateway, stream, block) IN (
		SELECT gateway, stream, block FROM cordon.v_new_hour
		ORDER BY arrived LIMIT 64)
	LIMIT 1 BY gateway, stream, seq
)
GROUP BY gateway, stream, block, hour, mac, client, vendor, role, way;

INSERT INTO cordon.day_fact (gateway, stream, block, key, month, day, client,
	mac, address, rule, target, name, vendor, role, list, line, match_type,
	match_value, exception, basis, owner, until, authority, citation, duty,
	jurisdiction, outcome, word, n, first, last)
SELECT gateway, stream, block, cityHash64(gateway, stream, block) AS key,
	toYYYYMM(min(time)) AS month,
	toUInt32(intDiv(us, 86400000000)) AS day,
	cityHash64(mac, client) AS client_id, mac, client,
	cityHash64(vendor, role, list, line, match_type, match, exception,
		basis) AS rule,
	cityHash64(substring(target, 1, 255)) AS target_id,
	substring(target, 1, 255) AS name,
	vendor, role, list, if(line = 0, '', toString(line)) AS number,
	match_type, match, exception, basis, any(exception_owner),
	any(exception_until), any(authority), any(citation), any(duty),
	any(jurisdiction),
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
		SELECT gateway, stream, block FROM cordon.v_new_fact
		ORDER BY arrived LIMIT 64)
	LIMIT 1 BY gateway, stream, seq
)
GROUP BY gateway, stream, block, day, mac, client, vendor, role, list, line,
	match_type, match, exception, basis, name, way, via;
