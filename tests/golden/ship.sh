#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# cordon ship with a real ClickHouse: each line is there once, whatever dies
# when; without one, that it says so, loses nothing, and remembers.
[ "${IN_SHIP-}" ] ||
	IN_SHIP=1 exec unshare -rn "$BASH" "$0" "$@"

# shellcheck source=tests/golden/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=tests/fleet/centre.sh
. tests/fleet/centre.sh
ip link set lo up
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

# --- nobody is there -----------------------------------------------------------

ship
[ $? -eq 75 ] && grep -q 127.0.0.1 "$dir/err"
result $? "without a centre: exit status 75, and who did not answer"
grep -q '"error":".*127.0.0.1' "$dir/state/ship/arrived.json"
result $? ": which is remembered"
for host in 192.0.2.1 127.0.0.1@192.0.2.1 127.example.org \
	localhost.example.org; do
	sed "s|http://127.0.0.1|http://$host|;
		s|interval|password_file = \"/dev/null\"; interval|" \
		"$dir/conf" >"$dir/open"
	"$BUILD/cordon" -c "$dir/open" ship --once >"$dir/out" 2>"$dir/err"
	[ $? -eq 78 ] && grep -q "use https" "$dir/err"
	result $? "a password goes over no network in the open: $host"
done
sed "s|interval|password_file = \"/dev/null\"; proxy = \"http://192.0.2.1:3128\"; interval|" \
	"$dir/conf" >"$dir/open"
http_proxy=http://192.0.2.1:3128 "$BUILD/cordon" -c "$dir/open" ship --once \
	>"$dir/out" 2>"$dir/err"
[ $? -eq 75 ] && grep -q 'connect to 127.0.0.1' "$dir/err"
result $? "nor to a proxy, where the centre is on this machine"
sed 's|http://127.0.0.1:8123/||' "$dir/conf" >"$dir/none"
"$BUILD/cordon" -c "$dir/none" ship --once >"$dir/out" 2>"$dir/err"
[ $? -eq 78 ] && grep -q '"centre"' "$dir/err"
result $? "no centre in the configuration is told"

if ! can "a centre takes the log" "clickhouse-server is not installed" \
	type clickhouse-server clickhouse-client; then
	finish
	exit
fi

# --- with one ------------------------------------------------------------------

has() { # LINES: that many, each once, and all in the ledger
	[ "$(sql "SELECT uniqExact(seq), min(seq), max(seq) FROM cordon.events")" = \
		"$1	1	$1" ] &&
		[ "$(sql "SELECT sum(rows) FROM cordon.v_ledger")" = "$1" ] &&
		[ "$(sql "SELECT count() FROM cordon.v_gaps")" = 0 ]
}
centre_config "$dir/centre"
start_centre "$dir/centre"
trap 'kill -9 $centre_pid $holder 2>/dev/null; wait 2>/dev/null; rm -rf "$dir"' EXIT
holder=
wait_for_centre && make_tables
result $? "a centre is made of the files"
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

roll "$dir" && roll "$dir" &&
	[ "$(sql "SELECT sum(n) FROM cordon.hour_client")" = \
		"$(sql "SELECT sum(n) FROM cordon.events")" ] &&
	[ "$(sql "SELECT sum(n) FROM cordon.day_fact")" = \
		"$(sql "SELECT sum(n) FROM cordon.events")" ]
result $? "sums are of each event once, however often they are made"

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
