#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Whatever is asked, "cordon log" lists and "cordon top" and "hosts" count the
# same events: those that going through the log line by line finds. Random filters and
# periods, over lines that are sealed, rotated and current, in the history and
# not, and hosts that have more names and addresses than it keeps apart. SEED
# and N choose the questions.

# shellcheck source=tests/golden/lib.sh
. "$(dirname "$0")/lib.sh"
LOG=$dir/log/eve.json
SEED=${SEED:-7} N=${N:-25}

cordon() { "$BUILD/cordon" -c "$dir/conf" "$@" 2>>"$dir/err"; }
ask() { # WHAT SEED
	python3 tests/golden/queried.py ask "$dir/all" "$2" "$N" \
		"$BUILD/cordon" -c "$dir/conf" >"$dir/diff" 2>>"$dir/err" &&
		[ ! -s "$dir/diff" ]
	result $? "$1: $N questions are answered rightly"
}

log_config_is
"$BUILD/tests/bench/events" 6000 5 40 >"$dir/made"
python3 tests/golden/queried.py make "$dir/made" >"$dir/all"
[ "$(wc -l <"$dir/all")" = 6000 ]
result $? "there are events"

cp "$dir/all" "$LOG"
ask "a log that nobody indexed" "$SEED"

rm -rf "$dir/state" && mkdir "$dir/state"
for i in 1 2 3; do
	sed -n "$((i * 1200 - 1199)),$((i * 1200))p" "$dir/all" \
		>"$LOG.$((4 - i))"
done
: >"$LOG"
touch -d '1 hour ago' "$LOG".?
cordon log index >/dev/null && [ -n "$(ls "$dir/log/sealed"/*.zst)" ]
result $? "three files are sealed"
sed -n '3601,4500p' "$dir/all" >"$LOG.1"
sed -n '4501,6000p' "$dir/all" >"$LOG"
ask "sealed, rotated and current" $((SEED + 1))
cordon log index >/dev/null
ask "all that can be is in the history" $((SEED + 2))
finish
