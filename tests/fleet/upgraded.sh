#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# A centre that was made by an earlier version, with events and sums: the files
# run again make of it what this one wants, and nothing of it is lost; what was in
# force before then comes of the lines that the gateway still has.
# shellcheck source=tests/fleet/lib.sh
. "$(dirname "$0")/lib.sh"
LOG=$dir/log/eve.json
log_config_is
echo 'gateway = "gw"; centre = { url = "http://127.0.0.1:8123/"; };' >>"$dir/conf"
cordon() { "$BUILD/cordon" -c "$dir/conf" "$@"; }
ship() { cordon ship --once >"$dir/out" 2>"$dir/err"; }
"$BUILD/tests/bench/events" 4000 5 20 |
	python3 tests/golden/report.py log |
	sed 's/"gateway":"[^"]*"/"gateway":"gw"/' >"$dir/all"
n=$(wc -l <"$dir/all")

centre_config "$dir/centre"
start_centre "$dir/centre"
wait_for_centre && clickhouse-client --multiquery <tests/fleet/earlier.sql
result $? "a centre as it was"
# What an earlier one sent, without all that is new.
clickhouse-client --multiquery <"$FLEET/50-coverage.sql"
sed -n "1,$((n / 2))p" "$dir/all" >"$LOG"
ship && clickhouse-client --multiquery <"$FLEET/35-roll.sql"
result $? "has lines and sums"
for t in v_coverage v_change v_known coverage changes; do
	sql "DROP TABLE cordon.$t"
done
before=$(sql "SELECT count(), sum(n) FROM cordon.events")
sums=$(sql "SELECT sum(n) FROM cordon.hour_client")
rm -r "$dir/state/ship"
! ship && grep -q 'coverage' "$dir/err"
result $? "a newer gateway says what it has not"
make_tables && make_tables
result $? "the files are run again, twice"
[ "$(sql "SELECT count(), sum(n) FROM cordon.events")" = "$before" ] &&
	[ "$(sql "SELECT sum(n) FROM cordon.hour_client")" = "$sums" ]
result $? ": nothing is lost"
same() {
	local by
	for by in client vendor name day; do
		cordon top --by $by --csv -n 10000 >"$dir/own" 2>"$dir/err" &&
			cordon top --by $by --csv -n 10000 --fleet >"$dir/far" \
				2>>"$dir/err" && [ -s "$dir/own" ] &&
			diff "$dir/own" "$dir/far" >"$dir/diff" || return 1
	done
}
same
result $? ": top is the gateway's"
sed -n "$((n / 2 + 1)),${n}p" "$dir/all" >>"$LOG"
ship && same
result $? "more lines come"
packed() {
	AGE=0 PACK_AGE=0 PACK_EVERY=0 roll "$dir"
	[ "$(sql "SELECT count() FROM cordon.packed")" -ge 1 ]
}
wait_for 30 packed
same
result $? ": all is summed, packed and placed"
one=$(sql "SELECT any(client) FROM cordon.events WHERE n > 0")
[ "$(sql "SELECT count() FROM cordon.places")" = \
	"$(sql "SELECT count() FROM cordon.events WHERE n > 0")" ] &&
	cordon log --client "$one" -n 50 --csv >"$dir/own" 2>"$dir/err" &&
	cordon log --client "$one" -n 50 --csv --fleet >"$dir/far" 2>>"$dir/err" &&
	diff "$dir/own" "$dir/far" >"$dir/diff"
result $? ": the last of a client"
until=2026-07-05T23:59:59Z
cordon report --format json --until $until >"$dir/own" 2>"$dir/err" &&
	cordon report --format json --until $until --fleet >"$dir/far" \
		2>>"$dir/err" &&
	python3 tests/fleet/reported.py report "$dir/own" "$dir/far" \
		>"$dir/diff" 2>&1
result $? ": and what was in force, from the first line"
cordon log verify --fleet >"$dir/out" 2>"$dir/err"
result $? "verify finds nothing wrong"
finish
