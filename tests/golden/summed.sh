#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# What "cordon top" has from the sums of the history is what "cordon log" counts
# line by line, of any filter and in any zone.

# shellcheck source=tests/golden/lib.sh
. "$(dirname "$0")/lib.sh"
LOG=$dir/log/eve.json

cordon() { "$BUILD/cordon" -c "$dir/conf" "$@" 2>>"$dir/err"; }

log_config_is
"$BUILD/tests/bench/events" 3000 4 30 >"$dir/all"
head -2000 "$dir/all" >"$LOG.1"
tail -1000 "$dir/all" >"$LOG"
touch -d '1 hour ago' "$LOG.1"
cordon log index >/dev/null
from=$(sed -n '1500s/.*"timestamp":"\([^T]*\)T\(..\).*/\1T\2:00:00Z/p' \
	"$dir/all")
client=$(sed -n '7s/.*"src_ip":"\([^"]*\)".*/\1/p' "$dir/all")
[ -n "$from" ] && [ -n "$client" ]
result $? "there are events"

# same ARGUMENT...
same() {
	cordon top -n 100000 --csv "$@" >"$dir/sums"
	cordon log -n 100000 --csv "$@" >"$dir/lines"
	cmp -s "$dir/sums" "$dir/lines"
	result $? "$TZ $*"
}

for TZ in UTC Europe/Berlin Asia/Kolkata; do
	export TZ
	for by in client mac vendor role action day hour; do
		same --by $by
		same --by $by --since "$from"
		same --by $by --vendor zte --vendor huawei --action would-block
		same --by $by --client "$client" --role web
	done
done
same --by client --since "$from" --until "$from"
same --by exception --vendor zte
same --by name --vendor zte
[ "$(wc -l <"$dir/sums")" -gt 2 ]
result $? ": there was something to compare"

TZ=UTC
before=$(cordon top --by vendor --csv)
echo '{"no' >>"$LOG"
[ "$(cordon top --by vendor --csv)" = "$before" ] &&
	grep -q 'not an event, passed over' "$dir/err"
result $? "a broken line is named all the same"
finish
