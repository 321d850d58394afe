#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Whatever is asked of a fleet, "cordon log" lists and "cordon top" counts what
# going through the lines of its gateways finds: the questions of
# tests/golden/queried.sh, of the centre, with sums and without.
# shellcheck source=tests/fleet/lib.sh
. "$(dirname "$0")/lib.sh"
LOG=$dir/log/eve.json
SEED=${SEED:-7} N=${N:-$(long 25 400)}
log_config_is
echo 'centre = { url = "http://127.0.0.1:8123/"; };' >>"$dir/conf"
"$BUILD/tests/bench/events" 9000 5 40 >"$dir/made"
python3 tests/golden/queried.py make "$dir/made" >"$dir/all"
cat >"$dir/fleet" <<END
#!/bin/sh
exec "$BUILD/cordon" -c "$dir/conf" "\$@" --fleet
END
chmod +x "$dir/fleet"
ask() { # WHAT SEED
	python3 tests/golden/queried.py ask "$LOG" "$2" "$N" \
		"$dir/fleet" >"$dir/diff" 2>"$dir/err" && [ ! -s "$dir/diff" ]
	result $? "$1: $N questions are answered rightly"
}
ship() { "$BUILD/cordon" -c "$dir/conf" ship --once >"$dir/out" 2>"$dir/err"; }

centre_up
sed -n '1,4000p' "$dir/all" >"$LOG"
ship
result $? "lines arrive"
roll "$dir"
sed -n '4001,6000p' "$dir/all" >>"$LOG"
ship
result $? ": more of them"
ask "partly summed" "$SEED"
roll "$dir"
ask "summed" $((SEED + 1))

# Sums without blocks: of a part, of which more comes, and of all.
packed() { # LINES-OF-THE-LEDGER: so many blocks are in them, and no other
	AGE=0 PACK_AGE=0 PACK_EVERY=0 roll "$dir"
	[ "$(sql "SELECT count() FROM cordon.ledger WHERE arrived <
		(SELECT max(upto) FROM cordon.packed)")" -ge "$1" ] &&
		[ "$(sql "SELECT count() > 0 FROM cordon.span_client")" = 1 ]
}
# But for addresses, of which the history folds some.
same() {
	"$BUILD/cordon" -c "$dir/conf" hosts --csv 2>"$dir/err" |
		cut -d, -f4- >"$dir/own"
	"$BUILD/cordon" -c "$dir/conf" hosts --fleet --csv 2>>"$dir/err" |
		cut -d, -f5- >"$dir/far"
	diff "$dir/own" "$dir/far" >"$dir/diff"
}
sed -n '6001,8000p' "$dir/all" >>"$LOG"
ship
wait_for 30 packed 2
result $? "sums without blocks are made"
ask "partly packed" $((SEED + 2))
same
result $? ": hosts, too"
sed -n '8001,9000p' "$dir/all" >>"$LOG"
ship
wait_for 30 packed 3
AGE=0 PACK_AGE=0 PACK_EVERY=0 roll "$dir"
[ "$(sql "SELECT uniqExact(upto) FROM cordon.span_client")" -le 2 ]
result $? "they are made again, and old ones go"
ask "packed" $((SEED + 3))
same
result $? ": hosts, too"
finish
