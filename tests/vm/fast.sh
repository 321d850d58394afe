# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
# The same stream as in bulk.sh with the clock of the machine around it, two
# processors and all that disturbs them; only measured, and only when asked for.
. tests/vm/lib.sh

export BUILD=build ROUNDS=${ROUNDS:-5} SECONDS_EACH=2 SLOW=8
measure() {
	CONFIG='flowtable = true;' bash tests/bench/bulk.sh >/run/out 2>&1
	grep -q '^medians' /run/out
}
check "measured" measure
sed 's/^/# /' /run/out
done_testing
