# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
# A bulk stream of a judged connection through the flowtable, beside plain
# forwarding without a firewall. The clock of this boot counts instructions, a
# thousand million a second, so these are bytes for the work of one processor,
# whatever else the machine around it does.
. tests/vm/lib.sh

export BUILD=build ROUNDS=5 SECONDS_EACH=0.5 SLOW=8
CONFIG='flowtable = true;' bash tests/bench/bulk.sh >/run/out 2>&1
sed 's/^/# /' /run/out
ratio=$(sed -n "s/^medians of the rounds' ratios: to no firewall \([0-9.]*\),.*/\1/p" \
	/run/out)
check "with the flowtable $ratio of plain forwarding, at least 1.0" \
	awk "BEGIN { exit !(${ratio:-0} >= 1) }"
done_testing
