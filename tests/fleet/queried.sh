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
"$BUILD/tests/bench/events" 6000 5 40 >"$dir/made"
python3 tests/golden/queried.py make "$dir/made" >"$dir/all"
cat >"$dir/fleet" <<END
#!/bin/sh
exec "$BUILD/cordon" -c "$dir/conf" "\$@" --fleet
END
chmod +x "$dir/fleet"
ask() { # WHAT SEED
	python3 tests/golden/queried.py ask "$dir/all" "$2" "$N" \
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
finish
