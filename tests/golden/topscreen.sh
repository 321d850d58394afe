#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# "cordon top" on terminals of 80 and 200 columns, as somebody at the keys sees
# it; and that nothing of it is there where the output is no terminal.

# shellcheck source=tests/golden/lib.sh
. "$(dirname "$0")/lib.sh"
LOG=$dir/log/eve.json

nm "$BUILD/cordon" 2>/dev/null | grep -q ' topscreen_run' ||
	skip_all "cordon was built without ncurses"
log_config_is
"$BUILD/tests/bench/events" 3000 4 30 >"$dir/all"
line=$(tail -1 "$dir/all" | python3 -c '
import json, sys
e = json.loads(sys.stdin.readline())
e["src_ip"] = "SRC"
e["cordon"]["seq"] = 3001
e["cordon"]["outcome"] = "blocked"
e["tls"] = {"sni": "fresh.kaspersky.com"}
e["app_proto"] = "tls"
e["timestamp"] = "2026-07-04T23:59:59.000000+0000"
print(json.dumps(e, separators=(",", ":")))')
for columns in 80 200; do
	cp "$dir/all" "$LOG"
	rm -rf "$dir/state" && mkdir "$dir/state"
	take_tap python3 tests/golden/topscreen.py $columns "$LOG" "$line" \
		"$BUILD/cordon" -c "$dir/conf"
done
"$BUILD/cordon" -c "$dir/conf" top </dev/null >"$dir/out" 2>&1 &&
	! grep -q $'\033' "$dir/out" && grep -q '^CLIENT' "$dir/out"
result $? "where the output is no terminal it prints"
finish
