#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# cordon ship with a real ClickHouse: each line is there once, whatever dies
# when, and its sums are those of the gateway.
# shellcheck source=tests/fleet/lib.sh
. "$(dirname "$0")/lib.sh"
LOG=$dir/log/eve.json
log_config_is
cat >>"$dir/conf" <<END
centre = { url = "http://127.0.0.1:8123/"; interval = "1s"; };
END
ship() {
	"$BUILD/cordon" -c "$dir/conf" ship --once >"$dir/out" 2>"$dir/err"
}
"$BUILD/tests/bench/events" 30000 40 >"$dir/all"
head -n 20000 "$dir/all" >"$LOG"

has() { # LINES: that many, each once, and all in the ledger
	[ "$(sql "SELECT uniqExact(seq), min(seq), max(seq) FROM cordon.events")" = \
		"$1	1	$1" ] &&
		[ "$(sql "SELECT sum(rows) FROM cordon.v_ledger")" = "$1" ] &&
		[ "$(sql "SELECT count() FROM cordon.v_gaps")" = 0 ]
}
centre_up
ship && has 20000
result $? "all lines arrive"
ship && grep -q "^0 lines" "$dir/out" && has 20000
result $? ": and not again"
cp "$LOG" "$LOG.1" && sed -n '20001,25000p' "$dir/all" >"$LOG"
ship && grep -q "^5000 lines" "$dir/out" && has 25000
result $? "what comes behind a rotation is sent, and nothing else"
rm -r "$dir/state/ship"
ship && grep -q "^0 lines" "$dir/out" && has 25000
result $? "what was remembered may be lost"

# A block whose rows arrived, and of which the ledger does not know.
sed -n '25001,26000p' "$dir/all" >>"$LOG"
ship
sql "CREATE TABLE cordon.short AS cordon.ledger ENGINE = Memory"
sql "INSERT INTO cordon.short SELECT * FROM cordon.ledger WHERE last <= 25000"
sql "TRUNCATE TABLE cordon.ledger"
sql "INSERT INTO cordon.ledger SELECT * FROM cordon.short"
sed -n '26001,30000p' "$dir/all" >>"$LOG"
ship && has 30000 &&
	[ "$(sql "SELECT count() FROM cordon.events")" = 30000 ] &&
	[ "$(sql "SELECT count() FROM cordon.ledger WHERE last = 26000")" = 1 ]
result $? "rows that arrived unknown are not sent twice"

# --- sums ----------------------------------------------------------------------

# Of what is not summed yet, too; and where half of it is.
sums() {
	sql "SELECT sum(n), min(first), max(last) FROM cordon.v_hour_client"
	sql "SELECT sum(n), min(first), max(last) FROM cordon.v_day_fact"
}
sums >"$dir/before"
sed 's/LIMIT 64/LIMIT 1/' "$FLEET/35-roll.sql" | clickhouse-client --multiquery
[ "$(sql "SELECT uniqExact(block) FROM cordon.hour_client")" = 1 ] &&
	sums | diff "$dir/before" - >"$dir/diff"
result $? "what has no sums yet counts"
roll "$dir" && roll "$dir" &&
	[ "$(sql "SELECT sum(n) FROM cordon.hour_client")" = \
		"$(sql "SELECT sum(n) FROM cordon.events")" ] &&
	[ "$(sql "SELECT sum(n) FROM cordon.day_fact")" = \
		"$(sql "SELECT sum(n) FROM cordon.events")" ]
result $? "sums are of each event once, however often they are made"
sql "INSERT INTO cordon.rolled (upto) VALUES (toUInt32(now()) + 60)"
sums | diff "$dir/before" - >"$dir/diff"
result $? ": and count once"

# The same question, of the history and of the centre.
"$BUILD/cordon" -c "$dir/conf" log index >/dev/null 2>&1
"$BUILD/cordon" -c "$dir/conf" hosts --csv >/dev/null 2>&1
question="SELECT address, vendor, outcome, sum(n), min(first), max(last)
	FROM v_all_client a JOIN v_party p ON p.id = a.party
	JOIN v_client c ON c.id = a.client
	GROUP BY address, vendor, outcome ORDER BY address, vendor, outcome"
python3 - "$dir/state/history.db" "${question//v_/}" >"$dir/here" <<-'END'
import sqlite3, sys
for row in sqlite3.connect(sys.argv[1]).execute(sys.argv[2]):
    print("\t".join(str(x) for x in row))
END
sql "SELECT address, vendor, outcome, sum(n), min(first), max(last)
	FROM cordon.v_all_client
	GROUP BY address, vendor, outcome ORDER BY address, vendor, outcome" \
	>"$dir/there"
[ -s "$dir/here" ] && diff "$dir/here" "$dir/there" >"$dir/diff"
result $? "the history and the centre come to the same sums"

# --- a month that goes ---------------------------------------------------------

CLICKHOUSE_CLIENT="clickhouse-client" sh "$FLEET/drop-months.sh" events 1 \
	>"$dir/out" 2>&1 && [ "$(sql "SELECT count() FROM cordon.events")" = 0 ] &&
	[ "$(sql "SELECT sum(rows) FROM cordon.v_ledger")" = 30000 ]
result $? "months that are over go, and the ledger stays"
! sh "$FLEET/drop-months.sh" ledger 1 >"$dir/out" 2>&1 &&
	! sh "$FLEET/drop-months.sh" events '1 OR 1' >"$dir/out" 2>&1
result $? "nothing else is dropped"
finish
