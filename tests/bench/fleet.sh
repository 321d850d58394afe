#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# A centre with ten million events of a thousand gateways: how fast they come
# in, what they take on disk, and how long the four questions take. EVENTS and
# GATEWAYS make it smaller or larger.
# shellcheck source=tests/fleet/lib.sh
. "$(dirname "$0")/../fleet/lib.sh"
needs bc
EVENTS=${EVENTS:-10000000} GATEWAYS=${GATEWAYS:-1000}
# On a disk, as a centre has one.
rm -rf "$dir" && dir=$(mktemp -d -p "${TMPDIR:-/var/tmp}" cordon-fleet.XXXXXX)
LOG=$dir/log/eve.json
log_config_is
each=$((EVENTS / GATEWAYS))
for seed in 1 2 3 4 5 6 7 8; do
	"$BUILD/tests/bench/events" $each 20 50 $seed >"$LOG"
	"$BUILD/cordon" -c "$dir/conf" log export --format clickhouse \
		>"$dir/rows.$seed"
done
columns=$(sed -n '/^	gateway String/,/^	block/p' "$FLEET/10-events.sql" |
	grep -oE '[a-z0-9_]+ (String|U?Int[0-9]+|DateTime)' | cut -d' ' -f1 |
	paste -sd,)
centre_up
read -r total took size < <(python3 tests/bench/fleet.py http://127.0.0.1:8123/ \
	"$GATEWAYS" "$dir"/rows.? <<<"$columns")
bytes() { # TABLE
	sql "SELECT sum(bytes_on_disk) FROM system.parts WHERE active AND
		database = 'cordon' AND table = '$1'"
}
start=$EPOCHREALTIME
roll "$dir"
sleep 2
AGE=0 PACK_AGE=0 roll "$dir"
rolled=$(echo "$EPOCHREALTIME - $start" | bc)
for t in events places hour_client day_fact span_client span_day; do
	sql "OPTIMIZE TABLE cordon.$t FINAL" 2>/dev/null
done
echo "inserted: $total events of $GATEWAYS gateways in $took s: \
$(echo "$total / $took" | bc) a second, $((size / total)) bytes each sent"
echo "sums: $rolled s, $(echo "$total / $rolled" | bc) a second"
for t in events ledger places hour_client day_fact span_client span_day; do
	echo "$t: $(sql "SELECT count() FROM cordon.$t") rows," \
		"$(echo "scale=1; $(bytes $t) / $total" | bc) bytes an event"
done

# --- the four questions ----------------------------------------------------------

echo 'centre = { url = "http://127.0.0.1:8123/"; };' >>"$dir/conf"
ticks() { # of all that the server has used, in milliseconds
	local f
	read -r -a f <<<"$(sed 's/.*) //' /proc/$centre_pid/stat)"
	echo $(((f[11] + f[12]) * 1000 / $(getconf CLK_TCK)))
}
# The middle one of five, and what the server has worked for one: on a machine
# that does nothing else a half of that is what two processors need.
ask() { # WHAT COMMAND...
	local what=$1 start before rows times=()
	shift
	before=$(ticks)
	for _ in 1 2 3 4 5; do
		start=$(now_ms)
		rows=$("$@" | wc -l)
		times+=($(($(now_ms) - start)))
	done
	echo "$what: $(printf '%s\n' "${times[@]}" | sort -n | sed -n 3p) ms," \
		"$((($(ticks) - before) / 5)) ms of CPU, $rows rows"
}
cordon() { "$BUILD/cordon" -c "$dir/conf" "$@" --csv; }
# An address that all have.
one=$(sql "SELECT client FROM cordon.places GROUP BY client ORDER BY count() DESC
	LIMIT 1")
ask "top clients" cordon top --fleet
ask "first and last per client and vendor, of one gateway" \
	cordon hosts --gateway gw0500
ask "the same, of all" sql "SELECT address, vendor, min(first), max(last) FROM
	cordon.v_all_client GROUP BY address, vendor"
ask "last 100 of one client" cordon log --fleet --client "$one" -n 100
ask "the same, of one gateway" cordon log --gateway gw0500 --client "$one" \
	-n 100
ask "one vendor per day" cordon log --fleet --by day --vendor zte --utc
finish
