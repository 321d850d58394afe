#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Long answers on a terminal go through a pager, and nowhere else.

# shellcheck source=tests/golden/lib.sh
. "$(dirname "$0")/lib.sh"
LOG=$dir/log/eve.json

log_config_is
"$BUILD/tests/bench/events" 400 4 30 >"$LOG"
unset PAGER CORDON_PAGER LESS
take_tap python3 tests/golden/pager.py "$BUILD/cordon" -c "$dir/conf"
PAGER='sed s/^/PAGED:/' "$BUILD/cordon" -c "$dir/conf" log >"$dir/out" 2>&1
[ "$(grep -c '^2026-' "$dir/out")" = 400 ] && ! grep -q PAGED "$dir/out"
result $? "where the output is no terminal there is none, and all is shown"
finish
